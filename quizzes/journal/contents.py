"""The table of contents: categories, and entries of centre, title and author in many layouts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from quizzes.journal.names import byline, is_institution, is_name, split_author
from quizzes.journal.spelling import is_bulleted, letters, one_blank, unbulleted, unlinked, unmarked
from quizzes.journal.titles import Wanted, first_repetition

_MOST_ENTRIES = 120
_MOST_LINES = 1200
_LONGEST_ENTRY_LINE = 90
_LONGEST_CATEGORY = 14  # letters
_WORD = re.compile(
    "^(?:本期|本刊|本月)?(?:目录|目錄|目次|要目|导读)(?:(?:tableof)?contents)?$"
    "|^(?:tableof)?contents(?:目录)?$"
)
_CATEGORY_END = re.compile(
    "(?:类|篇|栏|栏目|专栏|稿件|版块|板块|专题|动态|资讯|新闻|天地|园地|风采|讲堂|视窗|Column|Section)$"
)
_CATEGORY_MARKS = re.compile(
    r"^(?:#{1,6}\s+.+|【[^【】]+】|\[[^\[\]]+\]|[一二三四五六七八九十]{1,2}[、.．]\s*.+|\*\*[^*]+\*\*)$"
)
_CATEGORY_FRAME = re.compile(r"^(?:[一二三四五六七八九十]{1,2}[、.．]\s*)?[【\[「]?(.*?)[】\]」]?[:：]?$")
_NUMBERING = re.compile(r"^(?:\d{1,3}[.、)）．](?!\d)|[(（]\d{1,3}[)）]|[①-⑳]|[Pp]\.? ?\d{1,3}\b)\s*")
_LEADING_NUMBER = re.compile(r"^\d{1,3}[ \t]+(?=\D)")
_LEADERS = r"(?:[.…·⋯_‥・—-]{2,}|(?: [.·…]){2,}|…)"
_PAGE = re.compile(
    rf"^(?P<rest>.*?)[ \t]*(?:{_LEADERS}[ \t]*[(（]?(?:[Pp]\.? ?)?|\t[ \t]*"
    rf"|[(（/ \t](?:[Pp]\.? ?)|第 ?)(?P<page>\d{{1,3}})(?: ?页)?[)）]?$"
)
_BARE_PAGE = re.compile(r"^(?P<rest>.*\D)[ \t]+(?P<page>\d{1,3})$")
_END_LEADERS = re.compile(rf"[ \t]*{_LEADERS}[ \t]*$")
_INNER_LEADERS = re.compile(r"[ \t]*(?:[.…·⋯_‥]{3,}|(?: [.·…]){3,}|…{1,})[ \t]*")
_BOLD_CENTRE = re.compile(r"^\*{0,2}([^*]{2,20}?)[:：]?\*\*[ \t:：|·-]*(?=\S)(.+)$")
_BRACKETED_CENTRE = re.compile(r"^[【\[(（「]([^】\])）」]{2,20})[】\])）」]\s*(\S.*)$")
_SPACED_CENTRE = re.compile(r"^([^\s|:：]{2,20})(?:[ \t]*[|:：][ \t]*|[ \t]+[·—–-]*[ \t]*|[—–-]{1,2})(\S.*)$")
_HEADINGS_OF_COLUMNS = {
    "category": "栏目 类别 分类 板块 category section",
    "centre": "中心 单位 医院 供稿单位 centre center",
    "title": "题目 标题 篇名 文章 题名 title article",
    "author": "作者 供稿人 撰稿 撰稿人 author",
    "page": "页码 页 page",
}
_COLUMN_OF = {name: column for column, names in _HEADINGS_OF_COLUMNS.items() for name in names.split()}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One article as the contents announce it. `lines` are indices."""

    category: str
    centre: str
    title: str
    author: str
    lines: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Contents:
    """The contents between `start` (their heading) and `end` (first line behind them), as indices.

    `beyond` are the lines of entries that are too many to be looked for.
    """

    start: int
    end: int
    entries: tuple[Entry, ...]
    categories: tuple[str, ...]
    beyond: tuple[int, ...]


@dataclass(frozen=True)
class _Habits:
    """How this issue sets its contents, judged from all their lines."""

    complete: bool  # entries end with an author or a page
    numbered: bool  # entries start with a number and a blank
    paged: bool  # entries end with a number
    bulleted: bool
    institutions: bool  # entries start with the full name of an institution
    centres: tuple[str, ...]  # institutions of the bylines


