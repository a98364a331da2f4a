"""The simulator as one ASGI application: Bot API, files and control. The chat page is mounted by `page`."""

from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from bot.simulator.api import BotApi
from bot.simulator.control import routes
from bot.simulator.world import World


class SimulatorApp:
    """Sends Bot API requests straight to `BotApi`, everything else to Starlette."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.api = BotApi(world)
        self.app = Starlette(routes=routes(world))  # NiceGUI finds its server through this name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection event."""
        if scope["type"] == "http" and scope["path"].startswith(("/bot", "/file/bot")):
            await self.api(scope, receive, send)
        else:
            await self.app(scope, receive, send)
