"""The technologist with an over-limit protocol, in chat: the dialogue, the advice and its buttons."""

from datetime import timedelta

import pytest

from bot.running import running
from bot.simulator.client import buttons
from tests.bot.conftest import (
    DIRECTOR,
    NURSE,
    OUTSIDER,
    TECHNOLOGIST,
    Chat,
    labels,
    seed,
    settings_for,
    simulated_people,
)

SPINE = "3T TSE TR4000 20层 ETL16 180度 预测2.6 限值2"
ANSWERS = ["TSE", "3 T", "2.6", "正常模式", "4000", "20", "180°", "16"]


async def tapped_through(chat: Chat, person: int = TECHNOLOGIST) -> dict:
    """The dialogue by buttons only."""
    message = await chat.says(person, "超SAR了怎么办")
    for label in ANSWERS:
        message = await chat.taps(person, message, label)
    return message


async def test_the_dialogue_can_be_tapped_from_the_first_question_to_the_advice(chat):
    advice = await tapped_through(chat)
    text = advice["text"]
    for said in (
        "TSE · 3 T · 预测 2.6 W/kg · 限值 2 W/kg",
        "先核对",
        "180° → 155°：1.94 W/kg",
        "5200 ms：2 W/kg",
    ):
        assert said in text
    assert "时间 +30 %" in text
    assert "监测为准" in text
    assert len(text) < 4096


async def test_everything_in_one_sentence_is_advised_at_once_and_the_same(chat):
    at_once = await chat.says(TECHNOLOGIST, SPINE)
    assert (await chat.says(NURSE, "超SAR了怎么办，" + SPINE))["text"] == at_once["text"]
    assert (await tapped_through(chat))["text"] == at_once["text"]


async def test_what_is_known_stays_visible_and_what_is_missing_is_asked(chat):
    asked = await chat.says(TECHNOLOGIST, "超SAR了怎么办，3T TSE 预测2.6")
    assert "已知：TSE · 3 T · 预测 2.6 W/kg" in asked["text"]
    assert "SAR 限值 (W/kg)？" in asked["text"]
    asked = await chat.says(TECHNOLOGIST, "2")
    assert "限值 2 W/kg" in asked["text"]
    assert "TR (ms)？" in asked["text"]
    asked = await chat.says(TECHNOLOGIST, "20层 ETL16")
    assert "20 层" in asked["text"]
    assert "TR (ms)？" in asked["text"]


async def test_a_known_value_is_changed_by_its_button(chat):
    asked = await chat.says(TECHNOLOGIST, "超SAR了怎么办，3T TSE 预测2.6")
    chosen = await chat.taps(TECHNOLOGIST, asked, "✎ 改已填的")
    asked = await chat.taps(TECHNOLOGIST, chosen, "✎ 3 T")
    assert "场强 (T)？" in asked["text"]
    asked = await chat.taps(TECHNOLOGIST, asked, "1.5 T")
    assert "TSE · 1.5 T" in asked["text"]


async def test_after_the_advice_a_setting_is_changed_by_button_or_by_text(chat):
    advice = await chat.says(TECHNOLOGIST, SPINE)
    asked = await chat.taps(TECHNOLOGIST, advice, "✎ 改 TR")
    longer = await chat.taps(TECHNOLOGIST, asked, "5000")
    assert "2.6 → 2.08 W/kg" in longer["text"]
    assert "TR 5000 → 5200 ms" in longer["text"]
    typed = await chat.says(TECHNOLOGIST, "那 ETL 12 呢？")
    assert "没有超过限值" in typed["text"]
    back = await chat.says(TECHNOLOGIST, "TR 4000，ETL 16")
    assert "折算" not in back["text"]
    assert "预测 2.6 W/kg" in back["text"]


async def test_a_setting_told_later_was_part_of_the_protocol_all_along(chat):
    await chat.says(TECHNOLOGIST, SPINE)
    told = await chat.says(TECHNOLOGIST, "脂肪饱和")
    assert "预测 2.6 W/kg" in told["text"]
    assert "去掉脂肪饱和" in told["text"]
    assert "折算" not in told["text"]


async def test_another_protocol_is_a_case_of_its_own(chat):
    advice = await chat.says(TECHNOLOGIST, SPINE)
    await chat.taps(TECHNOLOGIST, advice, "只看不加时间的")
    other = await chat.says(TECHNOLOGIST, "3T GRE 预测3.2 限值2 TR150 20层 70度")
    assert "已知：GRE · 3 T" in other["text"]
    assert "时间 +" in (await chat.taps(TECHNOLOGIST, other, "没有"))["text"]


