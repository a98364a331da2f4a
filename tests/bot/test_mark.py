"""Marking as it is played on the phone."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from bot.simulator.client import buttons
from quizzes import answers, bank, marks, people, questions
from quizzes.people import Position, RoleKind
from quizzes.tables import Assignment, LexiconTerm, Mark, QuestionVersion, Regrading, Response, Round, Script
from tests.bot.conftest import DIRECTOR, NURSE, OUTSIDER, SUNDAY_NOON, TECHNOLOGIST, labels

CASE = "case-staph-pneumonia"
HALF = "双肺多发斑片实变，可见磨玻璃影，小叶中心结节。建议痰培养。"
WORD = "蜂窝样透亮区"
NEW_WORD = f"双肺多发斑片实变，可见磨玻璃影，复查出现{WORD}。"
SILENT = range(1001, 1030)


class Evening:
    """A chat in which thirty members have answered one case."""

    def __init__(self, chat, round_id, version_id):
        self.chat, self.round_id, self.version_id = chat, round_id, version_id

    async def press(self, person, message, label, *, until=""):
        """Tap a button and read what the message says then, or once it says something."""
        await self.chat.simulator.tap_button(person, message["message_id"], label)
        async with asyncio.timeout(60):  # a regrade takes its time where four tests share two cores
            while True:
                await self.chat.simulator.wait_until_idle(quiet=0.05)
                for record in await self.chat.simulator.transcript(person):
                    if record["message"]["message_id"] == message["message_id"] and until in str(record):
                        return record["message"]

    async def last(self, person):
        """The newest message once nothing moves."""
        await self.chat.simulator.wait_until_idle(quiet=0.05)
        return await self.chat.simulator.last_message(person)

    async def answered(self, telegram_id, text, *, name=None):
        """A member's answer to the case."""
        async with self.chat.database.write() as session:
            member_id = await people.meet(
                session,
                telegram_id=telegram_id,
                name=name or f"医师{telegram_id}",
                language="zh",
                now=SUNDAY_NOON,
            )
            await people.join(
                session,
                member_id=member_id,
                centre_id=self.chat.centre.id,
                position=Position.RADIOLOGIST,
                now=SUNDAY_NOON,
            )
            assignment = Assignment(
                round_id=self.round_id,
                member_id=member_id,
                centre_id=self.chat.centre.id,
                question_id=CASE,
                question_version_id=self.version_id,
                seed=telegram_id,
                assigned_at=SUNDAY_NOON,
            )
            session.add(assignment)
            await session.flush()
            person = await people.find_person(session, telegram_id=telegram_id)
            await answers.submit(
                session,
                person=person,
                assignment_id=assignment.id,
                response=text,
                update_id=telegram_id,
                received_at=SUNDAY_NOON,
            )

    async def rows(self, table):
        async with self.chat.database.read() as session:
            return (await session.exec(select(table).order_by(col(table.id)))).all()

    async def appoint(self, telegram_id, *roles):
        async with self.chat.database.write() as session:
            member_id = await people.meet(
                session, telegram_id=telegram_id, name=f"阅卷{telegram_id}", language="zh", now=SUNDAY_NOON
            )
            await people.join(
                session,
                member_id=member_id,
                centre_id=self.chat.centre.id,
                position=Position.RADIOLOGIST,
                now=SUNDAY_NOON,
            )
            for role in roles:
                await people.grant(
                    session, member_id=member_id, kind=role, centre_id=self.chat.centre.id, now=SUNDAY_NOON
                )

    async def twice(self, response_ids):
        """Decree which answers get a second mark, in place of the seed."""
        async with self.chat.database.write() as session:
            for script in (await session.exec(select(Script))).all():
                script.twice = script.response_id in response_ids
                session.add(script)

    async def credit_of(self, telegram_id):
        async with self.chat.database.read() as session:
            response = (await session.exec(select(Response).where(Response.update_id == telegram_id))).one()
            return (await marks.standing(session, response)).credit


@pytest.fixture
async def evening(chat):
    [case] = [q for q in bank.load_bank(bank.PACKAGED / "cases.yaml") if q.id == CASE]
    async with chat.database.write() as session:
        await questions.store(session, [case], now=SUNDAY_NOON)
        version = (
            await session.exec(select(QuestionVersion.id).where(QuestionVersion.question_id == CASE))
        ).one()
        past = Round(
            centre_id=chat.centre.id,
            local_date=date(2026, 2, 27),
            seed=1,
            opens_at=SUNDAY_NOON - timedelta(days=2),
            closes_at=SUNDAY_NOON + timedelta(minutes=1),
            closed_at=SUNDAY_NOON,
        )
        session.add(past)
        await session.flush()
        return Evening(chat, past.id, version)


