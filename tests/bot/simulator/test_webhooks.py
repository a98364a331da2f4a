"""Webhooks: secret header, exclusive with polling, retries, bounded connections."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

from tests.bot.simulator.conftest import LI


@dataclass
class Receiver:
    """A bot's web server: notes what comes, answers with the next of `statuses`, then 200."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    delay: float = 0.0
    updates: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    running: int = 0
    most_at_once: int = 0

    async def receive(self, request: web.Request) -> web.Response:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        update = json.loads(await request.read())
        await asyncio.sleep(self.delay)
        self.running -= 1
        status = self.statuses.pop(0) if self.statuses else 200
        if status == 200:
            self.updates.append(update)
            self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        return web.Response(status=status)

    @property
    def texts(self) -> list[str]:
        return [update["message"]["text"] for update in self.updates]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(simulator, bot, receiver):
    await bot.set_webhook(receiver.url, secret_token="s3cret")
    await simulator.say(LI, "hello")
    await simulator.wait_until_idle()
    assert (receiver.texts, receiver.secrets) == (["hello"], ["s3cret"])


async def test_polling_and_a_webhook_exclude_each_other(simulator, bot, receiver):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.05)
    await bot.set_webhook(receiver.url)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    await simulator.say(LI, "polled")
    assert [update.message.text for update in await bot.get_updates()] == ["polled"]


async def test_a_refused_update_is_posted_again_and_the_error_is_told(simulator, bot, receiver):
    await simulator.limits(webhook_pause=0.05)
    receiver.statuses = [500, 503]
    await bot.set_webhook(receiver.url)
    await simulator.say(LI, "again")
    await simulator.wait_until_idle()
    assert receiver.texts == ["again"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.pending_update_count == 0


async def test_updates_wait_while_nobody_listens_and_go_back_to_polling(simulator, bot, unused_tcp_port):
    await bot.set_webhook(f"http://127.0.0.1:{unused_tcp_port}/hook")
    await simulator.say(LI, "one")
    await simulator.say(LI, "two")
    revision = (await simulator.control("state"))["revision"]
    while (info := await bot.get_webhook_info()).last_error_message is None:
        await simulator.control("changes", revision=revision, timeout=1)
    assert (info.last_error_message, info.pending_update_count) == ("Connection refused", 2)
    await bot.delete_webhook()
    assert [update.message.text for update in await bot.get_updates()] == ["one", "two"]


async def test_no_more_connections_are_used_than_allowed(simulator, bot, receiver):
    receiver.delay = 0.05
    await bot.set_webhook(receiver.url, max_connections=2)
    for number in range(6):
        await simulator.say(LI, str(number))
    await simulator.wait_until_idle()
    assert len(receiver.updates) == 6
    assert receiver.most_at_once == 2


async def test_duplicated_and_reordered_delivery(simulator, bot, receiver):
    await simulator.say(LI, "one")
    await simulator.say(LI, "two")
    await simulator.control("faults", reordered_updates=1, duplicated_updates=1)
    await simulator.say(LI, "three")
    await bot.set_webhook(receiver.url, max_connections=1)
    await simulator.wait_until_idle()
    assert receiver.texts == ["two", "one", "three", "three"]


async def test_pending_updates_can_be_dropped(simulator, bot, receiver):
    await simulator.say(LI, "old")
    await bot.set_webhook(receiver.url, drop_pending_updates=True)
    await simulator.say(LI, "new")
    await simulator.wait_until_idle()
    assert receiver.texts == ["new"]


async def test_addresses_elsewhere_and_bad_secrets_are_refused(bot, receiver):
    with pytest.raises(BadRequest, match=r"127\.0\.0\.1 only"):
        await bot.set_webhook("https://bot.example/hook")
    with pytest.raises(BadRequest, match="unallowed characters"):
        await bot.set_webhook(receiver.url, secret_token="geheim!")