async def test_a_complaint_in_other_words_starts_the_dialogue(chat):
    asked = await chat.says(TECHNOLOGIST, "患者160斤，TSE超了怎么弄，预测 2.3")
    assert "已知：TSE · 预测 2.3 W/kg" in asked["text"]


async def test_a_correction_keeps_the_prediction(chat):
    advice = await chat.says(TECHNOLOGIST, SPINE)
    tried = await chat.says(TECHNOLOGIST, "TR 5000")
    corrected = await chat.taps(TECHNOLOGIST, tried, "仍是 2.6")
    assert "预测 2.6 W/kg" in corrected["text"]
    assert "TR 5000 → 6500 ms" in corrected["text"]
    assert advice["text"] != corrected["text"]


async def test_every_setting_can_be_chosen_to_be_changed_and_left_again(chat):
    advice = await chat.says(TECHNOLOGIST, SPINE)
    chosen = await chat.taps(TECHNOLOGIST, advice, "✎ 改其他")
    assert any("TE" in label for label in labels(chosen))
    assert (await chat.taps(TECHNOLOGIST, chosen, "返回"))["text"] == advice["text"]


async def test_only_what_takes_no_longer_can_be_asked_for(chat):
    advice = await chat.says(TECHNOLOGIST, SPINE)
    quick = await chat.taps(TECHNOLOGIST, advice, "只看不加时间的")
    assert "时间 +" not in quick["text"]
    assert "180° → 155°" in quick["text"]
    assert "时间 +" in (await chat.taps(TECHNOLOGIST, quick, "全部办法"))["text"]


async def test_why_and_the_curve_come_as_messages_of_their_own(chat):
    advice = await chat.says(TECHNOLOGIST, SPINE)
    await chat.taps(TECHNOLOGIST, advice, "为什么")
    why = await chat.last(TECHNOLOGIST)
    assert "平方成正比" in why["text"]
    for label in ("看曲线", "回波链"):
        await chat.taps(TECHNOLOGIST, advice, label)
        assert (await chat.last(TECHNOLOGIST))["photo"]
        await chat.says(TECHNOLOGIST, "3T的拉莫尔频率是多少？")


async def test_the_dialogue_goes_on_after_a_restart_and_hours_later(database):
    await seed(database)
    async with simulated_people() as (simulator, clock):
        settings = settings_for(database.url, simulator)
        async with running(settings, now=clock.now):
            started = await simulator.start(TECHNOLOGIST)
            await simulator.wait_for_message(TECHNOLOGIST, after=started)
            said = await simulator.say(TECHNOLOGIST, "超SAR了怎么办，3T TSE 预测2.6")
            asked = await simulator.wait_for_message(TECHNOLOGIST, after=said)
        clock.advance(timedelta(hours=5))
        async with running(settings, now=clock.now):
            await simulator.tap_button(TECHNOLOGIST, asked["message_id"], "头部")
            await simulator.wait_until_idle()
            assert "限值 3.2 W/kg（头部）" in (await simulator.last_message(TECHNOLOGIST))["text"]


async def test_a_dialogue_is_its_members_own(chat):
    advice = await chat.says(TECHNOLOGIST, SPINE)
    own = await chat.starts(DIRECTOR)
    for button in buttons(advice):
        stolen = await chat.simulator.tap(DIRECTOR, own["message_id"], button["callback_data"])
        assert "不是您的" in stolen["text"]


@pytest.mark.parametrize(
    "forged", ["set:TR:-4000", "set:TR:nan", "set:weight:200", "set:sequence:EPI", "ask:weight"]
)
async def test_made_up_buttons_are_refused(chat, forged):
    advice = await chat.says(TECHNOLOGIST, SPINE)
    dialogue = buttons(advice)[0]["callback_data"].split(":")[1]
    answer = await chat.simulator.tap(TECHNOLOGIST, advice["message_id"], f"over:{dialogue}:{forged}")
    assert "按钮" in answer["text"]
    assert (await chat.last(TECHNOLOGIST))["text"] == advice["text"]


