"""Stored answers under a corrected key: what would change, and that applying it once is all that happens."""

import asyncio
import json
from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from quizzes import answers, bank, marks, questions, regrading, standings
from quizzes.errors import CannotRegrade, NotAllowed
from quizzes.people import Position, RoleKind
from quizzes.regrading import applying
from quizzes.standings import Period
from quizzes.tables import Assignment, Delivery, Mark, QuestionVersion, Regrading, Response
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import SAMPLES, add_centre, add_person
from tests.quizzes.test_rounds import open_round

SINGLE, NUMBER = "sample-single-1", "sample-number"
REASON = "答案有误，已更正"


@dataclass
class Answers:
    """A centre whose members have answered one question."""

    database: object
    centre: object
    round_id: int

    async def give(self, telegram_id, question_id, response, *, name="", ranked=True):
        """A new member's answer; ``response`` may be a function of what they were given."""
        person = await add_person(self.database, self.centre, telegram_id, name=name, position=Position.NURSE)
        async with self.database.write() as session:
            version = (
                await session.exec(
                    select(QuestionVersion.id)
                    .where(QuestionVersion.question_id == question_id)
                    .order_by(col(QuestionVersion.number))
                )
            ).first()
            assignment = Assignment(
                round_id=self.round_id if ranked else None,
                member_id=person.id,
                centre_id=self.centre.id,
                question_id=question_id,
                question_version_id=version,
                seed=telegram_id * 7919,
                assigned_at=NOW,
            )
            session.add(assignment)
            await session.flush()
            given = await answers.given(session, assignment_id=assignment.id, member_id=person.id)
            await answers.submit(
                session,
                person=person,
                assignment_id=assignment.id,
                response=response(given),
                update_id=telegram_id,
                received_at=NOW,
            )
        return person

    async def credits(self):
        """What counts for each member, by account."""
        statement = select(Response.update_id, marks.CREDIT, marks.OUTCOME).join(
            marks.StandingMark, marks.IS_STANDING, isouter=True
        )
        async with self.database.read() as session:
            return {u: (c, o) for u, c, o in (await session.exec(statement)).all()}

    async def changed(self, question_id=SINGLE, **changes):
        """Store the question anew with other content, as an editor would; the change it makes."""
        [question] = [q for q in bank.load_bank(SAMPLES) if q.id == question_id]
        content = {**question.model_dump(mode="json"), **changes}
        async with self.database.write() as session:
            await questions.store(session, [bank.from_json(json.dumps(content))], now=NOW)
            return await regrading.to_version(session, question_id=question_id)

    async def apply(self, change, *, by=None, reason=REASON):
        return await regrading.apply(self.database, change, by=by, reason=reason, now=NOW)

    async def rows(self, table):
        async with self.database.read() as session:
            return (await session.exec(select(table).order_by(col(table.id)))).all()


def option(index):
    """Choose an option by its place in the file, wherever the member sees it."""
    return lambda given: [given.variant.order.index(index)]


OPTIONS = [
    {"text": {"zh": "正确", "en": "correct"}},
    {"text": {"zh": "错误一", "en": "wrong one"}, "correct": True},
    {"text": {"zh": "错误二", "en": "wrong two"}},
    {"text": {"zh": "错误三", "en": "wrong three"}},
]


@pytest.fixture
async def stored(database, centre):
    opened = await open_round(database, centre)
    return Answers(database, centre, opened.round_id)


@pytest.fixture
async def wrong_key(stored):
    """Four answers, and the key was wrong: the second option is right, not the first."""
    for telegram_id, index in ((1, 0), (2, 1), (3, 2), (4, 1)):
        await stored.give(telegram_id, SINGLE, option(index), name=f"成员{telegram_id}")
    return stored, await stored.changed(options=OPTIONS)


async def test_a_dry_run_says_who_changes_and_which_ranks_move_and_writes_nothing(wrong_key):
    stored, change = wrong_key
    before = await stored.credits()
    effect = await regrading.dry_run(stored.database, change, by=None, now=NOW)
    assert (effect.examined, effect.changed, effect.up, effect.down) == (4, 3, 2, 1)
    assert dict(effect.steps) == {100: 2, -100: 1}
    moved = {m.name: (m.rank, m.points) for m in effect.moves if m.period is Period.WEEK}
    assert moved == {
        "成员1": ((1, 3), (10.0, 0.0)),
        "成员2": ((2, 1), (0.0, 10.0)),
        "成员3": ((2, 3), (0.0, 0.0)),
        "成员4": ((2, 1), (0.0, 10.0)),
    }
    assert await stored.credits() == before
    assert await stored.rows(Mark) == []


