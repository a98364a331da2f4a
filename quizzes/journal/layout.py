"""The parts of an issue: front matter, contents, articles, imprint. Every line gets its kind here first."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from quizzes.journal.contents import Contents, could_be_category, find_contents
from quizzes.journal.headings import Heading, bylines_of, find_headings
from quizzes.journal.model import Kind, Reason
from quizzes.journal.names import Byline, byline, is_institution, is_name
from quizzes.journal.spelling import is_bulleted, letters, unmarked, without_inner_blanks
from quizzes.journal.titles import Wanted, find_titles, is_heading_like

PAGE_NUMBER = re.compile(
    r"[-—–·.~\s]*\d{1,3}[-—–·.~\s]*|第 ?\d{1,3} ?页(?:[,，/ ]*共 ?\d{1,3} ?页)?"
    r"|[Pp]age \d{1,3}(?: of \d{1,3})?"
    r"|\d{1,3} ?/ ?\d{1,3}|[-—–_=*·~ ]{3,}"
)
_DATED = re.compile("(?:19|20)[0-9]{2} ?[.年/-]|月刊|期刊|[Jj]ournal|JOURNAL")
_FULL_DATE = re.compile(r"\d{4} ?[.年/-] ?\d{1,2} ?[.月/-] ?\d{1,2}")
_IMPRINT = re.compile(
    r"^(?:名誉)?(?:主 ?编|总 ?编|副 ?主 ?编|执行 ?主 ?编|编 ?委|编辑委员会|责任 ?编辑|采 ?编|编 ?辑|美 ?编"
    r"|美术 ?设计|评审 ?委员|顾 ?问|校 ?对|排 ?版|主办单位?|承办单位?|出版|印刷"
    r"|Editors?|Editor-in-chief|Design)(?:[^:：]{0,6})[:：]"
    r"|内部 ?(?:刊物|资料|交流)|Internal Publication|版权所有",
    re.IGNORECASE,
)
_GARBLED = re.compile("[\ufffd\ue000-\uf8ff]")


@dataclass(frozen=True, kw_only=True)
class Section:
    """An article's place: title on `start` to `body`, text up to `end` (indices, ends exclusive)."""

    category: str
    centre: str
    title: str
    author: str
    start: int
    body: int
    end: int


@dataclass
class Ledger:
    """Which kind each line is; a line gets one kind, once."""

    lines: Sequence[str]
    kinds: list[Kind | None] = field(init=False)
    reasons: dict[int, Reason] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.kinds = [None] * len(self.lines)

    def claim(self, indices: Iterable[int], kind: Kind, *, reason: Reason | None = None) -> None:
        """Give the lines that are not blank and still free a kind; with a reason if it is unread."""
        for index in indices:
            if self.lines[index] and self.kinds[index] is None:
                self.kinds[index] = kind
                if reason is not None:
                    self.reasons[index] = reason

    def free(self, index: int) -> bool:
        """Whether a line is neither blank nor claimed."""
        return bool(self.lines[index]) and self.kinds[index] is None


