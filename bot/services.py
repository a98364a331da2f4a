"""What handlers and jobs work with; filled once when the process starts."""

import os
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from quizzes.storage import Database


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def worker_name() -> str:
    """A name for this process that no other has, also after a restart with the same number."""
    return f"{socket.gethostname()[:30]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True, kw_only=True)
class Services:
    """The database, the clock, who administrates, and the name under which work is claimed."""

    database: Database
    now: Callable[[], datetime] = utc_now
    administrators: frozenset[int] = frozenset()
    worker: str = field(default_factory=worker_name)
