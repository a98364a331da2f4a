"""`yinling bank …`: check question files and load them into the database."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from quizzes import bank as question_bank

bank = typer.Typer(help="The question bank: check, verify, load, schema.", no_args_is_help=True)

Paths = Annotated[
    list[Path] | None, typer.Argument(help="YAML files or folders; the shipped bank if none.", exists=True)
]


@bank.command()
def check(paths: Paths = None) -> None:
    """Prove the questions: every problem with file and line; exit code 1 if there is one."""
    problems = question_bank.check_bank(paths or [question_bank.PACKAGED])
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for problem in problems:
        console.print(str(problem), markup=False)
    if problems:
        console.print(f"{len(problems)} problem(s).")
        raise typer.Exit(1)
    console.print("No problems found.")


@bank.command()
def verify(
    journal: Annotated[
        Path, typer.Option(help="刊物全文。 The text of the journal.", exists=True, dir_okay=False)
    ],
    paths: Paths = None,
) -> None:
    """Report the terms and numbers that questions rest on and the journal does not hold."""
    from quizzes.journal import NotText, decode

    console = Console(stderr=True, soft_wrap=True, highlight=False)
    try:
        text = decode(journal.read_bytes())
    except NotText:
        console.print("刊物读不出来，请另存为文本。 The journal cannot be read; save it as plain text.")
        raise typer.Exit(2) from None
    looked_up, problems = question_bank.verify(paths or [question_bank.PACKAGED], text)
    for problem in problems:
        console.print(str(problem), markup=False)
    console.print(f"{looked_up} term(s) looked up, {len(problems)} not found.")
    if problems:
        raise typer.Exit(1)


@bank.command()
def schema() -> None:
    """Print the JSON Schema of a question, for editors that complete YAML."""
    print(json.dumps(question_bank.json_schema(), ensure_ascii=False, indent=2))  # noqa: T201


@bank.command()
def load(paths: Paths = None) -> None:
    """Check the questions, then store those that are new or changed; the old versions stay."""
    from bot.commands.people import with_database
    from bot.services import utc_now
    from quizzes import questions
    from quizzes.storage import Database

    check(paths)
    loaded = [
        question for path in paths or [question_bank.PACKAGED] for question in question_bank.load_bank(path)
    ]

    async def work(database: Database) -> list[str]:
        async with database.write() as session:
            return await questions.store(session, loaded, now=utc_now())

    changed = with_database(work)
    Console(stderr=True).print(f"{len(loaded)} questions read, {len(changed)} new or changed.")
