"""`yinling bank …`: check question files and load them into the database."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from quizzes import bank as question_bank
from quizzes.bank import exchange

bank = typer.Typer(
    help="The question bank: check, verify, load, schema, export, import.", no_args_is_help=True
)

Paths = Annotated[
    list[Path] | None, typer.Argument(help="YAML files or folders; the shipped bank if none.", exists=True)
]

Strictly = Annotated[bool, typer.Option("--strict", help="Exit code 1 if anything was not carried.")]


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


@bank.command("export")
def export_bank(
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    form: Annotated[exchange.Format, typer.Option("--format", help="gift, moodle, anki or xlsx.")],
    paths: Paths = None,
    variants: Annotated[
        int, typer.Option(min=1, max=20, help="Anki: cards for each question with drawn numbers.")
    ] = 1,
    strict: Strictly = False,
) -> None:
    """Write questions for another system and say what it cannot hold."""
    questions = [q for path in paths or [question_bank.PACKAGED] for q in question_bank.load_bank(path)]
    exported = exchange.export_questions(questions, form, variants=variants)
    output.write_bytes(exported.data)
    dropped = sum(note.dropped for note in exported.notes)
    _report(
        exported.notes,
        strict,
        f"导出 {len(questions) - dropped} 题，略去 {dropped} 题。"
        f" {len(questions) - dropped} questions written, {dropped} left out.",
    )


@bank.command("import")
def import_bank(
    file: Annotated[Path, typer.Argument(help="GIFT, Moodle XML or xlsx.", exists=True, dir_okay=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The YAML file to write; shown if none.")
    ] = None,
    strict: Strictly = False,
) -> None:
    """Turn a file of another system into drafts and say what was not taken over."""
    if output is not None and output.exists():
        raise typer.BadParameter(f"{output} 已存在，请换个文件名。 {output} exists; choose another name.")
    try:
        with file.open("rb") as opened:
            imported = exchange.import_questions(opened.read(exchange.MOST_BYTES + 1))
    except exchange.FileRefused as refused:
        raise typer.BadParameter(str(refused)) from refused
    written = exchange.to_yaml(imported.questions)
    if output is None:
        typer.echo(written, nl=False)
    elif imported.questions:
        output.write_text(written, encoding="utf-8")
    dropped = sum(note.dropped for note in imported.notes)
    drafts = len(imported.questions)
    _report(
        imported.notes, strict, f"草稿 {drafts} 题，略去 {dropped} 题。 {drafts} drafts, {dropped} left out."
    )


def _report(notes: list[exchange.Note], strict: bool, summary: str) -> None:
    """Print what was not carried; under `--strict` that is a failure."""
    console = Console(stderr=True, soft_wrap=True, highlight=False)
    for note in notes:
        console.print(str(note), markup=False)
    console.print(summary)
    if notes and strict:
        raise typer.Exit(1)
