"""The Anki deck: opened as Anki would, with its own database."""

import io
import json
import sqlite3
import zipfile

import pytest

from quizzes import bank
from quizzes.bank.exchange import export_questions
from tests.quizzes.bank.exchange.files import NUMBER, SINGLE, loaded


@pytest.fixture
def opened(tmp_path):
    def collection(data: bytes) -> sqlite3.Connection:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            file = tmp_path / "collection.anki2"
            file.write_bytes(archive.read("collection.anki2"))
        return sqlite3.connect(file)

    return collection


def fields(collection) -> list[tuple[str, list[str]]]:
    rows = collection.execute("select guid, flds from notes order by id").fetchall()
    collection.close()
    return [(guid, joined.split("\x1f")) for guid, joined in rows]


def test_a_card_asks_in_chinese_and_english_and_explains_on_the_back(tmp_path, opened):
    (question,) = loaded(tmp_path, SINGLE)
    ((_, (zh, en, told_zh, told_en)),) = fields(opened(export_questions([question], "anki").data))
    variant = bank.draw(question, 0)
    assert zh.startswith("B1 是什么？<br>A. ")
    assert en.startswith("What is B1?<br>A. ")
    assert told_zh.startswith(bank.key(question, variant, "zh"))
    assert "The RF field" in told_en


def test_a_number_gets_as_many_different_cards_as_wanted_and_says_how_many(tmp_path, opened):
    (question,) = loaded(tmp_path, NUMBER)
    exported = export_questions([question], "anki", variants=3)
    stems = [card[0] for _, card in fields(opened(exported.data))]
    assert len(set(stems)) == len(stems) == 3
    assert "fixed to 3 variant(s)" in exported.notes[0].message.en


def test_the_same_questions_give_the_same_bytes_and_notes_keep_their_identity(tmp_path, opened):
    single, number = loaded(tmp_path, SINGLE, NUMBER)
    data = export_questions([single, number], "anki").data
    assert export_questions([single, number], "anki").data == data
    guids = {guid for guid, _ in fields(opened(data))}
    reworded = single.model_copy(update={"stem": bank.Text(zh="新题干", en="New stem")})
    assert {guid for guid, _ in fields(opened(export_questions([reworded, number], "anki").data))} == guids


def test_decks_follow_the_topics(tmp_path, opened):
    collection = opened(export_questions(loaded(tmp_path, SINGLE), "anki").data)
    (decks,) = collection.execute("select decks from col").fetchone()
    collection.close()
    assert "引领::磁共振物理::SAR 与射频" in {deck["name"] for deck in json.loads(decks).values()}


def test_markup_in_a_question_is_shown_not_obeyed(tmp_path, opened):
    (question,) = loaded(tmp_path, SINGLE.replace("B1 是什么？", "B1 <script> 是什么？"))
    ((_, card),) = fields(opened(export_questions([question], "anki").data))
    assert card[0].startswith("B1 &lt;script&gt;")
