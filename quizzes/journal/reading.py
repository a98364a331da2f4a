"""An issue of the journal, read: text in, values out."""

import re
from calendar import month_name
from collections.abc import Sequence
from itertools import groupby

from quizzes.journal.cases import find_cases
from quizzes.journal.events import find_talks, ranks_people, sitting_of
from quizzes.journal.formulas import find_formulas
from quizzes.journal.layout import Ledger, Section, lay_out
from quizzes.journal.model import (
    Article,
    Case,
    ExamTable,
    Formula,
    Issue,
    JournalTable,
    Kind,
    Lecture,
    Reason,
    Statement,
    Unread,
)
from quizzes.journal.spelling import lines_of, printed_lines
from quizzes.journal.statements import statements_in
from quizzes.journal.tables import Grid, find_tables

_MONTHS = [name.lower() for name in month_name[1:]]
_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_MONTH = re.compile(
    r"(?<!\d)(?P<year>20\d{2}|[二][〇○零][〇○零一二三四五六七八九]{2}) ?[年.．/-] ?第? ?"
    r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?!\d)(?! ?[.．/-] ?\d)(?! ?月 ?\d)"
)
_ENGLISH_MONTH = re.compile(
    rf"\b(?P<month>{'|'.join(m[:3] + f'(?:{m[3:]})?' for m in _MONTHS)})\.?,? (?P<year>20\d{{2}})\b", re.I
)
_PERIODICAL = re.compile("月 ?刊|期刊|第.{1,3}期|journal|issue", re.IGNORECASE)


def read_issue(text: str) -> Issue:
    """Find articles, tables, formulas, cases, exam rankings, lectures and numbers in an issue.

    Parameters
    ----------
    text
        The whole issue as plain text or Markdown; anything goes. What is not understood is in `unread`.

    Returns
    -------
    :
        Every line that is not blank has exactly one kind in `kinds`.
    """
    lines = lines_of(text)
    sections, ledger = lay_out(lines)
    found = find_formulas(lines, ledger)  # before tables: LaTeX may hold bars
    grids = find_tables(lines, ledger)
    for section in sections:
        ledger.claim(range(section.start, section.end), Kind.TEXT)
    ledger.claim(range(len(lines)), Kind.UNREAD, reason=Reason.OUTSIDE_ARTICLES)
    of = _Titles(sections)
    printed = printed_lines(text)
    return Issue(
        issue=_issue_of(lines, ledger),
        articles=tuple(_article(printed, section) for section in sections),
        tables=tuple(_table(grid, of) for grid in grids),
        formulas=tuple(
            Formula(article=of.title(f.index), line=f.index + 1, form=f.form, text=f.text)
            for f in found
            if ledger.kinds[f.index] in (Kind.TEXT, Kind.FORMULA)
        ),
        cases=tuple(_cases(lines, ledger, sections)),
        exam_tables=tuple(_exam(lines, grid, of) for grid in grids if ranks_people(grid.columns)),
        lectures=tuple(_lectures(lines, sections)),
        numbers=tuple(_numbers(lines, ledger, of)),
        unread=tuple(_unread(lines, ledger)),
        kinds=tuple(ledger.kinds),
    )


class _Titles:
    """The title of the article that a line is in."""

    def __init__(self, sections: Sequence[Section]) -> None:
        self._of = {index: section for section in sections for index in range(section.start, section.end)}

    def section(self, index: int) -> Section | None:
        return self._of.get(index)

    def title(self, index: int) -> str | None:
        section = self._of.get(index)
        return section.title if section else None


def _article(printed: Sequence[str], section: Section) -> Article:
    return Article(
        category=section.category,
        centre=section.centre,
        title=section.title,
        author=section.author,
        text="\n".join(printed[section.body : section.end]).strip("\n"),
        start_line=section.start + 1,
        end_line=section.end,
    )


def _table(grid: Grid, of: _Titles) -> JournalTable:
    return JournalTable(
        article=of.title(grid.start),
        caption=grid.caption,
        columns=grid.columns,
        rows=grid.rows,
        start_line=grid.start + 1,
        end_line=grid.end,
    )


def _exam(lines: Sequence[str], grid: Grid, of: _Titles) -> ExamTable:
    section = of.section(grid.start)
    start, end = (section.start, section.end) if section else (max(0, grid.start - 20), grid.end)
    held, place = sitting_of(lines, start=start, end=end, before=grid.start)
    return ExamTable(
        article=of.title(grid.start),
        caption=grid.caption,
        columns=grid.columns,
        rows=grid.rows,
        held=held,
        place=place,
        start_line=grid.start + 1,
        end_line=grid.end,
    )


def _cases(lines: Sequence[str], ledger: Ledger, sections: Sequence[Section]) -> list[Case]:
    return [
        Case(
            article=section.title,
            label=case.label,
            sex=case.sex,
            age=case.age,
            age_unit=case.age_unit,
            complaint=case.complaint,
            findings=case.findings,
            dates=case.dates,
            labs=case.labs,
            start_line=case.start + 1,
            end_line=case.end,
        )
        for section in sections
        for case in find_cases(lines, ledger, start=section.body, end=section.end)
    ]


def _lectures(lines: Sequence[str], sections: Sequence[Section]) -> list[Lecture]:
    return [
        Lecture(
            article=section.title, line=talk.index + 1, speaker=talk.speaker, topic=talk.topic, held=talk.held
        )
        for section in sections
        for talk in find_talks(lines, start=section.body, end=section.end)
    ]


def _numbers(lines: Sequence[str], ledger: Ledger, of: _Titles) -> list[Statement]:
    return [
        Statement(article=of.title(index), line=index + 1, value=value, unit=unit, sentence=sentence)
        for index, line in enumerate(lines)
        if ledger.kinds[index] is Kind.TEXT
        for value, unit, sentence in statements_in(line)
    ]


def _unread(lines: Sequence[str], ledger: Ledger) -> list[Unread]:
    """Unread lines, neighbours with one reason together."""
    indices = [i for i, kind in enumerate(ledger.kinds) if kind is Kind.UNREAD]
    runs = groupby(enumerate(indices), key=lambda each: (each[1] - each[0], ledger.reasons[each[1]]))
    unread = []
    for (_, reason), run in runs:
        own = [index for _, index in run]
        text = "\n".join(lines[index] for index in own)
        unread.append(Unread(start_line=own[0] + 1, end_line=own[-1] + 1, reason=reason, text=text))
    return unread


def _issue_of(lines: Sequence[str], ledger: Ledger) -> str | None:
    """Year and month: of a line that calls itself a periodical, else of front matter, contents or imprint."""
    around = [
        line
        for line, kind in zip(lines, ledger.kinds, strict=True)
        if kind in (Kind.FRONT, Kind.IMPRINT, Kind.CONTENTS, Kind.PAGE, Kind.UNREAD)
    ]
    for chosen in (
        [line for line in around if _PERIODICAL.search(line)],
        [line for line in around if len(line) <= 30],
        lines[:20],
    ):
        for line in chosen:
            if found := _MONTH.search(line) or _ENGLISH_MONTH.search(line):
                return f"{_number(found['year']):04}-{_month(found['month']):02}"
    return None


def _number(text: str) -> int:
    return int(text.translate(_CHINESE_DIGITS))


def _month(text: str) -> int:
    if text.isascii() and text.isalpha():
        return next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(text.lower()[:3]))
    if text.startswith("十"):
        return 10 + (_number(text[1:]) if text[1:] else 0)
    return _number(text)
