"""`yinling regrade …` on a database of its own."""

import asyncio
import json

import pytest
from sqlmodel import func, select
from typer.testing import CliRunner

from bot.__main__ import app
from quizzes import bank, questions, synonyms
from quizzes.people import RoleKind
from quizzes.storage import Database
from quizzes.tables import Mark, Regrading
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import SAMPLES, add_centre, add_person
from tests.quizzes.regrading.test_regrading import OPTIONS, SINGLE, Answers, option
from tests.quizzes.test_rounds import open_round


@pytest.fixture
def url(tmp_path, sqlite_template, monkeypatch):
    """A database in which the key of a question was wrong and has been corrected."""
    path = tmp_path / "yinling.db"
    path.write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("YINLING_DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    asyncio.run(_fill(f"sqlite+aiosqlite:///{path}"))
    return f"sqlite+aiosqlite:///{path}"


async def _fill(url):
    database = Database(url)
    async with database.write() as session:
        await questions.store(session, bank.load_bank(SAMPLES), now=NOW)
    centre = await add_centre(database)
    opened = await open_round(database, centre)
    stored = Answers(database, centre, opened.round_id)
    for telegram_id, index in ((1, 0), (2, 1), (3, 2)):
        await stored.give(telegram_id, SINGLE, option(index))
    await stored.changed(options=OPTIONS)
    editor = await add_person(database, centre, 60, role=RoleKind.EDITOR)
    [case] = [q for q in bank.load_bank(bank.PACKAGED / "cases.yaml") if q.id == "case-staph-pneumonia"]
    async with database.write() as session:
        await synonyms.add_term(
            session, by=editor, question=case, concept="cavity", term="蜂窝样透亮区", reason="阅卷", now=NOW
        )
    await database.close()


def _run(*arguments):
    return CliRunner().invoke(app, ["regrade", *arguments])


async def _count(url, table):
    database = Database(url)
    async with database.read() as session:
        found = (await session.exec(select(func.count()).select_from(table))).one()
    await database.close()
    return found


def test_without_apply_it_shows_what_would_change_and_writes_nothing(url):
    shown = _run("question", SINGLE, "--json")
    effect = json.loads(shown.stdout)
    assert (effect["examined"], effect["changed"], effect["up"], effect["down"]) == (3, 2, 1, 1)
    assert {tuple(m["rank"]) for m in effect["moves"] if m["period"] == "all"} == {(1, 2), (2, 1)}
    assert asyncio.run(_count(url, Regrading)) == 0


def test_applied_twice_it_changes_once(url):
    first = _run("question", SINGLE, "--apply", "--reason", "答案有误", "--json")
    again = _run("question", SINGLE, "--apply", "--reason", "答案有误", "--json")
    assert [json.loads(r.stdout)["changed"] for r in (first, again)] == [2, 0]
    assert asyncio.run(_count(url, Mark)) == 2


def test_people_read_a_table_of_places_that_move(url):
    shown = _run("question", SINGLE)
    assert "3 answers examined, 2 would change" in shown.stderr
    assert "1 → 2" in shown.stderr
    assert "Nothing was written" in shown.stderr


def test_an_item_is_voided_in_one_round_and_restored(url):
    where = ("--version", "1", "--centre", "1", "--day", "2026-03-02", "--json")
    voided = _run("item", SINGLE, "void", *where, "--apply", "--reason", "题图有误")
    restored = _run("item", SINGLE, "restore", *where, "--apply", "--reason", "查明无误")
    assert [json.loads(r.stdout)["changed"] for r in (voided, restored)] == [3, 3]


@pytest.mark.parametrize(
    "arguments",
    [
        ("question", "no-such-question"),
        ("question", SINGLE, "--version", "9"),
        ("question", SINGLE, "--apply"),
        ("item", SINGLE, "restore", "--version", "1"),
        ("item", SINGLE, "void", "--centre", "1"),
        ("item", SINGLE, "void", "--centre", "1", "--day", "2020-01-01"),
        ("words", "--take-back", "cavity=没有的词", "--reason", "不对"),
        ("words", "--take-back", "cavity"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(url, arguments):
    refused = _run(*arguments)
    assert refused.exit_code == 2
    assert "Traceback" not in refused.stderr


def test_words_are_listed_and_taken_back(url):
    assert _run("words").stdout == "cavity\t蜂窝样透亮区\n"
    assert _run("words", "--take-back", "cavity=蜂窝样透亮区", "--reason", "含义不同").stdout == ""
    assert json.loads(_run("grader", "--json").stdout)["changed"] == 0
