import io
from datetime import date, timedelta

import pytest
from PIL import Image

from bot.language import translator
from bot.pictures import board
from bot.simulator.parameters import Upload
from bot.texts import boards, markup
from quizzes.people import Position
from quizzes.standings import Participant, Participation, TookPart
from tests.bot.conftest import DIRECTOR, MONDAY_8AM, NURSE, TECHNOLOGIST, labels


async def test_the_board_ranks_who_answered_and_offers_other_periods(chat):
    question = await chat.question_comes(DIRECTOR)
    await chat.taps(DIRECTOR, question, "A")
    shown = await chat.says(TECHNOLOGIST, "/board")
    assert "🏆 青山影像中心 · 本周" in shown["text"]
    assert "周明远 · 影像主任" in shown["text"]
    assert labels(shown) == ["· 本周", "本月", "累计", "🖼 生成图片"]
    month = await chat.taps(TECHNOLOGIST, shown, "本月")
    assert "本月" in month["text"].splitlines()[0]


async def test_a_board_without_answers_says_so(chat):
    assert "还没有人作答" in (await chat.says(TECHNOLOGIST, "/board"))["text"]


async def test_the_board_comes_as_a_picture(chat):
    question = await chat.question_comes(DIRECTOR)
    await chat.taps(DIRECTOR, question, "A")
    shown = await chat.says(TECHNOLOGIST, "/board")
    await chat.simulator.tap_button(TECHNOLOGIST, shown["message_id"], "图片")
    photo = await chat.simulator.wait_for_message(
        TECHNOLOGIST, after=shown["message_id"], matching=lambda m: "photo" in m
    )
    assert photo["photo"][-1]["width"] > 800


async def test_the_picture_carries_the_date_on_the_centres_clock(chat):
    chat.clock.set(MONDAY_8AM - timedelta(minutes=30))  # still Sunday in UTC
    shown = await chat.says(TECHNOLOGIST, "/board")
    await chat.simulator.tap_button(TECHNOLOGIST, shown["message_id"], "图片")
    photo = await chat.simulator.wait_for_message(
        TECHNOLOGIST, after=shown["message_id"], matching=lambda m: "photo" in m
    )
    files = chat.simulator.world.files
    monday = board.png([], title=chat.centre.name, period="本周", day=date(2026, 3, 2), _=translator("zh"))
    same = files.add_photo(Upload("board.png", "image/png", monday))
    assert files.get(photo["photo"][-1]["file_id"]).data == same.data


async def test_the_director_sees_who_took_part_and_a_member_cannot(chat):
    question = await chat.question_comes(DIRECTOR)
    await chat.taps(DIRECTOR, question, "A")
    shown = await chat.says(DIRECTOR, "/board")
    assert "👥 参与情况" in labels(shown)
    await chat.simulator.tap_button(DIRECTOR, shown["message_id"], "参与情况")
    taken = await chat.last(DIRECTOR)
    assert "1/3 人（33 %）" in taken["text"]
    assert "✅ 周明远" in taken["text"]
    assert "▫️ 韩立" in taken["text"]
    other = await chat.says(NURSE, "/board")
    await chat.simulator.tap(NURSE, other["message_id"], "participation")
    assert all(
        "参与情况：" not in r["message"].get("text", "") for r in await chat.simulator.transcript(NURSE)
    )


@pytest.mark.parametrize("people", [0, 1, 100])
def test_the_director_of_a_large_centre_sees_everybody(people):
    names = [f"{i:03}" + "𠮷" * 17 for i in range(people)]
    taken = Participation(
        local_date=date(2026, 3, 2),
        closes_at=MONDAY_8AM,
        participants=[
            Participant(name=name, position=Position.ASSISTANT, took_part=TookPart.NOT_YET, points=None)
            for name in names
        ],
    )
    pages = boards.participation(taken, _=translator("en"))
    assert all("".join(pages).count(name) == 1 for name in names)
    assert all(0 < markup.length(page) <= markup.MESSAGE_LIMIT for page in pages)


def _row(name):
    return board.Row(rank=1, name=name, position="技师", points=10.0, right=1, answered=1)


def test_a_name_that_looks_like_markup_is_printed_not_run():
    plain = board.png([_row("甲")], title="中心", period="本周", day=date(2026, 3, 2), _=str)
    hostile = board.png(
        [_row('#panic("x") $x$ *b* <b>')],
        title='"]#read("/etc/passwd")',
        period="",
        day=date(2026, 3, 2),
        _=str,
    )
    for picture in (plain, hostile):
        assert Image.open(io.BytesIO(picture)).size[0] > 800


def test_emoji_the_font_lacks_are_left_out_of_pictures():
    assert board.printable("韩立😀👍") == "韩立"
    assert board.printable("😀") == "—"
