"""A case that several members have answered, and people who may mark it."""

from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from quizzes import answers, bank, marking, marks, questions
from quizzes.people import CentreInfo, Person, Position, RoleKind
from quizzes.storage import Database
from quizzes.tables import Assignment, Delivery, QuestionVersion, Response, Script
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import add_centre, add_person
from tests.quizzes.test_rounds import open_round

CASE = "case-staph-pneumonia"
HALF = "双肺多发斑片实变，可见磨玻璃影，小叶中心结节。建议痰培养。"  # p1, p2, p3, p7: 50
FULL = (
    "双肺多发斑片实变伴磨玻璃影和树芽征，复查出现空洞。首先考虑金黄色葡萄球菌肺炎。鉴别："
    "克雷伯杆菌肺炎、支原体肺炎。建议痰培养。"
)
NEAR = "双肺多发斑片实变，磨玻璃影，小叶中心结节和树芽征，有空洞。"  # p1 to p4: 55, near the pass mark


@dataclass
class Desk:
    """A centre with a case to mark, on one database."""

    database: Database
    centre: CentreInfo
    round_id: int
    version_id: int

    async def answered(
        self, telegram_id: int, text: str, *, centre: CentreInfo | None = None, ranked: bool = True
    ) -> Person:
        """A new member who has answered the case."""
        centre = centre or self.centre
        person = await add_person(self.database, centre, telegram_id, position=Position.RADIOLOGIST)
        async with self.database.write() as session:
            assignment = Assignment(
                round_id=self.round_id if ranked else None,
                member_id=person.id,
                centre_id=centre.id,
                question_id=CASE,
                question_version_id=self.version_id,
                seed=telegram_id,
                assigned_at=NOW,
            )
            session.add(assignment)
            await session.flush()
            await answers.submit(
                session,
                person=person,
                assignment_id=assignment.id,
                response=text,
                update_id=telegram_id,
                received_at=NOW,
            )
        return person

    async def marker(self, telegram_id: int, role: RoleKind = RoleKind.MARKER) -> Person:
        """Somebody of the centre who may mark."""
        return await add_person(self.database, self.centre, telegram_id, role=role)

    async def waiting(self, by: Person, now=NOW) -> list[marking.Waiting]:
        """Gather, then what waits for a marker."""
        async with self.database.write() as session:
            await marking.gather(session, by=by, now=now)
            return await marking.waiting(session, by=by, now=now)

    async def takes(self, by: Person, batch_id: int | None = None, now=NOW) -> marking.Sheet:
        """A marker takes the next answer."""
        batch_id = batch_id or (await self.waiting(by, now))[0].batch_id
        async with self.database.write() as session:
            return await marking.take(session, by=by, batch_id=batch_id, now=now)

    async def ticks(
        self, by: Person, sheet: marking.Sheet, wanted: set[str], update_id=5000
    ) -> marking.Sheet:
        """A marker taps until exactly these items are ticked."""
        for place, item in enumerate(sheet.items):
            if (item.id in sheet.ticked) != (item.id in wanted):
                update_id += 1
                async with self.database.write() as session:
                    sheet = await marking.tick(
                        session,
                        by=by,
                        script_id=sheet.script_id,
                        place=place,
                        update_id=update_id,
                        now=NOW,
                    )
        return sheet

    async def sends(self, by: Person, sheet: marking.Sheet, update_id=9000) -> marking.Sent:
        """A marker sends what is ticked."""
        async with self.database.write() as session:
            return await marking.send(session, by=by, script_id=sheet.script_id, update_id=update_id, now=NOW)

    async def gives(self, by: Person, wanted: set[str] | None = None, **where) -> marking.Sent:
        """A marker takes the next answer, ticks and sends."""
        sheet = await self.takes(by, **where)
        if wanted is not None:
            sheet = await self.ticks(by, sheet, wanted)
        return await self.sends(by, sheet)

    async def rows(self, table, *where):
        """All rows of a table, oldest first."""
        async with self.database.read() as session:
            return (await session.exec(select(table).where(*where).order_by(col(table.id)))).all()

    async def standing(self, person: Person) -> marks.Standing:
        """What counts for a member's answer."""
        async with self.database.read() as session:
            response = (await session.exec(select(Response).where(Response.member_id == person.id))).one()
            return await marks.standing(session, response)

    async def told(self) -> list[tuple[int, int]]:
        """Members' assignments and marks that the ledger tells about."""
        owed = await self.rows(Delivery, Delivery.part == "regraded")
        return [(row.assignment_id, row.number) for row in owed]

    async def twice(self, value: bool) -> None:
        """Settle by decree which answers get a second mark, for tests about something else."""
        async with self.database.write() as session:
            for script in (await session.exec(select(Script))).all():
                script.twice = value
                session.add(script)


async def case_question(database: Database) -> int:
    """The packaged case in the database; its version."""
    [case] = [q for q in bank.load_bank(bank.PACKAGED / "cases.yaml") if q.id == CASE]
    async with database.write() as session:
        await questions.store(session, [case], now=NOW)
        return (
            await session.exec(select(QuestionVersion.id).where(QuestionVersion.question_id == CASE))
        ).one()


@pytest.fixture
async def desk(database: Database) -> Desk:
    """A centre on a Monday morning."""
    version_id = await case_question(database)
    centre = await add_centre(database)
    opened = await open_round(database, centre)
    return Desk(database, centre, opened.round_id, version_id)
