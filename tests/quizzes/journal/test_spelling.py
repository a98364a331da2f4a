import pytest

from quizzes.journal import MOST_BYTES, NotText, decode
from quizzes.journal.spelling import letters, lines_of, without_inner_blanks

TEXT = "引言\n第 1 期，5 例。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_this_encoding(encoding):
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"%PDF-1.7 ...", "damaged"),
        (b"PK\x03\x04....", "damaged"),
        (b"\xd0\xcf\x11\xe0....", "old-office"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\x7fELF\x00\x00\x01", "binary"),
        (b"\xff\xff\xff\xff", "binary"),
        (b"a" * (MOST_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data, reason):
    with pytest.raises(NotText) as refused:
        decode(data)
    assert refused.value.reason == reason


def test_odd_blanks_and_invisible_characters_do_not_matter():
    assert lines_of("\ufeff　引\u200b言\u00a0 A\r\nＣＴ６８０：３．０Ｔ\r末") == [
        "引言  A",
        "CT680：3.0T",
        "末",
    ]


def test_tabs_around_cells_are_kept():
    assert lines_of("\t1.5T\t\n\t \n") == ["\t1.5T\t", "", ""]


def test_letters_forget_layout_but_not_words():
    assert letters("“影 + 临”　携手：ＣＴ") == letters('"影+临"携手 ct') == "影临携手ct"


def test_a_name_spread_over_a_column_is_drawn_together():
    assert without_inner_blanks("柯  木 CT 组") == "柯木 CT 组"