@dataclass
class _Draft:
    """An entry whose lines are being gathered."""

    category: str
    texts: list[str]
    lines: list[int]


def find_contents(lines: Sequence[str]) -> Contents | None:
    """The contents of an issue, None where it has none or they cannot be made out."""
    lines = [unlinked(line) for line in lines]
    for index, line in enumerate(lines[:_MOST_LINES]):
        if _is_heading(line) or (_ends_heading(lines, index)):
            found = _read(lines, index)
            if len(found.entries) >= 2:
                return found
    return None


def _is_heading(line: str) -> bool:
    return len(line) <= 40 and _WORD.match(letters(unmarked(line))) is not None


def _ends_heading(lines: Sequence[str], index: int) -> bool:
    """目 and 录 on two lines."""
    return lines[index] == "录" and "目" in lines[max(0, index - 3) : index]


def _read(lines: Sequence[str], start: int) -> Contents:
    """Read the contents twice: up to the first prose, then up to the first title that comes again."""
    end = _rough_end(lines, start + 1)
    entries, beyond, last = _entries(lines, start + 1, end)
    wanted = [Wanted(title=each.title, centre=each.centre, author=each.author) for each in entries]
    known_from = [each.lines[-1] + 1 for each in entries]
    again = first_repetition(lines[:end], wanted, known_from, start=start + 1, listed=_is_listed)
    if again is not None:
        entries, beyond, last = _entries(lines, start + 1, again)
    categories = tuple(dict.fromkeys(entry.category for entry in entries if entry.category))
    return Contents(
        start=start, end=last, entries=tuple(entries), categories=categories, beyond=tuple(beyond)
    )


def _entries(lines: Sequence[str], start: int, rough: int) -> tuple[list[Entry], list[int], int]:
    """Entries, the lines of those that are too many, and where the contents end."""
    habits = _habits(lines, start, rough)
    drafts, end = _gather(lines, start, rough, habits)
    entries: list[Entry] = []
    columns: tuple[str, ...] = ()
    for draft in drafts[:_MOST_ENTRIES]:
        cells = _cells(draft.texts[0])
        if cells and (named := _named_columns(cells)):
            columns = named
            continue
        entry = _of_cells(cells, columns, draft, habits) if cells else _of_text(draft, habits)
        if cells and not entry.category and entries:
            entry = replace(entry, category=entries[-1].category)
        entries.append(entry)
    return entries, [index for draft in drafts[_MOST_ENTRIES:] for index in draft.lines], end


def _is_listed(line: str) -> bool:
    """Whether a line has what only entries have: a bullet, cells, an author or a page."""
    return bool(
        is_bulleted(line)
        or _cells(line)
        or _PAGE.match(line)
        or _BARE_PAGE.match(line)
        or is_name(unmarked(line))
        or split_author(unmarked(line))[1]
    )


def _rough_end(lines: Sequence[str], start: int) -> int:
    """The first line that is prose."""
    for index in range(start, min(len(lines), start + _MOST_LINES)):
        line = lines[index]
        if len(line) > _LONGEST_ENTRY_LINE or line.endswith(("。", "；", "，", ",", ";")):
            return index
    return min(len(lines), start + _MOST_LINES)


def _habits(lines: Sequence[str], start: int, end: int) -> _Habits:
    shown = [line for line in lines[start:end] if len(letters(line)) >= 6]
    bulleted = [line for line in shown if is_bulleted(line)]
    entries = [unbulleted(line) for line in (bulleted if len(bulleted) >= 2 else shown)]
    least = max(2, 0.4 * len(entries))
    plain = [unmarked(_NUMBERING.sub("", entry)) for entry in entries]
    return _Habits(
        complete=sum(map(_names_author, lines[start:end])) >= least
        or sum(_PAGE.match(text) is not None for text in plain) >= least,
        numbered=sum(_LEADING_NUMBER.match(entry) is not None for entry in entries) >= least,
        paged=sum(_BARE_PAGE.match(text) is not None for text in plain) >= least,
        bulleted=len(bulleted) >= 2,
        institutions=sum(is_institution(text.split()[0]) for text in plain if text) >= least * 1.5,
        centres=tuple({found.centre for line in lines[start:] if (found := byline(line)) and found.centre}),
    )


def _names_author(line: str) -> bool:
    text = unmarked(unbulleted(line))
    return is_name(text) or bool(split_author(_without_page(text, bare=True)[0])[1])


