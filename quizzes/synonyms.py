"""Words that markers add to the lexicon of case texts, on top of the packaged one.

Rows are never changed: taking a word back is a row too. The lexicon at any time is the packaged one and the
rows up to an id, which is kept with every grade as ``+id`` after the grader's version.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import bank
from quizzes.bank.case import CaseText, rubric
from quizzes.errors import NotAllowed, UnfitTerm
from quizzes.grading.cases import Terms
from quizzes.grading.cases.lexicon import shared_lexicon
from quizzes.grading.cases.text import folded_term, is_cjk
from quizzes.people import Person, RoleKind
from quizzes.tables import LexiconTerm

LONGEST_TERM = 20


@dataclass(frozen=True, kw_only=True)
class Overlay:
    """The words in force: added to concepts, up to a row's id (0 for none)."""

    terms: Terms = ()
    version: int = 0

    @property
    def grader_version(self) -> str:
        """The version of the grader with these words."""
        return f"{bank.GRADER_VERSION}+{self.version}" if self.version else bank.GRADER_VERSION

    def plus(self, concept: str, term: str) -> "Overlay":
        """This overlay with one word more, to see what it would change."""
        return Overlay(terms=tuple(sorted({*self.terms, (concept, term)})), version=self.version)


async def overlay(session: AsyncSession, *, up_to: int | None = None) -> Overlay:
    """The words in force now, or as they were at a row's id."""
    statement = select(LexiconTerm).order_by(col(LexiconTerm.id))
    if up_to is not None:
        statement = statement.where(col(LexiconTerm.id) <= up_to)
    in_force: set[tuple[str, str]] = set()
    version = 0
    for row in (await session.exec(statement)).all():
        (in_force.add if row.added else in_force.discard)((row.concept, row.term))
        version = row.id or version
    return Overlay(terms=tuple(sorted(in_force)), version=version)


def fit_term(question: CaseText, concept: str, typed: str) -> str:
    """A typed word as the lexicon keeps it.

    Raises
    ------
    UnfitTerm
        ``unknown`` if the question has no such concept; ``short`` or ``long``; ``taken`` if the lexicon
        already gives the word a meaning, which a second one would blur.
    """
    lexicon = rubric(question).lexicon
    term = folded_term(typed.strip())
    if concept not in lexicon.concepts or concept not in shared_lexicon().concepts:
        raise UnfitTerm("unknown")
    if len(term) < 2 or (not any(is_cjk(c) for c in term) and len(term) < 3):
        raise UnfitTerm("short")
    if len(term) > LONGEST_TERM or any(c in "。，,;；\n" for c in term):
        raise UnfitTerm("long")
    if any((hit.start, hit.end) == (0, len(term)) for hit in lexicon.find(term)):
        raise UnfitTerm("taken")
    return term


async def add_term(
    session: AsyncSession,
    *,
    by: Person,
    question: CaseText,
    concept: str,
    term: str,
    reason: str,
    now: datetime,
) -> Overlay:
    """Add a word to a concept for every grading from now on; adding it twice changes nothing.

    Raises
    ------
    NotAllowed, UnfitTerm
    """
    if not (by.may_mark_somewhere or by.may_regrade):
        raise NotAllowed(RoleKind.MARKER)
    kept = fit_term(question, concept, term)
    in_force = await overlay(session)
    if (concept, kept) in in_force.terms:
        return in_force
    await _append(session, concept=concept, term=kept, added=True, reason=reason, author_id=by.id, now=now)
    return await overlay(session)


async def take_back(
    session: AsyncSession, *, by: Person | None, concept: str, term: str, reason: str, now: datetime
) -> Overlay:
    """Take an added word back, for every grading from now on. ``by`` is None for the server's command line.

    Raises
    ------
    NotAllowed
    UnfitTerm
        ``unknown`` if it is not in force.
    """
    if by is not None and not by.may_regrade:
        raise NotAllowed(RoleKind.EDITOR)
    kept = folded_term(term.strip())
    if (concept, kept) not in (await overlay(session)).terms:
        raise UnfitTerm("unknown")
    author_id = by.id if by else None
    await _append(
        session, concept=concept, term=kept, added=False, reason=reason, author_id=author_id, now=now
    )
    return await overlay(session)


async def _append(
    session: AsyncSession,
    *,
    concept: str,
    term: str,
    added: bool,
    reason: str,
    author_id: int | None,
    now: datetime,
) -> None:
    row = LexiconTerm(
        concept=concept, term=term, added=added, reason=reason[:200], author_id=author_id, created_at=now
    )
    session.add(row)
    await session.flush()