async def test_applying_does_what_the_dry_run_said_and_tells_whom_it_concerns(wrong_key):
    stored, change = wrong_key
    await stored.apply(change)
    assert {u: c for u, (c, _) in (await stored.credits()).items()} == {1: 0, 2: 1, 3: 0, 4: 1}
    async with stored.database.read() as session:
        board = await standings.board(session, centre=stored.centre, period=Period.ALL, now=NOW)
    assert [(line.name, line.rank) for line in board] == [
        ("成员2", 1),
        ("成员4", 1),
        ("成员1", 3),
        ("成员3", 3),
    ]
    told = [d for d in await stored.rows(Delivery) if d.part == "regraded"]
    assert len(told) == 3
    assert [(r.outcome, r.credit) for r in await stored.rows(Response)] == [
        ("right", 1.0),
        ("wrong", 0.0),
        ("wrong", 0.0),
        ("wrong", 0.0),
    ], "responses stay as they were"


async def test_applying_again_changes_nothing_and_tells_nobody_again(wrong_key):
    stored, change = wrong_key
    await stored.apply(change)
    after = [len(await stored.rows(table)) for table in (Mark, Delivery, Regrading)]
    again = await stored.apply(change)
    assert again.changed == 0
    assert [len(await stored.rows(table)) for table in (Mark, Delivery, Regrading)] == after


async def test_two_at_once_end_as_one(wrong_key):
    stored, change = wrong_key
    await asyncio.gather(*(stored.apply(change) for _ in range(3)))
    assert len(await stored.rows(Mark)) == 3
    assert len(await stored.rows(Regrading)) == 1


class Interrupted(Exception):
    """The process dies here."""


async def test_an_interrupted_run_goes_on_where_it_stopped_and_ends_the_same(wrong_key, monkeypatch):
    stored, change = wrong_key
    monkeypatch.setattr(applying, "AT_ONCE", 1)

    def die(done, of):
        if done == 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        await regrading.apply(stored.database, change, by=None, reason=REASON, now=NOW, progress=die)
    assert [d for d in await stored.rows(Delivery) if d.part == "regraded"] == []
    rest = await stored.apply(change)
    assert rest.examined == 2
    assert {u: c for u, (c, _) in (await stored.credits()).items()} == {1: 0, 2: 1, 3: 0, 4: 1}
    assert len([d for d in await stored.rows(Delivery) if d.part == "regraded"]) == 3
    [row] = await stored.rows(Regrading)
    assert row.finished_at == NOW


async def test_a_persons_mark_is_left_alone(wrong_key):
    stored, change = wrong_key
    async with stored.database.write() as session:
        response = (await session.exec(select(Response).where(Response.update_id == 1))).one()
        await marks.add(
            session,
            response,
            kind="person",
            outcome="partly",
            credit=0.5,
            reason="second-look",
            now=NOW,
            number=1,
        )
    effect = await stored.apply(change)
    assert effect.left_to_people == 1
    assert (await stored.credits())[1] == (0.5, "partly")


async def test_an_answer_that_comes_after_the_change_is_judged_by_it_too(wrong_key):
    stored, change = wrong_key
    await stored.apply(change)
    await stored.give(5, SINGLE, option(1))
    await stored.give(6, SINGLE, option(0))
    credits = await stored.credits()
    assert (credits[5], credits[6]) == ((1.0, "right"), (0.0, "wrong"))
    told = len([d for d in await stored.rows(Delivery) if d.part == "regraded"])
    assert (await stored.apply(change)).changed == 0
    assert len([d for d in await stored.rows(Delivery) if d.part == "regraded"]) == told


async def test_options_are_recognised_by_their_text_when_an_editor_reorders_them(stored):
    await stored.give(1, SINGLE, option(0))
    await stored.give(2, SINGLE, option(3))
    await stored.apply(await stored.changed(options=[OPTIONS[i] for i in (3, 2, 1, 0)]))
    assert {u: c for u, (c, _) in (await stored.credits()).items()} == {1: 0, 2: 0}
    reordered = [{**o, "correct": o["text"]["zh"] == "错误三"} for o in reversed(OPTIONS)]
    await stored.apply(await stored.changed(options=reordered))
    assert {u: c for u, (c, _) in (await stored.credits()).items()} == {1: 0, 2: 1}


async def test_answers_to_options_that_were_replaced_cannot_be_compared_and_are_said(stored):
    await stored.give(1, SINGLE, option(0))
    new = [{**o, "text": {"zh": f"新{i}", "en": f"new {i}"}} for i, o in enumerate(OPTIONS)]
    effect = await stored.apply(await stored.changed(options=new))
    assert (effect.not_comparable, effect.changed) == (1, 0)


async def test_a_wider_tolerance_judges_everybody_by_their_own_numbers(stored):
    async def off_by(telegram_id, factor):
        await stored.give(telegram_id, NUMBER, lambda given: f"{given.variant.key * factor:.5f}")

    for telegram_id in range(1, 7):
        await off_by(telegram_id, 1.04)
    await off_by(9, 1.2)
    effect = await stored.apply(await stored.changed(NUMBER, rtol=0.05))
    assert (effect.changed, effect.up) == (6, 6)
    assert (await stored.credits())[9][0] == 0


