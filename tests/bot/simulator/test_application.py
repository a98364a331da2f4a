"""The library's Application, unchanged but for its base URL, works against the simulator."""

from collections.abc import AsyncIterator

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.simulator.client import SimulatorClient
from tests.bot.simulator.conftest import LI, TOKEN

Context = ContextTypes.DEFAULT_TYPE


async def on_start(update: Update, context: Context) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("180°", callback_data="angle:180")]])
    await update.effective_message.reply_html(f"<b>Welcome</b> {context.args}", reply_markup=keyboard)


async def on_tap(update: Update, context: Context) -> None:
    await update.callback_query.answer("Correct", show_alert=True)
    await update.callback_query.edit_message_text(f"You chose {update.callback_query.data}")


async def on_photo(update: Update, context: Context) -> None:
    file = await update.effective_message.photo[-1].get_file()
    await update.effective_message.reply_text(f"{len(await file.download_as_bytearray())} bytes")


@pytest.fixture
async def application(simulator: SimulatorClient) -> AsyncIterator[Application]:
    app = (
        Application.builder()
        .token(TOKEN)
        .base_url(simulator.base_url)
        .base_file_url(simulator.base_file_url)
        .build()
    )
    app.add_handler(CommandHandler("start", on_start))
    app.add_handler(CallbackQueryHandler(on_tap))
    app.add_handler(MessageHandler(filters.PHOTO, on_photo))
    async with app:
        await app.start()
        await app.updater.start_polling()
        yield app
        await app.updater.stop()
        await app.stop()


async def test_a_deep_link_reaches_the_command_handler_with_its_payload(simulator, application):
    sent = await simulator.start(LI, "invite-7")
    answer = await simulator.wait_for_message(LI, after=sent)
    assert answer["text"] == "Welcome ['invite-7']"
    assert answer["entities"][0] == {"type": "bold", "offset": 0, "length": 7}


async def test_a_tap_is_answered_and_edits_the_message_in_place(simulator, application):
    question = await simulator.wait_for_message(LI, after=await simulator.start(LI))
    answer = await simulator.tap_button(LI, question["message_id"], "180")
    assert answer == {"text": "Correct", "show_alert": True, "url": ""}
    edited = await simulator.wait_for_message(LI, containing="You chose angle:180")
    assert edited["message_id"] == question["message_id"]
    assert "reply_markup" not in edited


async def test_a_picture_can_be_sent_and_downloaded(simulator, application, picture):
    sent = await simulator.send_photo(LI, picture)
    answer = await simulator.wait_for_message(LI, after=sent, containing="bytes")
    assert int(answer["text"].split()[0]) > 500


async def test_waiting_until_idle_ends_after_the_bot_has_answered(simulator, application):
    await simulator.start(LI)
    await simulator.wait_until_idle()
    assert [call["method"] for call in await simulator.calls("sendMessage")] == ["sendMessage"]
