import asyncio
import os
import sys
from pathlib import Path

import pytest

from bot.running import running
from tests.bot.conftest import TOKEN, settings_for, simulated_people

ROOT = Path(__file__).parents[2]


@pytest.fixture
async def simulator():
    async with simulated_people() as (simulator, _clock):
        yield simulator


@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("getMe", {"kind": "error", "code": 502}),
        ("getMe", {"kind": "reset"}),
        ("setMyCommands", {"kind": "error", "code": 429, "retry_after": 1}),
    ],
    ids=["gateway", "connection", "flood"],
)
async def test_a_start_while_telegram_cannot_be_reached_waits_until_it_can(
    database_url, simulator, method, fault
):
    await simulator.fault(method=method, times=1, **fault)
    async with running(settings_for(database_url, simulator)) as product:
        assert product.application.bot.username == "yinling_test_bot"
    assert len(await simulator.calls(method)) >= 2


async def _run(database_url, telegram_url, token):
    environment = os.environ | {
        "YINLING_TELEGRAM_TOKEN": token,
        "YINLING_TELEGRAM_URL": telegram_url,
        "YINLING_DATABASE_URL": database_url,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        env=environment,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def test_a_token_telegram_refuses_ends_the_start_with_one_sentence_that_does_not_hold_it(
    database_url, simulator
):
    wrong = TOKEN[:-4] + "9999"
    process = await _run(database_url, simulator.base_url.removesuffix("/bot"), wrong)
    output, _ = await process.communicate()
    assert process.returncode == 2
    assert "Telegram refuses the token" in output.decode()
    assert wrong not in output.decode()
    assert len(output.decode().splitlines()) == 1


async def test_a_start_without_network_says_so_and_ends_when_told(database_url):
    process = await _run(database_url, "http://127.0.0.1:9", TOKEN)
    assert process.stdout is not None
    first = (await process.stdout.readline()).decode()
    assert "telegram_unreachable" in first
    process.terminate()
    rest, _ = await process.communicate()
    assert "Traceback" not in rest.decode()
