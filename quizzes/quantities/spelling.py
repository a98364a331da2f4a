"""What people type, brought to one plain spelling before any number is read.

One width, one minus, one kind of Chinese numeral. Exponents survive: NFKC alone would turn 10² into 102.
"""

import re
import unicodedata

LONGEST = 4096
"""Longest text that is read [characters], the length of a Telegram message."""

UNREADABLE = "\ufffd"
"""Stands in plain text for a digit of another script, or a circled one: never guessed at."""

_SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+")
_FROM_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_INVISIBLE = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")

_LABEL_INDEX = re.compile("(?<=[A-Za-z])[₀₁₂₃₄₅₆₇₈₉]+")  # B₁: part of a name, not a number
_DEGREE_SIGNS = str.maketrans("º˚", "°°")
_AFTER_NFKC = str.maketrans(
    dict.fromkeys("−–—‒‐‑―ー", "-")
    | dict.fromkeys("✕✖╳⨯", "×")
    | dict.fromkeys("⋅∙•・", "·")
    | dict.fromkeys("⁄∕", "/")
    | dict.fromkeys("∼〜", "~")
    | {"∶": ":", "→": "=", "⇒": "="}
    | dict(
        zip(
            "〇○壹贰貳叁參肆伍陆陸柒捌玖拾佰仟兩萬億點負個時鐘約為於過間範圍茲攝納層貝歐達幾餘",
            "零零一二二三三四五六六七八九十百千两万亿点负个时钟约为于过间范围兹摄纳层贝欧达几余",
            strict=True,
        )
    )
)

_SPACES = re.compile(r"\s+")
_STOP_AS_POINT = re.compile("(?<=[0-9])。(?=[0-9])")
_PLUS_MINUS = re.compile(r"\+/?-")
_TIMES = re.compile("乘以?")
_FROM_CHINESE = str.maketrans("零一二三四五六七八九", "0123456789")
_TEN_TO_THE = re.compile("(?:10|十)的(负|-)?([0-9]{1,3}|[一二三四五六七八九十]{1,3})次[方幂]")


def plain(text: str) -> str:
    """Rewrite typed text so that one spelling remains for each thing.

    Parameters
    ----------
    text
        Any text, at most `LONGEST` characters.

    Returns
    -------
    :
        Half-width text with single spaces, ``^`` before exponents, ``-`` for every minus and modern
        simplified numerals; `UNREADABLE` in place of digits that are neither ASCII nor full-width.
    """
    text = _SUPERSCRIPTS.sub(lambda run: "^" + run[0].translate(_FROM_SUPERSCRIPT), text)
    text = _LABEL_INDEX.sub("", _INVISIBLE.sub("", text)).translate(_DEGREE_SIGNS)
    if not text.isascii():
        text = "".join(map(_readable, text))
        # Some ligatures become eighteen letters; one more than can be read is enough to refuse them.
        text = unicodedata.normalize("NFKC", text)[: LONGEST + 1].translate(_AFTER_NFKC)
    text = _SPACES.sub(" ", text).strip()
    text = _STOP_AS_POINT.sub(".", _PLUS_MINUS.sub("±", text))
    return _TEN_TO_THE.sub(_as_power, _TIMES.sub("×", text))


def _readable(char: str) -> str:
    """Keep a character, spell out ½ as a fraction, or mark what must not be guessed.

    That is a digit of another script, and a mark that strikes a digit out or boxes it.
    """
    if char.isascii() or "０" <= char <= "９":
        return char
    category = unicodedata.category(char)
    if category == "No" and "\u2044" in (spelled := unicodedata.normalize("NFKC", char)):
        return f" {spelled}"  # the space keeps 1½ from becoming 11/2
    return UNREADABLE if category in ("Nd", "No", "Mn", "Me") else char


def _as_power(match: re.Match[str]) -> str:
    """Write 10的八次方 as 10^8."""
    tens, ten, ones = match[2].rpartition("十")
    digits = (tens or "一" if ten else "") + (ones or "零")
    return "10^" + ("-" if match[1] else "") + digits.translate(_FROM_CHINESE)
