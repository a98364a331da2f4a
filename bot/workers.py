"""From the inbox to the handlers: lanes side by side, each person's updates one after another.

What is done is settled in the transaction that claims the next updates, so that under load one commit
serves many. A process killed in between handles them again, without a second effect.
"""

import asyncio
import json
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import Update

from bot.context import RECEIPT, Receipt, YinlingApplication
from bot.services import Services
from quizzes import inbox, people

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
        self._running: set[asyncio.Task[Receipt]] = set()
        self._done: list[Receipt] = []

    def wake(self) -> None:
        """Look into the inbox now."""
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled; what is in hand then is finished first."""
        try:
            while True:
                self._wake.clear()
                try:
                    started = await self._turn()
                except SQLAlchemyError as error:
                    log.error("inbox_unavailable", reason=type(error).__name__)
                    await asyncio.sleep(IDLE_SECONDS)
                    continue
                if not started:
                    await self._rest()
        finally:
            if self._running:
                await asyncio.wait(self._running, timeout=self._lease.total_seconds() / 2)
            await self._settle_what_is_done()

    async def _rest(self) -> None:
        """Until something arrives or finishes; also look by the clock, for other processes' leftovers."""
        try:
            async with asyncio.timeout(IDLE_SECONDS):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _turn(self) -> int:
        """Settle what is done and claim as much as is free, in one transaction; how many were claimed."""
        done = tuple(self._done)
        free = self._at_once - len(self._running)
        if not done and not free:
            return 0
        async with self._services.database.write() as session:
            await self._settle(session, done)
            claimed = await inbox.claim(
                session,
                worker=self._services.worker,
                limit=free,
                lease=self._lease,
                now=self._services.now(),
            )
            senders = await people.find_people(
                session,
                telegram_ids=[received.lane for received in claimed],
                administrators=self._services.administrators,
            )
        del self._done[: len(done)]
        for received in claimed:
            task = asyncio.create_task(self._handle(received, senders.get(received.lane)))
            self._running.add(task)
            task.add_done_callback(self._finished)
        return len(claimed)

    async def _settle_what_is_done(self) -> None:
        if self._done:
            async with self._services.database.write() as session:
                await self._settle(session, tuple(self._done))
            self._done.clear()

    async def _settle(self, session: AsyncSession, receipts: tuple[Receipt, ...]) -> None:
        now = self._services.now()
        await inbox.finish(session, update_ids=[r.update_id for r in receipts if r.retry_in is None], now=now)
        for receipt in receipts:
            if receipt.retry_in is not None:
                await inbox.try_again(
                    session,
                    update_id=receipt.update_id,
                    not_before=now + timedelta(seconds=receipt.retry_in),
                    failure="passing fault",
                )

    def _finished(self, task: asyncio.Task[Receipt]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        if task.exception() is not None:  # the claim's lease brings the update back
            log.error("update_not_handled", exc_info=task.exception())
        else:
            self._done.append(task.result())
        self._wake.set()  # the lane may hold the next update

    async def _handle(self, received: inbox.Received, sender: people.Person | None) -> Receipt:
        receipt = Receipt(
            update_id=received.update_id,
            received_at=received.received_at,
            sender=sender,
            attempt=received.attempts,
        )
        RECEIPT.set(receipt)
        with structlog.contextvars.bound_contextvars(update_id=received.update_id):
            if received.attempts > inbox.MAX_ATTEMPTS:  # each handling died; the person's lane must go on
                log.error("update_given_up")
                return receipt
            try:
                update = Update.de_json(json.loads(received.payload), self._application.bot)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                # it would read no better later, and the person's lane waits behind it
                log.error("update_unreadable", reason=type(error).__name__)
                return receipt
            await self._application.process_update(update)
        return receipt