def lay_out(lines: Sequence[str]) -> tuple[list[Section], Ledger]:
    """The articles in the order of the issue; front matter, contents, titles and imprint are claimed."""
    ledger = Ledger(lines)
    ledger.claim(
        (i for i, line in enumerate(lines) if _GARBLED.search(line)), Kind.UNREAD, reason=Reason.GARBLED
    )
    ledger.claim((i for i, line in enumerate(lines) if PAGE_NUMBER.fullmatch(line)), Kind.PAGE)
    contents = find_contents(lines)
    if contents:
        ledger.claim(range(contents.start), Kind.FRONT)
        ledger.claim(contents.beyond, Kind.UNREAD, reason=Reason.TOO_MANY_ENTRIES)
        headings = _announced(lines, contents, ledger)
        ledger.claim(range(contents.start, contents.end), Kind.CONTENTS)
    else:
        headings = find_headings(lines)
        ledger.claim(range(headings[0].start if headings else 0), Kind.FRONT)
    imprint = _imprint(lines, headings[-1].end if headings else len(lines) * 3 // 4)
    ledger.claim(range(imprint, len(lines)), Kind.IMPRINT)
    _claim_running_heads(lines, ledger)
    floor = contents.end if contents else 0
    return _sections(lines, headings, ledger, floor=floor, imprint=imprint), ledger


def _announced(lines: Sequence[str], contents: Contents, ledger: Ledger) -> list[Heading]:
    """The titles that the contents announce; entries whose title is nowhere are unread."""
    wanted = [Wanted(title=e.title, centre=e.centre, author=e.author) for e in contents.entries]
    headings = []
    late: dict[str, str] = {}  # categories taken for entries at first, by the category before them
    places = find_titles(lines, wanted, start=contents.end)
    for entry, place, following in zip(contents.entries, places, [*places[1:], None], strict=True):
        if place is None and following and could_be_category(entry):
            late[entry.category] = entry.title
            continue
        if place is None:
            reason = Reason.TITLE_NOT_FOUND if entry.title else Reason.CONTENTS_LINE
            ledger.claim(entry.lines, Kind.UNREAD, reason=reason)
            continue
        headings.append(
            Heading(
                start=place.start,
                end=place.end,
                title=entry.title,
                category=late.get(entry.category, entry.category),
                centre=entry.centre,
                author=entry.author,
            )
        )
    return sorted(headings, key=lambda heading: heading.start)


def _imprint(lines: Sequence[str], start: int) -> int:
    """Where the imprint begins: at who edited, or at the journal's name and month right before that."""
    first = next((i for i in range(start, len(lines)) if _IMPRINT.search(lines[i])), len(lines))
    if any(len(line) > 120 or (len(line) > 30 and line.endswith("。")) for line in lines[first:]):
        return len(lines)
    masthead = {letters(line) for line in lines[:30] if line}
    begin = first
    for index in range(first - 1, max(start, first - 16), -1):
        line = lines[index]
        if not line:
            continue
        if not is_heading_like(line) or len(line) > 40 or is_bulleted(line) or byline(line):
            break
        if not (
            _DATED.search(line) or "·" in line or letters(line) in masthead or re.search(r"\d{4}|\d月", line)
        ):
            break
        begin = index
    return begin


def _claim_running_heads(lines: Sequence[str], ledger: Ledger) -> None:
    """Heads and feet of pages: the same dated line, or the journal's name, three times and more."""
    names = {letters(line) for line in [line for line in lines if line][:6]}
    heads = [
        (i, re.sub(r"^\d+|\d{1,3}$", "", letters(line)))
        for i, line in enumerate(lines)
        if len(line) <= 40
        and ledger.free(i)
        and (_DATED.search(line) or letters(line) in names)
        and not _FULL_DATE.search(line)
    ]
    often = Counter(head for _, head in heads)
    ledger.claim((i for i, head in heads if often[head] >= 3), Kind.PAGE)


def _sections(
    lines: Sequence[str], headings: Sequence[Heading], ledger: Ledger, *, floor: int, imprint: int
) -> list[Section]:
    """The articles between `floor` and `imprint` (indices); their titles and bylines are claimed."""
    if not headings:
        return []
    signed = bylines_of(lines)
    categories = {letters(heading.category) for heading in headings if heading.category}
    leads = [_lead(lines, heading, categories, floor) for heading in headings]
    sections = []
    for heading, lead, end in zip(headings, leads, [*leads[1:], imprint], strict=True):
        while end > heading.end and not lines[end - 1]:
            end -= 1
        _claim_title(lines, heading, lead, end, categories, ledger)
        inside = {i: each for i, each in signed.items() if heading.end <= i < end}
        section = Section(
            category=heading.category,
            centre=heading.centre,
            title=heading.title,
            author=heading.author,
            start=heading.start,
            body=heading.end,
            end=end,
        )
        section = _with_byline(section, list(inside.values()))
        _claim_bylines(lines, section, inside, ledger)
        sections.append(section)
    return sections


def _claim_title(
    lines: Sequence[str], heading: Heading, lead: int, end: int, categories: set[str], ledger: Ledger
) -> None:
    """The title with the category and centre before it, and the places where it is repeated."""
    before = range(lead, heading.start)
    ledger.claim((i for i in before if letters(unmarked(lines[i])) in categories), Kind.CATEGORY)
    ledger.claim(range(lead, heading.end), Kind.TITLE)
    spellings = {letters(heading.title), letters(" ".join(lines[heading.start : heading.end]))}
    ledger.claim((i for i in range(heading.end, end) if letters(unmarked(lines[i])) in spellings), Kind.TITLE)


def _lead(lines: Sequence[str], heading: Heading, categories: set[str], floor: int) -> int:
    """The first of the lines before a title that belong to it: its category, its centre."""
    lead = heading.start
    for _ in range(2):
        previous = next((i for i in range(lead - 1, max(floor, lead - 6) - 1, -1) if lines[i]), None)
        if previous is None:
            break
        bare = unmarked(lines[previous])
        centre = letters(heading.centre)
        named = letters(bare) in (centre, f"{centre}中心") or (is_institution(bare) and len(bare) <= 12)
        if letters(bare) not in categories and not named:
            break
        lead = previous
    return lead


def _with_byline(section: Section, signed: Sequence[Byline]) -> Section:
    """Complete what the contents say by the bylines of the article."""
    author = section.author or (signed[0].author if signed else "")
    own = [each.centre for each in signed if each.author == author and each.centre]
    centre = section.centre or (own[0] if own else "")
    return replace(section, author=author, centre=without_inner_blanks(centre))


def _claim_bylines(lines: Sequence[str], section: Section, signed: dict[int, Byline], ledger: Ledger) -> None:
    """Lines that name the article's own author; other people's names are text."""
    for index, each in signed.items():
        if each.author != section.author:
            continue
        own = [index]
        if byline(lines[index]) is None:  # institution and name on two lines
            own.append(next(i for i in range(index + 1, len(lines)) if lines[i]))
        ledger.claim(own, Kind.BYLINE)
    first = [i for i in range(section.body, section.end) if ledger.free(i)][:3]
    for index in first:
        name = lines[index].replace(" ", "")
        if is_name(lines[index]) and section.author and name == section.author.replace("、", ""):
            ledger.claim([index], Kind.BYLINE)
