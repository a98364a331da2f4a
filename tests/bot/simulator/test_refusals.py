"""What Telegram refuses is refused here, and reaches the caller as the library's exception."""

from datetime import timedelta

import pytest
from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReactionTypeEmoji,
    ReplyKeyboardMarkup,
    ReplyParameters,
    WebAppInfo,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from bot.simulator.client import ControlError
from tests.bot.simulator.conftest import GROUP, LI, STRANGER, ZHAO


def keyboard(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def button(data: str) -> InlineKeyboardButton:
    return InlineKeyboardButton("button", callback_data=data)


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        ("", None, "message text is empty"),
        (" \n ", None, "message text is empty"),
        ("<b></b>", "HTML", "message text is empty"),
        ("x" * 4097, None, "message is too long"),
        ("😀" * 2049, None, "message is too long"),
        ("<b>open", "HTML", "can't find end tag corresponding to start tag"),
        ("a < b", "HTML", "unclosed start tag at byte offset 2"),
        ("<font>x</font>", "HTML", "unsupported start tag"),
        ("<b><i>x</b></i>", "HTML", "unmatched end tag at byte offset 7"),
        ("1.5 W/kg", "MarkdownV2", "character '.' is reserved"),
        ("*bold", "MarkdownV2", "can't find end of bold entity at byte offset 0"),
        ("_old", "Markdown", "can't find end of the entity starting at byte offset 0"),
        ("x", "BBCode", "unsupported parse_mode"),
    ],
)
async def test_bad_texts_are_refused(bot, text, mode, reason):
    with pytest.raises(BadRequest) as refusal:
        await bot.send_message(LI, text, parse_mode=mode)
    assert reason in refusal.value.message.lower()


async def test_lengths_count_after_markup_is_taken_away_in_utf16_units(bot):
    assert len((await bot.send_message(LI, f"<b>{'x' * 4096}</b>", parse_mode="HTML")).text) == 4096
    assert (await bot.send_message(LI, "😀" * 2048)).text == "😀" * 2048


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        (keyboard([button("x" * 65)]), "Button_data_invalid"),
        (keyboard([button("影" * 22)]), "Button_data_invalid"),
        (keyboard(*[[button("x")]] * 101), "Reply markup is too long"),
        (keyboard([button("x")] * 9), "Reply markup is too long"),
        (keyboard([InlineKeyboardButton("nothing to do")]), "Text buttons are unallowed"),
        (keyboard([InlineKeyboardButton("x", url="no address")]), "Wrong HTTP URL"),
        (
            keyboard([InlineKeyboardButton("x", web_app=WebAppInfo("http://plain.example"))]),
            "Only HTTPS links",
        ),
    ],
)
async def test_bad_keyboards_are_refused(bot, markup, reason):
    with pytest.raises(BadRequest) as refusal:
        await bot.send_message(LI, "x", reply_markup=markup)
    assert reason.lower() in refusal.value.message.lower()


async def test_callback_data_of_64_bytes_is_accepted(bot):
    assert await bot.send_message(LI, "x", reply_markup=keyboard([button("影" * 21 + "x")]))


async def test_web_app_buttons_are_refused_in_groups(bot):
    markup = keyboard([InlineKeyboardButton("x", web_app=WebAppInfo("https://app.example"))])
    assert await bot.send_message(LI, "x", reply_markup=markup)
    with pytest.raises(BadRequest, match=r"(?i)button_type_invalid"):
        await bot.send_message(GROUP, "x", reply_markup=markup)


@pytest.mark.parametrize(
    ("chat", "error", "reason"),
    [
        (STRANGER, Forbidden, "bot can't initiate conversation with a user"),
        (987654321, BadRequest, "Chat not found"),
        ("@nobody_here", BadRequest, "Chat not found"),
        (-1009999999999, BadRequest, "Chat not found"),
        (4242, Forbidden, "can't send messages to bots"),
    ],
)
async def test_chats_the_bot_may_not_write_to(bot, chat, error, reason):
    with pytest.raises(error, match=rf"(?i){reason}"):
        await bot.send_message(chat, "hello")


async def test_looking_at_an_empty_chat_does_not_open_it(simulator, bot):
    simulator.world.chats_of(STRANGER)
    with pytest.raises(Forbidden, match="initiate conversation"):
        await bot.send_message(STRANGER, "hello")


