import asyncio
from datetime import timedelta

from sqlmodel import col, select

from bot.simulator.client import buttons
from quizzes import answers, bank, people
from quizzes.tables import Response
from tests.bot.conftest import DIRECTOR, MONDAY_8AM, NURSE, OUTSIDER, TECHNOLOGIST, invitation_code, labels


async def _responses(chat):
    async with chat.database.read() as session:
        return (await session.exec(select(Response).order_by(col(Response.id)))).all()


async def _correct(chat, person, message):
    """The labels of the right options of a choice question, as this member sees them."""
    assignment_id = int(buttons(message)[0]["callback_data"].split(":")[1])
    async with chat.database.read() as session:
        member = await people.find_person(session, telegram_id=person)
        given = await answers.given(session, assignment_id=assignment_id, member_id=member.id)
    order = given.variant.order
    return [bank.letter(p) for p, i in enumerate(order) if given.question.options[i].correct]


async def _practice(chat, person, kind):
    """Practice until a question of this kind comes; the message that shows it."""
    words = {"number": "重聚角", "multiple": "多选样题"}[kind]
    for _ in range(8):
        message = await chat.says(person, "/practice")
        if words in message["text"]:
            return message
    raise AssertionError(f"no {kind} question came")


async def _key(chat, person, *, scale=1.0):
    """The key of the newest number question given to somebody."""
    async with chat.database.read() as session:
        member = await people.find_person(session, telegram_id=person)
        assignment_id = await answers.waiting_for_text(
            session, person=member, replied_to=None, update_id=-1, at=chat.clock.now()
        )
        given = await answers.given(session, assignment_id=assignment_id, member_id=member.id)
    return given.variant.key * scale


async def test_the_question_comes_at_eight_and_not_before(chat):
    chat.clock.set(MONDAY_8AM - timedelta(seconds=1))
    await chat.product.schedule.tick()
    before = await chat.last(TECHNOLOGIST)
    assert "今日一题" not in before["text"]
    question = await chat.question_comes(TECHNOLOGIST)
    assert question["text"].startswith("📘 今日一题")
    assert "22:00" in question["text"]


async def test_a_second_wake_up_sends_nothing_again(chat):
    await chat.question_comes(TECHNOLOGIST)
    for _ in range(3):
        await chat.product.schedule.tick()
    await chat.simulator.wait_until_idle()
    texts = [r["message"]["text"] for r in await chat.simulator.transcript(TECHNOLOGIST)]
    assert sum(text.startswith("📘 今日一题") for text in texts) == 1


async def test_a_tap_is_graded_at_once_with_solution_and_source(chat):
    question = await chat.question_comes(DIRECTOR)
    assert labels(question) == ["A", "B", "C", "D"]
    (right,) = await _correct(chat, DIRECTOR, question)
    feedback = await chat.taps(DIRECTOR, question, right)
    assert "✅ 正确 · 得 10 分（满分 10）" in feedback["text"]
    for part in ("答案", "解析", "要点", "来源：《引领》2022-10"):
        assert part in feedback["text"]
    assert labels(feedback) == ["再练一题", "排行榜", "🔍 请求复核"]


async def test_a_wrong_tap_says_so_and_gets_no_second_chance(chat):
    question = await chat.question_comes(DIRECTOR)
    (right,) = await _correct(chat, DIRECTOR, question)
    wrong = next(label for label in labels(question) if label != right)
    data = next(b["callback_data"] for b in buttons(question) if b["text"] == right)
    assert "❌ 不对" in (await chat.taps(DIRECTOR, question, wrong))["text"]
    answer = await chat.simulator.tap(DIRECTOR, question["message_id"], data)
    assert "以第一次作答为准" in answer["text"]
    assert len(await _responses(chat)) == 1


async def test_several_options_are_ticked_and_then_sent(chat):
    question = await _practice(chat, TECHNOLOGIST, "multiple")
    assert labels(question) == ["☐ A", "☐ B", "☐ C", "☐ D", "提交答案"]
    empty = await chat.simulator.tap_button(TECHNOLOGIST, question["message_id"], "提交")
    assert "还没有勾选" in empty["text"]
    for right in await _correct(chat, TECHNOLOGIST, question):
        question = await chat.taps(TECHNOLOGIST, question, right)
    assert sum(label.startswith("☑") for label in labels(question)) == 2
    feedback = await chat.taps(TECHNOLOGIST, question, "提交")
    assert "✅ 正确 · 练习，不计排行" in feedback["text"]


async def test_a_typed_number_is_read_in_any_writing(chat):
    await _practice(chat, NURSE, "number")
    percent = f"{await _key(chat, NURSE, scale=100):.1f}%"
    wide = "".join(chr(ord(c) + 0xFEE0) for c in percent)
    feedback = await chat.says(NURSE, wide)
    assert "✅ 正确" in feedback["text"]
    assert "读作：" in feedback["text"]


async def test_an_unreadable_answer_is_asked_again_and_costs_nothing(chat):
    await _practice(chat, NURSE, "number")
    again = await chat.says(NURSE, "不知道")
    assert "没读懂" in again["text"]
    feedback = await chat.says(NURSE, f"{await _key(chat, NURSE):.4f}")
    assert "✅ 正确" in feedback["text"]


