"""Cases in chat: boxes filled one after another, and stages that lock."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.running import running
from bot.simulator.client import buttons
from quizzes.tables import Response
from tests.bot.conftest import (
    DIRECTOR,
    MONDAY_8AM,
    NURSE,
    TECHNOLOGIST,
    Chat,
    labels,
    seed,
    settings_for,
    simulated_people,
)
from tests.bot.samples import only
from tests.quizzes.bank.samples import CASE, SINGLE, STAGED

BOXED = CASE + "boxes: {findings: 60, diagnosis: 40, differential: 60, next: 60}\n"
FREE_STAGES = STAGED.replace("    boxes: {findings: 120, next: 60}\n", "")


async def responses(chat):
    async with chat.database.read() as session:
        return (await session.exec(select(Response).order_by(col(Response.id)))).all()


@pytest.fixture
async def boxed(chat, tmp_path):
    await only(chat, tmp_path, BOXED)
    return await chat.says(NURSE, "/practice")


async def test_boxes_are_asked_one_after_another_and_everything_stays_in_sight(chat, boxed):
    assert "✏️ 所见与分析 ← 请输入" in boxed["text"]
    assert "○ 首选诊断" in boxed["text"]
    assert labels(boxed) == ["跳过这一框"]
    card = await chat.says(NURSE, "低灌注大于弥散病灶")
    assert card["text"].startswith("📝 目前的作答")
    assert "✅ 所见与分析 低灌注大于弥散病灶" in card["text"]
    assert "✏️ 首选诊断 ← 请输入，只写一个" in card["text"]
    card = await chat.says(NURSE, "缺血半暗带")
    assert "✅ 首选诊断 缺血半暗带" in card["text"]
    card = await chat.taps(NURSE, card, "跳过")
    assert "➖ 鉴别诊断 已跳过" in card["text"]
    assert "提交答案" not in labels(card)
    card = await chat.says(NURSE, "溶栓评估")
    assert "各框都已问过" in card["text"]
    assert labels(card) == ["✏️ 所见与分析", "✏️ 首选诊断", "✏️ 鉴别诊断", "✏️ 下一步", "提交答案"]
    feedback = await chat.taps(NURSE, card, "提交")
    assert "✅ 正确" in feedback["text"]
    (kept,) = await responses(chat)
    assert kept.raw == "所见与分析：低灌注大于弥散病灶\n首选诊断：缺血半暗带\n下一步：溶栓评估"


async def filled(chat):
    for text in ("低灌注大于弥散病灶", "脑梗死", "脑出血"):
        await chat.says(NURSE, text)
    return await chat.says(NURSE, "随访")


async def test_every_box_can_be_changed_until_the_answer_is_sent(chat, boxed):
    card = await chat.taps(NURSE, await filled(chat), "下一步")
    assert "✏️ 下一步 ← 请输入" in card["text"]
    assert "现在写的是：随访" in card["text"]
    assert labels(card)[-2:] == ["保持不变", "提交答案"]
    card = await chat.says(NURSE, "溶栓")
    assert "✅ 下一步 溶栓" in card["text"]
    card = await chat.taps(NURSE, card, "首选诊断")
    card = await chat.taps(NURSE, card, "保持不变")
    assert "✅ 首选诊断 脑梗死" in card["text"]
    await chat.taps(NURSE, card, "提交")
    assert "下一步：溶栓" in (await responses(chat))[0].raw


async def test_a_box_refuses_what_is_too_long_or_too_much_and_says_how_to_go_on(chat, boxed):
    assert "最多 60 字，您写了 61 字" in (await chat.says(NURSE, "灌" * 61))["text"]
    card = await chat.says(NURSE, "低灌注")
    assert "✅ 所见与分析 低灌注" in card["text"]
    assert "只写一个" in (await chat.says(NURSE, "脑梗死、脑出血"))["text"]
    await chat.says(NURSE, "脑梗死")
    assert "最多写 2 个" in (await chat.says(NURSE, "1.脑出血 2.肿瘤 3.癫痫"))["text"]


async def test_a_case_with_nothing_written_cannot_be_sent(chat, boxed):
    question = buttons(boxed)[0]["callback_data"].split(":")[1]
    for _ in range(4):
        boxed = await chat.taps(NURSE, boxed, "跳过")
    assert "提交答案" not in labels(boxed)
    refused = await chat.simulator.tap(NURSE, boxed["message_id"], f"send:{question}")
    assert "各框都还空着" in refused["text"]


async def test_feedback_tells_the_words_that_met_a_point_and_what_was_missed(chat, tmp_path):
    with_learn = BOXED.replace("en: reperfusion}, expect", "en: reperfusion}, learn: 抢时间, expect")
    await only(chat, tmp_path, with_learn)
    await chat.says(NURSE, "/practice")
    for text in ("低灌注区大于弥散", "存在缺血半暗带", "脑出血"):
        await chat.says(NURSE, text)
    feedback = await chat.taps(NURSE, await chat.says(NURSE, "随访"), "提交")
    assert "✅ 半暗带 “" in feedback["text"]
    assert "○ 再灌注 抢时间" in feedback["text"]
    assert "⏳ 初评" in feedback["text"]
    assert "没有读到" not in feedback["text"]


async def test_text_after_the_last_box_does_not_change_the_answer(chat, boxed):
    await filled(chat)
    told = await chat.says(NURSE, "谢谢老师")
    assert "各框都已问过" in told["text"]
    assert await responses(chat) == []


async def test_a_repeated_message_fills_one_box(chat, tmp_path):
    await only(chat, tmp_path, BOXED)
    chat.simulator.world.faults.duplicated_updates = 1000
    await chat.says(NURSE, "/practice")
    card = await chat.says(NURSE, "低灌注")
    assert "✏️ 首选诊断" in card["text"]


async def test_boxes_stages_and_buttons_outlive_a_restart(database, tmp_path):
    centre = await seed(database)
    async with simulated_people() as (simulator, clock):
        settings = settings_for(database.url, simulator)
        async with running(settings, now=clock.now) as product:
            chat = Chat(simulator, clock, database, product, centre)
            await chat.starts(NURSE)
            await only(chat, tmp_path, STAGED)
            message = await through_the_first_two(chat, NURSE, await chat.says(NURSE, "/practice"))
            card = await chat.says(NURSE, "提示缺血半暗带")
        async with running(settings, now=clock.now) as product:
            chat = replace(chat, product=product)
            card = await chat.taps(NURSE, card, "跳过")
            assert "✅ 所见与分析 提示缺血半暗带" in card["text"]
            assert "🔒 2" in (await chat.taps(NURSE, message, "跳过"))["text"]
            assert "第 3 步" in (await chat.taps(NURSE, card, "提交"))["text"]


async def test_one_text_still_answers_a_case_without_boxes(chat, tmp_path):
    await only(chat, tmp_path, CASE)
    await chat.says(NURSE, "/practice")
    feedback = await chat.says(NURSE, "提示缺血半暗带，建议评估溶栓。")
    assert "✅ 正确" in feedback["text"]


# stages


async def through_the_first_two(chat, person, message):
    """Answer the choice and the number of the sample rightly; the message that asks the third stage."""
    right = "A" if "A. 灌注成像" in message["text"] else "B"
    message = await chat.taps(person, message, right)
    assert "🔒 1 DWI 见左侧基底节小片高信号" in message["text"]
    assert "↳ " + right + ". 灌注成像" in message["text"]
    assert "第 2 步，共 3 步" in message["text"]
    assert labels(message) == []
    return await chat.says(person, "0.461" if "回波链 8" in message["text"] else "0.453")


async def test_a_case_goes_stage_by_stage_and_shows_what_is_locked(chat, tmp_path):
    await only(chat, tmp_path, STAGED)
    message = await chat.question_comes(DIRECTOR)
    assert "突发右侧无力 3 小时" in message["text"]
    assert "第 1 步，共 3 步" in message["text"]
    assert "意义和处理" not in message["text"]
    message = await through_the_first_two(chat, DIRECTOR, message)
    assert "第 3 步，共 3 步" in message["text"]
    assert "🔒 2 " in message["text"]
    card = await chat.says(DIRECTOR, "提示缺血半暗带")
    assert card["text"].startswith("📝 目前的作答 · 第 3 步，共 3 步")
    card = await chat.says(DIRECTOR, "评估溶栓")
    feedback = await chat.taps(DIRECTOR, card, "提交")
    assert "✅ 正确 · 得 10 分" in feedback["text"]
    assert "第 1 步：30 / 30 %" in feedback["text"]
    assert "第 3 步：50 / 50 %" in feedback["text"]
    assert "✅ 不匹配/缺血半暗带 “" in feedback["text"]
    (kept,) = await responses(chat)
    assert len(json.loads(kept.raw)) == 3


async def test_a_stage_that_was_answered_is_locked(chat, tmp_path):
    await only(chat, tmp_path, STAGED)
    message = await chat.says(NURSE, "/practice")
    first = [button["callback_data"] for button in buttons(message)]
    message = await chat.taps(NURSE, message, "A")
    for data in first:
        refused = await chat.simulator.tap(NURSE, message["message_id"], data)
        assert "已锁定" in refused["text"]
    assert "第 2 步" in (await chat.last(NURSE))["text"]


async def test_an_unreadable_number_does_not_lock_its_stage(chat, tmp_path):
    await only(chat, tmp_path, STAGED)
    message = await chat.says(NURSE, "/practice")
    await chat.taps(NURSE, message, "A")
    assert "没读懂" in (await chat.says(NURSE, "不知道"))["text"]
    assert "第 3 步" in (await chat.says(NURSE, "0.5"))["text"]


async def test_text_while_a_choice_is_asked_is_no_answer_to_it(chat, tmp_path):
    await only(chat, tmp_path, STAGED)
    message = await chat.says(NURSE, "/practice")
    await chat.says(NURSE, "0.5")
    await chat.simulator.wait_until_idle()
    assert "第 1 步" in message["text"]
    assert await responses(chat) == []
    assert "第 2 步" in (await chat.taps(NURSE, message, "A"))["text"]


async def test_a_repeated_tap_locks_one_stage(chat, tmp_path):
    await only(chat, tmp_path, STAGED)
    chat.simulator.world.faults.duplicated_updates = 1000
    message = await chat.says(NURSE, "/practice")
    message = await chat.taps(NURSE, message, "A")
    assert "第 2 步" in message["text"]
    assert "第 3 步" in (await chat.says(NURSE, "0.5"))["text"]


async def test_a_free_text_stage_is_answered_by_one_message(chat, tmp_path):
    await only(chat, tmp_path, FREE_STAGES)
    await through_the_first_two(chat, NURSE, await chat.says(NURSE, "/practice"))
    assert "✅ 正确" in (await chat.says(NURSE, "提示缺血半暗带，建议评估溶栓。"))["text"]


async def test_a_picture_of_a_later_stage_comes_with_that_stage(chat, tmp_path):
    picture = """\
  picture:
    alt: {zh: 头部横断面, en: Transverse head}
    panels: [{artefact: picture, phantom: head, fov: [22, 18], pixel: 4}]
