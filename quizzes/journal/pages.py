"""Runs of text on printed pages made into lines, paragraphs and rows of tables by where they stand."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import inf
from statistics import median

from quizzes.journal.spelling import is_bulleted

MOST_PAGES = 500
"""Most pages of an issue in PDF."""

_HAN = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_WORD_GAP = 0.15  # widths of a Han character that part two words
_SCRIPT_GAP = 0.35  # the same between Han and Latin, where typesetting adds a little
_CELL_GAP = 0.9  # and two cells
_BETWEEN_GAPS = re.compile("[^ ](?:[^ ]| {1,3}(?! ))*")  # pypdf writes a gap as blanks, a quarter wide each
_LEAST_FULL = 15.0  # characters of a line that a paragraph could go on from
_TIGHT = 1.5  # sizes from line to line within a cell, at most
_CLEARLY = 0.8  # of the distance between rows
_LOOSE = 2.6  # and at most within a paragraph
_FULL = 0.6  # of the width of a column that most of its lines fill
_HALF = 0.7  # of the width of a page that a last page with one column of two does not reach
_LEAST_LINES = 5  # in each of two columns
_BEGINS = re.compile(
    r"[#|>【\[■●◆]|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)）、.．](?!\d)|[①-⑳]"
    r"|(?:附?表|图|病例|案例|例) ?[\d一二三四五六七八九十]"
)
_ENDS = tuple("。！？：；.!?:;")
_MARKER = re.compile(r"[-–•·●○◆◇■□▪▶►➢✦★☆‣]|[(（]?\d{1,2}[)）、.．]|[①-⑳]")
_LISTED = re.compile(r"(?:[.…·⋯_‥]{2,}|[ \t]) *\d{1,3}$")
_FIRST_WORD = re.compile(r"[!-~\u00c0-\u024f]+|.[，。、；：！？）】》”’]?")


@dataclass(frozen=True)
class Run:
    """Text from `x0` to `x1` on the base line `y`, of font size `size` [all in points]."""

    text: str
    x0: float
    x1: float
    y: float
    size: float


@dataclass(frozen=True)
class Line:
    """What stands on one base line, from left to right, parted at wide gaps."""

    runs: tuple[Run, ...]

    @cached_property
    def text(self) -> str:
        return " ".join(run.text for run in self.runs)

    @property
    def x0(self) -> float:
        return self.runs[0].x0

    @property
    def x1(self) -> float:
        return self.runs[-1].x1

    @property
    def y(self) -> float:
        return self.runs[0].y

    @property
    def size(self) -> float:
        return max(run.size for run in self.runs)


@dataclass(frozen=True)
class Flow:
    """Lines that are read one after the other; `side` is left or right in a column, else empty."""

    lines: Sequence[Line]
    side: str


@dataclass(frozen=True, kw_only=True)
class RunningHead:
    """A line at the edge of `pages` pages that was left out, as the first of them has it."""

    text: str
    pages: int


def lines_of_runs(runs: Iterable[Run]) -> list[Line]:
    """The lines of a page from its top; words are joined, cells stay apart."""
    rows: list[list[Run]] = []
    for run in sorted((piece for run in runs for piece in _pieces(run)), key=lambda run: -run.y):
        if rows and rows[-1][0].y - run.y < 0.5 * min(run.size, rows[-1][0].size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [Line(tuple(_words(sorted(row, key=lambda run: run.x0)))) for row in rows]


def _pieces(run: Run) -> Iterator[Run]:
    """The run parted where blanks stand for a wide gap; blank runs are dropped."""
    scale = (run.x1 - run.x0) / max(_width(run.text), 1.0)
    for piece in _BETWEEN_GAPS.finditer(run.text):
        x0, x1 = (run.x0 + scale * _width(run.text[:end]) for end in piece.span())
        yield replace(run, text=piece[0], x0=x0, x1=x1)


def _width(text: str) -> float:
    """About how wide a text is, in widths of a Han character."""
    return sum(1.0 if ord(c) > 0x2E7F else 0.25 if c == " " else 0.5 for c in text)


def _words(row: Sequence[Run]) -> Iterator[Run]:
    """Neighbours joined unless a wide gap parts them."""
    open_run = row[0]
    for run in row[1:]:
        gap = (run.x0 - open_run.x1) / max(run.size, open_run.size)
        if gap >= _CELL_GAP and not _MARKER.fullmatch(open_run.text.strip()):
            yield open_run
            open_run = run
            continue
        scripts = bool(re.match(_HAN, open_run.text[-1])) + bool(re.match(_HAN, run.text[0]))
        blank = " " if gap > (_SCRIPT_GAP if scripts == 1 else _WORD_GAP) else ""
        blank = "" if open_run.text.endswith(" ") else blank
        open_run = replace(
            open_run, text=f"{open_run.text}{blank}{run.text}", x1=run.x1, size=max(open_run.size, run.size)
        )
    yield open_run


def flows_of(pages: Sequence[Sequence[Line]]) -> list[Flow]:
    """The lines in the order they are read: page by page, the left column before the right one.

    Where most pages have two columns of text, a page whose columns hold tables has them as well.
    """
    parted = [_columns(page) for page in pages]
    mostly = 2 * sum(count == 2 for count in parted) >= len(pages)
    flows: list[Flow] = []
    for page, columns in zip(pages, parted, strict=True):
        flows += _two_flows(page) if columns == 2 or (mostly and columns) else [Flow(page, "")]
    return [flow for flow in flows if flow.lines]


def _columns(page: Sequence[Line]) -> int:
    """How many columns of text a page is sure to have: 2, 0 if text goes across, 1 if that is open."""
    if not page:
        return 0
    left, middle, right = _edges(page)
    sides: dict[str, list[Run]] = {"left": [], "right": [], "across": []}
    for run in (run for line in page for run in line.runs):
        sides[_side(run, middle)].append(run)
    if 4 * len(sides["across"]) > len(sides["left"]) + len(sides["right"]):
        return 0
    full = [_is_column(sides[side], (right - left) / 2) for side in ("left", "right")]
    return 2 if all(full) else 1


def _edges(page: Sequence[Line]) -> tuple[float, float, float]:
    """Where a page's text begins, its middle, and where it ends."""
    left, right = min(line.x0 for line in page), max(line.x1 for line in page)
    return left, (left + right) / 2, right


