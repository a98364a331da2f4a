"""What the documents say must be what the program does, and every text must be there in both languages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import typer.main
from babel.messages.pofile import read_po

from bot import menu
from bot.language import CATALOGUES
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
NOT_OURS = {".venv", "node_modules", "build", "demo"}
MARKDOWN = sorted(
    path
    for path in ROOT.rglob("*.md")
    if not any(part in NOT_OURS or part.startswith(".") for part in path.relative_to(ROOT).parts)
)
ADRS = sorted((DOCS / "adr").glob("*.md"))
IN_TWO_LANGUAGES = [("README.md", "README.en.md"), ("docs/operations.md", "docs/operations.en.md")]

FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
OUR_PATH = re.compile(r"(?:\.ci|alembic|benchmarks|bot|docs|physics|quizzes|requirements|tests)/[\w./-]*")


def name_of(path: Path) -> str:
    """A file as it is named from the project's root; also the name of its test."""
    return path.relative_to(ROOT).as_posix()


def prose(path: Path) -> str:
    """A document without its blocks of code."""
    return FENCED.sub("", path.read_text("utf-8"))


def sections(path: Path, level: str) -> dict[str, str]:
    """The text under each heading of a level whose title is one piece of code, by that code."""
    parts = re.split(rf"^{level} `([^`]+)`\n", path.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def table(path: Path) -> dict[str, list[str]]:
    """The rows of a document's tables whose first cell is one piece of code, by that code."""
    rows = re.findall(r"^\| `([^`]+)` \|(.*)\|$", path.read_text("utf-8"), re.MULTILINE)
    return {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows}


# Settings


def written(default: Any) -> str:
    """A default as somebody would write it into `.env`; a dash where there is none."""
    if default is None:
        return "—"
    if isinstance(default, frozenset):
        return f"`{sorted(default)}`"
    return f"`{default}`"


def test_every_setting_is_documented_with_its_default_and_no_other_is() -> None:
    prefix = Settings.model_config["env_prefix"]
    declared = {
        f"{prefix}{name}".upper(): written(field.default) for name, field in Settings.model_fields.items()
    }
    assert {name: cells[0] for name, cells in table(DOCS / "settings.md").items()} == declared


def test_every_setting_is_explained_in_both_languages() -> None:
    for name, (_, chinese, english) in table(DOCS / "settings.md").items():
        assert re.search(r"[\u4e00-\u9fff]", chinese), name
        assert english, name
        assert not re.search(r"[\u4e00-\u9fff]", english), name


# Commands


def command_line() -> Iterator[tuple[str, list[str]]]:
    """Each `yinling …` command with its options."""
    from bot.__main__ import app

    def walk(command: Any, name: str) -> Iterator[tuple[str, list[str]]]:
        if not hasattr(command, "commands"):
            options = [name for p in command.params if p.param_type_name == "option" for name in p.opts]
            yield name, [option for option in options if option != "--help"]
            return
        for word, inner in command.commands.items():
            yield from walk(inner, f"{name} {word}")

    yield from walk(typer.main.get_command(app), "yinling")


def chat_commands() -> set[str]:
    """Every command some handler listens to, and every command of the menu."""
    listening = {
        node.args[0].value
        for path in (ROOT / "bot" / "features").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "CommandHandler"
        and isinstance(node.args[0], ast.Constant)
    }
    return {
        f"/{name}" for name in listening | {c.command for c in menu.commands(str, directs=True, marks=True)}
    }


def test_every_command_of_the_program_is_documented_with_its_options_and_an_example() -> None:
    documented = sections(DOCS / "commands.md", "###")
    commands = dict(command_line())
    assert {name for name in documented if name.startswith("yinling")} == set(commands)
    for name, options in commands.items():
        missing = [option for option in options if f"`{option}`" not in documented[name]]
        assert not missing, f"{name}: {missing}"
        assert re.search(rf"^.*{name}", "".join(FENCED.findall(documented[name])), re.MULTILINE), name


def test_every_chat_command_is_documented_with_an_example() -> None:
    documented = sections(DOCS / "commands.md", "###")
    assert {name for name in documented if name.startswith("/")} == chat_commands()
    for name in chat_commands():
        assert name in "".join(FENCED.findall(documented[name])), name


# Links and paths


def anchors(path: Path) -> set[str]:
    """The anchors of a document's headings, as they are made from the titles on the web."""
    titles = (re.sub(r"[^\w\- ]", "", title.lower()) for _, title in HEADING.findall(prose(path)))
    return {title.strip().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_no_relative_link_is_dead(path: Path) -> None:
    for link in LINK.findall(prose(path)):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        to = (path.parent / target).resolve() if target else path
        assert to.exists(), link
        assert not anchor or anchor in anchors(to), link


@pytest.mark.parametrize("path", MARKDOWN, ids=name_of)
def test_every_path_a_document_names_exists(path: Path) -> None:
    named = [text for text in INLINE.findall(prose(path)) if OUR_PATH.fullmatch(text)]
    assert [text for text in named if not (ROOT / text).exists()] == []


# Decisions


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(path.name[:4]) for path in ADRS]
    assert numbers == list(range(1, len(ADRS) + 1))
    assert ADRS


@pytest.mark.parametrize("path", ADRS, ids=name_of)
def test_a_decision_has_number_date_status_context_decision_and_consequences(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"# {int(path.name[:4])}. ")
    assert re.search(r"^Date: \d{4}-\d\d-\d\d\. Status: (accepted|superseded by \d+)\.$", text, re.MULTILINE)
    titles = [title for _, title in HEADING.findall(text)][1:]
    assert titles == ["Context", "Decision", "Consequences"]
    assert all(len(part.split()) > 10 for part in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:])


