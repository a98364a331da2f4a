"""Running the simulator: inside this process for tests and the demonstration, or for good."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from bot.simulator.client import SimulatorClient
from bot.simulator.server import SimulatorApp
from bot.simulator.world import World

HOST = "127.0.0.1"


class SimulatorServer(uvicorn.Server):
    """Ends long polls before it closes connections, so that stopping takes no poll's length."""

    def __init__(self, app: SimulatorApp) -> None:
        # No access log: its lines would hold tokens.
        config = uvicorn.Config(
            app, host=HOST, access_log=False, log_level="error", lifespan="on", timeout_graceful_shutdown=2
        )
        super().__init__(config)
        self.world = app.world

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop serving."""
        self.world.close()
        await super().shutdown(sockets)


def bound_socket(port: int = 0) -> socket.socket:
    """A listening socket of this machine only; port 0 takes a free one."""
    # The protocol must be named: asyncio turns off Nagle's delay (40 ms an answer) only where it is.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError:
        listener.close()
        raise
    return listener


@asynccontextmanager
async def serving(app: SimulatorApp, port: int = 0) -> AsyncIterator[str]:
    """Serve inside this event loop; the address, `http://127.0.0.1:PORT`, is yielded once it answers."""
    listener = bound_socket(port)
    server = SimulatorServer(app)
    # `_serve` leaves signals alone: they belong to the process that runs the simulator inside it.
    task = asyncio.create_task(server._serve([listener]))
    try:
        while not server.started:
            if task.done():
                await task
                raise RuntimeError("the simulator's server ended before it began")
            await asyncio.sleep(0.01)
        yield f"http://{HOST}:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        await task
        listener.close()


@asynccontextmanager
async def running_simulator(
    world: World | None = None, *, port: int = 0, page: bool = False
) -> AsyncIterator[SimulatorClient]:
    """A simulator in this event loop and a client for it. A page can be served once in a process."""
    app = SimulatorApp(world or World())
    if page:
        from bot.simulator.page import mount_page  # NiceGUI takes a second to import

        mount_page(app)
    async with serving(app, port) as address, SimulatorClient(address, world=app.world) as client:
        yield client