async def _mark_all(evening, marker, message, *, choose=None):
    """Send one answer after the other until none is left; how many."""
    sent = 0
    while any("提交" in label for label in labels(message)):
        if choose is not None:
            message = await choose(message)
        message = await evening.press(marker, message, "提交")
        sent += 1
    return sent, message


async def test_an_evening_of_thirty_answers_two_markers_an_adjudication_a_synonym_and_a_regrade(evening):
    chat = evening.chat
    for telegram_id in SILENT:
        await evening.answered(telegram_id, f"{HALF}编号{telegram_id}" if telegram_id % 4 else NEW_WORD)
    await evening.answered(NURSE, NEW_WORD, name="苏晴")
    await evening.appoint(DIRECTOR, RoleKind.EDITOR)
    await evening.appoint(OUTSIDER, RoleKind.MARKER)
    await chat.starts(OUTSIDER)

    # the director appoints a second marker
    desk = await chat.says(DIRECTOR, "/mark")
    assert "待评 30 份" in desk["text"]
    await evening.press(DIRECTOR, desk, "阅卷人")
    members = await evening.last(DIRECTOR)
    members = await evening.press(DIRECTOR, members, "韩立")
    assert "☑ 韩立" in labels(members)
    second_look = [r.id for r in await evening.rows(Response) if r.raw.startswith(HALF)][:6]
    await evening.twice(second_look)

    # a wording the machine does not know: what would it change?
    sheet = await evening.press(DIRECTOR, desk, "(30)")
    while WORD not in sheet["text"]:
        sheet = await evening.press(DIRECTOR, sheet, "提交")
    assert "☐ 4 空洞" in sheet["text"]
    sheet = await evening.press(DIRECTOR, sheet, "同义词")
    sheet = await evening.press(DIRECTOR, sheet, "空洞")
    sheet = await evening.press(DIRECTOR, sheet, labels(sheet)[0])
    preview = await chat.says(DIRECTOR, WORD)
    if "照答卷原样" in preview["text"]:
        preview = await evening.last(DIRECTOR)
    with_word = [r for r in await evening.rows(Response) if WORD in r.raw]
    assert f"其中 {len(with_word)} 份会改变，平均 +15 分" in preview["text"]
    assert await evening.rows(LexiconTerm) == []
    saved = await evening.press(DIRECTOR, preview, "保存")
    done = await evening.press(DIRECTOR, saved, "用于旧答卷", until="已重批")
    assert f"{len(with_word)} 份改变" in done["text"]
    [regrading] = await evening.rows(Regrading)
    assert regrading.finished_at is not None

    # the member whose answer had the word is told, once
    await chat.product.schedule.tick()
    told = await evening.last(NURSE)
    assert "您的得分有更新" in told["text"]
    assert "2.5 分（满分 10） → 4 分（满分 10）" in told["text"]

    # the first marker goes through the rest
    sheet = await evening.press(DIRECTOR, done, "回到答卷")
    assert "☑ 4 空洞" not in sheet["text"], "what was ticked before stays the marker's own choice"
    sent, desk = await _mark_all(evening, DIRECTOR, sheet)
    assert "没有等您评" in desk["text"]
    assert len([m for m in await evening.rows(Mark) if m.kind == "person"]) == 30

    # the second marker sees six, blind, and differs on one
    desk = await chat.says(TECHNOLOGIST, "/mark")
    assert "待评 6 份" in desk["text"]
    first = await evening.press(TECHNOLOGIST, desk, "(6)")
    for label in ("☑ 1", "☑ 2"):
        first = await evening.press(TECHNOLOGIST, first, label)
    sent, desk = await _mark_all(evening, TECHNOLOGIST, first)
    assert sent == 6

    # a third person decides between the two
    desk = await chat.says(OUTSIDER, "/mark")
    sheet = await evening.press(OUTSIDER, desk, "(1)")
    assert "意见不一" in sheet["text"]
    assert "A☑ B☐" in sheet["text"]
    sheet = await evening.press(OUTSIDER, sheet, "☐ 1")
    await evening.press(OUTSIDER, sheet, "提交")
    kinds = [m.kind for m in await evening.rows(Mark)]
    assert (kinds.count("average"), kinds.count("adjudication")) == (5, 1)
    assert {s.stage for s in await evening.rows(Script)} == {"done"}

    # and the director reads how they agreed
    desk = await chat.says(DIRECTOR, "/mark")
    await evening.press(DIRECTOR, desk, "一致性")
    report = (await evening.last(DIRECTOR))["text"]
    assert "两人评过 6 份：83 % 一致" in report
    assert "韩立：比他人" in report
    assert "✗ 两人评过的答卷: 6 (≥ 30)" in report


