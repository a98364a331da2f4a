"""Updates by webhook: taken only with the secret, answered when committed."""

import socket

import aiohttp
import pytest

from bot.intake import SECRET_HEADER
from bot.running import running
from tests.bot.conftest import TECHNOLOGIST, Chat, seed, settings_for, simulated_people

SECRET = "a-secret_123"


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture
async def webhook(database):
    """The product behind a webhook, and the address Telegram posts to."""
    centre = await seed(database)
    port = _free_port()
    async with simulated_people() as (simulator, clock):
        settings = settings_for(
            database.url,
            simulator,
            webhook_url=f"http://127.0.0.1:{port}",
            webhook_secret=SECRET,
            webhook_port=port,
        )
        async with running(settings, now=clock.now) as product:
            await simulator.wait_until_idle()
            yield Chat(simulator, clock, database, product, centre), f"http://127.0.0.1:{port}/telegram"


async def test_a_message_is_answered_through_the_webhook(webhook):
    chat, _address = webhook
    assert "欢迎您" in (await chat.starts(TECHNOLOGIST))["text"]
    assert await chat.simulator.calls("getUpdates") == []


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "é"}])
async def test_without_the_secret_nothing_is_taken(webhook, headers):
    _chat, address = webhook
    async with (
        aiohttp.ClientSession() as client,
        client.post(address, json={"update_id": 1}, headers=headers) as answer,
    ):
        assert answer.status == 403


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"update_id": "x"}'])
async def test_what_is_no_update_is_refused_and_harms_nothing(webhook, body):
    chat, address = webhook
    async with (
        aiohttp.ClientSession() as client,
        client.post(address, data=body, headers={SECRET_HEADER: SECRET}) as answer,
    ):
        assert answer.status == 400
    assert "欢迎您" in (await chat.starts(TECHNOLOGIST))["text"]
