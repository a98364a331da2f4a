"""getUpdates: order, confirmation, long polling, one poller, allowed kinds."""

import asyncio

import pytest
from telegram import Bot
from telegram.error import Conflict, InvalidToken

from tests.bot.simulator.conftest import GROUP, LI, TOKEN


async def texts(bot: Bot, **query: object) -> list[str]:
    return [update.message.text for update in await bot.get_updates(**query)]


async def test_updates_come_in_order_with_increasing_ids(simulator, bot):
    for word in ("one", "two", "three"):
        await simulator.say(LI, word)
    updates = await bot.get_updates()
    assert [update.message.text for update in updates] == ["one", "two", "three"]
    first = updates[0].update_id
    assert [update.update_id for update in updates] == [first, first + 1, first + 2]


async def test_updates_stay_until_a_later_offset_confirms_them(simulator, bot):
    await simulator.say(LI, "one")
    await simulator.say(LI, "two")
    first = (await bot.get_updates(limit=1))[0]
    assert await texts(bot) == ["one", "two"]
    assert await texts(bot, offset=first.update_id + 1) == ["two"]
    assert await texts(bot) == ["two"]


async def test_a_negative_offset_keeps_only_the_newest(simulator, bot):
    for word in ("one", "two", "three"):
        await simulator.say(LI, word)
    assert await texts(bot, offset=-2) == ["two", "three"]
    assert await texts(bot) == ["two", "three"]


async def test_a_long_poll_returns_when_something_happens(simulator, bot):
    poll = asyncio.create_task(texts(bot, timeout=30))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await simulator.say(LI, "late")
    assert await poll == ["late"]


async def test_a_second_poller_ends_the_first_with_conflict(simulator, bot):
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    async with Bot(TOKEN, base_url=simulator.base_url) as other:
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(Conflict, match="terminated by other getUpdates"):
            await first
        await simulator.say(LI, "for the second")
        assert [update.message.text for update in await second] == ["for the second"]


async def test_kinds_not_asked_for_are_not_sent_and_the_list_sticks(simulator, bot):
    await bot.get_updates(allowed_updates=["callback_query"])
    await simulator.say(LI, "unseen")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=["message"])
    await simulator.say(LI, "seen")
    assert await texts(bot) == ["seen"]


async def test_reactions_are_sent_only_when_asked_for(simulator, bot):
    message = await bot.send_message(LI, "hello")
    await simulator.act("react", LI, message_id=message.message_id, emoji="👍")
    assert await bot.get_updates() == ()
    await bot.get_updates(allowed_updates=["message_reaction"])
    await simulator.act("react", LI, message_id=message.message_id, emoji="👎")
    (update,) = await bot.get_updates()
    assert update.message_reaction.new_reaction[0].emoji == "👎"


async def test_an_update_shows_what_was_there_when_it_happened(simulator, bot):
    message = await simulator.say(LI, "before")
    await simulator.act("edit", LI, message_id=message, text="after")
    first, second = await bot.get_updates()
    assert first.message.text == "before"
    assert second.edited_message.text == "after"


async def test_a_bot_in_privacy_mode_sees_commands_and_replies_only(simulator, bot):
    own = await bot.send_message(GROUP, "I am here")
    await simulator.say(LI, "chatter", chat_id=GROUP)
    await simulator.say(LI, "/rank", chat_id=GROUP)
    await simulator.say(LI, "/rank@other_bot", chat_id=GROUP)
    await simulator.say(LI, "thanks", chat_id=GROUP, reply_to=own.message_id)
    assert await texts(bot) == ["/rank", "thanks"]


async def test_blocking_and_unblocking_is_told_at_once(simulator, bot):
    await simulator.block(LI)
    await simulator.unblock(LI)
    changes = [update.my_chat_member for update in await bot.get_updates()]
    statuses = [(change.old_chat_member.status, change.new_chat_member.status) for change in changes]
    assert statuses == [("member", "kicked"), ("kicked", "member")]


async def test_joining_a_group_tells_an_administrator_bot(simulator, bot):
    await simulator.act("set_member", LI, chat_id=GROUP, member_id=4242, status="administrator")
    await bot.get_updates(offset=-1, allowed_updates=["chat_member", "message"])
    await simulator.act("join", 1002, chat_id=GROUP)
    kinds = [
        update.chat_member.new_chat_member.status if update.chat_member else update.message.new_chat_members
        for update in (await bot.get_updates())[1:]
    ]
    assert kinds[0] == "member"
    assert [user.id for user in kinds[1]] == [1002]


async def test_an_unknown_token_is_refused(simulator):
    stranger = Bot("999:unknown", base_url=simulator.base_url)
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()