async def test_no_name_of_a_member_is_shown_to_a_marker(evening):
    await evening.answered(1001, HALF, name="赵不显")
    desk = await evening.chat.says(DIRECTOR, "/mark")
    sheet = await evening.press(DIRECTOR, desk, "(1)")
    assert HALF[:10] in sheet["text"]
    everything = str(await evening.chat.simulator.transcript(DIRECTOR))
    assert "赵不显" not in everything


async def test_a_typed_remark_reaches_the_member_and_can_be_kept(evening):
    await evening.answered(NURSE, HALF, name="苏晴")
    desk = await evening.chat.says(DIRECTOR, "/mark")
    sheet = await evening.press(DIRECTOR, desk, "(1)")
    await evening.twice(())
    menu = await evening.press(DIRECTOR, sheet, "评语")
    await evening.press(DIRECTOR, menu, "输入评语")
    await evening.chat.says(DIRECTOR, "请写首选诊断")
    sheet = await evening.last(DIRECTOR)
    assert "💬 请写首选诊断" in sheet["text"]
    menu = await evening.press(DIRECTOR, sheet, "评语")
    sheet = await evening.press(DIRECTOR, menu, "存入评语库")
    sheet = await evening.press(DIRECTOR, sheet, "☑ 7")
    await evening.press(DIRECTOR, sheet, "提交")
    await evening.chat.product.schedule.tick()
    told = await evening.last(NURSE)
    assert "5 分（满分 10） → 4 分（满分 10）" in told["text"]
    assert "💬 请写首选诊断" in told["text"]
    await evening.press(NURSE, told, "查看")
    assert "✍️ 已由人工评定" in (await evening.last(NURSE))["text"]


async def test_a_member_asks_for_a_second_look_once_and_is_told_the_result(evening):
    chat = evening.chat
    await chat.says(NURSE, "/practice")
    question = await evening.last(NURSE)
    while not buttons(question):
        await chat.says(NURSE, "/practice")
        question = await evening.last(NURSE)
    feedback = await evening.press(NURSE, question, "A")
    asked = await chat.simulator.tap_button(NURSE, feedback["message_id"], "请求复核")
    assert "已请求复核" in asked["text"]
    again = await chat.simulator.tap_button(NURSE, feedback["message_id"], "请求复核")
    assert "已请求过复核" in again["text"]
    desk = await chat.says(DIRECTOR, "/mark")
    sheet = await evening.press(DIRECTOR, desk, "学员请求的复核")
    assert "🔍 复核" in sheet["text"]
    if "☑ 1" not in labels(sheet):
        sheet = await evening.press(DIRECTOR, sheet, "☐ 1")
    await evening.press(DIRECTOR, sheet, "提交")
    await chat.product.schedule.tick()
    told = await evening.last(NURSE)
    assert "您请求的复核有结果了" in told["text"]
    assert "10 分（满分 10）" in told["text"]


async def test_a_second_look_ends_after_seven_days(evening):
    await evening.answered(NURSE, HALF, name="苏晴")
    [assignment] = [a.id for a in await evening.rows(Assignment) if a.question_id == CASE]
    message = await evening.last(NURSE)
    evening.chat.clock.set(SUNDAY_NOON + timedelta(days=8))
    late = await evening.chat.simulator.tap(NURSE, message["message_id"], f"look:{assignment}")
    assert "七天内" in late["text"]


async def test_members_get_no_desk_and_forged_buttons_do_nothing(evening):
    await evening.answered(1001, HALF)
    chat = evening.chat
    desk = await chat.says(DIRECTOR, "/mark")
    await evening.press(DIRECTOR, desk, "(1)")
    [script] = await evening.rows(Script)
    refused = await chat.says(NURSE, "/mark")
    assert "只有本中心的阅卷人" in refused["text"]
    for forged in (
        f"mark:tick:{script.id}:0",
        f"mark:send:{script.id}",
        f"mark:show:{script.id}",
        f"mark:take:{script.batch_id}",
        f"mark:save:{script.id}",
        "mark:send:999999",
        f"mark:report:{evening.chat.centre.id}",
        f"markers:{evening.chat.centre.id}:1:1",
        f"mark:regrade:{script.id}",
        "look:1",
    ):
        answer = await chat.simulator.tap(NURSE, refused["message_id"], forged)
        assert answer["text"], forged
    assert await evening.rows(Mark) == []
    assert await evening.rows(Regrading) == []
    assert (await evening.rows(Script))[0].held_by == script.held_by


async def test_an_answer_full_of_markup_is_shown_as_it_was_typed(evening):
    await evening.answered(1001, "<b>双肺</b>多发斑片实变&amp;磨玻璃影 <u>")
    desk = await evening.chat.says(DIRECTOR, "/mark")
    sheet = await evening.press(DIRECTOR, desk, "(1)")
    assert "<b>双肺</b>多发斑片实变&amp;磨玻璃影 <u>" in sheet["text"]
