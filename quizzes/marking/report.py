"""How a centre's markers agree, who is severe, and which questions could be released: for its director."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import agreement, bank, questions, release
from quizzes.agreement import Severity
from quizzes.errors import NotAllowed
from quizzes.people import Person, RoleKind
from quizzes.tables import Assignment, Mark, Member, QuestionVersion, Response, Script

OPINIONS = ("person", "second", "adjudication")


@dataclass(frozen=True, kw_only=True)
class QuestionReport:
    """A question version with answers that two people marked: what automatic release demands of it."""

    question: bank.Question
    conditions: Sequence[release.Condition]

    @property
    def released(self) -> bool:
        """Whether all conditions hold."""
        return all(condition.holds for condition in self.conditions)


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of answers that two people marked: how many, the share marked alike, and weighted kappa."""

    answers: int
    exact: float | None
    kappa: float | None
    severities: Sequence[tuple[str, Severity]]
    questions: Sequence[QuestionReport]


async def agreement_of(session: AsyncSession, *, by: Person, centre_id: int) -> Agreement:
    """The report on a centre's marking. Conditions of release count the marks of every centre.

    Raises
    ------
    NotAllowed
    """
    if not by.may_direct(centre_id):
        raise NotAllowed(RoleKind.DIRECTOR)
    statement = (
        select(Mark.script_id, Mark.marker_id, Mark.kind, Mark.credit, Assignment.question_version_id)  # type: ignore[call-overload]
        .join(Script, col(Script.id) == col(Mark.script_id))
        .join(Response, col(Response.id) == col(Mark.response_id))
        .join(Assignment, col(Assignment.id) == col(Response.assignment_id))
        .where(Response.centre_id == centre_id, Script.purpose == "marking", col(Mark.kind).in_(OPINIONS))
    )
    rows = (await session.exec(statement)).all()
    firsts = {script: 100 * credit for script, _, kind, credit, _ in rows if kind == "person"}
    pairs = [(firsts[script], 100 * credit) for script, _, kind, credit, _ in rows if kind == "second"]
    opinions = [(script, marker, 100 * credit) for script, marker, _, credit, _ in rows if marker is not None]
    names = await _names(session, {marker for _, marker, _ in opinions})
    return Agreement(
        answers=len(pairs),
        exact=agreement.exact(pairs),
        kappa=agreement.weighted_kappa(pairs),
        severities=[(names[one.marker_id], one) for one in agreement.severities(opinions)],
        questions=await _reports(session, {version for *_, kind, _, version in rows if kind == "second"}),
    )


async def _names(session: AsyncSession, markers: set[int]) -> dict[int, str]:
    statement = select(Member.id, Member.name).where(col(Member.id).in_(markers))
    return {member_id: name for member_id, name in (await session.exec(statement)).all() if member_id}


async def _reports(session: AsyncSession, versions: set[int]) -> list[QuestionReport]:
    reports = []
    for version_id in sorted(versions):
        version = await session.get_one(QuestionVersion, version_id)
        twice = await release.marked_twice(session, question_version_id=version_id)
        reports.append(
            QuestionReport(question=questions.parsed(version.content), conditions=release.conditions(twice))
        )
    return reports
