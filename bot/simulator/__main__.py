"""`python -m bot.simulator`: the simulator as a process of its own."""

import json
from pathlib import Path
from typing import Annotated

import typer

from bot.simulator.control import seed_world
from bot.simulator.server import SimulatorApp
from bot.simulator.serving import HOST, SimulatorServer, bound_socket
from bot.simulator.world import World


def main(
    port: Annotated[int, typer.Option(help="Port of 127.0.0.1; 0 takes a free one.")] = 8081,
    seed: Annotated[Path | None, typer.Option(help="JSON with bots, people and groups.")] = None,
    page: Annotated[bool, typer.Option(help="Serve the chat page.")] = True,
) -> None:
    """Serve Telegram's Bot API, the control API and the chat page on this machine."""
    world = World()
    if seed is not None:
        seed_world(world, json.loads(seed.read_text(encoding="utf-8")))
    app = SimulatorApp(world)
    if page:
        from bot.simulator.page import mount_page  # NiceGUI takes a second to import

        mount_page(app)
    listener = bound_socket(port)
    typer.echo(f"http://{HOST}:{listener.getsockname()[1]}")
    SimulatorServer(app).run([listener])


if __name__ == "__main__":
    typer.run(main)
