"""Ordering, script concordance and pictures in chat."""

import asyncio
import json
from datetime import timedelta

from sqlmodel import col, select

from bot.simulator.client import buttons
from quizzes import answers, bank, people
from quizzes.tables import Response
from tests.bot.conftest import DIRECTOR, MONDAY_8AM, NURSE, TECHNOLOGIST, labels
from tests.bot.samples import only
from tests.quizzes.bank.samples import CONCORDANCE, ORDERING, PICTURED, SINGLE


async def responses(chat):
    async with chat.database.read() as session:
        return (await session.exec(select(Response).order_by(col(Response.id)))).all()


async def given_to(chat, person, message):
    assignment_id = int(buttons(message)[0]["callback_data"].split(":")[1])
    async with chat.database.read() as session:
        member = await people.find_person(session, telegram_id=person)
        return await answers.given(session, assignment_id=assignment_id, member_id=member.id)


async def right_order(chat, person, message):
    given = await given_to(chat, person, message)
    return [bank.letter(place) for place in bank.full_answer(given.question, given.variant, "zh")]


async def test_items_are_tapped_in_turn_undone_and_sent(chat, tmp_path):
    await only(chat, tmp_path, ORDERING)
    message = await chat.says(NURSE, "/practice")
    assert labels(message) == ["A", "B", "C", "D"]
    order = await right_order(chat, NURSE, message)
    message = await chat.taps(NURSE, message, order[1])
    message = await chat.taps(NURSE, message, "撤回")
    assert "目前的顺序：—" in message["text"]
    for letter in order:
        message = await chat.taps(NURSE, message, letter)
    assert "目前的顺序：" + " → ".join(order) in message["text"]
    assert labels(message) == ["↩️ 撤回一项", "提交答案"]
    feedback = await chat.taps(NURSE, message, "提交")
    assert "✅ 正确" in feedback["text"]
    assert " → ".join(f"{letter} " for letter in order[:1]) in feedback["text"]
    (kept,) = await responses(chat)
    assert [bank.letter(place) for place in json.loads(kept.raw)] == order


async def test_an_order_that_lacks_an_item_cannot_be_sent(chat, tmp_path):
    await only(chat, tmp_path, ORDERING)
    message = await chat.says(NURSE, "/practice")
    message = await chat.taps(NURSE, message, "A")
    assert labels(message) == ["B", "C", "D", "↩️ 撤回一项"]
    send = buttons(message)[0]["callback_data"].replace("answer", "send").rsplit(":", 1)[0]
    refused = await chat.simulator.tap(NURSE, message["message_id"], send)
    assert "没有排进去" in refused["text"]
    assert await responses(chat) == []


async def test_a_repeated_tap_places_an_item_once(chat, tmp_path):
    await only(chat, tmp_path, ORDERING)
    chat.simulator.world.faults.duplicated_updates = 1000
    message = await chat.says(NURSE, "/practice")
    message = await chat.taps(NURSE, message, "C")
    message = await chat.taps(NURSE, message, "A")
    message = await chat.taps(NURSE, message, "撤回")
    assert "目前的顺序：C" in message["text"]


async def test_six_taps_at_once_place_four_items(chat, tmp_path):
    await only(chat, tmp_path, ORDERING)
    message = await chat.says(NURSE, "/practice")
    data = [button["callback_data"] for button in buttons(message)]
    await asyncio.gather(*(chat.simulator.tap(NURSE, message["message_id"], data[i % 4]) for i in range(6)))
    given = await given_to(chat, NURSE, message)
    assert sorted(given.unsent.chosen) == [0, 1, 2, 3]


async def test_nobody_orders_somebody_elses_items(chat, tmp_path):
    await only(chat, tmp_path, ORDERING)
    message = await chat.says(NURSE, "/practice")
    own = await chat.starts(TECHNOLOGIST)
    data = buttons(message)[0]["callback_data"]
    question = data.split(":")[1]
    for forged in (data, f"undo:{question}", f"send:{question}", f"box:{question}:0", f"skip:{question}"):
        refused = await chat.simulator.tap(TECHNOLOGIST, own["message_id"], forged)
        assert "不是您的" in refused["text"], forged