"""
    await only(chat, tmp_path, STAGED.replace("  weight: 20\n", "  weight: 20\n" + picture))
    message = await chat.says(NURSE, "/practice")
    assert "photo" not in message
    await chat.taps(NURSE, message, "A")
    second = await chat.last(NURSE)
    assert second["photo"]
    assert "第 2 步" in second["caption"]


async def test_the_deadline_is_judged_by_receipt_at_every_stage(chat, tmp_path):
    await only(chat, tmp_path, STAGED)
    message = await chat.question_comes(DIRECTOR)
    message = await chat.taps(DIRECTOR, message, "A")
    chat.clock.set(MONDAY_8AM + timedelta(hours=14))
    late = await chat.says(DIRECTOR, "0.5")
    assert "不再计分" in late["text"]
    assert await responses(chat) == []


async def test_nobody_answers_somebody_elses_stage(chat, tmp_path):
    await only(chat, tmp_path, STAGED)
    message = await chat.says(NURSE, "/practice")
    own = await chat.starts(TECHNOLOGIST)
    data = buttons(message)[0]["callback_data"]
    assert "不是您的" in (await chat.simulator.tap(TECHNOLOGIST, own["message_id"], data))["text"]


async def test_every_message_of_cases_keeps_within_telegrams_limits(chat, tmp_path):
    await only(chat, tmp_path, STAGED, BOXED, SINGLE)
    for _ in range(3):
        await chat.says(NURSE, "/practice")
    refused = [call for call in await chat.simulator.calls() if call["status"] != 200]
    assert refused == []