async def test_an_item_is_voided_given_to_all_replaced_and_restored_without_touching_answers(wrong_key):
    stored, _ = wrong_key
    raw = [r.raw for r in await stored.rows(Response)]

    async def state(name, **more):
        async with stored.database.read() as session:
            change = await regrading.item_state(session, question_id=SINGLE, number=1, state=name, **more)
        return await stored.apply(change)

    before = await stored.credits()
    await state("void")
    assert {o for _, o in (await stored.credits()).values()} == {"void"}
    await state("full")
    assert {c for c, _ in (await stored.credits()).values()} == {1.0}
    await state("replace", replaced_by=2)
    assert {u: c for u, (c, _) in (await stored.credits()).items()} == {1: 0, 2: 1, 3: 0, 4: 1}
    await state("restore")
    assert await stored.credits() == before
    await state("void")
    assert {o for _, o in (await stored.credits()).values()} == {"void"}
    assert [r.raw for r in await stored.rows(Response)] == raw


async def test_after_an_items_state_is_taken_back_a_corrected_key_applies_again(wrong_key):
    stored, change = wrong_key
    for state in ("full", "restore"):
        async with stored.database.read() as session:
            item = await regrading.item_state(session, question_id=SINGLE, number=1, state=state)
        await stored.apply(item)
    effect = await stored.apply(change)
    assert (effect.left_to_people, effect.changed) == (0, 3)


async def test_a_void_item_stays_void_for_answers_that_come_later(wrong_key):
    stored, _ = wrong_key
    async with stored.database.read() as session:
        change = await regrading.item_state(
            session, question_id=SINGLE, number=1, state="void", round_id=stored.round_id
        )
    await stored.apply(change)
    await stored.give(8, SINGLE, option(0))
    await stored.give(9, SINGLE, option(0), ranked=False)
    credits = await stored.credits()
    assert credits[8][1] == "void"
    assert credits[9][1] == "right", "practice lies outside the round"


async def test_rounds_are_the_directors_business_and_keys_the_editors(wrong_key):
    stored, change = wrong_key
    elsewhere = await add_centre(stored.database, "江畔影像中心")
    director = await add_person(stored.database, stored.centre, 50, role=RoleKind.DIRECTOR)
    stranger = await add_person(stored.database, elsewhere, 51, role=RoleKind.DIRECTOR)
    editor = await add_person(stored.database, elsewhere, 52, role=RoleKind.EDITOR)
    async with stored.database.read() as session:
        in_round = await regrading.item_state(
            session, question_id=SINGLE, number=1, state="full", round_id=stored.round_id
        )
    for by, what in ((director, change), (stranger, change), (stranger, in_round)):
        with pytest.raises(NotAllowed):
            await stored.apply(what, by=by)
        with pytest.raises(NotAllowed):
            await regrading.dry_run(stored.database, what, by=by, now=NOW)
    assert await stored.rows(Mark) == []
    assert (await stored.apply(in_round, by=director)).changed == 3
    assert (await stored.apply(change, by=editor)).left_to_people == 4


async def test_no_reason_no_regrading(wrong_key):
    stored, change = wrong_key
    with pytest.raises(CannotRegrade):
        await stored.apply(change, reason="  ")


async def test_what_does_not_exist_cannot_be_applied(stored):
    async with stored.database.read() as session:
        for wrong in (
            regrading.to_version(session, question_id="no-such-question"),
            regrading.to_version(session, question_id=SINGLE, number=7),
            regrading.item_state(session, question_id=SINGLE, number=1, state="void", round_id=999),
            regrading.item_state(session, question_id=SINGLE, number=1, state="restore"),
        ):
            with pytest.raises(CannotRegrade):
                await wrong


async def test_many_changed_answers_of_one_member_are_told_in_one_message(stored):
    person = await stored.give(1, SINGLE, option(1))
    async with stored.database.write() as session:
        for update_id in (500, 501):
            assignment = Assignment(
                member_id=person.id,
                centre_id=stored.centre.id,
                question_id=SINGLE,
                question_version_id=(await stored.rows(Assignment))[-1].question_version_id,
                seed=update_id,
                asked_by_update=update_id,
                assigned_at=NOW,
            )
            session.add(assignment)
            await session.flush()
            given = await answers.given(session, assignment_id=assignment.id, member_id=person.id)
            await answers.submit(
                session,
                person=person,
                assignment_id=assignment.id,
                response=option(1)(given),
                update_id=update_id,
                received_at=NOW,
            )
    assert (await stored.apply(await stored.changed(options=OPTIONS))).changed == 3
    assert len([d for d in await stored.rows(Delivery) if d.part == "regraded"]) == 1
