"""A workbook with one row a question: a column a field, named by its path (`options.1.correct`).

Parts that have no fixed shape, such as parameters, are JSON in a cell whose column says so.
"""

import io
import json
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from quizzes.bank.exchange.markup import clean
from quizzes.bank.exchange.notes import (
    MOST_QUESTIONS,
    FileRefused,
    Note,
    QuestionRefused,
    require_few,
    require_size,
)
from quizzes.bank.kinds import Question
from quizzes.bank.texts import Text

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Content = dict[str, Any]

MOST_COLUMNS = 300
DEEPEST = 30
MOST_UNPACKED = 100_000_000

_FORMULA_STARTS = ("=", "+", "-", "@", "\t")
_JSON = " (JSON)"
_NONE = "null"
_NUMBERS = frozenset({"difficulty", "digits", "rtol", "atol"})
_TRUTHS = {"true": True, "1": True, "是": True, "false": False, "0": False, "否": False}
_SPREAD = frozenset({"options", "source", "journal_errs"})
_OPTION = re.compile(r"options\.([1-9])\.")
_FIRST = (
    "id", "kind", "topic", "difficulty", "positions", "stem.zh", "stem.en", "solution.zh", "solution.en",
    "learning_point.zh", "learning_point.en", "source.issue", "source.article.zh", "source.article.en",
    "source.place.zh", "source.place.en",
)  # fmt: skip


def write(questions: Sequence[Question]) -> bytes:
    """The workbook; texts that a spreadsheet could take for formulas are marked as text."""
    from openpyxl import Workbook

    rows = [dict(_cells(question.model_dump(mode="json", exclude_defaults=True))) for question in questions]
    used = dict.fromkeys(name for row in rows for name in row)
    columns = [name for name in _FIRST if name in used]
    columns += sorted(
        (name for name in used if name not in _FIRST), key=lambda name: _OPTION.sub(_last, name)
    )
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "questions"
    sheet.freeze_panes = "B2"
    for column, name in enumerate(columns, start=1):
        _put(sheet, 1, column, name)
        for row, values in enumerate(rows, start=2):
            if name in values:
                _put(sheet, row, column, values[name])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _last(found: re.Match[str]) -> str:
    return f"~{found[1]}."  # options after the plain fields, in their order


