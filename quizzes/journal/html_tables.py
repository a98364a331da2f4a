"""Tables written in HTML, as some converters leave them in Markdown."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

from quizzes.journal.spelling import one_blank

_MOST_LINES = 2000
_MOST_SPAN = 63  # columns or rows of one cell
_BEGINS = re.compile(r"<table\b", re.IGNORECASE)
_ENDS = re.compile(r"</table\s*>$", re.IGNORECASE)


def html_table(lines: Sequence[str], start: int) -> tuple[int, str, list[tuple[str, ...]]] | None:
    """The table that fills whole lines from `start` on (an index): its end, caption and rows.

    The index of the end is exclusive. None where no table starts, it does not end, holds another table, or
    has fewer than two rows or columns. A cell over several columns or rows is given once, then empty.
    """
    if not _BEGINS.match(lines[start]):
        return None
    limit = min(len(lines), start + _MOST_LINES)
    end = next((i + 1 for i in range(start, limit) if _ENDS.search(lines[i])), None)
    if end is None:
        return None
    reader = _Reader()
    reader.feed("\n".join(lines[start:end]))
    rows = [row for row in reader.rows if any(row)]
    width = max(map(len, rows), default=0)
    if reader.tables != 1 or len(rows) < 2 or width < 2:
        return None
    return end, one_blank(reader.caption), [tuple(row + [""] * (width - len(row))) for row in rows]


class _Reader(HTMLParser):
    """Cells in rows, each where it stands; `tables` counts the tables begun."""

    def __init__(self) -> None:
        super().__init__()
        self.tables = 0
        self.caption = ""
        self.rows: list[list[str]] = []
        self._into = ""  # the tag whose text is being read
        self._held: dict[int, int] = {}  # rows that a cell above still covers, by column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables += 1
        elif tag == "tr":
            self._held = {column: left - 1 for column, left in self._held.items() if left > 1}
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self._open_cell(dict(attrs))
        elif tag == "br":
            self.handle_data(" ")
        if tag in ("td", "th", "caption"):
            self._into = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._into:
            self._into = ""

    def handle_data(self, data: str) -> None:
        if self._into == "caption":
            self.caption += data
        elif self._into and self.rows and self.rows[-1]:
            self.rows[-1][self._at] = one_blank(self.rows[-1][self._at] + " " + data)

    def _open_cell(self, said: dict[str, str | None]) -> None:
        row = self.rows[-1]
        while self._held.get(len(row)):
            row.append("")
        self._at = len(row)
        columns, rows = (_span(said.get(name)) for name in ("colspan", "rowspan"))
        row += [""] * columns
        if rows > 1:
            self._held |= {self._at + n: rows for n in range(columns)}


def _span(text: str | None) -> int:
    return min(max(int(text), 1), _MOST_SPAN) if text and re.fullmatch("[0-9]{1,4}", text) else 1