def _two_flows(page: Sequence[Line]) -> list[Flow]:
    """Left and right column by turns, between the lines that go across both."""
    _, middle, _ = _edges(page)
    flows: list[Flow] = []
    columns: dict[str, list[Line]] = {"left": [], "right": []}
    for line in page:
        sides = [_side(run, middle) for run in line.runs]
        if "across" in sides:
            flows += [*(Flow(lines, side) for side, lines in columns.items()), Flow([line], "")]
            columns = {"left": [], "right": []}
            continue
        for side in dict.fromkeys(sides):
            own = (run for run, its in zip(line.runs, sides, strict=True) if its == side)
            columns[side].append(Line(tuple(own)))
    return [*flows, *(Flow(lines, side) for side, lines in columns.items())]


def _side(run: Run, middle: float) -> str:
    if run.x0 < middle - run.size and run.x1 > middle + run.size:
        return "across"
    return "left" if (run.x0 + run.x1) / 2 < middle else "right"


def _is_column(runs: Sequence[Run], width: float) -> bool:
    """Whether runs fill half a page as lines of text do; cells of tables are narrower."""
    return len(runs) >= _LEAST_LINES and median(run.x1 - run.x0 for run in runs) >= _FULL * width


def paragraphs(flows: Sequence[Flow]) -> Iterator[str]:
    """Lines joined to paragraphs, with blank lines between them, and tables as rows of cells between tabs."""
    rights = [max(line.x1 for line in flow.lines) for flow in flows]
    widest = max(rights, default=0.0)
    in_columns = any(flow.side for flow in flows)
    open_text, last, edge = "", None, 0.0
    for flow, right in zip(flows, rights, strict=True):
        left = min(line.x0 for line in flow.lines)
        if not flow.side and not (in_columns and right < _HALF * widest):
            right = widest
        for part in _parts(flow.lines):
            if len(part) > 1 or len(part[0].runs) > 1:
                yield from _closed(open_text)
                open_text, last = "", None
                yield from [*_rows(part), ""]
                continue
            line = part[0]
            if last and _goes_on(last, line, left=left, edge=edge):
                open_text = _joined(open_text, line.text)
            else:
                yield from _closed(open_text)
                open_text = line.text
            last, edge = line, right
    yield from _closed(open_text)


