"""Sends what the ledger owes: claim, send, mark. At most a few messages can be in doubt after a crash."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from telegram import Bot
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.services import Services
from bot.transport import NotConnected, seconds
from quizzes import deliveries, people

log = structlog.get_logger()

Compose = Callable[[Bot, deliveries.Owed], Awaitable[int]]
"""Sends one owed message and gives its message id."""


class Sender:
    """Works the ledger off, at a bounded rate and with a bounded number of messages in flight.

    Parameters
    ----------
    services
        The database, the clock and this process's name.
    bot
        Who sends.
    compose
        Writes and sends one message.
    per_second, in_flight
        Telegram allows about 30 a second; replies to people need a share of that.
    lease
        When a message claimed by a process that died is in doubt and sent again.
    """

    def __init__(
        self,
        services: Services,
        bot: Bot,
        compose: Compose,
        *,
        per_second: float,
        in_flight: int,
        lease: timedelta,
    ) -> None:
        self._services = services
        self._bot = bot
        self._compose = compose
        self._pause = in_flight / per_second
        self._in_flight = in_flight
        self._lease = lease
        self._silent_until = 0.0
        self._busy = asyncio.Lock()
        self._draining = False

    async def send_due(self) -> int:
        """Send everything that is due now; how many messages were sent. 0 while another call is at it."""
        if self._busy.locked():
            return 0
        async with self._busy:
            return await self._work_off()

    async def drain(self) -> None:
        """Claim nothing more, and return when what was claimed is settled."""
        self._draining = True
        async with self._busy:
            return

    async def _work_off(self) -> int:
        sent = 0
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            if self._draining or started < self._silent_until:
                return sent
            async with self._services.database.write() as session:
                claimed = await deliveries.claim(
                    session,
                    worker=self._services.worker,
                    limit=self._in_flight,
                    lease=self._lease,
                    now=self._services.now(),
                )
            if not claimed:
                return sent
            sent += sum(await asyncio.gather(*(self._send(owed) for owed in claimed)))
            await asyncio.sleep(max(0.0, self._pause - (loop.time() - started)))

    async def _send(self, owed: deliveries.Owed) -> bool:
        """Send one message and settle its row. A send in doubt keeps its claim until the lease ends."""
        try:
            message_id = await self._compose(self._bot, owed)
        except RetryAfter as error:
            wait = seconds(error.retry_after)
            self._silent_until = asyncio.get_running_loop().time() + wait
            await self._put_back(owed, wait, "flood limit")
        except Forbidden:
            await self._give_up(owed, "blocked", unreachable=True)
        except NotConnected:
            await self._put_back(owed, 2.0**owed.attempts, "not connected")
        except BadRequest as error:
            unreachable = "chat not found" in str(error).lower()
            log.error("delivery_refused", delivery_id=owed.id, reason=str(error))
            await self._give_up(owed, str(error), unreachable=unreachable)
        except TelegramError as error:
            log.warning("delivery_in_doubt", delivery_id=owed.id, reason=type(error).__name__)
        else:
            async with self._services.database.write() as session:
                await deliveries.mark_sent(
                    session, delivery_id=owed.id, message_id=message_id, now=self._services.now()
                )
            return True
        return False

    async def _put_back(self, owed: deliveries.Owed, wait: float, failure: str) -> None:
        async with self._services.database.write() as session:
            await deliveries.put_back(
                session,
                owed=owed,
                not_before=self._services.now() + timedelta(seconds=wait),
                failure=failure,
            )

    async def _give_up(self, owed: deliveries.Owed, failure: str, *, unreachable: bool) -> None:
        async with self._services.database.write() as session:
            await deliveries.mark_failed(session, delivery_id=owed.id, failure=failure)
            if unreachable:
                await people.mark_reachable(session, telegram_id=owed.telegram_id, since=self._services.now())
