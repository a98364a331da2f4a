"""What a bot sends, changes and removes is what people then see."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram import (
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    ForceReply,
    InlineQueryResultArticle,
    InputFile,
    InputMediaDocument,
    InputMediaPhoto,
    InputTextMessageContent,
    MenuButtonCommands,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ChatAction
from telegram.error import BadRequest

from bot.simulator.client import ControlError
from tests.bot.simulator.conftest import GROUP, LI, TOKEN, ZHAO


async def test_a_photo_comes_in_two_sizes_and_can_be_sent_again_by_its_id(simulator, bot, picture):
    sent = await bot.send_photo(LI, picture, caption="<b>TSE</b>", parse_mode="HTML")
    assert [(size.width, size.height) for size in sent.photo] == [(320, 240), (800, 600)]
    assert sent.caption == "TSE"
    again = await bot.send_photo(ZHAO, sent.photo[-1].file_id)
    assert again.photo == sent.photo
    file = await bot.get_file(sent.photo[-1].file_id)
    assert await file.download_as_bytearray() == simulator.world.files.get(file.file_id).data


async def test_a_document_keeps_its_name_and_bytes(bot):
    sent = await bot.send_document(LI, b"%PDF-1.7", filename="试卷.pdf", caption="exam")
    assert (sent.document.file_name, sent.document.mime_type) == ("试卷.pdf", "application/pdf")
    assert bytes(await (await sent.document.get_file()).download_as_bytearray()) == b"%PDF-1.7"


async def test_an_album_shares_one_group_and_keeps_its_order(bot, picture):
    sent = await bot.send_media_group(LI, [InputMediaPhoto(picture, caption=str(n)) for n in range(3)])
    assert [message.caption for message in sent] == ["0", "1", "2"]
    assert len({message.media_group_id for message in sent}) == 1


async def test_media_can_be_replaced_by_an_upload_or_a_file_id(bot, picture):
    photo = await bot.send_photo(LI, picture)
    document = await bot.send_document(LI, b"x", filename="a.txt")
    replaced = await photo.edit_media(InputMediaDocument(InputFile(b"y", filename="b.txt"), caption="new"))
    assert (replaced.document.file_name, replaced.caption, replaced.photo) == ("b.txt", "new", ())
    again = await photo.edit_media(InputMediaDocument(document.document.file_id))
    assert again.document.file_name == "a.txt"


async def test_edits_and_deletions_happen_in_place(simulator, bot):
    first = await bot.send_message(LI, "one")
    second = await bot.send_message(LI, "two")
    await first.edit_text("1")
    await second.delete()
    records = (await simulator.transcript(LI))[-2:]
    assert [(r["message"]["text"], r["deleted"]) for r in records] == [("1", False), ("two", True)]
    assert records[0]["message"]["edit_date"]


async def test_several_messages_are_deleted_at_once_and_missing_ones_passed_over(simulator, bot):
    ids = [(await bot.send_message(LI, str(n))).message_id for n in range(3)]
    assert await bot.delete_messages(LI, [*ids, 999_999])
    assert [record["deleted"] for record in (await simulator.transcript(LI))[-3:]] == [True] * 3


async def test_forwards_name_their_origin_and_copies_do_not(simulator, bot):
    source = await simulator.say(LI, "my answer")
    forwarded = await bot.forward_message(ZHAO, LI, source)
    assert forwarded.forward_origin.sender_user.id == LI
    copied = await bot.copy_message(ZHAO, LI, source)
    last = await simulator.last_message(ZHAO)
    assert (last["message_id"], last["text"]) == (copied.message_id, "my answer")
    assert "forward_origin" not in last
    assert len(await bot.copy_messages(ZHAO, LI, [source, 999_999])) == 1
    protected = await bot.send_message(LI, "secret", protect_content=True)
    with pytest.raises(BadRequest, match="can't be forwarded"):
        await bot.forward_message(ZHAO, LI, protected.message_id)


async def test_a_reply_carries_the_message_it_answers(simulator, bot):
    asked = await simulator.say(LI, "how much SAR?")
    answer = await bot.send_message(LI, "42 %", reply_to_message_id=asked)
    assert answer.reply_to_message.text == "how much SAR?"


async def test_pinning_leaves_a_notice_and_can_be_undone(simulator, bot):
    message = await bot.send_message(LI, "pin me")
    await message.pin()
    assert (await bot.get_chat(LI)).pinned_message.text == "pin me"
    assert (await simulator.last_message(LI))["pinned_message"]["text"] == "pin me"
    await message.unpin()
    assert (await bot.get_chat(LI)).pinned_message is None
    in_group = await bot.send_message(GROUP, "x")
    with pytest.raises(BadRequest, match="Not enough rights"):
        await in_group.pin()


async def test_reply_keyboards_come_go_and_close_after_one_use(simulator, bot):
    async def keyboard():
        return (await simulator.control("transcript", person_id=LI))["keyboard"]

    await bot.send_message(LI, "x", reply_markup=ReplyKeyboardMarkup([["A", "B"]]))
    assert (await keyboard())["keyboard"] == [[{"text": "A"}, {"text": "B"}]]
    await simulator.say(LI, "A")
    assert await keyboard()
    await bot.send_message(LI, "x", reply_markup=ReplyKeyboardRemove())
    assert await keyboard() is None
    await bot.send_message(LI, "x", reply_markup=ReplyKeyboardMarkup([["A"]], one_time_keyboard=True))
    await simulator.say(LI, "A")
    assert await keyboard() is None


async def test_a_forced_reply_answers_the_message_that_asked(simulator, bot):
    asked = await bot.send_message(LI, "your code?", reply_markup=ForceReply())
    await simulator.say(LI, "1234")
    update = (await bot.get_updates())[-1]
    assert update.message.reply_to_message.message_id == asked.message_id


async def test_typing_is_shown_for_five_seconds(simulator, bot):
    await simulator.control("clock", frozen=True)
    await bot.send_chat_action(LI, ChatAction.TYPING)
    assert (await simulator.control("transcript", person_id=LI))["action"] == "typing"
    await simulator.advance(timedelta(seconds=6))
    assert (await simulator.control("transcript", person_id=LI))["action"] == ""


async def test_a_quiz_counts_votes_and_tells_the_bot_who_voted(simulator, bot):
    sent = await bot.send_poll(
        LI,
        "r⁴ or r⁵?",
        ["r⁴", "r⁵"],
        type="quiz",
        correct_option_ids=[1],
        is_anonymous=False,
        explanation="B0²",
    )
    assert sent.poll.correct_option_ids == (1,)
    await simulator.vote(LI, sent.poll.id, [1])
    answer, totals = await bot.get_updates()
    assert (answer.poll_answer.user.id, answer.poll_answer.option_ids) == (LI, (1,))
    assert [option.voter_count for option in totals.poll.options] == [0, 1]
    with pytest.raises(ControlError, match="once"):
        await simulator.vote(LI, sent.poll.id, [0])


async def test_votes_of_anonymous_polls_give_totals_only(simulator, bot):
    sent = await bot.send_poll(LI, "?", ["a", "b"])
    await simulator.vote(LI, sent.poll.id, [0])
    (update,) = await bot.get_updates()
    assert (update.poll.total_voter_count, update.poll_answer) == (1, None)


async def test_a_poll_closes_when_the_clock_gets_there_or_when_it_is_stopped(simulator, bot):
    timed = await bot.send_poll(LI, "?", ["a", "b"], open_period=3600)
    stopped = await bot.send_poll(LI, "?", ["a", "b"])
    assert (await bot.stop_poll(LI, stopped.message_id)).is_closed
    with pytest.raises(BadRequest, match="already been closed"):
        await bot.stop_poll(LI, stopped.message_id)
    await simulator.advance(timedelta(hours=1))
    await simulator.wait_for_message(LI, matching=lambda m: m.get("poll", {}).get("is_closed", False))
    with pytest.raises(ControlError, match="closed"):
        await simulator.vote(LI, timed.poll.id, [0])


async def test_made_up_button_data_and_buttons_of_deleted_messages_reach_the_bot(simulator, bot):
    message = await bot.send_message(LI, "x")
    await simulator.act("tap", LI, message_id=message.message_id, data="forged:7")
    await message.delete()
    await simulator.act("tap", LI, message_id=message.message_id, data="late")
    forged, late = [update.callback_query for update in await bot.get_updates()]
    assert (forged.data, forged.message.text) == ("forged:7", "x")
    assert (late.data, late.message.is_accessible) == ("late", False)
    await bot.answer_callback_query(forged.id, "no")
    assert (await simulator.control("query", id=forged.id))["answer"]["text"] == "no"


async def test_an_inline_query_gets_its_results(simulator, bot):
    asked = await simulator.act("inline_query", LI, text="sar")
    (update,) = await bot.get_updates()
    article = InlineQueryResultArticle("1", "SAR", InputTextMessageContent("SAR"))
    await update.inline_query.answer([article])
    answer = (await simulator.control("query", id=asked["id"]))["answer"]
    assert [result["title"] for result in answer["results"]] == ["SAR"]


async def test_commands_depend_on_scope_and_language(simulator, bot):
    await bot.set_my_commands([("help", "Help")])
    await bot.set_my_commands([("help", "帮助")], language_code="zh")
    await bot.set_my_commands([("rank", "Rank")], scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([("mark", "批改")], scope=BotCommandScopeChat(ZHAO), language_code="zh")
    assert [c.description for c in await bot.get_my_commands(language_code="zh")] == ["帮助"]
    account, world = simulator.world.bot(), simulator.world

    def menu(person: int, language: str = "zh-hans") -> list[str]:
        chat = account.private_chats[person]
        return [c["description"] for c in account.commands_seen_by(chat, person, language)]

    assert (menu(LI), menu(ZHAO), menu(ZHAO, "en")) == (["Rank"], ["批改"], ["Rank"])
    group = world.groups[GROUP]
    assert [c["description"] for c in account.commands_seen_by(group, LI, "zh-hans")] == ["帮助"]
    await bot.delete_my_commands(scope=BotCommandScopeAllPrivateChats())
    assert menu(LI) == ["帮助"]


async def test_names_and_descriptions_are_kept_by_language(bot):
    await bot.set_my_name("Yinling")
    await bot.set_my_name("引领", language_code="zh")
    await bot.set_my_description("long")
    await bot.set_my_short_description("short")
    assert [(await bot.get_my_name(language_code=code)).name for code in ("zh", "en")] == ["引领", "Yinling"]
    assert (await bot.get_my_description()).description == "long"
    assert (await bot.get_my_short_description()).short_description == "short"
    await bot.set_chat_menu_button(LI, MenuButtonCommands())
    assert (await bot.get_chat_menu_button(LI)).type == "commands"


async def test_chats_and_members_can_be_read(bot):
    chat = await bot.get_chat(GROUP)
    assert (chat.title, chat.type) == ("影像中心", "supergroup")
    assert await bot.get_chat_member_count(GROUP) == 2
    assert [member.user.id for member in await bot.get_chat_administrators(GROUP)] == [LI]
    assert (await bot.get_chat_member(GROUP, ZHAO)).status == "left"
    me = await bot.get_me()
    assert (me.id, me.is_bot, me.username) == (4242, True, "yinling_bot")
    assert await bot.leave_chat(GROUP)


async def test_topics_of_a_forum_take_messages_until_they_are_closed(simulator, bot):
    members = {LI: "creator", 4242: "administrator"}
    await simulator.seed(groups=[{"id": -1005, "title": "f", "is_forum": True, "members": members}])
    topic = await bot.create_forum_topic(-1005, "MR")
    sent = await bot.send_message(-1005, "x", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    await bot.close_forum_topic(-1005, topic.message_thread_id)
    with pytest.raises(BadRequest, match=r"(?i)topic_closed"):
        await bot.send_message(-1005, "x", message_thread_id=topic.message_thread_id)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(-1005, "x", message_thread_id=77)


async def test_messages_carry_the_time_of_the_simulated_clock(simulator, bot):
    await simulator.set_clock(datetime(2026, 3, 2, 0, 0, tzinfo=UTC), frozen=True)
    await simulator.advance(timedelta(hours=8))
    assert (await bot.send_message(LI, "x")).date == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def test_the_call_log_holds_what_was_sent_and_no_token(simulator, bot):
    await bot.send_message(LI, "logged")
    (call,) = await simulator.calls("sendMessage")
    assert (call["parameters"]["text"], call["status"], call["bot_id"]) == ("logged", 200, 4242)
    assert TOKEN not in str(await simulator.calls())


async def test_a_link_is_opened_as_a_start_command_with_its_payload(simulator, bot):
    await simulator.act("open_link", LI, url="https://t.me/yinling_bot?start=c0de")
    await simulator.act("open_link", LI, url="plain-code")
    assert [u.message.text for u in await bot.get_updates()] == ["/start c0de", "/start plain-code"]
    with pytest.raises(ControlError, match="1 to 64"):
        await simulator.act("open_link", LI, url="not a code")