def _closed(text: str) -> Iterator[str]:
    if text:
        yield text
        if not is_bulleted(text):
            yield ""


def _goes_on(line: Line, following: Line, *, left: float, edge: float) -> bool:
    """Whether a line was broken because the next word would not have fitted."""
    size = line.size
    first = _FIRST_WORD.match(following.text)
    needed = _width(first[0]) * size if first else 0.0
    indent = line.x0 + 2.5 * size if is_bulleted(line.text) else left + 0.8 * size
    return (
        line.x1 - line.x0 >= _LEAST_FULL * size
        and line.x1 + needed > edge - 0.5 * size
        and following.x0 <= indent
        and line.y - following.y < _LOOSE * size
        and abs(following.size - size) < 0.1 * size
        and not line.text.endswith(_ENDS)  # it may be the last one; two paragraphs for one do no harm
        and not _LISTED.search(line.text)
        and not is_bulleted(following.text)
        and not _BEGINS.match(following.text)
    )


def _joined(text: str, more: str) -> str:
    """Two lines as one: Chinese without a blank, English with one, a word broken by a hyphen whole again."""
    if re.search("[a-z]-$", text) and more[:1].islower():
        return text[:-1] + more
    blank = "" if re.match(_HAN, text[-1]) or re.match(_HAN, more[0]) else " "
    return f"{text.rstrip()}{blank}{more}"


def _parts(flow: Sequence[Line]) -> list[list[Line]]:
    """Single lines, and runs of lines with cells; a line set tight below one cell belongs to it."""
    parts: list[list[Line]] = []
    for line, below in zip(flow, [*flow[1:], None], strict=True):
        in_table = bool(parts) and len(parts[-1][0].runs) > 1
        if in_table and (
            len(line.runs) > 1 or _wraps(parts[-1], line) or _is_sparse(parts[-1][-1], line, below)
        ):
            parts[-1].append(line)
        else:
            parts.append([line])
    return parts


def _is_sparse(above: Line, line: Line, below: Line | None) -> bool:
    """Whether a line of one run between two rows is a row whose other cells are empty."""
    if below is None or len(below.runs) == 1:
        return False
    before, behind = above.y - line.y, line.y - below.y
    aligned = any(abs(cell.x0 - line.x0) < 0.5 * line.size for cell in (*above.runs, *below.runs))
    narrow = all(_cells_over(row, line.runs[0]) <= 1 for row in (above, below))
    return aligned and narrow and abs(before - behind) <= (1 - _CLEARLY) * max(before, behind)


def _wraps(part: Sequence[Line], line: Line) -> bool:
    """Whether a line of one run goes on below one cell of a table."""
    run, above = line.runs[0], part[-1]
    return (
        _cells_over(above, run) <= 1
        and run.x1 - run.x0 < above.x1 - above.x0
        and above.y - line.y < _tight(part) * line.size
    )


def _cells_over(row: Line, run: Run) -> int:
    return sum(cell.x0 < run.x1 and run.x0 < cell.x1 for cell in row.runs)


def _tight(part: Sequence[Line]) -> float:
    """Below which distance, in sizes, a line belongs to the row above: rows are set wider than lines."""
    pitch = max(((above.y - line.y) / line.size for above, line in pairwise(part)), default=inf)
    return min(_TIGHT, _CLEARLY * pitch)


def _rows(part: Sequence[Line]) -> Iterator[str]:
    """The rows of a table: what stands in one column by the widths of its cells, missing cells empty."""
    spans: list[tuple[float, float]] = []
    for x0, x1 in sorted((run.x0, run.x1) for line in part for run in line.runs):
        if spans and x0 < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
    rows: list[list[str]] = []
    tight = _tight(part)
    above: Line | None = None
    for line in part:
        cells = [""] * len(spans)
        for run in line.runs:
            column = next(n for n, (x0, x1) in enumerate(spans) if x0 <= run.x0 <= x1)
            cells[column] = f"{cells[column]} {run.text}".strip()
        if above is not None and above.y - line.y < tight * line.size and not all(cells):
            rows[-1] = [_joined(a, b) if a and b else a or b for a, b in zip(rows[-1], cells, strict=True)]
        else:
            rows.append(cells)
        above = line
    for row in rows:
        yield "\t".join(row)
