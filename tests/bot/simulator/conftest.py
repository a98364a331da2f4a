"""A simulator with two people and a group, and the library's own Bot talking to it over HTTP."""

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from telegram import Bot

from bot.simulator.client import SimulatorClient
from bot.simulator.serving import running_simulator

TOKEN = "4242:AAE-simulated"
LI, ZHAO, STRANGER = 1001, 1002, 1003
GROUP = -1001000000001


@pytest.fixture
async def simulator() -> AsyncIterator[SimulatorClient]:
    async with running_simulator() as client:
        await client.seed(
            bots=[{"token": TOKEN}],
            people=[
                {"id": LI, "first_name": "丽", "last_name": "李", "username": "li_li"},
                {"id": ZHAO, "first_name": "Zhao"},
                {"id": STRANGER, "first_name": "Never", "last_name": "Started"},
            ],
            groups=[{"id": GROUP, "title": "影像中心", "members": {LI: "creator", 4242: "member"}}],
        )
        yield client


@pytest.fixture
async def bot(simulator: SimulatorClient) -> AsyncIterator[Bot]:
    """A bot with whom Li and Zhao have pressed Start; those updates are confirmed."""
    async with Bot(TOKEN, base_url=simulator.base_url, base_file_url=simulator.base_file_url) as bot:
        await simulator.start(LI)
        await simulator.start(ZHAO)
        await bot.get_updates(offset=-1)
        await bot.get_updates(offset=(await bot.get_updates())[-1].update_id + 1)
        yield bot


@pytest.fixture
def picture() -> bytes:
    """A PNG of 800 x 600 pixels."""
    encoded = io.BytesIO()
    Image.linear_gradient("L").resize((800, 600)).save(encoded, "PNG")
    return encoded.getvalue()
