"""`yinling doctor`: is everything in place to run? Each check says what to do where it fails."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import typer
from rich.console import Console

from bot.settings import Settings

CLOCK_TOLERANCE = 5.0


@dataclass(frozen=True)
class Finding:
    """What a check found: whether it is well, and a sentence without secrets."""

    well: bool
    text: str


def check_token(settings: Settings) -> Finding:
    """Does Telegram know this bot?"""
    from telegram.error import InvalidToken, TelegramError

    if settings.telegram_token is None:
        return Finding(False, "no token: set YINLING_TELEGRAM_TOKEN to what @BotFather gave you")
    try:
        username = asyncio.run(_ask_telegram(settings))
    except InvalidToken:
        return Finding(False, "Telegram refuses the token: copy it again from @BotFather")
    except TelegramError as error:
        return Finding(
            False, f"Telegram cannot be reached ({type(error).__name__}): check the network and proxy"
        )
    return Finding(True, f"the token belongs to @{username}")


async def _ask_telegram(settings: Settings) -> str:
    from telegram import Bot

    from bot.application import request_backend

    assert settings.telegram_token is not None
    bot = Bot(
        settings.telegram_token.get_secret_value(),
        base_url=f"{settings.telegram_url}/bot",
        base_file_url=f"{settings.telegram_url}/file/bot",
        request=request_backend(settings.http_client, connections=4),
    )
    async with bot:
        return bot.username


def check_database(settings: Settings) -> Finding:
    """Can the database be opened, and has it every migration?"""
    from sqlalchemy.exc import SQLAlchemyError

    from quizzes.storage import migrations

    try:
        behind = migrations.pending(settings.database_url)
    except SQLAlchemyError as error:
        return Finding(
            False, f"the database cannot be opened ({type(error).__name__}): check YINLING_DATABASE_URL"
        )
    if behind:
        return Finding(False, "the database lacks migrations: run `yinling db upgrade`")
    return Finding(True, "the database is open and has every migration")


def check_fonts(settings: Settings) -> Finding:
    """Can a picture with Chinese text be set?"""
    from datetime import date

    from bot.pictures import board

    def picture(name: str) -> bytes:
        row = board.Row(rank=1, name=name, position="", points=10, right=1, answered=1)
        return board.png([row], title="", period="", day=date(2000, 1, 1), _=str)

    if picture("技师") == picture("护士"):  # where glyphs are missing, all look like the same boxes
        return Finding(False, "Chinese text does not show: install requirements/run.txt again")
    return Finding(True, "pictures show Chinese text")


def check_clock(settings: Settings) -> Finding:
    """Does this machine's clock agree with Telegram's? Deadlines are judged by it."""
    import urllib.error
    import urllib.request

    try:
        with urllib.request.urlopen(settings.telegram_url, timeout=10) as answer:
            date = answer.headers["Date"]
    except urllib.error.HTTPError as error:
        date = error.headers["Date"]
    except OSError as error:
        return Finding(
            False, f"the clock could not be compared ({type(error).__name__}): Telegram cannot be reached"
        )
    if date is None:
        return Finding(True, f"this machine says it is {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
    ahead = time.time() - parsedate_to_datetime(date).timestamp()
    if abs(ahead) > CLOCK_TOLERANCE:
        return Finding(False, f"the clock is {ahead:+.0f} s off: switch time synchronisation on")
    return Finding(True, "the clock is right")


CHECKS: dict[str, Callable[[Settings], Finding]] = {
    "token": check_token,
    "database": check_database,
    "fonts": check_fonts,
    "clock": check_clock,
}


def doctor() -> None:
    """Check token, database, migrations, fonts and clock; exit code 1 if something is amiss."""
    settings, console, well = Settings(), Console(), True
    for name, check in CHECKS.items():
        finding = check(settings)
        well &= finding.well
        console.print(f"{'✓' if finding.well else '✗'} {name}: {finding.text}", markup=False, highlight=False)
    if not well:
        raise typer.Exit(1)
