"""Bytes to text, and text to the plain lines and bare letters that are compared."""

import re
import unicodedata

_ODD_BLANKS = re.compile("[\f\v\x1c-\x1f\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
    "\ud800-\udfff]"
)
_BREAKS = re.compile("\r\n|\r|\n")
# Chinese punctuation stays as printed; letters, digits and signs of mathematics are made half-width.
_HALF_WIDTH = {
    code: code - 0xFEE0
    for code in range(0xFF01, 0xFF5F)
    if chr(code).isalnum() or chr(code) in "％＋－．／＜＝＞｜＃＄＊＿＆＼＾～"
}
_EMPHASIS = re.compile(r"\*\*|__|<[^<>]{1,20}>")
_LINK = re.compile(r"!?\[([^\[\]]{1,200})\]\([^()]{0,300}\)")
_HEADING_MARKS = re.compile(r"^(?:#{1,6}\s+|>\s*)")
_BULLET = re.compile(r"^(?:[-–—+•·●○◆◇■□▪▶►➢✦★☆](?!\d)|\*(?!\*))\s*")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_BLANK_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}]) +(?=[{_HAN}])")

MOST_BYTES = 50 * 1024 * 1024
"""Largest file that is read [bytes]; a monthly issue has some ten thousand characters."""


class NotText(Exception):
    """The bytes hold no text that can be read.

    `reason` is too-large, empty, binary, old-office, office, encrypted, damaged, unpacked, pages or no-text.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def decode_text(data: bytes) -> str:
    """The text of a plain file in UTF-8 (with or without mark), UTF-16 with mark, or GB18030.

    Raises
    ------
    NotText
        If the file is empty or holds binary data.
    """
    text = _decoded(data)
    if "\x00" in text or sum(map(text.count, map(chr, range(1, 9)))) * 100 > len(text):
        raise NotText("binary")
    if not text.strip("\ufeff \t\r\n"):
        raise NotText("empty")
    return text


def _decoded(data: bytes) -> str:
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NotText("binary")


def printed_lines(text: str) -> list[str]:
    """The lines an editor would count, as printed but without invisible characters and blanks at the end."""
    return [_INVISIBLE.sub("", line).rstrip() for line in _BREAKS.split(text)]


def lines_of(text: str) -> list[str]:
    """The same lines in one width, without odd blanks and outer blanks.

    Tabs stay: they separate the cells of tables.
    """
    return [_tidy(line) for line in _BREAKS.split(text)]


def _tidy(line: str) -> str:
    line = _INVISIBLE.sub("", _ODD_BLANKS.sub(" ", line)).translate(_HALF_WIDTH)
    return line.strip(" ") if line.strip() else ""


def unmarked(line: str) -> str:
    """A line without Markdown's heading signs, emphasis and links, outer blanks and tabs."""
    return unlinked(_EMPHASIS.sub("", _HEADING_MARKS.sub("", line.strip()))).strip("*_ \t")


def unlinked(line: str) -> str:
    """A line with the words of Markdown's links in place of the links."""
    return _LINK.sub(r"\1", line)


def unbulleted(line: str) -> str:
    """A line without the sign that makes it an item of a list."""
    return _BULLET.sub("", line.strip(), count=1)


def is_bulleted(line: str) -> bool:
    """Whether a line is an item of a list (not one in bold)."""
    return _BULLET.match(line) is not None


def letters(text: str) -> str:
    """Letters and digits only, in one width and case: what remains when layout is forgotten."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def one_blank(text: str) -> str:
    """Runs of blanks and tabs as single blanks."""
    return " ".join(text.split())


def without_inner_blanks(text: str) -> str:
    """Chinese without the blanks that spread a short word over a column."""
    return _BLANK_BETWEEN_HAN.sub("", one_blank(text))
