"""Sentences, and the dates and times in them."""

import re

_END = re.compile(r"(?<=[。！？；!?;])(?!\s*[”’」』）)])|(?<=[a-z%]\.) (?=[A-Z])")
_YEAR = r"(?:19|20)\d{2}"
DATE = re.compile(
    rf"{_YEAR} ?[.\-/] ?\d{{1,2}} ?[.\-/] ?\d{{1,2}}(?!\d)"
    rf"|{_YEAR} ?年(?: ?\d{{1,2}} ?月(?: ?\d{{1,2}} ?[日号])?)?"
    r"|(?<!\d)\d{1,2} ?月 ?\d{1,2} ?[日号]"
)
TIME = re.compile(
    r"(?:[上下]午|晚上?|中午)? ?(?<![\d:：])\d{1,2} ?[:：] ?[0-5]\d(?!\d)"
    r"(?: ?[-~～—–至到] ?\d{1,2} ?[:：] ?[0-5]\d(?!\d))?"
    r"|(?:[上下]午|晚上?|中午) ?\d{1,2} ?[点时](?: ?半| ?\d{1,2} ?分)?"
)
_LONGEST = 400


def sentences_of(line: str) -> list[str]:
    """The sentences of a line."""
    return [sentence.strip() for sentence in _END.split(line) if sentence.strip()]


def around(sentence: str, start: int, end: int) -> str:
    """A sentence; of a very long one only the neighbourhood of a place."""
    if len(sentence) <= _LONGEST:
        return sentence
    return sentence[max(0, start - _LONGEST // 2) : end + _LONGEST // 2]
