"""Faults on demand: what a network and a busy Telegram do to a bot."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.errors import ApiError, too_many_requests

#: Kinds of fault and what they do to a call.
KINDS = {
    "error": "answered with `code`, not carried out",
    "slow": "carried out `delay` seconds late",
    "lost": "carried out, then the connection is reset before the answer",
    "hang": "carried out, never answered; ends when the client gives up",
    "reset": "the connection is reset, not carried out",
    "garbage": "answered with something that is not JSON, not carried out",
}
_DESCRIPTIONS = {
    400: "Bad Request: fault on demand",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass
class Fault:
    """One fault, `times` times after `skip` calls of `method` ("*": any) to `chat_id` (None: any)."""

    kind: str
    method: str = "*"
    chat_id: int | None = None
    skip: int = 0
    times: int | None = 1
    code: int = 500
    description: str | None = None
    retry_after: int = 1
    delay: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; there are {', '.join(KINDS)}")

    def error(self) -> ApiError:
        """The refusal of an "error" fault."""
        if self.code == 429:
            return too_many_requests(self.retry_after)
        return ApiError(self.code, self.description or _DESCRIPTIONS.get(self.code, "Internal Server Error"))


@dataclass
class FaultPlan:
    """Faults waiting to happen. `latency` [s] delays every call but getUpdates."""

    faults: list[Fault] = field(default_factory=list)
    latency: float = 0.0
    #: This many of the next updates are delivered twice.
    duplicated_updates: int = 0
    #: This many of the next batches (webhook: pairs) arrive in reverse order.
    reordered_updates: int = 0

    def next_for(self, method: str, chat_id: str) -> Fault | None:
        """The fault that strikes this call, used up by it."""
        for fault in self.faults:
            if fault.method.lower() not in ("*", method) or (
                fault.chat_id is not None and str(fault.chat_id) != chat_id
            ):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self.faults.remove(fault)
            return fault
        return None

    def add(self, **settings: Any) -> None:
        """Add one fault."""
        self.faults.append(Fault(**settings))

    def clear(self) -> None:
        """Work properly again."""
        self.faults.clear()
        self.latency, self.duplicated_updates, self.reordered_updates = 0.0, 0, 0
