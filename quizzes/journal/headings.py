"""Articles of an issue without contents: found by bylines, by Markdown's headings and by centres."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.journal.contents import category_of, is_category_like
from quizzes.journal.names import Byline, byline, is_institution, is_name
from quizzes.journal.spelling import is_bulleted, letters, one_blank, unmarked
from quizzes.journal.titles import is_heading_like

_LONGEST_TITLE = 60
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}|\d{1,2})[、.．)）]|^[(（][\d一二三四五六七八九十]{1,2}[)）]|^[①-⑳]"
)
_DATED = re.compile("^20[0-9]{2} ?[.年/-] ?[0-9]{1,2}|月 ?刊|期刊")
_LABELLED = re.compile("^[^:：]{1,8}[:：]")
_SLIDES = re.compile("PPT|课件|幻灯", re.IGNORECASE)
_CENTRE_LED = re.compile(r"^[^\s，。:：]{2,10}中心[ ·:：-]+\S")
_MARKDOWN = re.compile(r"^(#{1,6})\s+\S")
_MOST_ABOVE = 15  # lines between a title and a byline that was set beside the text


@dataclass(frozen=True, kw_only=True)
class Heading:
    """A title on the lines `start` to `end` (indices, the latter exclusive), with what is said near it."""

    start: int
    end: int
    title: str
    category: str = ""
    centre: str = ""
    author: str = ""


def bylines_of(lines: Sequence[str]) -> dict[int, Byline]:
    """The byline that starts on each line that has one, those over two lines among them."""
    found = {}
    for index, line in enumerate(lines):
        if not 0 < len(line) <= 90:
            continue
        if signed := byline(line):
            found[index] = signed
        elif is_institution(unmarked(line)):
            following = next((each for each in lines[index + 1 : index + 3] if each), "")
            if is_name(unmarked(following)) and (signed := byline(f"{unmarked(line)} {unmarked(following)}")):
                found[index] = signed
    return found


def find_headings(lines: Sequence[str]) -> list[Heading]:
    """The titles of an issue that has no contents, in order."""
    signed = {index: each for index, each in bylines_of(lines).items() if each.centre or index}
    found = _by_markdown(lines, signed) or _by_bylines(lines, signed)
    return found or _by_markdown(lines, signed, unsigned=True) or _by_form(lines)


def _by_markdown(
    lines: Sequence[str], signed: Mapping[int, Byline], *, unsigned: bool = False
) -> list[Heading]:
    """Markdown headings of the level that bylines follow; of the first with text below, if `unsigned`."""
    levels = {i: len(mark[1]) for i, line in enumerate(lines) if (mark := _MARKDOWN.match(line))}
    below = {index: _next(lines, index) for index in levels}
    if unsigned:
        with_text = Counter(level for i, level in levels.items() if below[i] and below[i] not in levels)
        chosen = min((level for level, count in with_text.items() if count >= 2), default=0)
    else:
        with_byline = Counter(level for i, level in levels.items() if _byline_below(lines, signed, i + 1)[0])
        chosen = max((level for level, count in with_byline.items() if count >= 2), default=0)
    found, category = [], ""
    for index, level in levels.items():
        if level < chosen:
            category = category_of(lines[index])
        elif level == chosen:
            centre, author = _byline_below(lines, signed, index + 1)
            title = one_blank(unmarked(lines[index]))
            heading = Heading(start=index, end=index + 1, title=title, category=category)
            found.append(_signed(heading, centre, author))
    return found


def _by_form(lines: Sequence[str]) -> list[Heading]:
    """Short lines that stand alone above a paragraph: the last resort."""
    found = []
    for index in range(len(lines)):
        if _could_be_title(lines, index, {}) and _stands_alone(lines, index):
            below = lines[_next(lines, index)]
            if len(below) >= 20 and below.endswith(("。", "！", "？", ".")):
                title = _joined(lines, index, index + 1)
                found.append(Heading(start=index, end=index + 1, title=title))
    return found


def _byline_below(lines: Sequence[str], signed: Mapping[int, Byline], index: int) -> tuple[str, str]:
    following = [i for i in range(index, min(len(lines), index + 6)) if lines[i]][:2]
    for at in following:
        if at in signed:
            return signed[at].centre, signed[at].author
    return "", ""


def _signed(heading: Heading, centre: str, author: str) -> Heading:
    return Heading(
        start=heading.start,
        end=heading.end,
        title=heading.title,
        category=heading.category,
        centre=centre,
        author=author,
    )


def _next(lines: Sequence[str], index: int) -> int:
    return next((i for i in range(index + 1, len(lines)) if lines[i]), 0)


def _by_bylines(lines: Sequence[str], signed: Mapping[int, Byline]) -> list[Heading]:
    found: list[Heading] = []
    passed = [""]  # titles that head no article: those of slides, and repetitions
    floor, category = 0, ""
    for at, who in signed.items():
        place = _title_above(lines, at, floor, signed)
        floor = max(floor, at + 1)
        if place is None:
            continue
        start, end, title = place
        if _SLIDES.search(title) or any(letters(title) in each for each in passed):
            passed.append(letters(title))
            continue
        passed.append(letters(title))
        above, category = _category_above(lines, start, found[-1].end if found else 0, category)
        found.append(
            Heading(
                start=above, end=end, title=title, category=category, centre=who.centre, author=who.author
            )
        )
    return found


def _title_above(
    lines: Sequence[str], at: int, floor: int, signed: Mapping[int, Byline]
) -> tuple[int, int, str] | None:
    """The title that belongs to a byline: right above it, or above the text it was set beside."""
    directly = _previous(lines, at, floor)
    if directly is not None and _could_be_title(lines, directly, signed, signed_below=True):
        start = directly
        while (
            start - 1 >= floor
            and _could_be_title(lines, start - 1, signed, signed_below=True)
            and not is_category_like(lines[start - 1])
            and directly - start < 2
        ):
            start -= 1
        return start, directly + 1, _joined(lines, start, directly + 1)
    above: list[int] = []
    index = at
    while (previous := _previous(lines, index, floor)) is not None and len(above) < _MOST_ABOVE:
        index = previous
        above.append(index)
    fit = [i for i in above if _could_be_title(lines, i, signed) and _stands_alone(lines, i)]
    led = [i for i in fit if _CENTRE_LED.match(lines[i]) or _below_centre(lines, i, floor)]
    chosen = next(iter(led or fit), None)
    return None if chosen is None else (chosen, chosen + 1, _joined(lines, chosen, chosen + 1))


def _previous(lines: Sequence[str], index: int, floor: int) -> int | None:
    return next((i for i in range(index - 1, max(floor, index - 6) - 1, -1) if lines[i]), None)


def _could_be_title(
    lines: Sequence[str], index: int, signed: Mapping[int, Byline], *, signed_below: bool = False
) -> bool:
    """Whether a line has the form of a title; one with its byline right below may be short or numbered."""
    line = lines[index]
    return (
        is_heading_like(line)
        and (2 if signed_below else 4) <= len(letters(line)) <= _LONGEST_TITLE
        and index not in signed
        and not (is_bulleted(line) or _DATED.search(line) or line.startswith("|"))
        and (signed_below or not _LABELLED.match(line))
        and (not _NUMBERED.match(line) or (signed_below and line[0].isdigit()))
        and not is_institution(line)
        and not is_name(line)
    )


def _stands_alone(lines: Sequence[str], index: int) -> bool:
    return (index == 0 or not lines[index - 1]) and (index + 1 >= len(lines) or not lines[index + 1])


def _below_centre(lines: Sequence[str], index: int, floor: int) -> bool:
    previous = _previous(lines, index, floor)
    return previous is not None and is_institution(lines[previous])


def _joined(lines: Sequence[str], start: int, end: int) -> str:
    title = one_blank(" ".join(unmarked(line) for line in lines[start:end] if line))
    return re.sub(r"^\d{1,2}[.、)）](?!\d)\s*", "", title)


def _category_above(lines: Sequence[str], start: int, floor: int, category: str) -> tuple[int, str]:
    """Where an article begins, its centre's line included, and its category, carried on if none is said."""
    previous = _previous(lines, start, floor)
    if previous is not None and is_institution(lines[previous]) and byline(lines[previous]) is None:
        start = previous
        previous = _previous(lines, start, floor)
    if previous is not None and is_category_like(lines[previous]):
        category = category_of(lines[previous])
    return start, category
