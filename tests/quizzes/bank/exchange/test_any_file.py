"""Whatever bytes arrive: an answer or a refusal, never a crash, and no key that takes everything."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import bank
from quizzes.bank import MultipleChoice, Number, SingleChoice
from quizzes.bank.exchange import FileRefused, import_questions
from quizzes.bank.exchange.notes import MOST_BYTES

PIECES = [
    "{", "}", "=", "~", "#", "####", "::", "->", "%50%", "%-100%", "%100%", "\\", "\\n", "\n", "\n\n",
    "//",
    "$CATEGORY:", "[html]", "[id:x]", "T", "1", "2.5", ":", "..", "*", "nan", "<p>", "</span>", "<sup>",
    "&lt;", "什么", "word", " ", "1e9", "-", "{key}", "\ue000",
]  # fmt: skip
GIFT = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)

XML_PIECES = [
    "<quiz>", "</quiz>", '<question type="numerical">', '<question type="calculated">', "</question>",
    "<questiontext>", "</questiontext>", "<text>", "</text>", '<answer fraction="100">', "</answer>",
    "<tolerance>", "</tolerance>", "5", "0.1", "{a}", "<dataset_definitions>", "&amp;", "]]>", "<![CDATA[",
    "x",
]  # fmt: skip
XML = st.lists(st.sampled_from(XML_PIECES), max_size=40).map(lambda pieces: "<quiz>" + "".join(pieces))


def taken(data: bytes) -> list[bank.Question]:
    try:
        return import_questions(data).questions
    except FileRefused:
        return []


@settings(max_examples=300, deadline=None)
@given(GIFT)
def test_no_gift_is_too_odd_and_no_key_takes_everything(text):
    for question in taken(text.encode()):
        match question:
            case Number():
                variant = bank.draw(question, 0)
                graded = [
                    bank.grade(question, variant, each).outcome
                    for each in ("-123456789", "987654321", "0.4711")
                ]
                assert "wrong" in graded
            case SingleChoice() | MultipleChoice():
                assert not all(option.correct for option in question.options)
                assert any(option.correct for option in question.options)


@settings(max_examples=150, deadline=None)
@given(st.one_of(XML, st.text(max_size=200), XML.map(lambda text: text + "</quiz>")))
def test_no_text_crashes_the_import(text):
    taken(text.encode())


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda data: b"PK\x03\x04" + data)))
def test_no_bytes_crash_the_import(data):
    taken(data)


def test_a_file_over_ten_megabytes_is_refused():
    with pytest.raises(FileRefused, match="larger than 10 MB"):
        import_questions(b"A?{T}\n\n" * (MOST_BYTES // 7 + 1))


def test_more_than_five_thousand_questions_are_refused():
    with pytest.raises(FileRefused, match="more than 5000 questions"):
        import_questions(b"A?\n\n" * 5001)


def test_a_file_that_is_not_utf8_is_refused():
    with pytest.raises(FileRefused, match="not UTF-8"):
        import_questions("题目{T}".encode("gb18030"))


@pytest.mark.parametrize(
    "text",
    [
        "{" * 1_000_000,
        "A{" + "~a" * 500_000 + "}",
        "A{#" + "=1:1" * 250_000 + "}",
        "A?" + "<" * 1_000_000 + "{T}",
        "A?" + "<!--" * 250_000 + "{T}",
        "A?" + "<span>" * 150_000 + "{T}",
        "[html]" + "\\\\" * 500_000 + "{T}",
        "::" * 500_000,
        "// " + "[id:" * 250_000 + "\nA?{T}",
        "$CATEGORY: " + "a/" * 500_000 + "\n\n" + "A?{T}\n\n" * 1000,
        "<quiz>" + "<question>" * 50,
        "<quiz>" + "<question/>" * 4_000 + "</quiz>",
        "\n" * 1_000_000,
    ],
    ids=lambda text: text[:12],
)
def test_a_megabyte_of_repetition_comes_to_an_end(text):
    assert len(taken(text.encode())) <= 1000
