"""From the inbox to the handlers: lanes side by side, each person's updates one after another."""

import asyncio
import json
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram import Update

from bot.context import RECEIPT, Receipt, YinlingApplication
from bot.services import Services
from quizzes import inbox

log = structlog.get_logger()

IDLE_SECONDS = 1.0


class Workers:
    """Claims waiting updates and runs them through the application.

    Parameters
    ----------
    services
        The database, the clock and this process's name.
    application
        Whose handlers are run.
    at_once
        How many updates may be in hand.
    lease
        When a claim of a process that died is taken over; longer than any handler takes.
    """

    def __init__(
        self, services: Services, application: YinlingApplication, *, at_once: int, lease: timedelta
    ) -> None:
        self._services = services
        self._application = application
        self._at_once = at_once
        self._lease = lease
        self._wake = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    def wake(self) -> None:
        """Look into the inbox now."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; what is in hand then is finished first."""
        try:
            while True:
                self._wake.clear()
                free = self._at_once - len(self._running)
                try:
                    started = await self._start(free) if free else 0
                except SQLAlchemyError as error:
                    log.error("inbox_unavailable", reason=type(error).__name__)
                    await asyncio.sleep(IDLE_SECONDS)
                    continue
                if not started:
                    await self._rest()
        finally:
            if self._running:
                await asyncio.wait(self._running, timeout=self._lease.total_seconds() / 2)

    async def _rest(self) -> None:
        """Until something arrives or finishes; also look by the clock, for other processes' leftovers."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _start(self, limit: int) -> int:
        async with self._services.database.write() as session:
            claimed = await inbox.claim(
                session,
                worker=self._services.worker,
                limit=limit,
                lease=self._lease,
                now=self._services.now(),
            )
        for received in claimed:
            task = asyncio.create_task(self._handle(received))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return len(claimed)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._wake.set()  # the lane may hold the next update
        if not task.cancelled() and task.exception() is not None:
            log.error("update_not_settled", exc_info=task.exception())

    async def _handle(self, received: inbox.Received) -> None:
        receipt = Receipt(
            update_id=received.update_id, received_at=received.received_at, attempt=received.attempts
        )
        RECEIPT.set(receipt)
        with structlog.contextvars.bound_contextvars(update_id=received.update_id):
            update = Update.de_json(json.loads(received.payload), self._application.bot)
            await self._application.process_update(update)
        now = self._services.now()
        async with self._services.database.write() as session:
            if receipt.retry_in is None:
                await inbox.finish(session, update_id=received.update_id, now=now)
            else:
                await inbox.try_again(
                    session,
                    update_id=received.update_id,
                    not_before=now + timedelta(seconds=receipt.retry_in),
                    failure="passing fault",
                )
