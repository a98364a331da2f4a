"""`yinling centre …` and `yinling invite`: what is set up on the server before anybody can chat."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo, available_timezones

import typer
from rich.console import Console
from rich.table import Table

from bot.services import utc_now
from bot.settings import Settings
from quizzes import invitations, people
from quizzes.calendar import DEFAULT_TIMEZONE, Hours
from quizzes.people import Position, RoleKind
from quizzes.storage import Database

centre = typer.Typer(help="Centres: add, list.", no_args_is_help=True)
T = TypeVar("T")


def with_database(work: Callable[[Database], Awaitable[T]]) -> T:
    """Run one piece of work on the configured database."""

    async def run() -> T:
        database = Database(Settings().database_url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("a time of day such as 08:00") from error


@centre.command("add")
def add(
    name: Annotated[str, typer.Argument(help="Name in Chinese.")],
    name_en: Annotated[str, typer.Option("--en", help="Name in English.")],
    timezone: Annotated[str, typer.Option(help="IANA zone.")] = DEFAULT_TIMEZONE,
    asks_at: Annotated[str, typer.Option(help="When the question comes.")] = "08:00",
    closes_at: Annotated[str, typer.Option(help="Until when answers count.")] = "22:00",
    every_day: Annotated[bool, typer.Option(help="Also on days off.")] = False,
) -> None:
    """Add a centre."""
    if timezone not in available_timezones():
        raise typer.BadParameter(f"{timezone} is not an IANA zone such as Asia/Shanghai")
    hours = Hours(timezone=timezone, asks_at=_time(asks_at), closes_at=_time(closes_at), every_day=every_day)
    if hours.asks_at >= hours.closes_at:
        raise typer.BadParameter("the question must come before the day's answers close")

    async def work(database: Database) -> people.CentreInfo:
        async with database.write() as session:
            return await people.add_centre(session, name=name, name_en=name_en, hours=hours, now=utc_now())

    Console().print(f"Centre {with_database(work).id} added.")


@centre.command("list")
def list_centres() -> None:
    """List all centres."""

    async def work(database: Database) -> list[people.CentreInfo]:
        async with database.read() as session:
            return await people.centres(session)

    table = Table("id", "name", "English", "zone", "asks", "closes")
    for c in with_database(work):
        table.add_row(
            str(c.id),
            c.name,
            c.name_en,
            c.hours.timezone,
            f"{c.hours.asks_at:%H:%M}",
            f"{c.hours.closes_at:%H:%M}",
        )
    Console().print(table)


def invite(
    centre_id: Annotated[int, typer.Argument(help="Centre, by the number `yinling centre list` shows.")],
    position: Annotated[Position, typer.Argument(help="What the newcomers do there.")],
    role: Annotated[RoleKind | None, typer.Option(help="What they may do beyond answering.")] = None,
    uses: Annotated[int, typer.Option(min=1, max=500)] = 1,
    days: Annotated[int, typer.Option(min=1, max=90)] = 7,
) -> None:
    """Make an invitation, for instance the one that brings in a centre's first director."""

    async def work(database: Database) -> invitations.InvitationInfo | None:
        async with database.write() as session:
            if centre_id not in [c.id for c in await people.centres(session)]:
                return None
            return await invitations.invite(
                session,
                by=None,
                centre_id=centre_id,
                position=position,
                role=role,
                uses=uses,
                valid_for=timedelta(days=days),
                now=utc_now(),
            )

    made = with_database(work)
    if made is None:
        raise typer.BadParameter(f"there is no centre {centre_id}; see `yinling centre list`")
    until = _local(made.expires_at, made.centre.hours.timezone)
    Console().print(f"Code {made.code}, {made.uses_allowed} use(s), until {until}.")
    Console().print(f"Send it to the bot, or open https://t.me/<your bot>?start={made.code}")


def _local(at: datetime, timezone: str) -> str:
    return at.astimezone(ZoneInfo(timezone)).strftime("%Y-%m-%d %H:%M")
