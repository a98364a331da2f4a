"""The wake-up: asks the database what is due and not done. A missed wake-up is caught up at the next."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog

from bot.sender import Sender
from bot.services import Services
from quizzes import inbox, people, rounds

log = structlog.get_logger()

FORGET_EVERY = timedelta(hours=1)


class Schedule:
    """Opens rounds, closes rounds, sends what is owed. Any number of processes may do this at once."""

    def __init__(self, services: Services, sender: Sender) -> None:
        self._services = services
        self._sender = sender
        self._busy = asyncio.Lock()
        self._forget_at = datetime.min.replace(tzinfo=UTC)

    async def tick(self) -> None:
        """Do everything that is due. What an earlier tick is still busy with is left to that one."""
        if not self._busy.locked():
            async with self._busy:
                await self._close_rounds()
                await self._open_rounds()
                await self._forget_updates()
        await self._sender.send_due()

    async def _forget_updates(self) -> None:
        now = self._services.now()
        if now < self._forget_at:
            return
        self._forget_at = now + FORGET_EVERY
        async with self._services.database.write() as session:
            forgotten = await inbox.forget(session, now=now)
        log.info("old_updates_forgotten", updates=forgotten)

    async def drain(self) -> None:
        """Finish what is in hand and start nothing more."""
        await self._sender.drain()
        async with self._busy:
            return

    async def _open_rounds(self) -> None:
        async with self._services.database.read() as session:
            due = await rounds.due_to_open(session, await people.centres(session), now=self._services.now())
        for centre, day in due:
            try:
                async with self._services.database.write() as session:
                    opened = await rounds.open_round(
                        session, centre=centre, day=day, now=self._services.now()
                    )
            except Exception as error:  # one centre's fault must not keep the others waiting
                log.error("round_not_opened", centre_id=centre.id, exc_info=error)
                continue
            if opened is not None:
                log.info("round_opened", centre_id=centre.id, members=opened.members)
                if opened.without_question:
                    log.warning("no_suitable_question", centre_id=centre.id, members=opened.without_question)

    async def _close_rounds(self) -> None:
        async with self._services.database.read() as session:
            due = await rounds.due_to_close(session, now=self._services.now())
        for round_id in due:
            async with self._services.database.write() as session:
                owed = await rounds.close_round(session, round_id=round_id, now=self._services.now())
            log.info("round_closed", round_id=round_id, solutions=owed)
