from datetime import date, timedelta

from sqlmodel import col, select

from quizzes import bank, questions
from quizzes.tables import QuestionVersion
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import SAMPLES

TODAY = date(2026, 3, 2)


async def _store(database, changed):
    async with database.write() as session:
        return await questions.store(session, changed, now=NOW)


async def _published(database, today=TODAY):
    async with database.read() as session:
        return {c.question_id: c.version_id for c in await questions.published(session, today=today)}


async def test_loading_the_same_bank_again_changes_nothing(database):
    samples = bank.load_bank(SAMPLES)
    assert len(await _store(database, samples)) == len(samples)
    assert await _store(database, samples) == []


async def test_a_changed_question_becomes_a_new_version_and_the_old_one_stays(database):
    samples = bank.load_bank(SAMPLES)
    await _store(database, samples)
    before = await _published(database)
    changed = samples[0].model_copy(update={"difficulty": 5})
    assert await _store(database, [changed]) == [changed.id]
    after = await _published(database)
    assert {q for q in before if before[q] != after[q]} == {changed.id}
    async with database.read() as session:
        statement = (
            select(QuestionVersion.content)
            .where(QuestionVersion.question_id == changed.id)
            .order_by(col(QuestionVersion.number))
        )
        versions = [questions.parsed(content) for content in (await session.exec(statement)).all()]
    assert versions == [samples[0], changed]


async def test_drafts_retired_and_expired_questions_are_not_asked(database):
    draft, retired, expired, fresh, *_ = bank.load_bank(SAMPLES)
    await _store(
        database,
        [
            draft.model_copy(update={"status": "draft"}),
            retired.model_copy(update={"status": "retired"}),
            expired.model_copy(update={"expires": TODAY}),
            fresh.model_copy(update={"expires": TODAY + timedelta(days=1)}),
        ],
    )
    assert set(await _published(database)) == {fresh.id}
    assert set(await _published(database, TODAY - timedelta(days=1))) == {expired.id, fresh.id}


async def test_the_shipped_bank_goes_through_the_database_unchanged(database):
    shipped = bank.load_bank()
    await _store(database, shipped)
    async with database.read() as session:
        stored = (await session.exec(select(QuestionVersion.content))).all()
    assert sorted((questions.parsed(c) for c in stored), key=lambda q: q.id) == sorted(
        shipped, key=lambda q: q.id
    )
