"""`yinling regrade …`: what a corrected question, grader or item would change, and applying it once."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

    from quizzes.regrading import Change, Effect
    from quizzes.storage import Database

regrade = typer.Typer(help="Regrading: question, grader, item, words.", no_args_is_help=True)

PLACES_SHOWN = 20

Apply = Annotated[bool, typer.Option("--apply", help="Apply it; without this it is only shown.")]
Reason = Annotated[str, typer.Option(help="Why; members read it. Needed to apply.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Version = Annotated[int | None, typer.Option(help="Number of the version; the newest if none.")]


class State(StrEnum):
    """States of an item."""

    VOID = "void"
    FULL = "full"
    REPLACE = "replace"
    RESTORE = "restore"


@regrade.command()
def question(
    question_id: Annotated[str, typer.Argument(help="Id of the question.")],
    version: Version = None,
    apply: Apply = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Judge answers to older versions of a question by a corrected one."""

    async def change(session: "AsyncSession") -> "Change":
        from quizzes import regrading

        return await regrading.to_version(session, question_id=question_id, number=version)

    _carry_out(change, apply=apply, reason=reason, as_json=as_json)


@regrade.command()
def grader(
    question_id: Annotated[str | None, typer.Option("--question", help="Only this question.")] = None,
    apply: Apply = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Grade answers again by today's grader and lexicon, with the words markers added."""

    async def change(session: "AsyncSession") -> "Change":
        from quizzes import regrading

        return await regrading.by_grader(session, question_id=question_id)

    _carry_out(change, apply=apply, reason=reason, as_json=as_json)


@regrade.command()
def item(
    question_id: Annotated[str, typer.Argument(help="Id of the question.")],
    state: Annotated[State, typer.Argument(help="void, full marks, replace, or restore.")],
    version: Version = None,
    replaced_by: Annotated[int | None, typer.Option(help="For replace: the version that judges.")] = None,
    centre: Annotated[int | None, typer.Option(help="Only in a round of this centre.")] = None,
    day: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The round's day.")] = None,
    apply: Apply = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Void a question, give it to all who answered, replace its key, or take that back."""
    if (centre is None) != (day is None):
        raise typer.BadParameter("name both --centre and --day, or neither")

    async def change(session: "AsyncSession") -> "Change":
        from quizzes import regrading

        round_id = None
        if centre is not None and day is not None:
            round_id = await regrading.round_of(session, centre_id=centre, day=day.date())
        return await regrading.item_state(
            session,
            question_id=question_id,
            number=version,
            state=state.value,
            round_id=round_id,
            replaced_by=replaced_by,
        )

    _carry_out(change, apply=apply, reason=reason, as_json=as_json)


@regrade.command()
def words(
    take_back: Annotated[
        str | None, typer.Option(help="Take a word back: CONCEPT=WORD. Needs --reason.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why it is taken back.")] = "",
) -> None:
    """List the words that markers added to the lexicon; take one back."""
    from bot.commands.people import with_database
    from bot.services import utc_now
    from quizzes import synonyms
    from quizzes.errors import UnfitTerm

    concept, separator, term = (take_back or "").partition("=")
    if take_back is not None and not (separator and reason.strip()):
        raise typer.BadParameter("write --take-back CONCEPT=WORD --reason WHY")

    async def work(database: "Database") -> synonyms.Overlay:
        async with database.write() as session:
            if take_back is None:
                return await synonyms.overlay(session)
            return await synonyms.take_back(
                session, by=None, concept=concept, term=term, reason=reason, now=utc_now()
            )

    try:
        found = with_database(work)
    except UnfitTerm as error:
        raise typer.BadParameter("no such word is in force") from error
    for name, word in found.terms:
        typer.echo(f"{name}\t{word}")


def _carry_out(
    change: Callable[["AsyncSession"], Awaitable["Change"]], *, apply: bool, reason: str, as_json: bool
) -> None:
    """Show what a change would do, or do it, with its progress."""
    from bot.commands.people import with_database
    from bot.services import utc_now
    from quizzes import regrading
    from quizzes.errors import CannotRegrade

    if apply and not reason.strip():
        raise typer.BadParameter("applying needs a --reason, which members will read")
    console = Console(stderr=True)

    async def work(database: "Database") -> regrading.Effect:
        async with database.read() as session:
            wanted = await change(session)
        with _progress(console) as bar:
            task = bar.add_task("applying" if apply else "examining", total=None)

            def show(done: int, of: int) -> None:
                bar.update(task, completed=done, total=of)

            if apply:
                return await regrading.apply(
                    database, wanted, by=None, reason=reason, now=utc_now(), progress=show
                )
            return await regrading.dry_run(database, wanted, by=None, now=utc_now(), progress=show)

    try:
        effect = with_database(work)
    except CannotRegrade as error:
        raise typer.BadParameter(_REFUSED[error.reason]) from error
    if as_json:
        typer.echo(json.dumps(_as_json(effect), ensure_ascii=False))
    else:
        _show(console, effect, applied=apply)


_REFUSED = {
    "unknown": "there is no such question, version or round",
    "change": "the item has no state that could be taken back",
    "reason": "applying needs a --reason",
}


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    )


def _as_json(effect: "Effect") -> dict[str, object]:
    return {
        "examined": effect.examined,
        "changed": effect.changed,
        "up": effect.up,
        "down": effect.down,
        "voided": effect.voided,
        "members": len(effect.members),
        "left_to_people": effect.left_to_people,
        "not_comparable": effect.not_comparable,
        "steps": {str(step): count for step, count in sorted(effect.steps.items())},
        "moves": [
            {
                "centre": move.centre.id,
                "period": move.period.value,
                "member": move.member_id,
                "rank": move.rank,
                "points": move.points,
            }
            for move in effect.moves
        ],
    }


def _show(console: Console, effect: "Effect", *, applied: bool) -> None:
    console.print(
        f"{effect.examined} answers examined, {effect.changed} {'changed' if applied else 'would change'}: "
        f"{effect.up} up, {effect.down} down, {effect.voided} void, of {len(effect.members)} members."
    )
    console.print(
        f"{effect.left_to_people} left to people's marks or item states, "
        f"{effect.not_comparable} cannot be judged by that version."
    )
    if effect.moves:
        table = Table("centre", "board", "name", "rank", "points")
        for move in effect.moves[:PLACES_SHOWN]:
            rank = f"{move.rank[0]} → {move.rank[1] or '—'}"
            points = f"{move.points[0]:g} → {move.points[1]:g}"
            table.add_row(move.centre.name, move.period.value, move.name, rank, points)
        console.print(table)
    if len(effect.moves) > PLACES_SHOWN:
        console.print(f"… and {len(effect.moves) - PLACES_SHOWN} more places; --json lists all.")
    if not applied:
        console.print("Nothing was written. Add --apply --reason WHY to apply it.")
