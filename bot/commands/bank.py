"""`yinling bank …`: check question files and load them into the database."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from quizzes import bank as question_bank

bank = typer.Typer(help="The question bank: check, load.", no_args_is_help=True)

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
