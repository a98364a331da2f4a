"""Structured logs: a constant event with fields beside it. The token is cut out of every finished line."""

import logging
import re
import sys
from typing import Literal, TextIO

import structlog
from structlog.typing import Processor

_TOKEN = re.compile(r"\d{5,}:[A-Za-z0-9_-]{20,}")


class RedactingStream:
    """Writes lines on with anything that looks like a bot token, and the given secrets, replaced."""

    def __init__(self, stream: TextIO, secrets: tuple[str, ...] = ()) -> None:
        self._stream = stream
        self._secrets = tuple(s for s in secrets if s)

    def write(self, text: str) -> int:
        """Write redacted text; the length is that of what was asked for, as callers expect."""
        clean = _TOKEN.sub("<token>", text)
        for secret in self._secrets:
            clean = clean.replace(secret, "<secret>")
        self._stream.write(clean)
        return len(text)

    def flush(self) -> None:
        """Flush the stream below."""
        self._stream.flush()


def configure(
    *, level: str, style: Literal["console", "json"], secrets: tuple[str, ...], stream: TextIO = sys.stderr
) -> None:
    """Send our events and the libraries' warnings through one redacted stream."""
    redacted = RedactingStream(stream, secrets)
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(
            colors=stream.isatty(),
            # the pretty one prints local variables: names and answers must not reach a log
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.PrintLoggerFactory(redacted),  # type: ignore[arg-type]
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(redacted)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for chatty in ("httpx", "httpcore", "apscheduler", "telegram", "uvicorn.access", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