def _gather(lines: Sequence[str], start: int, rough: int, habits: _Habits) -> tuple[list[_Draft], int]:
    """Lines joined to entries, and where the contents end: at the first title that comes again."""
    drafts: list[_Draft] = []
    category, seen, end, blank = "", [""], start, False
    for index in range(start, rough):
        line = lines[index]
        if not line or _is_rule(line) or _is_heading(line):
            blank = blank or not line
            continue
        if category and letters(unmarked(line)) in seen:
            break
        if len(drafts) >= 2 and not is_bulleted(line) and (signed := byline(line)) and signed.centre:
            break
        if drafts and all(_cells(draft.texts[0]) for draft in drafts) and not _in_table(lines, index, rough):
            break
        open_draft = bool(drafts) and habits.complete and not _is_complete(drafts[-1], habits)
        wrapped = open_draft and not _cells(drafts[-1].texts[0])
        if _cells(line) and not wrapped:
            drafts.append(_Draft(category, [line], [index]))
        elif _is_category(lines, index, rough, habits, joins=open_draft and not blank):
            category = category_of(line)
            seen.append(letters(category))
            blank = False
            continue
        elif open_draft and not is_bulleted(line) and len(drafts[-1].lines) < 4:
            drafts[-1].texts.append(line)
            drafts[-1].lines.append(index)
        else:
            drafts.append(_Draft(category, [line], [index]))
        blank, end = False, index + 1
    if habits.complete:
        while (
            len(drafts) > 2 and not _is_complete(drafts[-1], habits) and not is_bulleted(drafts[-1].texts[0])
        ):
            drafts.pop()  # the first heading of the body, when it is spelled unlike its entry
            end = drafts[-1].lines[-1] + 1
    return drafts, end


def _in_table(lines: Sequence[str], index: int, rough: int) -> bool:
    """Whether a line is a row of a table or the next one is."""
    following = [line for line in lines[index : min(rough, index + 6)] if line][:2]
    return any(_cells(line) for line in following)


def _is_rule(line: str) -> bool:
    return not letters(line)


def _is_complete(draft: _Draft, habits: _Habits) -> bool:
    if _cells(draft.texts[0]):
        return True
    text, page = _without_page(one_blank(" ".join(draft.texts)), bare=habits.paged)
    return bool(page or split_author(text)[1])


def _is_category(lines: Sequence[str], index: int, rough: int, habits: _Habits, *, joins: bool) -> bool:
    line = lines[index]
    bare = unbulleted(line)
    if not 0 < len(letters(category_of(bare))) <= _LONGEST_CATEGORY or joins or is_name(bare):
        return False
    if _without_page(bare, bare=False)[1] or split_author(bare)[1] or _BOLD_CENTRE.match(bare):
        return False
    if (spaced := _SPACED_CENTRE.match(bare)) and _names_centre(spaced[1], habits):
        return False
    marked = _CATEGORY_MARKS.match(bare) is not None or _CATEGORY_END.search(category_of(bare)) is not None
    if is_bulleted(line):
        return marked and not split_author(unmarked(bare))[1]
    after = next((each for each in lines[index + 1 : rough] if each and not _is_rule(each)), "")
    if is_name(after):
        return False
    followed = is_bulleted(after) if habits.bulleted else habits.complete
    return marked or bool(_cells(after)) or (followed and bool(after))


def could_be_category(entry: Entry) -> bool:
    """Whether an entry that is no article could be the name of a category: one short line, nobody's."""
    return (
        len(entry.lines) == 1
        and not entry.author
        and not entry.centre
        and 2 <= len(letters(entry.title)) <= _LONGEST_CATEGORY // 2
    )


def is_category_like(line: str) -> bool:
    """Whether a line standing by itself has the form of a category's name."""
    name = category_of(line)
    return 0 < len(letters(name)) <= _LONGEST_CATEGORY and (
        _CATEGORY_END.search(name) is not None or line.startswith(("【", "[", "## "))
    )


def category_of(line: str) -> str:
    """The name of a category without marks, frame and English translation."""
    found = _CATEGORY_FRAME.match(unmarked(unbulleted(line)))
    name = found[1] if found else line
    name = re.sub(r"[ \t]*[/|·]?[ \t]*[A-Za-z&' ]+$", "", name) or name  # 技术类 TECHNOLOGY
    return one_blank(name)