async def test_a_person_who_blocked_the_bot_cannot_be_written_to_until_they_unblock(simulator, bot):
    await simulator.block(LI)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(LI, "hello")
    with pytest.raises(ControlError, match="unblock"):
        await simulator.say(LI, "hello")
    await simulator.start(LI)  # pressing Start unblocks
    assert await bot.send_message(LI, "hello")


async def test_a_deactivated_account_cannot_be_written_to(simulator, bot):
    await simulator.seed(people=[{"id": LI, "first_name": "", "deactivated": True}])
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(LI, "hello")


@pytest.mark.parametrize("status", ["kicked", "left"])
async def test_a_bot_that_is_out_of_a_group_cannot_write_there(simulator, bot, status):
    await simulator.act("set_member", LI, chat_id=GROUP, member_id=4242, status=status)
    with pytest.raises(Forbidden):
        await bot.send_message(GROUP, "hello")


async def test_a_group_that_became_a_supergroup_gives_its_new_id(simulator, bot):
    await simulator.seed(
        groups=[{"id": -77, "title": "g", "type": "group", "members": {LI: "creator", 4242: "member"}}]
    )
    await simulator.act("migrate", LI, chat_id=-77, new_id=-1007777777777)
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(-77, "hello")
    assert moved.value.new_chat_id == -1007777777777
    assert await bot.send_message(moved.value.new_chat_id, "hello")
    notices = [update.message for update in await bot.get_updates()]
    assert [(n.migrate_to_chat_id, n.migrate_from_chat_id) for n in notices] == [
        (-1007777777777, None),
        (None, -77),
    ]


async def test_edits_are_refused_where_nothing_changes_or_nothing_is_there(simulator, bot):
    message = await bot.send_message(LI, "same", reply_markup=keyboard([button("x")]))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("same", reply_markup=keyboard([button("x")]))
    await message.edit_text("same")  # without its keyboard
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", LI, 999_999)
    theirs = await simulator.say(LI, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", LI, theirs)
    await message.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await message.edit_text("x")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await message.delete()


async def test_a_caption_cannot_be_edited_as_text_nor_text_as_a_caption(bot, picture):
    photo = await bot.send_photo(LI, picture, caption="before")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("x")
    assert (await photo.edit_caption("after")).caption == "after"
    text = await bot.send_message(LI, "x")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("x")


async def test_messages_older_than_48_hours_cannot_be_deleted(simulator, bot):
    message = await bot.send_message(LI, "old")
    await simulator.advance(timedelta(hours=49))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await message.delete()


async def test_a_reply_to_a_missing_message_is_refused_unless_allowed(bot):
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(LI, "x", reply_parameters=ReplyParameters(999_999))
    lenient = ReplyParameters(999_999, allow_sending_without_reply=True)
    assert (await bot.send_message(LI, "x", reply_parameters=lenient)).reply_to_message is None


async def test_captions_photos_and_files_have_their_limits(bot, picture):
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(LI, picture, caption="x" * 1025)
    with pytest.raises(BadRequest, match=r"(?i)image_process_failed"):
        await bot.send_photo(LI, b"not a picture")
    with pytest.raises(BadRequest, match="too big for a photo"):
        await bot.send_photo(LI, b"x" * (10 * 2**20 + 1))
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(LI, b"")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.send_photo(LI, "AgACmade-up")
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        await bot.get_file("made-up")
    document = await bot.send_document(LI, b"text", filename="a.txt")
    with pytest.raises(BadRequest, match="Can't use file of type document as photo"):
        await bot.send_photo(LI, document.document.file_id)
    with pytest.raises(BadRequest, match="2 to 10"):
        await bot.send_media_group(LI, [InputMediaPhoto(picture)])


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ({"question": "x" * 301, "options": ["a", "b"]}, "Poll question length must not exceed 300"),
        ({"question": "x", "options": ["a"] * 13}, "Poll can't have more than 12 options"),
        ({"question": "x", "options": []}, "Poll must have at least 1"),
        ({"question": "x", "options": ["a", "x" * 101]}, "Poll options length must not exceed 100"),
        ({"question": "x", "options": ["a", "b"], "type": "quiz"}, "quiz_correct_answers_empty"),
        (
            {"question": "x", "options": ["a"], "type": "quiz", "correct_option_ids": [1]},
            "quiz_correct_answer_invalid",
        ),
        (
            {
                "question": "x",
                "options": ["a"],
                "type": "quiz",
                "correct_option_ids": [0],
                "explanation": "1\n2\n3\n4",
            },
            "message is too long",
        ),
        ({"question": "x", "options": ["a", "b"], "open_period": 4}, "poll_period_invalid"),
    ],
)
async def test_bad_polls_are_refused(bot, arguments, reason):
    with pytest.raises(BadRequest, match=rf"(?i){reason}"):
        await bot.send_poll(LI, **arguments)