def test_the_list_of_decisions_names_each_of_them() -> None:
    linked = LINK.findall((DOCS / "architecture.md").read_text("utf-8"))
    assert sorted({link for link in linked if link.startswith("adr/")}) == [
        f"adr/{path.name}" for path in ADRS
    ]


# Two languages


def shape(path: Path) -> list[str]:
    """What both languages of a document must share: levels of headings, pictures and lines of commands."""
    text = path.read_text("utf-8")
    levels = [hashes for hashes, _ in HEADING.findall(prose(path))]
    code = [
        line.split(" #")[0].rstrip()
        for block in FENCED.findall(text)
        for line in block.splitlines()
        if not line.startswith("#")
    ]
    return [*levels, *re.findall(r"!\[[^]]*\]\(([^)]+)\)", text), *code]


@pytest.mark.parametrize(("chinese", "english"), IN_TWO_LANGUAGES)
def test_both_languages_of_a_document_have_the_same_sections_pictures_and_commands(
    chinese: str, english: str
) -> None:
    assert shape(ROOT / chinese) == shape(ROOT / english)


@pytest.mark.parametrize(("chinese", "english"), IN_TWO_LANGUAGES)
def test_both_languages_of_a_document_name_the_same_settings_and_commands(chinese: str, english: str) -> None:
    def named(name: str) -> set[str]:
        return set(INLINE.findall(prose(ROOT / name)))

    assert named(chinese) == named(english)


# Messages


def messages(path: Path) -> Iterator[tuple[str, ast.expr]]:
    """The argument of each call of `_`, with the place of the call."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
            if name == "_":
                yield f"{name_of(path)}:{node.lineno}", node.args[0]


SOURCES = [p for p in (ROOT / "bot").rglob("*.py") if "simulator" not in p.relative_to(ROOT).parts]
CALLS = [call for path in SOURCES for call in messages(path)]


def placeholders(text: str) -> set[tuple[str, str]]:
    """The names in braces, with their formats."""
    return {(name, form or "") for _, name, form, _ in Formatter().parse(text) if name is not None}


def catalogue(language: str) -> dict[str, str]:
    """A language's texts by their messages; an uncertain one counts as missing."""
    with CATALOGUES[language].open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file) if m.id and not m.fuzzy}


def test_every_message_is_a_literal_that_can_be_found() -> None:
    assert [where for where, text in CALLS if not (isinstance(text, ast.Constant))] == []
    assert CALLS


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_catalogue_holds_every_message_and_no_other(language: str) -> None:
    used = {text.value for _, text in CALLS if isinstance(text, ast.Constant)}
    assert set(catalogue(language)) == used


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_message_is_translated_with_the_same_placeholders(language: str) -> None:
    for message, translated in catalogue(language).items():
        assert translated.strip(), message
        assert placeholders(message) == placeholders(translated), message
