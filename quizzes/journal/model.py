"""What is found in an issue of the journal. Lines are counted from 1, as editors show them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a line is part of. Every line that is not blank has exactly one kind."""

    FRONT = "front"
    CONTENTS = "contents"
    CATEGORY = "category"
    TITLE = "title"
    BYLINE = "byline"
    TEXT = "text"
    TABLE = "table"
    FORMULA = "formula"
    PAGE = "page"
    IMPRINT = "imprint"
    UNREAD = "unread"


class Reason(StrEnum):
    """Why lines could not be understood."""

    TITLE_NOT_FOUND = "title-not-found"
    CONTENTS_LINE = "contents-line"
    TOO_MANY_ENTRIES = "too-many-entries"
    OUTSIDE_ARTICLES = "outside-articles"
    GARBLED = "garbled"
    LONE_TABLE_ROW = "lone-table-row"
    HTML = "html-table"
    FORMULA_NOT_CLOSED = "formula-not-closed"


@dataclass(frozen=True, kw_only=True)
class Article:
    """One article. `centre` is as the contents print it, else the institution of the byline.

    What the issue does not say is an empty text. `text` holds the lines between title and end, as printed.
    """

    category: str
    centre: str
    title: str
    author: str
    text: str
    start_line: int
    end_line: int


@dataclass(frozen=True, kw_only=True)
class JournalTable:
    """A table: every row has as many cells as there are columns. `article` is a title, or None outside."""

    article: str | None
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    start_line: int
    end_line: int


@dataclass(frozen=True, kw_only=True)
class ExamTable:
    """The ranking of a stage exam, with when (as printed) and where it was sat where the article says so."""

    article: str | None
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    held: str
    place: str
    start_line: int
    end_line: int


@dataclass(frozen=True, kw_only=True)
class Formula:
    """A formula as printed: LaTeX without its dollar signs, or plain."""

    article: str | None
    line: int
    form: str  # "display", "inline" or "plain"
    text: str


@dataclass(frozen=True, kw_only=True)
class Lab:
    """A laboratory value or vital sign, as printed."""

    name: str
    value: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A patient's case. `age_unit` is year, month or day; `dates` are as printed."""

    article: str | None
    label: str
    sex: str  # "male" or "female"
    age: int
    age_unit: str
    complaint: str
    findings: tuple[str, ...]
    dates: tuple[str, ...]
    labs: tuple[Lab, ...]
    start_line: int
    end_line: int


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A number with its unit (as printed; ``1`` for a pure number) and the sentence it stands in."""

    article: str | None
    line: int
    value: float
    unit: str
    sentence: str


@dataclass(frozen=True, kw_only=True)
class Lecture:
    """Who spoke on what and when, as printed."""

    article: str | None
    line: int
    speaker: str
    topic: str
    held: str


@dataclass(frozen=True, kw_only=True)
class Unread:
    """Lines that were not understood."""

    start_line: int
    end_line: int
    reason: Reason
    text: str


@dataclass(frozen=True, kw_only=True)
class Issue:
    """Everything found in one issue.

    Attributes
    ----------
    issue
        Year and month, such as 2022-10; None where the text does not say.
    tables
        All tables, rankings of exams among them; `exam_tables` are those rankings once more.
    kinds
        One for each line of the file, None for a blank line.
    """

    issue: str | None
    articles: tuple[Article, ...] = ()
    tables: tuple[JournalTable, ...] = ()
    formulas: tuple[Formula, ...] = ()
    cases: tuple[Case, ...] = ()
    exam_tables: tuple[ExamTable, ...] = ()
    lectures: tuple[Lecture, ...] = ()
    numbers: tuple[Statement, ...] = ()
    unread: tuple[Unread, ...] = ()
    kinds: tuple[Kind | None, ...] = field(default=(), repr=False)