async def test_a_query_can_be_answered_only_for_a_while(simulator, bot):
    message = await bot.send_message(LI, "x", reply_markup=keyboard([button("x")]))
    await simulator.act("tap", LI, message_id=message.message_id, data="x")
    (update,) = await bot.get_updates()
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await update.callback_query.answer("x" * 201)
    await simulator.advance(timedelta(seconds=61))
    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer()
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query("made-up")


async def test_commands_and_texts_about_the_bot_have_their_limits(bot):
    with pytest.raises(BadRequest, match=r"(?i)bot_command_invalid"):
        await bot.set_my_commands([("Exam", "upper case")])
    with pytest.raises(BadRequest, match=r"(?i)bot_command_description_invalid"):
        await bot.set_my_commands([("exam", "x" * 257)])
    with pytest.raises(BadRequest, match=r"(?i)bot_commands_too_much"):
        await bot.set_my_commands([(f"c{i}", "x") for i in range(101)])
    with pytest.raises(BadRequest, match="too long"):
        await bot.set_my_description("x" * 513)


async def test_reactions_are_one_known_emoji(bot):
    message = await bot.send_message(LI, "x")
    assert await message.set_reaction("👍")
    with pytest.raises(BadRequest, match=r"(?i)reaction_invalid"):
        await message.set_reaction("🩻")
    with pytest.raises(BadRequest, match=r"(?i)reactions_too_many"):
        await message.set_reaction([ReactionTypeEmoji("👍"), ReactionTypeEmoji("👎")])


async def test_a_method_that_is_not_simulated_says_so(bot):
    with pytest.raises(BadRequest, match='Method "senddice" is not simulated'):
        await bot.send_dice(LI)


async def test_edits_take_no_reply_keyboard(bot):
    message = await bot.send_message(LI, "x", reply_markup=ReplyKeyboardMarkup([["a"]]))
    with pytest.raises(BadRequest, match="Object expected as reply markup"):
        await message.edit_text("y", reply_markup=ReplyKeyboardMarkup([["a"]]))


# -- flood control, on a clock that stands still ----------------------------------------------------


@pytest.fixture
async def flood(simulator, bot):
    await simulator.control("clock", frozen=True)
    await simulator.limits(flood={"enabled": True})


async def test_flood_control_allows_thirty_messages_a_second_overall(simulator, bot, flood):
    people = [{"id": 2000 + n, "first_name": "x"} for n in range(31)]
    await simulator.seed(people=people)
    for person in people:
        await simulator.start(person["id"])
    for person in people[:30]:
        await bot.send_message(person["id"], "x")
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(2030, "x")
    assert refusal.value._retry_after == timedelta(seconds=1)
    await simulator.advance(timedelta(seconds=1))
    assert await bot.send_message(2030, "x")


async def test_flood_control_allows_short_bursts_in_one_chat(simulator, bot, flood):
    for _ in range(3):
        await bot.send_message(LI, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(LI, "x")
    assert await bot.send_message(ZHAO, "x")
    await simulator.advance(timedelta(seconds=1))
    assert await bot.send_message(LI, "x")


async def test_flood_control_allows_twenty_messages_a_minute_in_a_group(simulator, bot, flood):
    for _ in range(20):
        await bot.send_message(GROUP, "x")
        await simulator.advance(timedelta(seconds=1))
    with pytest.raises(RetryAfter) as refusal:
        await bot.send_message(GROUP, "x")
    assert refusal.value._retry_after == timedelta(seconds=40)