async def test_an_answer_of_4096_characters_is_taken_and_explained(chat):
    await _practice(chat, NURSE, "number")
    answer = await chat.says(NURSE, "<b>&" * 1024)
    assert "没读懂" in answer["text"]
    (kept,) = await _responses(chat)
    assert len(kept.raw) == 4096


async def test_after_the_deadline_the_solution_comes_and_answers_no_longer_count(chat):
    question = await chat.question_comes(DIRECTOR)
    solution = await chat.question_comes(DIRECTOR, MONDAY_8AM + timedelta(hours=14))
    assert "已于 22:00 截止" in solution["text"]
    assert "解析" in solution["text"]
    late = await chat.simulator.tap_button(DIRECTOR, question["message_id"], "A")
    assert "不再计分" in late["text"]
    assert await _responses(chat) == []
    assert "已于 22:00 截止" in (await chat.says(DIRECTOR, "/today"))["text"]


async def test_who_answered_gets_no_solution_a_second_time(chat):
    question = await chat.question_comes(DIRECTOR)
    await chat.taps(DIRECTOR, question, "A")
    chat.clock.set(MONDAY_8AM + timedelta(hours=14))
    await chat.product.schedule.tick()
    assert (await chat.last(DIRECTOR))["message_id"] == question["message_id"]


async def test_today_shows_the_question_then_the_feedback(chat):
    await chat.question_comes(DIRECTOR)
    question = await chat.says(DIRECTOR, "/today")
    assert "今日一题" in question["text"]
    await chat.taps(DIRECTOR, question, "A")
    assert "解析" in (await chat.says(DIRECTOR, "/today"))["text"]


async def test_on_a_day_off_today_says_when_the_next_question_comes(chat):
    assert "下一题 03-02 08:00" in (await chat.says(DIRECTOR, "/today"))["text"]


async def test_who_joins_at_noon_gets_the_days_question_on_asking(chat):
    await chat.question_comes(DIRECTOR)
    welcome = await chat.starts(OUTSIDER, await invitation_code(chat))
    await chat.simulator.tap_button(OUTSIDER, welcome["message_id"], "今日一题")
    assert "📘 今日一题" in (await chat.last(OUTSIDER))["text"]


async def test_somebody_elses_button_and_one_made_up_are_refused(chat):
    question = await chat.question_comes(DIRECTOR)
    own = await chat.starts(TECHNOLOGIST)
    data = buttons(question)[0]["callback_data"]
    for forged in (
        data,
        "answer:999999999:0",
        "answer:99999999999999999:0",
        "answer:-1:0",
        "gibberish",
        "review:1",
    ):
        answer = await chat.simulator.tap(TECHNOLOGIST, own["message_id"], forged)
        assert "不是您的" in answer["text"], forged
    assert await _responses(chat) == []


async def test_two_taps_at_once_count_once(chat):
    question = await chat.question_comes(DIRECTOR)
    data = [b["callback_data"] for b in buttons(question)]
    replies = await asyncio.gather(
        *(chat.simulator.tap(DIRECTOR, question["message_id"], data[i % 4]) for i in range(6))
    )
    assert sum("以第一次作答为准" in (reply.get("text") or "") for reply in replies) == 5
    assert len(await _responses(chat)) == 1


async def test_a_repeated_update_changes_nothing(chat):
    chat.simulator.world.faults.duplicated_updates = 1000
    question = await chat.question_comes(DIRECTOR)
    await chat.taps(DIRECTOR, question, "A")
    assert len(await _responses(chat)) == 1


async def test_a_mistake_can_be_looked_at_again_and_only_by_its_owner(chat):
    question = await chat.question_comes(DIRECTOR)
    (right,) = await _correct(chat, DIRECTOR, question)
    await chat.taps(DIRECTOR, question, next(label for label in "ABCD" if label != right))
    me = await chat.says(DIRECTOR, "/me")
    assert "已答 1 题，答对 0 题" in me["text"]
    await chat.simulator.tap(DIRECTOR, me["message_id"], buttons(me)[0]["callback_data"])
    assert "解析" in (await chat.last(DIRECTOR))["text"]
    other = await chat.starts(TECHNOLOGIST)
    stolen = await chat.simulator.tap(TECHNOLOGIST, other["message_id"], buttons(me)[0]["callback_data"])
    assert "不是您的" in stolen["text"]
    assert "解析" not in (await chat.last(TECHNOLOGIST))["text"]


async def test_the_same_question_does_not_return_while_others_remain(chat):
    seen = set()
    for _ in range(4):
        message = await chat.says(TECHNOLOGIST, "/practice")
        seen.add(message["text"].split("\n\n")[1])
    assert len(seen) == 4


async def test_every_message_of_a_day_keeps_within_telegrams_limits(chat):
    await chat.question_comes(DIRECTOR)
    for command in ("/today", "/board", "/me", "/help", "/practice", "/sar", "/language", "/nonsense"):
        await chat.says(DIRECTOR, command)
    refused = [c for c in await chat.simulator.calls() if c["status"] != 200]
    assert refused == []