def _put(sheet: "Worksheet", row: int, column: int, value: Any) -> None:
    cell = sheet.cell(row, column)
    cell.value = clean(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
        cell.quotePrefix = value.startswith(_FORMULA_STARTS)


def _cells(content: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Columns and values of a content."""
    for key, value in content.items():
        path = f"{before}{key}"
        if isinstance(value, Mapping) and (set(value) <= {"zh", "en"} or key in _SPREAD):
            yield from _cells(value, f"{path}.")
        elif key == "options":
            for index, option in enumerate(value, start=1):
                yield from _cells(option, f"{path}.{index}.")
        elif key == "positions":
            yield path, ", ".join(value)
        elif isinstance(value, Mapping | list):
            yield path + _JSON, json.dumps(value, ensure_ascii=False)
        else:
            yield path, _NONE if value is None else value


def read(data: bytes) -> tuple[list[tuple[int, Content]], list[Note]]:
    """The contents of the rows with their row numbers, and notes on rows that hold none.

    Raises
    ------
    FileRefused
        If it is no workbook, unpacks to more than 100 MB, or its first row has no `id` and `kind`.
    """
    require_size(data)
    _require_harmless(data)
    rows = _rows(data)
    columns = [str(value).strip() if value is not None else "" for value, _ in rows[0]] if rows else []
    if "kind" not in columns or "id" not in columns:
        raise FileRefused(
            "第一行要有列名，至少有 id 和 kind；可先导出一个 xlsx 看格式。",
            "The first row must name the columns, id and kind among them; export an xlsx to see the form.",
        )
    contents: list[tuple[int, Content]] = []
    notes: list[Note] = []
    for line, row in enumerate(rows[1:], start=2):
        cells = {
            name: cell for name, cell in zip(columns, row, strict=False) if name and cell[0] not in (None, "")
        }
        if not cells:
            continue
        try:
            contents.append((line, _content(cells)))
        except QuestionRefused as refused:
            name = str(cells.get("id", ("", ""))[0])
            notes.append(Note(message=refused.message, line=line, name=name or None, dropped=True))
    return contents, notes


def _require_harmless(data: bytes) -> None:
    """Refuse archives that unpack to too much, and XML that declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(member.file_size for member in archive.infolist()) > MOST_UNPACKED:
                raise FileRefused("表格解压后超过 100 MB。", "The workbook unpacks to more than 100 MB.")
            for member in archive.infolist():
                content = archive.read(member)
                if any("<!DOCTYPE".encode(code) in content for code in ("utf-8", "utf-16-le", "utf-16-be")):
                    raise FileRefused("表格里有不安全的 XML 声明。", "The workbook declares unsafe XML.")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise _unreadable() from error


def _rows(data: bytes) -> list[list[tuple[Any, str]]]:
    """Values and types of the cells of the first sheet."""
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that hold no question
            sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
            rows = sheet.iter_rows(max_row=MOST_QUESTIONS + 1, max_col=MOST_COLUMNS)
            read = [[(cell.value, str(cell.data_type)) for cell in row] for row in rows]
    except Exception as error:  # the library raises whatever a broken archive runs into
        raise _unreadable() from error
    require_few(len(read) - 1)
    return read


def _unreadable() -> FileRefused:
    return FileRefused(
        "这不是可读的 xlsx，请用表格软件另存一次再导入。",
        "This is no readable xlsx; save it again from a spreadsheet program.",
    )


def _content(cells: Mapping[str, tuple[Any, str]]) -> Content:
    """The nested content of a row."""
    content: Content = {}
    for path, (value, form) in cells.items():
        if form in ("f", "e"):
            raise QuestionRefused(
                f"“{path}”里是公式，请改成值", f"'{path}' holds a formula; put its value there"
            )
        *parents, leaf = path.removesuffix(_JSON).split(".")
        place = content
        for parent in parents:
            place = place.setdefault(parent, {})
            if not isinstance(place, dict):
                raise QuestionRefused(
                    f"列“{path}”与别的列冲突", f"the column '{path}' contradicts another one"
                )
        place[leaf] = _value(path, leaf, value)
    options = content.get("options")
    if isinstance(options, dict):
        content["options"] = [options[index] for index in sorted(options)]
    return content


def _value(path: str, leaf: str, value: Any) -> Any:
    """A cell as its field wants it; spreadsheets like to turn texts into numbers and dates."""
    if path.endswith(_JSON):
        try:
            return json.loads(_shallow(str(value)))
        except (ValueError, RecursionError) as error:
            raise QuestionRefused(f"“{path}”不是 JSON", f"'{path}' is no JSON") from error
    if leaf in ("correct", "last", "needs_signature"):
        truth = _TRUTHS.get(str(value).strip().lower())
        if truth is None:
            raise QuestionRefused(f"“{path}”只能是 TRUE 或 FALSE", f"'{path}' must be TRUE or FALSE")
        return truth
    if leaf == "positions":
        return [part.strip() for part in str(value).replace("，", ",").split(",")]
    if isinstance(value, date | datetime):
        return f"{value:%Y-%m}" if leaf == "issue" else f"{value:%Y-%m-%d}"
    if value == _NONE and leaf in _NUMBERS:
        return None
    if leaf in _NUMBERS and isinstance(value, int | float) and not isinstance(value, bool):
        return int(value) if float(value).is_integer() else value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _shallow(written: str) -> str:
    """JSON that nests no deeper than a question does; ValueError if it does."""
    depth = 0
    for one in written:
        depth += (one in "[{") - (one in "]}")
        if depth > DEEPEST:
            raise ValueError("nested too deeply")
    return written


def lost(content: Mapping[str, Any]) -> list[Text]:
    """What a row says that an import does not take over."""
    if "reviewer" in content or content.get("status") not in (None, "draft"):
        return [
            Text(
                zh="导入后是草稿，审核人和状态不带入",
                en="it becomes a draft; reviewer and status are not taken over",
            )
        ]
    return []