async def test_another_question_is_answered_in_the_middle_of_the_dialogue(chat):
    asked = await chat.says(TECHNOLOGIST, "超SAR了怎么办，3T TSE")
    assert "MHz" in (await chat.says(TECHNOLOGIST, "3T的拉莫尔频率是多少？"))["text"]
    assert "预测 2.6 W/kg" in (await chat.taps(TECHNOLOGIST, asked, "2.6"))["text"]


async def number_question_opens(chat: Chat, person: int) -> None:
    for _ in range(8):
        if "重聚角" in (await chat.says(person, "/practice"))["text"]:
            return
    raise AssertionError("no question about the refocusing angle came")


async def test_a_bare_number_answers_what_was_asked_last(chat):
    await number_question_opens(chat, NURSE)
    await chat.says(NURSE, "超SAR了怎么办，3T TSE 预测2.6 限值2")
    assert "TR 4000 ms" in (await chat.says(NURSE, "4000"))["text"]
    chat.clock.advance(timedelta(minutes=1))
    await number_question_opens(chat, NURSE)
    assert "解析" in (await chat.says(NURSE, "4000"))["text"]


async def test_a_question_to_the_assistant_is_no_answer_to_an_open_question(chat):
    await number_question_opens(chat, NURSE)
    assert "0.453" in (await chat.says(NURSE, "TSE 重聚角 180 改 120，ETL16，SAR 剩多少？"))["text"]
    assert "0.699" in (await chat.says(NURSE, "那 150 呢？"))["text"]
    assert "解析" in (await chat.says(NURSE, "0.9"))["text"]


async def test_settings_that_do_not_go_together_are_said_and_can_be_corrected(chat):
    message = await chat.says(TECHNOLOGIST, SPINE.replace("20层", "90层"))
    assert "放不到一起" in message["text"]
    asked = await chat.taps(TECHNOLOGIST, message, "90 层")
    assert "180° → 155°" in (await chat.taps(TECHNOLOGIST, asked, "20"))["text"]


async def test_a_prediction_within_the_limit_needs_no_advice(chat):
    message = await chat.says(TECHNOLOGIST, SPINE.replace("2.6", "1.6"))
    assert "没有超过限值" in message["text"]


async def test_the_dialogue_speaks_english_too(chat):
    ask = await chat.says(TECHNOLOGIST, "/language")
    await chat.taps(TECHNOLOGIST, ask, "English")
    asked = await chat.says(TECHNOLOGIST, "Over SAR, what now?")
    advice = await chat.says(TECHNOLOGIST, "3T TSE predicted 2.6 limit 2 TR 4000 20 slices ETL 16 180 deg")
    for message in (asked, advice):
        assert not any("\u4e00" <= c <= "\u9fff" for c in message["text"])
    assert "refocusing 180° → 155°: 1.94 W/kg" in advice["text"]


async def test_a_curve_is_offered_where_there_is_one(chat):
    answer = await chat.says(TECHNOLOGIST, "TSE 重聚角 180 改 120，ETL16，SAR 剩多少？")
    await chat.taps(TECHNOLOGIST, answer, "看曲线")
    assert (await chat.last(TECHNOLOGIST))["photo"]
    plain = await chat.says(TECHNOLOGIST, "3T的拉莫尔频率是多少？")
    assert not any("曲线" in label for label in labels(plain))


async def test_a_curve_is_shown_to_its_owner_only(chat):
    answer = await chat.says(TECHNOLOGIST, "TSE 重聚角 180 改 120，ETL16，SAR 剩多少？")
    curve = next(b["callback_data"] for b in buttons(answer) if "曲线" in b["text"])
    own = await chat.starts(DIRECTOR)
    assert "不是您的" in (await chat.simulator.tap(DIRECTOR, own["message_id"], curve))["text"]


async def test_an_inline_question_gets_one_personal_answer(chat):
    answer = await chat.simulator.inline_query(TECHNOLOGIST, "TSE 重聚角 180 改 120，ETL16，SAR 剩多少？")
    (result,) = answer["results"]
    assert "0.453" in result["title"]
    assert "监测为准" in result["input_message_content"]["message_text"]
    (result,) = (await chat.simulator.inline_query(TECHNOLOGIST, SPINE))["results"]
    assert "180° → 155°" in result["input_message_content"]["message_text"]


async def test_an_inline_question_of_a_stranger_is_told_how_to_join(chat):
    (result,) = (await chat.simulator.inline_query(OUTSIDER, "3T的拉莫尔频率"))["results"]
    assert "加入" in result["title"]
    assert "MHz" not in result["input_message_content"]["message_text"]