async def test_buttons_of_other_kinds_do_not_fit_an_order(chat, tmp_path):
    await only(chat, tmp_path, ORDERING)
    message = await chat.says(NURSE, "/practice")
    question = buttons(message)[0]["callback_data"].split(":")[1]
    for forged in (f"box:{question}:0", f"skip:{question}", f"answer:{question}:9"):
        assert "不是您的" in (await chat.simulator.tap(NURSE, message["message_id"], forged))["text"], forged


async def test_an_order_started_before_the_deadline_cannot_be_sent_after_it(chat, tmp_path):
    await only(chat, tmp_path, ORDERING)
    message = await chat.question_comes(DIRECTOR)
    order = await right_order(chat, DIRECTOR, message)
    for letter in order:
        message = await chat.taps(DIRECTOR, message, letter)
    chat.clock.set(MONDAY_8AM + timedelta(hours=14))
    late = await chat.simulator.tap_button(DIRECTOR, message["message_id"], "提交")
    assert "不再计分" in late["text"]
    assert await responses(chat) == []


async def test_a_judgement_is_one_of_five_buttons_and_earns_the_panels_share(chat, tmp_path):
    await only(chat, tmp_path, CONCORDANCE)
    message = await chat.question_comes(DIRECTOR)
    assert labels(message) == ["−2", "−1", "0", "+1", "+2"]
    assert "新信息：ASL 低灌注范围大于 DWI 病灶" in message["text"]
    feedback = await chat.taps(DIRECTOR, message, "+1")
    assert "🟡 部分正确 · 得 6.7 分（满分 10）" in feedback["text"]
    assert "+2 几乎确定: 6" in feedback["text"]


async def test_without_a_panel_a_judgement_is_for_practice_and_marks_nobody(chat, tmp_path):
    await only(chat, tmp_path, CONCORDANCE.replace("panel: [0, 1, 1, 4, 6]\n", ""), SINGLE)
    daily = await chat.question_comes(NURSE)
    assert labels(daily) == ["A", "B", "C", "D"]
    message = await chat.says(NURSE, "/practice")
    assert "专家组意见尚未征集" in message["text"]
    feedback = await chat.taps(NURSE, message, "−2")
    assert "📝 已记录，本题不计分" in feedback["text"]
    assert "专家组意见尚未征集" in feedback["text"]
    (kept,) = await responses(chat)
    assert kept.counts is False
    assert "已答 0 题，答对 0 题" in (await chat.says(NURSE, "/me"))["text"]


async def test_a_day_with_formative_questions_alone_asks_nobody(chat, tmp_path):
    await only(chat, tmp_path, CONCORDANCE.replace("panel: [0, 1, 1, 4, 6]\n", ""))
    chat.clock.set(MONDAY_8AM)
    await chat.product.schedule.tick()
    assert "今日一题" not in (await chat.last(NURSE))["text"]


async def test_a_picture_comes_with_its_question_and_the_feedback_after_it(chat, tmp_path):
    await only(chat, tmp_path, PICTURED)
    message = await chat.question_comes(DIRECTOR)
    assert message["photo"]
    assert "B1 是什么" in message["caption"]
    assert "🖼 腹部横断面" in message["caption"]
    given = await given_to(chat, DIRECTOR, message)
    (place,) = bank.full_answer(given.question, given.variant, "zh")
    feedback = await chat.taps(DIRECTOR, message, bank.letter(place))
    assert "✅ 正确" in feedback["caption"]
    assert labels(feedback) == ["再练一题", "排行榜", "🔍 请求复核"]


async def test_words_too_long_for_a_caption_come_in_a_message_of_their_own(chat, tmp_path):
    await only(chat, tmp_path, PICTURED.replace("B1 是什么？", "B1 是什么？" + "请仔细看图。" * 180))
    photo = await chat.question_comes(NURSE)
    assert photo["photo"]
    assert "caption" not in photo
    message = await chat.last(NURSE)
    assert "B1 是什么" in message["text"]
    assert labels(message) == ["A", "B", "C", "D"]


async def test_feedback_too_long_for_a_caption_becomes_a_message_of_its_own(chat, tmp_path):
    await only(chat, tmp_path, PICTURED.replace("zh: 射频场", "zh: 射频场" + "看图可知。" * 230))
    message = await chat.question_comes(NURSE)
    photo = await chat.taps(NURSE, message, "A")
    assert labels(photo) == []
    feedback = await chat.last(NURSE)
    assert "看图可知" in feedback["text"]
    assert labels(feedback) == ["再练一题", "排行榜", "🔍 请求复核"]
