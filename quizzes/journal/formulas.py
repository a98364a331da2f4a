r"""Formulas: LaTeX between dollar signs or \[ \], and plain ones between words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.journal.layout import Ledger
from quizzes.journal.model import Kind, Reason

_MOST_LINES = 20  # of one displayed formula
_OPENERS = {
    "$$": "$$",
    r"\[": r"\]",
    r"\begin{equation}": r"\end{equation}",
    r"\begin{align}": r"\end{align}",
}
_OPENER = re.compile(r"\$\$|\\\[|\\begin\{(?:equation|align)\*?\}")
_INLINE = re.compile(r"\$([^$]{1,300})\$|\\\((.{1,300}?)\\\)")
_LATEX = re.compile(r"[\\^_=<>+*/∝≈±-]|^\s*[A-Za-z\u0370-\u03ff]{1,3}\s*$")
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
_PLAIN = re.compile(
    f"[A-Za-z0-9{_GREEK}Δ∆√∑∫(\\[{{|]"
    f"[A-Za-z0-9{_GREEK}Δ∆√∑∫∂∇∞'′_^*/+\\-−–×·÷=≈≅∝≤≥<>%‰°μ.,²³⁴⁵⁶⁷⁸⁹⁰¹⁻⁺₀-₉()\\[\\]{{}}| ]{{2,300}}"
)
_RELATION = re.compile("[=∝≈≅]")
_OPERATOR = re.compile(
    f"[+*/×·÷^√∑∫²³⁴⁵⁶⁷⁸⁹⁰¹{_GREEK}]|(?<=[A-Za-z0-9)]) ?[-−–] ?(?=[A-Za-z0-9(])|[A-Za-z]\\("
)
_LINK = re.compile(r"(?:https?|www)\S+", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A formula on the line `index`; `form` is display, inline or plain."""

    index: int
    form: str
    text: str


def find_formulas(lines: Sequence[str], ledger: Ledger) -> list[Found]:
    """The formulas among the lines still free. Lines of displayed formulas are claimed, others stay text."""
    found: list[Found] = []
    index = 0
    while index < len(lines):
        if not ledger.free(index):
            index += 1
            continue
        opener = _OPENER.search(lines[index])
        if opener is None:
            found += _in_line(index, lines[index])
            index += 1
            continue
        index = _displayed(lines, ledger, index, found)
    return found


def _displayed(lines: Sequence[str], ledger: Ledger, index: int, found: list[Found]) -> int:
    """Read the displayed formulas that start on a line; the index of the next line to look at."""
    last, joined, opener = index, lines[index], ""
    while opener_left := _unclosed(joined):
        opener = opener_left
        last += 1
        if last >= len(lines) or last - index > _MOST_LINES or (lines[last] and not ledger.free(last)):
            ledger.claim([index], Kind.UNREAD, reason=Reason.FORMULA_NOT_CLOSED)
            return index + 1
        joined += "\n" + lines[last]
    rest = joined
    for start, end, body in _pairs(joined):
        if body.strip():
            found.append(Found(index=index, form="display", text=" ".join(body.split())))
        rest = rest[:start] + " " * (end - start) + rest[end:]
    if not rest.strip(" \n.,，。;；()（）0123456789"):
        ledger.claim(range(index, last + 1), Kind.FORMULA)
    else:
        found += _in_line(index, rest)
        if opener:
            ledger.claim(range(index + 1, last + 1), Kind.FORMULA)
    return last + 1


def _pairs(text: str) -> Iterator[tuple[int, int, str]]:
    position = 0
    while opener := _OPENER.search(text, position):
        closer = _closer(opener[0])
        end = text.find(closer, opener.end())
        if end < 0:
            return
        position = end + len(closer)
        yield opener.start(), position, text[opener.end() : end]


def _unclosed(text: str) -> str:
    """The opener of a formula that does not end in this text."""
    behind = 0
    for _, end, _ in _pairs(text):
        behind = end
    opener = _OPENER.search(text, behind)
    return opener[0] if opener else ""


def _closer(opener: str) -> str:
    return opener.replace("begin", "end") if "begin" in opener else _OPENERS[opener]


def _in_line(index: int, text: str) -> list[Found]:
    """Formulas between single dollar signs, and plain ones outside them."""
    found = []
    for match in _INLINE.finditer(text):
        body = (match[1] or match[2]).strip()
        if _LATEX.search(body):
            found.append(Found(index=index, form="inline", text=body))
    outside = _LINK.sub(" ", _INLINE.sub("，", text))
    for match in _PLAIN.finditer(outside):
        for piece in re.split(r"[;,] (?=[^=]*=)", match[0]):
            body = piece.strip(" ,.|-")
            if _is_plain_formula(body):
                found.append(Found(index=index, form="plain", text=_balanced(body)))
    return found


def _is_plain_formula(body: str) -> bool:
    """Whether it equates a symbol with more than one value: SAR = σE²/ρ, 1 T = 10000 G = 1000 mT."""
    sides = [side.strip() for side in _RELATION.split(body)]
    if len(sides) < 2 or not all(sides) or not re.search(f"[A-Za-z{_GREEK}]", sides[0]) or len(sides[0]) > 60:
        return False
    if len(re.findall("[A-Za-z]{4,}", sides[0])) > 3:
        return False  # a sentence in English
    if len(sides) > 2 or "∝" in body:
        return True
    number_and_unit = re.fullmatch(r"[-+]?\d[\d.,]* ?[A-Za-zμ°%/]*\d?(?:/[A-Za-z]+)?", sides[1])
    return not number_and_unit and bool(_OPERATOR.search(sides[1]) or _OPERATOR.search(sides[0]))


def _balanced(body: str) -> str:
    """Without a bracket at the end or start that belongs to the sentence around."""
    while body.count(")") > body.count("(") and body.endswith(")"):
        body = body[:-1].rstrip()
    while body.count("(") > body.count(")") and body.startswith("("):
        body = body[1:].lstrip()
    return body
