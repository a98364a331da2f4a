"""The request backend against the simulator: what works, and what each fault becomes."""

from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut

from bot.simulator.client import SimulatorClient
from bot.simulator.serving import running_simulator
from bot.transport import AiohttpRequest, NotConnected, seconds

TOKEN = "123456:AAE-simulated"
PERSON = 7


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorClient]:
    async with running_simulator() as client:
        await client.seed(bots=[{"token": TOKEN}], people=[{"id": PERSON, "first_name": "A"}])
        await client.start(PERSON)
        yield client


def _bot(simulator: SimulatorClient, **options: float) -> Bot:
    return Bot(
        TOKEN,
        base_url=simulator.base_url,
        base_file_url=simulator.base_file_url,
        request=AiohttpRequest(**options),
        get_updates_request=AiohttpRequest(),
    )


async def test_text_and_uploads_arrive(simulator):
    async with _bot(simulator) as bot:
        sent = await bot.send_message(PERSON, "你好 &amp; <b>", parse_mode=None)
        assert sent.text == "你好 &amp; <b>"
        file = await bot.send_document(PERSON, b"content", filename="甲.txt", caption="乙")
        assert file.document is not None
        assert bytes(await (await file.document.get_file()).download_as_bytearray()) == b"content"


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ({"kind": "error", "code": 429, "retry_after": 7}, RetryAfter),
        ({"kind": "error", "code": 403, "description": "Forbidden: bot was blocked by the user"}, Forbidden),
        ({"kind": "error", "code": 400, "description": "Bad Request: x"}, BadRequest),
        ({"kind": "error", "code": 502}, NetworkError),
        ({"kind": "reset"}, NetworkError),
        ({"kind": "garbage"}, NetworkError),
        ({"kind": "hang"}, TimedOut),
        ({"kind": "lost"}, NetworkError),
    ],
    ids=lambda value: str(value),
)
async def test_each_fault_becomes_the_librarys_own_error(simulator, fault, expected):
    async with _bot(simulator, read_timeout=0.3) as bot:
        await simulator.fault(method="sendMessage", **fault)
        with pytest.raises(expected) as raised:
            await bot.send_message(PERSON, "x")
    assert not isinstance(raised.value, NotConnected), "the request may have arrived"
    assert TOKEN not in str(raised.value)


async def test_flood_control_says_how_long_to_wait(simulator):
    async with _bot(simulator) as bot:
        await simulator.fault("error", "sendMessage", code=429, retry_after=7)
        with pytest.raises(RetryAfter) as raised:
            await bot.send_message(PERSON, "x")
    assert seconds(raised.value.retry_after) == 7


async def test_a_wrong_token_is_told_apart(simulator):
    bot = Bot("1:wrong", base_url=simulator.base_url, request=AiohttpRequest())
    with pytest.raises(InvalidToken):
        await bot.initialize()
    await bot.shutdown()


async def test_where_nobody_listens_nothing_was_sent():
    request = AiohttpRequest()
    await request.initialize()
    with pytest.raises(NotConnected) as raised:
        await request.post(f"http://127.0.0.1:1/bot{TOKEN}/sendMessage")
    await request.shutdown()
    assert TOKEN not in str(raised.value)
