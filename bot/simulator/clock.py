"""The simulator's clock: real time plus an offset that can jump, or a frozen instant."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bot.simulator.signal import Signal


class Clock:
    """A clock that people and tests can move.

    Listeners are called, in the order added, after every jump: a scheduler then looks again at what is due.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._offset = 0.0
        self._frozen_at: float | None = None
        self._listeners: list[Callable[[], None]] = []
        self._jumped = Signal()
        if start is not None:
            self.set(start)
        if frozen:
            self.freeze()

    @property
    def frozen(self) -> bool:
        """Whether the time stands still between jumps."""
        return self._frozen_at is not None

    def timestamp(self) -> float:
        """Seconds since 1970-01-01T00:00Z."""
        return time.time() + self._offset if self._frozen_at is None else self._frozen_at

    def now(self) -> datetime:
        """The present instant, in UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def set(self, instant: datetime) -> None:
        """Jump to `instant`, forward or back.

        Raises
        ------
        ValueError
            If `instant` has no time zone.
        """
        if instant.tzinfo is None:
            raise ValueError(
                "the clock needs an instant with a time zone, for example 2026-03-02T00:00:00+00:00"
            )
        if self._frozen_at is None:
            self._offset = instant.timestamp() - time.time()
        else:
            self._frozen_at = instant.timestamp()
        self._jumped.give()
        for listener in self._listeners:
            listener()

    def advance(self, by: timedelta) -> None:
        """Jump by `by`."""
        self.set(self.now() + by)

    def freeze(self) -> None:
        """Stand still from now on."""
        self._frozen_at = self.timestamp()

    def resume(self) -> None:
        """Run again from the instant shown."""
        if self._frozen_at is not None:
            self._offset = self._frozen_at - time.time()
            self._frozen_at = None
            self._jumped.give()

    def on_jump(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every jump."""
        self._listeners.append(listener)

    async def sleep_until(self, instant: datetime) -> None:
        """Return once the clock shows `instant` or later, whether it ran or jumped there."""
        while (remaining := instant.timestamp() - self.timestamp()) > 0:
            await self._jumped.wait(None if self.frozen else remaining)
