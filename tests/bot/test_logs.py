import io
import logging

import structlog

from bot import logs

TOKEN = "123456:AAEveryveryverysecrettoken0001"


def test_the_token_is_cut_out_of_every_line_tracebacks_included():
    stream = io.StringIO()
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    try:
        logs.configure(level="DEBUG", style="console", secrets=("hunter2",), stream=stream)
        log = structlog.get_logger()
        log.info("one", url=f"https://host/bot{TOKEN}/getMe", secret="hunter2")
        logging.getLogger("library").warning("two bot%s", TOKEN)
        try:
            private_answer = "my secret answer"
            raise ValueError(f"three {TOKEN}")
        except ValueError as error:
            log.error("failed", exc_info=error)
            logging.getLogger("library").exception("four")
    finally:
        structlog.reset_defaults()
        logging.getLogger().handlers[:] = handlers
        logging.getLogger().setLevel(level)
    written = stream.getvalue()
    assert TOKEN not in written
    assert "hunter2" not in written
    assert private_answer not in written
    assert all(word in written for word in ("one", "two", "three", "four", "<token>"))