def _without_page(text: str, *, bare: bool) -> tuple[str, str]:
    found = _PAGE.match(text) or (_BARE_PAGE.match(text) if bare else None)
    if found and found["rest"].strip():
        return _END_LEADERS.sub("", found["rest"]).strip(), found["page"]
    return _END_LEADERS.sub("", text).strip(), ""


def _of_text(draft: _Draft, habits: _Habits) -> Entry:
    text = unbulleted(_heading_sign(" ".join(draft.texts).strip()))
    text = _NUMBERING.sub("", text)
    if habits.numbered:
        text = _LEADING_NUMBER.sub("", text)
    text, _ = _without_page(text, bare=habits.paged)
    rest, author = split_author(_END_LEADERS.sub("", text))
    if not author:  # the author may stand before the leaders or glued behind them
        rest, author = split_author(_INNER_LEADERS.sub("  ", text).strip())
    centre, title = _split_centre(_END_LEADERS.sub("", rest), habits)
    return Entry(
        category=draft.category,
        centre=centre,
        title=one_blank(unmarked(title)).strip("|· "),
        author=author,
        lines=tuple(draft.lines),
    )


def _heading_sign(text: str) -> str:
    return re.sub(r"^#{1,6}\s+", "", text)


def _split_centre(text: str, habits: _Habits) -> tuple[str, str]:
    if marked := _BOLD_CENTRE.match(text) or _BRACKETED_CENTRE.match(text):
        return one_blank(marked[1]), marked[2]
    text = unmarked(text)
    if (spaced := _SPACED_CENTRE.match(text)) and _names_centre(spaced[1], habits):
        return spaced[1], spaced[2]
    return "", text


def _names_centre(word: str, habits: _Habits) -> bool:
    if is_institution(word):
        return habits.institutions or len(word) <= 6
    root = word.removesuffix("中心")
    return len(root) >= 2 and len(word) <= 12 and any(root in centre for centre in habits.centres)


def _cells(line: str) -> tuple[str, ...]:
    """The cells of a line that is a row of a table of contents, empty for other lines."""
    bare = line.strip(" ")
    if bare.startswith("|") and bare.count("|") >= 3:
        cells = bare.strip("|").split("|")
    elif line.count("\t") >= 1 and len([cell for cell in line.split("\t") if cell.strip()]) >= 2:
        cells = line.split("\t")
    elif bare.count("|") >= 2 and is_name(re.sub(r"\|\s*\d+\s*$", "", bare).rsplit("|", 1)[-1]):
        cells = unbulleted(bare).split("|")
    else:
        return ()
    return tuple(one_blank(unmarked(cell)) for cell in cells)


def _named_columns(cells: Sequence[str]) -> tuple[str, ...]:
    """What each column holds, if these cells are the heading of the table."""
    named = tuple(_COLUMN_OF.get(cell.replace(" ", "").lower(), "") for cell in cells)
    return named if "title" in named and sum(map(bool, named)) >= 2 else ()


def _of_cells(cells: Sequence[str], columns: Sequence[str], draft: _Draft, habits: _Habits) -> Entry:
    if columns and len(columns) == len(cells):
        named = dict(zip(columns, cells, strict=True))
    else:
        named = _guessed(cells)
    author = named.get("author", "")
    centre, title = named.get("centre", ""), named.get("title", "")
    if not centre:
        centre, title = _split_centre(title, habits)
    return Entry(
        category=named.get("category", "") or draft.category,
        centre=centre,
        title=title,
        author=split_author(f"- {author}")[1] or author,
        lines=tuple(draft.lines),
    )


def _guessed(cells: Sequence[str]) -> dict[str, str]:
    """Cells by their looks: a number is the page, a name the author, the longest rest the title."""
    rest = [unbulleted(cell) for cell in cells if cell and not re.fullmatch(r"[Pp.\d ]+", cell)]
    rest[:1] = [_LEADING_NUMBER.sub("", _NUMBERING.sub("", cell)) for cell in rest[:1]]
    named: dict[str, str] = {}
    if len(rest) > 1 and is_name(rest[-1]):
        named["author"] = rest.pop()
    elif len(rest) == 1 or not rest:
        text, author = split_author(rest[0] if rest else "")
        return {"title": text, "author": author}
    title = max(rest, key=len)
    before = rest[: rest.index(title)]
    named["title"] = title
    if before:
        named["centre"] = before[-1]
    if len(before) > 1:
        named["category"] = before[-2]
    return named
