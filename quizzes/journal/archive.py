"""Issues in the database: importing versions, reading the newest one back."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes.journal.model import Article, Issue
from quizzes.storage.rows import insert_new
from quizzes.tables import JournalArticle, JournalIssue, JournalVersion

_JSON_NAMES = (
    "issue",
    "articles",
    "tables",
    "formulas",
    "cases",
    "exam_tables",
    "lectures",
    "numbers",
    "unread",
)


@dataclass(frozen=True, kw_only=True)
class StoredIssue:
    """A version of an issue: `found` has the shape of `to_json` without the articles."""

    issue: str
    version: int
    articles: tuple[Article, ...]
    found: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Import:
    """What an import did: the newest version, and whether it was made by this import."""

    issue: str
    version: int
    is_new: bool


def to_json(issue: Issue) -> dict[str, Any]:
    """An issue as JSON values; of articles everything but their text."""
    whole = asdict(issue)
    shown = {name: whole[name] for name in _JSON_NAMES}
    for article in shown["articles"]:
        del article["text"]
    return shown


async def store(session: AsyncSession, issue: Issue, *, text: str, now: datetime) -> Import:
    """Store an issue read from `text`: as version 1, or as the next one if anything differs.

    Raises
    ------
    ValueError
        If the issue's month is not known.
    """
    if issue.issue is None:
        raise ValueError("the issue has no month")
    found = {name: value for name, value in to_json(issue).items() if name not in ("issue", "articles")}
    content = json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    sha256 = _sha256(text, content, issue)
    await insert_new(session, JournalIssue, [{"id": issue.issue, "latest_version": 0, "updated_at": now}])
    row = await session.get_one(JournalIssue, issue.issue, with_for_update=True)
    if row.latest_version and (await _version(session, row)).sha256 == sha256:
        return Import(issue=row.id, version=row.latest_version, is_new=False)
    row.latest_version += 1
    row.updated_at = now
    session.add(row)
    version = JournalVersion(
        issue_id=row.id, number=row.latest_version, found=content, sha256=sha256, created_at=now
    )
    session.add(version)
    await session.flush()
    assert version.id is not None
    session.add_all(
        JournalArticle(version_id=version.id, position=position, **asdict(article))
        for position, article in enumerate(issue.articles)
    )
    await session.flush()
    return Import(issue=row.id, version=row.latest_version, is_new=True)


def _sha256(text: str, content: str, issue: Issue) -> str:
    """Of the file's text and of all that was found: a better reading of the same text is a new version."""
    articles = json.dumps([asdict(article) for article in issue.articles], ensure_ascii=False, sort_keys=True)
    whole = "\x00".join((text, content, articles))
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()


async def _version(session: AsyncSession, row: JournalIssue) -> JournalVersion:
    statement = select(JournalVersion).where(
        JournalVersion.issue_id == row.id, JournalVersion.number == row.latest_version
    )
    return (await session.exec(statement)).one()


async def newest(session: AsyncSession, *, issue: str) -> StoredIssue | None:
    """The newest version of an issue, None where it was never imported."""
    row = await session.get(JournalIssue, issue)
    if row is None:
        return None
    version = await _version(session, row)
    statement = (
        select(JournalArticle)
        .where(JournalArticle.version_id == version.id)
        .order_by(col(JournalArticle.position))
    )
    articles = (await session.exec(statement)).all()
    return StoredIssue(
        issue=row.id,
        version=version.number,
        articles=tuple(_article(each) for each in articles),
        found=json.loads(version.found),
    )


def _article(row: JournalArticle) -> Article:
    return Article(
        category=row.category,
        centre=row.centre,
        title=row.title,
        author=row.author,
        text=row.text,
        start_line=row.start_line,
        end_line=row.end_line,
    )
