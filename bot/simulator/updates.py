"""One bot's queue of updates: numbered, in order, kept until confirmed."""

import json
import time
from collections import deque
from typing import Any

from bot.simulator.errors import conflict
from bot.simulator.faults import FaultPlan
from bot.simulator.signal import Signal

#: Sent only where `allowed_updates` names them.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
ANOTHER_POLL = "terminated by other getUpdates request; make sure that only one bot instance is running"

Update = tuple[int, bytes]


def encode(value: Any) -> bytes:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


class UpdateQueue:
    """Updates of one bot as (update_id, JSON), encoded at once, so later edits do not change them."""

    def __init__(self, faults: FaultPlan, first_id: int) -> None:
        self.pending: deque[Update] = deque()
        self.allowed: frozenset[str] | None = None
        self.arrived = Signal()
        self.closed = False
        self.in_flight = 0  #: taken by the webhook and not yet accepted there
        self._faults = faults
        self._next_id = first_id
        self._poll = 0
        self._ended_by = ""

    @property
    def waiting(self) -> int:
        """Updates the bot has not confirmed."""
        return len(self.pending) + self.in_flight

    def wants(self, kind: str) -> bool:
        """Whether updates of this kind are delivered."""
        return kind not in ON_REQUEST if not self.allowed else kind in self.allowed

    def put(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue an update and return its id; None if the bot did not ask for this kind."""
        if not self.wants(kind):
            return None
        update_id = self._next_id
        self._next_id += 1
        update = (update_id, encode({"update_id": update_id, kind: content}))
        self.pending.append(update)
        if self._faults.duplicated_updates:
            self._faults.duplicated_updates -= 1
            self.pending.append(update)
        self.arrived.give()
        return update_id

    def confirm(self, offset: int) -> None:
        """Forget everything before `offset`; a negative one keeps that many of the newest."""
        pending = self.pending
        if offset < 0:
            while len(pending) > -offset:
                pending.popleft()
        while pending and offset > 0 and pending[0][0] < offset:
            pending.popleft()

    def take(self, limit: int) -> list[bytes]:
        """The oldest updates, which stay queued."""
        batch = [encoded for _, encoded in list(self.pending)[:limit]]
        if len(batch) > 1 and self._faults.reordered_updates:
            self._faults.reordered_updates -= 1
            batch.reverse()
        return batch

    async def poll(self, offset: int, limit: int, timeout: float) -> list[bytes]:  # noqa: ASYNC109
        """Long poll. A newer poll ends this one with ApiError 409."""
        self.end_poll(ANOTHER_POLL)
        me = self._poll
        if offset:
            self.confirm(offset)
        while not self.pending and timeout > 0 and not self.closed:
            started = time.monotonic()
            await self.arrived.wait(timeout)
            timeout -= time.monotonic() - started
            if me != self._poll:
                raise conflict(self._ended_by)
        return self.take(limit)

    def end_poll(self, reason: str) -> None:
        """End a waiting poll with ApiError 409."""
        self._poll += 1
        self._ended_by = reason
        self.arrived.give()

    def close(self) -> None:
        """End waiting polls with no updates."""
        self.closed = True
        self.arrived.give()
