"""Sends what the ledger owes: claim, send, settle. At most a few messages can be in doubt after a crash."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Bot
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.services import Services
from bot.transport import NotConnected, seconds
from quizzes import deliveries, people
from quizzes.errors import QuizError

log = structlog.get_logger()

Compose = Callable[[Bot, deliveries.Owed], Awaitable[int]]
"""Sends one owed message and gives its message id; a QuizError where it is no longer wanted."""

Settlement = Callable[[AsyncSession], Awaitable[None]]
"""What the database has to learn about a message; applied in the transaction that claims the next."""


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
        Telegram allows about 30 a second; each message starts at least ``1 / per_second`` after the last.
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
        self._apart = 1 / per_second
        self._in_flight = in_flight
        self._lease = lease
        self._next_start = 0.0
        self._silent_until = 0.0
        self._busy = asyncio.Lock()
        self._draining = False

    async def send_due(self) -> None:
        """Send everything that is due now; does nothing while another call is at it."""
        if self._busy.locked():
            return
        async with self._busy:
            await self._work_off()

    async def drain(self) -> None:
        """Claim nothing more, and return when what was claimed is settled."""
        self._draining = True
        async with self._busy:
            return

    async def _work_off(self) -> None:
        flying: set[asyncio.Task[Settlement | None]] = set()
        landed: set[asyncio.Task[Settlement | None]] = set()
        while True:
            settlements = [settle for task in landed if (settle := task.result()) is not None]
            for owed in await self._settle_and_claim(settlements, self._in_flight - len(flying)):
                flying.add(asyncio.create_task(self._send(owed)))
            if not flying:
                return
            landed, flying = await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)

    async def _settle_and_claim(self, settlements: list[Settlement], free: int) -> list[deliveries.Owed]:
        """Record what became of messages and claim as many as there is room for, in one transaction."""
        if self._draining or asyncio.get_running_loop().time() < self._silent_until:
            free = 0
        async with self._services.database.write() as session:
            for settle in settlements:
                await settle(session)
            if not free:
                return []
            return await deliveries.claim(
                session,
                worker=self._services.worker,
                limit=free,
                lease=self._lease,
                now=self._services.now(),
            )

    async def _turn_to_start(self) -> None:
        """Wait so that messages start evenly apart."""
        now = asyncio.get_running_loop().time()
        start = max(now, self._next_start)
        self._next_start = start + self._apart
        await asyncio.sleep(start - now)

    async def _send(self, owed: deliveries.Owed) -> Settlement | None:
        """Send one message. None for a send in doubt: its row keeps its claim until the lease ends."""
        await self._turn_to_start()
        try:
            message_id = await self._compose(self._bot, owed)
        except QuizError as error:
            return partial(deliveries.cancel, delivery_id=owed.id, reason=type(error).__name__)
        except RetryAfter as error:
            wait = seconds(error.retry_after)
            self._silent_until = asyncio.get_running_loop().time() + wait
            return self._put_back(owed, wait, "flood limit")
        except Forbidden:
            return partial(self._give_up, owed=owed, failure="blocked", unreachable=True)
        except NotConnected:
            return self._put_back(owed, 2.0**owed.attempts, "not connected")
        except BadRequest as error:
            log.error("delivery_refused", delivery_id=owed.id, reason=str(error))
            unreachable = "chat not found" in str(error).lower()
            return partial(self._give_up, owed=owed, failure=str(error), unreachable=unreachable)
        except TelegramError as error:
            log.warning("delivery_in_doubt", delivery_id=owed.id, reason=type(error).__name__)
            return None
        except Exception as error:  # one message that cannot be written must not stop the others
            log.error("delivery_failed", delivery_id=owed.id, exc_info=error)
            return self._put_back(owed, 2.0**owed.attempts, type(error).__name__)
        return partial(
            deliveries.mark_sent, delivery_id=owed.id, message_id=message_id, now=self._services.now()
        )

    def _put_back(self, owed: deliveries.Owed, wait: float, failure: str) -> Settlement:
        not_before = self._services.now() + timedelta(seconds=wait)
        return partial(deliveries.put_back, owed=owed, not_before=not_before, failure=failure)

    async def _give_up(
        self, session: AsyncSession, *, owed: deliveries.Owed, failure: str, unreachable: bool
    ) -> None:
        await deliveries.mark_failed(session, delivery_id=owed.id, failure=failure)
        if unreachable:
            await people.mark_reachable(session, telegram_id=owed.telegram_id, since=self._services.now())
