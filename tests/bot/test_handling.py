"""Updates that cannot be handled, or not at once: nothing is lost in silence, nobody's lane stands still."""

import asyncio
import json
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from bot.intake import Intake
from quizzes import inbox
from quizzes.tables import InboxUpdate
from tests.bot.conftest import NURSE, TECHNOLOGIST

FAR_AHEAD = 1 << 40
ALIEN = {"chat_instance": "1", "from": {"id": TECHNOLOGIST}}
"""A tap without an id, by somebody without a name: the library cannot read it."""


async def _comes_in(chat, *contents):
    """Updates arrive as Telegram would send them."""
    updates = [{"update_id": FAR_AHEAD + i, **content} for i, content in enumerate(contents)]
    await Intake(chat.product.services, chat.product.workers.wake).store(updates)


def _message(person, text):
    user = {"id": person, "is_bot": False, "first_name": "韩立", "language_code": "zh-hans"}
    chat = {"id": person, "type": "private", "first_name": "韩立"}
    message = {"message_id": 9000, "date": 1772424000, "chat": chat, "from": user, "text": text}
    if text.startswith("/"):
        message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
    return message


async def _everything_is_done(chat):
    """Wait until no update is left; TimeoutError if one never ends."""
    chat.product.workers.wake()
    waiting = select(InboxUpdate).where(col(InboxUpdate.done_at).is_(None))
    async with asyncio.timeout(8):
        while True:
            async with chat.database.read() as session:
                if not (await session.exec(waiting)).all():
                    return
            await asyncio.sleep(0.05)


async def _texts(chat, person):
    return [r["message"].get("text", "") for r in await chat.simulator.transcript(person)]


async def test_an_update_nobody_can_read_does_not_hold_up_its_sender(chat):
    await _comes_in(chat, {"callback_query": ALIEN}, {"message": _message(TECHNOLOGIST, "/help")})
    await _everything_is_done(chat)
    assert any("/board" in text for text in await _texts(chat, TECHNOLOGIST))


async def test_an_update_that_every_process_died_of_is_given_up(chat):
    async with chat.database.write() as session:
        died = inbox.Received(
            update_id=1,
            lane=TECHNOLOGIST,
            payload=json.dumps({"update_id": 1, "message": _message(TECHNOLOGIST, "/me")}),
            received_at=chat.clock.now(),
        )
        await inbox.receive(session, [died])
        await session.exec(
            update(InboxUpdate).where(col(InboxUpdate.update_id) == 1).values(attempts=inbox.MAX_ATTEMPTS)
        )
    await _comes_in(chat, {"message": _message(TECHNOLOGIST, "/help")})
    await _everything_is_done(chat)
    texts = await _texts(chat, TECHNOLOGIST)
    assert any("/board" in text for text in texts)
    assert not any("👤" in text for text in texts)


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "edited_channel_post"])
async def test_what_was_not_asked_for_is_passed_over(chat, kind):
    before = await _texts(chat, TECHNOLOGIST)
    await _comes_in(chat, {kind: _message(TECHNOLOGIST, "/me")})
    await _everything_is_done(chat)
    assert await _texts(chat, TECHNOLOGIST) == before


@pytest.mark.parametrize("text", ["/me", "/board", "/today", "/start", "/sar", "4/9"])
async def test_in_a_group_nothing_is_said(chat, text):
    group = {"id": -100200, "type": "supergroup", "title": "影像群"}
    calls = len(await chat.simulator.calls("sendMessage"))
    await _comes_in(chat, {"message": _message(NURSE, text) | {"chat": group}})
    await _everything_is_done(chat)
    assert len(await chat.simulator.calls("sendMessage")) == calls


async def test_a_refusal_that_met_a_flood_limit_is_said_later(chat):
    await chat.simulator.fault("error", "sendMessage", code=429, retry_after=1, times=1)
    message_id = await chat.simulator.say(TECHNOLOGIST, "/name")
    await chat.simulator.wait_until_idle()
    chat.clock.advance(timedelta(seconds=2))
    answer = await chat.answer_to(TECHNOLOGIST, message_id)
    assert "/name" in answer["text"]
    await _everything_is_done(chat)
