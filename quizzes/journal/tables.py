"""Tables: cells between tabs, Markdown's bars, HTML, or columns set with blanks."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from quizzes.journal.html_tables import html_table
from quizzes.journal.layout import Ledger
from quizzes.journal.model import Kind, Reason
from quizzes.journal.spelling import is_bulleted, one_blank, unmarked

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_MOST_BLANK_LINES = 2  # between two rows of one table
_LONGEST_CELL = 40  # where only blanks separate cells
_BORDER = re.compile(r"[|+│┃├┤┼┌┐└┘┬┴─━=: -]*[-─━=]{2,}[|+│┃├┤┼┌┐└┘┬┴─━=: -]*")
_BARS = str.maketrans("│┃￤¦", "||||")
_NUMBERED_CAPTION = re.compile(r"^(?:附?表|Table|Tab\.?|TABLE) ?[\d一二三四五六七八九十]+", re.IGNORECASE)
_CAPTION_WORDS = re.compile(
    "表|名单|成绩|排名|排行|考核|考试|得分|对比|比较|参数|一览|统计|汇总|如下|Table|[Rr]esults|[Rr]anking"
)
_UNIT_LINE = re.compile("^[(（]?单位[:：]")
_NUMERIC = re.compile(r"[<>≤≥±~约]?-?\d+(?:\.\d+)?(?:[-~±/]\d+(?:\.\d+)?)? ?[A-Za-zμ%‰/°℃分次例秒]{0,6}")
_SPREAD_NAME = re.compile(f"(?<!\\S)([{_HAN}]) ([{_HAN}])(?!\\S)")
_SPREAD_CELL = re.compile(f"^([{_HAN}]) ([{_HAN}])(?: ([{_HAN}]))?$")
_HTML = re.compile("</?(?:table|thead|tbody|tr|td|th)\\b", re.IGNORECASE)
_PROSE = re.compile("[。；！？;]$")


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table on the lines `start` to `end` (indices, the latter exclusive)."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    start: int
    end: int


Row = tuple[int, tuple[str, ...]]
Splitter = Callable[[str], tuple[str, ...]]


def find_tables(lines: Sequence[str], ledger: Ledger) -> list[Grid]:
    """The tables among the lines that are still free; their lines are claimed."""
    grids: list[Grid] = []
    index = 0
    while index < len(lines):
        if not ledger.free(index):
            index += 1
            continue
        if grid := _html(lines, ledger, index):
            grids.append(grid)
            index = grid.end
            continue
        for split, least in _STYLES:
            run = _run(lines, ledger, index, split)
            if len(run) >= least and (tables := _tables(lines, ledger, run, split)):
                grids += tables
                index = run[-1][0] + 1
                break
        else:
            if lines[index].count("\t") >= 2 and len([c for c in _tabbed(lines[index]) if c]) >= 3:
                ledger.claim([index], Kind.UNREAD, reason=Reason.LONE_TABLE_ROW)
            elif _HTML.search(lines[index]):
                ledger.claim([index], Kind.UNREAD, reason=Reason.HTML)
            index += 1
    return sorted(grids, key=lambda grid: grid.start)


def _html(lines: Sequence[str], ledger: Ledger, start: int) -> Grid | None:
    """The table in HTML that starts on a line, if its lines are free."""
    found = html_table(lines, start)
    if found is None or any(ledger.kinds[start : found[0]]):
        return None
    end, caption, rows = found
    if not caption:
        start, caption = _caption_above(lines, ledger, start)
    ledger.claim(range(start, end), Kind.TABLE)
    return Grid(caption=caption, columns=rows[0], rows=tuple(rows[1:]), start=start, end=end)


def _tabbed(line: str) -> tuple[str, ...]:
    if "\t" not in line:
        return ()
    return _clean(line.rstrip("\t").split("\t") if line.strip() else [])


def _barred(line: str) -> tuple[str, ...]:
    """Cells between bars; a border gives one cell that says so."""
    bare = line.strip().translate(_BARS)
    if _BORDER.fullmatch(bare) and ("|" in bare or "+" in bare or "├" in bare or "┼" in bare):
        return (_A_BORDER,)
    bars = bare.replace(r"\|", "\x00").count("|")
    if bars < 1 or (bars == 1 and not bare.startswith("|") and len(bare) > _LONGEST_CELL * 2):
        return ()
    inner = bare.replace(r"\|", "\x00").removeprefix("|").removesuffix("|")
    return _clean(cell.replace("\x00", "|") for cell in inner.split("|"))


def _gapped(line: str) -> tuple[str, ...]:
    cells = _clean(re.split(" {2,}|\t", line.strip()))
    return cells if len(cells) >= 2 and _short(cells) and not is_bulleted(line) else ()


def _worded(line: str) -> tuple[str, ...]:
    """Cells between single blanks."""
    cells = _clean(_SPREAD_NAME.sub(r"\1\2", one_blank(line)).split(" "))
    return cells if len(cells) >= 2 and _short(cells) and not is_bulleted(line) else ()


def _short(cells: Sequence[str]) -> bool:
    return all(0 < len(cell) <= _LONGEST_CELL and not _PROSE.search(cell) for cell in cells)


def _clean(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(_SPREAD_CELL.sub(r"\1\2\3", one_blank(unmarked(cell))) for cell in cells)


_A_BORDER = "\x01"
_STYLES: tuple[tuple[Splitter, int], ...] = ((_tabbed, 2), (_barred, 2), (_gapped, 3), (_worded, 3))


def _run(lines: Sequence[str], ledger: Ledger, start: int, split: Splitter) -> list[Row]:
    """Rows of one style, from `start` on; blank lines and page numbers may stand between them."""
    run: list[Row] = []
    gap = 0
    for index in range(start, len(lines)):
        if not lines[index] or ledger.kinds[index] is Kind.PAGE:
            gap += 1
            if gap > _MOST_BLANK_LINES + 2 or not run:
                break
            continue
        cells = split(lines[index]) if ledger.free(index) else ()
        if not cells or (gap and split is _worded):
            break
        run.append((index, cells))
        gap = 0
    return run


def _tables(lines: Sequence[str], ledger: Ledger, run: list[Row], split: Splitter) -> list[Grid]:
    """The tables of a run: it is cut at captions and where a new heading follows a gap."""
    grids = []
    for part in _parts(lines, run):
        caption = " ".join(c for _, cells in part[:1] for c in cells if c) if _is_caption(part[0][1]) else ""
        rows = [row for row in (part[1:] if caption else part) if row[1] != (_A_BORDER,)]
        table = _even(rows) if split is _worded else _squared(rows)
        if table is None or not _plausible(part, table, by_blanks=split in (_gapped, _worded)):
            continue
        start = part[0][0]
        if not caption:
            start, caption = _caption_above(lines, ledger, start)
        end = part[-1][0] + 1
        if not caption:
            end, caption = _caption_below(lines, ledger, end)
        ledger.claim(range(start, end), Kind.TABLE)
        grids.append(Grid(caption=caption, columns=table[0], rows=tuple(table[1:]), start=start, end=end))
    return grids


def _parts(lines: Sequence[str], run: list[Row]) -> list[list[Row]]:
    parts: list[list[Row]] = [[run[0]]]
    for row in run[1:]:
        part = parts[-1]
        apart = row[0] - part[-1][0] > 1
        fresh = _is_caption(row[1]) or (apart and _starts_anew(part, row[1]))
        parts.append([row]) if fresh else part.append(row)
    whole = parts[:1]
    for part in parts[1:]:
        # A lone first cell with next to nothing behind it is a row that is not filled in, no caption.
        whole[-1].extend(part) if len(part) <= 2 and _is_caption(part[0][1]) else whole.append(part)
    return whole


def _is_caption(cells: Sequence[str]) -> bool:
    """Whether a row has one cell only, its first."""
    return len(cells) >= 1 and cells[0] not in ("", _A_BORDER) and not any(cells[1:])


def _starts_anew(part: Sequence[Row], cells: tuple[str, ...]) -> bool:
    """Whether a row behind a gap heads another table: other columns, or words where numbers stood."""
    rows = [each for _, each in part if each != (_A_BORDER,) and not _is_caption(each)]
    if not rows or cells == (_A_BORDER,):
        return False
    if cells == rows[0]:
        return False
    if len(cells) != len(rows[0]):
        return len(cells) >= 2
    below = rows[1:]
    numeric = [
        n for n in range(len(cells)) if below and all(n < len(r) and _NUMERIC.fullmatch(r[n]) for r in below)
    ]
    return bool(numeric) and not any(_NUMERIC.fullmatch(cells[n]) for n in numeric)


def _squared(rows: Sequence[Row]) -> list[tuple[str, ...]] | None:
    """Rows filled up to one width, without headings that come again; None where there is no second row."""
    width = max((len(cells) for _, cells in rows), default=0)
    filled = [cells + ("",) * (width - len(cells)) for _, cells in rows]
    kept = [cells for n, cells in enumerate(filled) if n == 0 or cells != filled[0]]
    return kept if width >= 2 and len(kept) >= 2 else None


def _even(rows: Sequence[Row]) -> list[tuple[str, ...]] | None:
    """Rows with as many cells as the first; words too many belong to the second cell."""
    width = len(rows[0][1]) if rows else 0
    even = []
    for _, cells in rows:
        extra = len(cells) - width
        if extra < 0 or (extra and width < 3):
            return None
        even.append((cells[0], " ".join(cells[1 : 2 + extra]), *cells[2 + extra :]))
    if len(even) < 3 or width < 2 or not all(_NUMERIC.fullmatch(cells[-1]) for cells in even[1:]):
        return None
    return even


def _plausible(part: Sequence[Row], table: Sequence[tuple[str, ...]], *, by_blanks: bool) -> bool:
    """Not a list of labels, and not one heading with a bar in it."""
    bordered = any(cells == (_A_BORDER,) for _, cells in part)
    full = [row for row in table if sum(map(bool, row)) >= 2]
    if bordered:
        return len(full) >= 2
    if all(row[0].endswith((":", "：")) for row in table):
        return False
    if by_blanks:
        even = [row for row in table if all(row[1:])]
        return len(full) >= 3 and len(even) * 5 >= len(table) * 4
    return len(full) >= 2 and len(full) * 2 >= len(table)


def _caption_above(lines: Sequence[str], ledger: Ledger, start: int) -> tuple[int, str]:
    """The line above a table that names it, with the line of its unit."""
    above = _free_line(lines, ledger, range(start - 1, max(-1, start - 4), -1))
    if above is None:
        return start, ""
    if _UNIT_LINE.match(lines[above]):
        higher = _free_line(lines, ledger, range(above - 1, max(-1, above - 3), -1))
        if higher is not None and _names_table(lines[higher]):
            return higher, f"{_name(lines[higher])} {unmarked(lines[above])}"
        return start, ""
    return (above, _name(lines[above])) if _names_table(lines[above]) else (start, "")


def _caption_below(lines: Sequence[str], ledger: Ledger, end: int) -> tuple[int, str]:
    below = _free_line(lines, ledger, range(end, min(len(lines), end + 2)))
    if below is None or not _NUMBERED_CAPTION.match(unmarked(lines[below])) or _PROSE.search(lines[below]):
        return end, ""
    behind = _free_line(lines, ledger, range(below + 1, min(len(lines), below + 3)))
    if behind is not None and any(len(split(lines[behind])) >= 2 for split, _ in _STYLES[:3]):
        return end, ""  # it names the next table
    return below + 1, _name(lines[below])


def _free_line(lines: Sequence[str], ledger: Ledger, indices: range) -> int | None:
    found = next((i for i in indices if lines[i]), None)
    return found if found is not None and ledger.free(found) else None


def _names_table(line: str) -> bool:
    bare = unmarked(line)
    if len(bare) > 60 or _PROSE.search(bare):
        return False
    marked = bare != line.strip()
    return bool(_NUMBERED_CAPTION.match(bare)) or (
        len(bare) <= 45
        and not is_bulleted(line)
        and not bare.endswith(("，", ",", "、"))
        and (marked or _CAPTION_WORDS.search(bare) is not None)
    )


def _name(line: str) -> str:
    return one_blank(unmarked(line)).rstrip(":：")
