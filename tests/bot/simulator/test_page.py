"""The chat page in a real browser, with a bot behind it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright, expect
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.simulator.client import SimulatorClient
from tests.bot.browser import ARGUMENTS, CHROMIUM, CONNECTED

pytestmark = pytest.mark.browser

TOKEN = "4242:AAE-simulated"
HAN, SU, EMMA = 102, 103, 203
SEED = {
    "bots": [{"token": TOKEN}],
    "people": [
        {"id": HAN, "first_name": "韩立", "centre": "滨江影像中心", "role": "技师"},
        {"id": SU, "first_name": "苏晴", "centre": "滨江影像中心", "role": "护士"},
        {"id": EMMA, "first_name": "Emma", "language_code": "en", "centre": "湖东影像中心", "role": "医生"},
    ],
}
Context = ContextTypes.DEFAULT_TYPE


async def on_start(update: Update, context: Context) -> None:
    keyboard = ReplyKeyboardMarkup([["今日一题", "排行榜"]])
    code = context.args[0] if context.args else "none"
    text = f"<b>欢迎</b> code={code} https://t.me/yinling_bot?start=x7"
    await update.message.reply_html(text, reply_markup=keyboard)


async def on_exam(update: Update, context: Context) -> None:
    row = [InlineKeyboardButton("A", callback_data="a"), InlineKeyboardButton("提示", callback_data="hint")]
    text = "SAR ∝ <i>B</i>₁² &lt;img src=x onerror=alert(1)&gt; <tg-spoiler>44 %</tg-spoiler>"
    await update.message.reply_html(text, reply_markup=InlineKeyboardMarkup([row]))


async def on_poll(update: Update, context: Context) -> None:
    await update.message.reply_poll(
        "3 T ?", ["2×", "4×"], type="quiz", correct_option_ids=[1], is_anonymous=False, explanation="B0²"
    )


async def on_tap(update: Update, context: Context) -> None:
    query = update.callback_query
    if query.data == "hint":
        await query.answer("想一想", show_alert=True)
    else:
        await query.answer("收到 A")
        await query.edit_message_text("您选了 A")


async def on_text(update: Update, context: Context) -> None:
    await update.message.reply_text(f"收到：{update.message.text}")


async def on_photo(update: Update, context: Context) -> None:
    await update.message.reply_document(b"scores", filename="成绩.txt", caption="图片已收到")


async def on_gone(update: Update, context: Context) -> None:
    sent = await update.message.reply_text("马上撤回")
    await sent.delete()
    await update.message.reply_text("撤回了")


@dataclass
class Session:
    """A browser tab on a simulator that runs in a process of its own."""

    page: Page
    simulator: SimulatorClient
    application: Application
    outside: list[str]

    def bubble(self, text: str):
        return self.page.locator(".bubble", has_text=text)

    async def write(self, text: str) -> None:
        await self.page.get_by_test_id("input").fill(text)
        await self.page.get_by_test_id("send").click()


@pytest.fixture
async def simulator_process(tmp_path: Path) -> AsyncIterator[str]:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps(SEED), encoding="utf-8")
    command = (sys.executable, "-m", "bot.simulator", "--port", "0", "--seed", str(seed))
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    yield (await process.stdout.readline()).decode().strip()
    process.terminate()
    await process.communicate()


@pytest.fixture
async def session(simulator_process: str) -> AsyncIterator[Session]:
    async with SimulatorClient(simulator_process) as simulator, async_playwright() as playwright:
        app = Application.builder().token(TOKEN).base_url(simulator.base_url).build()
        handlers = {"start": on_start, "exam": on_exam, "poll": on_poll, "gone": on_gone}
        app.add_handlers([CommandHandler(name, handler) for name, handler in handlers.items()])
        app.add_handlers([CallbackQueryHandler(on_tap), MessageHandler(filters.PHOTO, on_photo)])
        app.add_handler(MessageHandler(filters.TEXT, on_text))
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        outside: list[str] = []
        page.on("request", lambda r: outside.append(r.url) if "//127.0.0.1" not in r.url else None)
        async with app:
            await app.bot.set_my_commands([("exam", "开始考试")], language_code="zh")
            await app.bot.set_my_commands([("exam", "Take an exam")])
            await app.bot.set_my_description("每天一道题")
            await app.start()
            await app.updater.start_polling()
            await page.goto(simulator.address)
            await page.wait_for_function(CONNECTED)
            yield Session(page, simulator, app, outside)
            await app.updater.stop()
            await app.stop()
        await browser.close()


async def test_a_person_starts_reads_taps_and_answers(session):
    page = session.page
    await expect(page.get_by_text("每天一道题")).to_be_visible()
    await page.get_by_test_id("start").click()
    await expect(session.bubble("欢迎").locator("b")).to_have_text("欢迎")
    await page.get_by_test_id("reply-keyboard").get_by_text("排行榜").click()
    await expect(session.bubble("收到：排行榜")).to_be_visible()

    await page.get_by_test_id("menu").click()
    await page.get_by_test_id("command-exam").click()
    question = session.bubble("SAR")
    await expect(question).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(question.locator("img")).to_have_count(0)
    await question.locator(".spoiler").click()
    await expect(question.locator(".spoiler")).to_have_class("spoiler shown")

    await page.get_by_role("button", name="提示").click()
    await expect(page.get_by_test_id("alert")).to_contain_text("想一想")
    await page.get_by_test_id("alert-ok").click()
    await page.get_by_role("button", name="A", exact=True).click()
    await expect(page.get_by_test_id("toast")).to_have_text("收到 A")
    await expect(session.bubble("您选了 A")).to_be_visible()
    await expect(session.bubble("SAR")).to_have_count(0)
    await expect(page.locator(".inline-keyboard")).to_have_count(0)
    assert session.outside == []


async def test_pictures_documents_polls_and_deletions_are_shown(session, picture):
    page = session.page
    await page.get_by_test_id("start").click()
    await expect(session.bubble("欢迎")).to_be_visible()
    upload = {"name": "scan.png", "mimeType": "image/png", "buffer": picture}
    await page.locator("input[type=file]").set_input_files(upload)
    await expect(page.locator(".own img.photo")).to_be_visible()
    link = session.bubble("图片已收到").locator("a.document")
    async with page.expect_download() as download:
        await link.click()
    saved = await (await download.value).path()
    assert await asyncio.to_thread(saved.read_bytes) == b"scores"

    await session.write("/poll")
    await page.get_by_text("4×").click()
    await expect(session.bubble("3 T ?")).to_contain_text("100%")
    await expect(session.bubble("3 T ?")).to_contain_text("B0²")

    await session.write("/gone")
    await expect(session.bubble("撤回了")).to_be_visible()
    await expect(session.bubble("马上撤回")).to_be_hidden()


async def test_links_are_followed_and_the_bot_can_be_blocked(session):
    page = session.page
    await expect(page.get_by_text(f"ID {HAN}")).to_be_visible()
    async with asyncio.timeout(60):  # the first redraw of a slow page may empty the field: type again
        while not await session.bubble("code=c0de").count():
            await page.get_by_test_id("link-input").fill("https://t.me/yinling_bot?start=c0de")
            await page.get_by_test_id("link-open").click()
            await page.wait_for_timeout(2_000)
    await session.bubble("code=c0de").locator("a[data-link]").click()
    await expect(session.bubble("code=x7")).to_be_visible()
    await page.get_by_test_id("block").click()
    await expect(page.get_by_test_id("unblock")).to_be_visible()
    assert (await session.simulator.control("state"))["bots"][0]["blocked_by"] == [HAN]
    await page.get_by_test_id("unblock").click()
    await expect(session.bubble("code=none")).to_be_visible()


async def test_people_have_their_own_phones_and_the_clock_moves_for_all(session):
    page = session.page
    await page.get_by_test_id("start").click()
    await expect(session.bubble("欢迎")).to_be_visible()
    await page.get_by_test_id(f"person-{EMMA}").click()
    await expect(session.bubble("欢迎")).to_have_count(0)
    await page.get_by_test_id("start").click()
    await expect(session.bubble("欢迎")).to_be_visible()
    await page.get_by_test_id("menu").click()
    await expect(page.get_by_test_id("command-exam")).to_contain_text("Take an exam")
    await page.keyboard.press("Escape")

    await page.get_by_test_id("clock-morning").click()
    await expect(page.get_by_test_id("clock")).to_contain_text("08:00:")
    await session.application.bot.send_message(HAN, "早上好")
    await expect(page.get_by_test_id(f"unread-{HAN}")).to_have_text("1")
    await page.get_by_test_id(f"person-{HAN}").click()
    await expect(session.bubble("早上好")).to_contain_text("08:00")
    await expect(page.get_by_test_id(f"unread-{HAN}")).to_have_count(0)

    await page.get_by_test_id("clock-night").click()
    await expect(page.get_by_test_id("clock")).to_contain_text("22:00:")
    await page.get_by_test_id("clock-hour").click()
    await expect(page.get_by_test_id("clock")).to_contain_text("23:00:")
    await page.get_by_test_id("clock-free").fill("2020-01-01T08:00")
    await page.get_by_test_id("clock-set").click()
    await expect(page.get_by_text("The clock only moves forward")).to_be_visible()
    await page.get_by_test_id("clock-free").fill("2099-03-02T08:00")
    await page.get_by_test_id("clock-set").click()
    await expect(page.get_by_test_id("clock")).to_contain_text("2099-03-02 周一")


async def test_chinese_is_drawn_in_a_chinese_font(session):
    await expect(session.page.get_by_test_id("start")).to_be_visible()
    devtools = await session.page.context.new_cdp_session(session.page)
    for command in ("DOM.enable", "CSS.enable"):
        await devtools.send(command)
    root = (await devtools.send("DOM.getDocument"))["root"]["nodeId"]
    for selector in (".person-name", ".about-text", "[data-testid=start]", "[data-testid=clock-hour]"):
        node = await devtools.send("DOM.querySelector", {"nodeId": root, "selector": selector})
        fonts = (await devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]}))["fonts"]
        assert any("CJK" in font["familyName"] or "Noto Sans SC" in font["familyName"] for font in fonts), (
            selector
        )
