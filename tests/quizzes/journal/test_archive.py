from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from quizzes.journal import Issue, archive, decode, read_issue
from quizzes.tables import JournalArticle, JournalVersion
from tests.quizzes.journal import ISSUES

FIRST = datetime(2032, 11, 30, 9, 0, tzinfo=UTC)
LATER = FIRST + timedelta(days=1)
TEXT = decode((ISSUES / "2032-11.txt").read_bytes())


async def _store(database, text, *, now=FIRST):
    async with database.write() as session:
        return await archive.store(session, read_issue(text), text=text, now=now)


async def test_a_stored_issue_is_read_back_with_its_articles_and_finds(database):
    done = await _store(database, TEXT)
    async with database.read() as session:
        stored = await archive.newest(session, issue="2032-11")
    read = read_issue(TEXT)
    assert (done.version, done.is_new) == (1, True)
    assert stored.articles == read.articles
    assert stored.found["exam_tables"][1]["rows"] == [["舒言", "护士长", "95"], ["叶青", "护士", "82.5"]]
    assert stored.found["lectures"][0]["speaker"] == "祝大川"


async def test_the_same_file_again_changes_nothing(database):
    await _store(database, TEXT)
    again = await _store(database, TEXT, now=LATER)
    async with database.read() as session:
        versions = (await session.exec(select(JournalVersion))).all()
        articles = (await session.exec(select(JournalArticle))).all()
    assert (again.version, again.is_new) == (1, False)
    assert len(versions) == 1
    assert len(articles) == 5


async def test_a_corrected_file_makes_a_new_version_and_leaves_the_old_one(database):
    await _store(database, TEXT)
    corrected = await _store(
        database, TEXT.replace("符晓    DR技师    79", "符晓    DR技师    97"), now=LATER
    )
    async with database.read() as session:
        versions = (await session.exec(select(JournalVersion).order_by(JournalVersion.number))).all()
        newest = await archive.newest(session, issue="2032-11")
    assert (corrected.version, corrected.is_new) == (2, True)
    assert [("79" in v.found, "97" in v.found) for v in versions] == [(True, False), (False, True)]
    assert newest.version == 2


async def test_a_file_corrected_back_is_a_third_version(database):
    other = TEXT.replace("40 人", "41 人")
    assert [(await _store(database, text)).version for text in (TEXT, other, TEXT)] == [1, 2, 3]


async def test_an_issue_without_a_month_is_not_stored(database):
    with pytest.raises(ValueError, match="month"):
        async with database.write() as session:
            await archive.store(session, Issue(issue=None), text="", now=FIRST)


async def test_an_issue_never_imported_is_not_there(database):
    async with database.read() as session:
        assert await archive.newest(session, issue="1999-01") is None
