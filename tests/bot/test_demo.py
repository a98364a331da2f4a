"""`yinling demo` as its user meets it: a process, and a real browser on its chat page."""

import asyncio
import os
import re
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.demo import CAST, NEWCOMER
from quizzes import bank, questions
from tests.bot.browser import ARGUMENTS, CHROMIUM, CONNECTED

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
DIRECTOR = CAST[0].telegram_id


@pytest.fixture
async def address(tmp_path: Path) -> AsyncIterator[str]:
    """The address that `yinling demo` prints, in a folder of its own."""
    environment = os.environ | {"YINLING_DEMO_PORT": "0", "PYTHONPATH": str(ROOT)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", cwd=tmp_path, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    found = None
    async with asyncio.timeout(60):
        while found is None:
            line = (await process.stdout.readline()).decode()
            assert line, "the demonstration ended before it printed its address"
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
    yield found[0]
    process.send_signal(signal.SIGTERM)
    await process.communicate()
    assert process.returncode == 0


@pytest.fixture
async def page(address: str) -> AsyncIterator[Page]:
    """The chat page in Chromium."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(20_000)
        await page.goto(address)
        await page.wait_for_function(CONNECTED)
        yield page
        await browser.close()


def _database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "demo" / "yinling.db")


def _newest_question(folder: Path, telegram_id: int) -> tuple[bank.Question, bank.Variant]:
    with _database(folder) as database:
        content, seed = database.execute(
            "SELECT v.content, a.seed FROM assignment a JOIN member m ON m.id = a.member_id"
            " JOIN question_version v ON v.id = a.question_version_id"
            " WHERE m.telegram_id = ? ORDER BY a.id DESC LIMIT 1",
            (telegram_id,),
        ).fetchone()
    question = questions.parsed(content)
    return question, bank.draw(question, seed)


async def _write(page: Page, text: str) -> None:
    await page.get_by_test_id("input").fill(text)
    await page.get_by_test_id("send").click()


async def _become(page: Page, telegram_id: int) -> None:
    await page.get_by_test_id(f"person-{telegram_id}").click()
    await expect(page.get_by_text(f"ID {telegram_id}")).to_be_visible()


async def _newest(page: Page, text: str) -> None:
    await expect(page.get_by_test_id("messages").get_by_text(text).last).to_be_visible()


def _wide(text: str) -> str:
    """The same in full-width characters, as an input method types them."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


async def _answer(page: Page, folder: Path) -> None:
    """Answer the newest question rightly: by tapping its letters or by typing in full width."""
    question, variant = _newest_question(folder, NEWCOMER.telegram_id)
    if isinstance(question, bank.SingleChoice | bank.MultipleChoice):
        buttons = page.get_by_test_id("messages").locator("[data-testid^=button-]")
        for place, index in enumerate(variant.order):
            if question.options[index].correct:
                await buttons.filter(has_text=bank.letter(place)).last.click()
        if question.kind == "multiple":
            await buttons.filter(has_text="提交答案").last.click()
    else:
        await _write(page, _wide(bank.key(question, variant, "zh")))


async def test_a_newcomer_learns_and_the_director_sees_it(page: Page, tmp_path: Path) -> None:
    # A technologist enrols by the link they were sent.
    await _become(page, NEWCOMER.telegram_id)
    await page.get_by_test_id("link-open").click()
    await _newest(page, f"欢迎您，{NEWCOMER.name}")

    # The clock moves to tomorrow 08:00: the question arrives and is answered.
    await page.get_by_test_id("clock-morning").click()
    await _newest(page, "📘 今日一题")
    await _answer(page, tmp_path)
    await _newest(page, "来源：《引领》")
    await _newest(page, "正确")

    # A number is typed as an input method types it.
    for _ in range(60):
        await _write(page, "/practice")
        await _newest(page, "📗 练习")
        await page.wait_for_timeout(300)
        question, _variant = _newest_question(tmp_path, NEWCOMER.telegram_id)
        if question.kind == "number":
            break
    await _answer(page, tmp_path)
    await _newest(page, "读作：")
    await _newest(page, "练习，不计排行")

    # The board, as text and as a sharp picture.
    await _write(page, "/board")
    await _newest(page, "🏆 青山影像中心")
    await page.locator("[data-testid^=button-]").filter(has_text="生成图片").last.click()
    picture = page.get_by_test_id("messages").locator("img").last
    await expect(picture).to_be_visible()
    await page.wait_for_function("image => image.complete", arg=await picture.element_handle())
    assert await picture.evaluate("image => image.naturalWidth") >= 1000

    # The director sees who took part.
    await _become(page, DIRECTOR)
    await _write(page, "/board")
    await page.locator("[data-testid^=button-]").filter(has_text="参与情况").last.click()
    await _newest(page, f"✅ {NEWCOMER.name}")
    await _newest(page, "参与情况：1/6 人")
