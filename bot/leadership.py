"""Which process polls Telegram: exactly one may. The others work off the inbox and the ledger.

On PostgreSQL an advisory lock decides, held by a connection of its own: when the process dies, the
server frees the lock. On SQLite all processes share one disk, and a lock on a file beside the database
does the same.
"""

import asyncio
import fcntl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

import structlog
from sqlalchemy import text
from sqlalchemy.engine import make_url

from quizzes.storage import Database

log = structlog.get_logger()

LOCK = 0x59494E4C  # "YINL"; advisory locks are numbers
_NOTICE_DEATH = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
"""Without this the server would hold the lock for hours for a machine that lost its power or its network."""
RETRY_SECONDS = 2.0


@asynccontextmanager
async def leadership(database: Database) -> AsyncIterator[None]:
    """Wait until this process is the one that polls; stop being it at the end of the block."""
    if database.is_sqlite:
        async with _file_lock(Path(f"{make_url(database.url).database}.polling")):
            yield
        return
    async with _advisory_lock(database):
        yield


@asynccontextmanager
async def _file_lock(path: Path) -> AsyncIterator[None]:
    with path.open("w") as file:
        while not _try_lock(file):  # noqa: ASYNC110  another process holds it
            await asyncio.sleep(RETRY_SECONDS)
        log.info("polling_leader")
        yield


def _try_lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@asynccontextmanager
async def _advisory_lock(database: Database) -> AsyncIterator[None]:
    async with database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        await connection.exec_driver_sql(_NOTICE_DEATH)
        while not (await connection.execute(text(f"SELECT pg_try_advisory_lock({LOCK})"))).scalar():  # noqa: ASYNC110  another process holds it
            await asyncio.sleep(RETRY_SECONDS)
        log.info("polling_leader")
        try:
            yield
        finally:
            if not connection.closed and not connection.invalidated:
                await connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
