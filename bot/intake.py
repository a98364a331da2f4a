"""From Telegram to the inbox: an update is committed before Telegram is told that we have it.

Polling and the webhook both end in ``Intake.store``. The library's own updater acknowledges first and
loses what it had queued when the process is killed.
"""

import asyncio
import hmac
import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import structlog
from aiohttp import web
from telegram import Bot
from telegram.error import NetworkError, RetryAfter

from bot.services import Services
from bot.transport import seconds
from quizzes import inbox

log = structlog.get_logger()

ALLOWED_UPDATES = ["message", "callback_query", "inline_query", "my_chat_member"]
POLL_SECONDS = 30
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
MAX_BODY = 1 << 20


def lane_of(update: dict[str, Any]) -> int:
    """Whose turn an update is: the sender's account, else the chat, else lane 0."""
    for kind in ALLOWED_UPDATES:
        inner = update.get(kind)
        if isinstance(inner, dict):
            sender = inner.get("from") or inner.get("chat") or {}
            return int(sender.get("id", 0))
    return 0


class Intake:
    """Stores what arrives and then wakes the workers.

    Parameters
    ----------
    services
        Gives the database and the clock.
    wake
        Called after new updates were committed.
    """

    def __init__(self, services: Services, wake: Callable[[], None]) -> None:
        self._services = services
        self._wake = wake

    async def store(self, updates: Sequence[dict[str, Any]]) -> None:
        """Commit updates to the inbox; repeats are dropped there.

        Telegram may still send kinds that were asked for in the past: edited messages are no new answers.
        """
        now = self._services.now()
        received = [
            inbox.Received(
                update_id=int(update["update_id"]),
                lane=lane_of(update),
                payload=json.dumps(update),
                received_at=now,
            )
            for update in updates
            if any(kind in update for kind in ALLOWED_UPDATES)
        ]
        async with self._services.database.write() as session:
            new = await inbox.receive(session, received)
        if new:
            self._wake()

    async def poll(self, bot: Bot) -> None:
        """Ask Telegram for updates until cancelled. The offset moves on only after the commit.

        Raises
        ------
        Conflict
            If another process polls: this one may have lost the lead without noticing.
        """
        await bot.delete_webhook()
        offset: int | None = None
        while True:
            try:
                updates: Any = await bot.request.post(
                    _updates_url(bot.base_url, offset), read_timeout=POLL_SECONDS + 10
                )
            except RetryAfter as error:
                await asyncio.sleep(seconds(error.retry_after))
            except NetworkError as error:
                log.warning("polling_failed", reason=type(error).__name__)
                await asyncio.sleep(1)
            else:
                if updates:
                    await self.store(updates)
                    offset = max(int(update["update_id"]) for update in updates) + 1

    async def on_webhook(self, request: web.Request, secret: str) -> web.Response:
        """Take one update posted by Telegram; answered 200 only when it is committed."""
        if not hmac.compare_digest(request.headers.get(SECRET_HEADER, "").encode(), secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
            int(update["update_id"])
        except (ValueError, TypeError, KeyError):
            return web.Response(status=400)
        await self.store([update])
        return web.Response(status=200)


def webhook_app(intake: Intake, secret: str) -> web.Application:
    """The web application Telegram posts to."""

    async def receive(request: web.Request) -> web.Response:
        return await intake.on_webhook(request, secret)

    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_post("/telegram", receive)
    return app


def _updates_url(base_url: str, offset: int | None) -> str:
    query = {"timeout": POLL_SECONDS, "limit": 100, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
    return f"{base_url}/getUpdates?{urlencode(query | ({} if offset is None else {'offset': offset}))}"
