from bot.simulator.client import buttons
from tests.bot.conftest import DIRECTOR, NURSE, OUTSIDER, TECHNOLOGIST, labels


async def test_a_question_after_the_command_gets_a_number_and_its_assumptions(chat):
    answer = await chat.says(TECHNOLOGIST, "/sar TSE 重聚角 180 改 120，ETL16，SAR 剩多少？")
    assert "0.453" in answer["text"]
    assert "设备" in answer["text"]


async def test_plain_text_is_an_enquiry_where_no_question_waits_for_an_answer(chat):
    answer = await chat.says(TECHNOLOGIST, "1.5T换3T，SAR几倍？")
    assert "4" in answer["text"]


async def test_without_a_question_one_sees_what_can_be_asked(chat):
    examples = await chat.says(TECHNOLOGIST, "/sar")
    assert len(labels(examples)) == 6
    for example in buttons(examples):
        before = await chat.last(TECHNOLOGIST)
        await chat.simulator.tap(TECHNOLOGIST, examples["message_id"], example["callback_data"])
        answer = await chat.answer_to(TECHNOLOGIST, before["message_id"])
        assert any(said in answer["text"] for said in ("假设", "读到", "超 SAR 怎么办")), example["text"]


async def test_a_follow_up_changes_the_last_question(chat):
    await chat.says(TECHNOLOGIST, "TSE 重聚角 180 改 120，ETL16，SAR 剩多少？")
    answer = await chat.says(TECHNOLOGIST, "那 150 呢？")
    assert "0.699" in answer["text"]


async def test_an_offered_next_question_is_asked_by_a_tap_and_only_by_its_owner(chat):
    answer = await chat.says(TECHNOLOGIST, "TSE 重聚角 180 改 120，ETL16，SAR 剩多少？")
    first = buttons(answer)[0]["callback_data"]
    await chat.simulator.tap(TECHNOLOGIST, answer["message_id"], first)
    assert "SAR" in (await chat.last(TECHNOLOGIST))["text"]
    own = await chat.starts(DIRECTOR)
    stolen = await chat.simulator.tap(DIRECTOR, own["message_id"], first)
    assert "不是您的" in stolen["text"]


async def test_what_is_out_of_scope_is_declined_in_one_sentence(chat):
    answer = await chat.says(TECHNOLOGIST, "今天食堂吃什么")
    assert "范围" in answer["text"]


async def test_an_open_number_question_goes_before_the_assistant(chat):
    for _ in range(8):
        message = await chat.says(NURSE, "/practice")
        if "重聚角" in message["text"]:
            break
    feedback = await chat.says(NURSE, "0.9")
    assert "解析" in feedback["text"]


async def test_a_stranger_is_told_to_join_first(chat):
    await chat.starts(OUTSIDER)
    assert "邀请" in (await chat.says(OUTSIDER, "/sar 3T的拉莫尔频率"))["text"]


async def test_the_assistant_answers_in_the_members_language(chat):
    ask = await chat.says(TECHNOLOGIST, "/language")
    await chat.taps(TECHNOLOGIST, ask, "English")
    answer = await chat.says(TECHNOLOGIST, "Larmor frequency at 3 T?")
    assert "MHz" in answer["text"]
    assert not any("\u4e00" <= c <= "\u9fff" for c in answer["text"])
