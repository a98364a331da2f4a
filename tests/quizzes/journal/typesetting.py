"""Issues given as text made into Word documents and PDF pages."""

import io
import re
from pathlib import Path
from typing import Any

import docx

from bot.pictures.typesetting import compile_page
from quizzes.journal import read_issue

HEAD = "北辰通讯 内部交流"
_BORDER = re.compile(r"[|:\s-]+")
_HEADING = re.compile(r"(#+) (.+)")


def blocks_of(text: str) -> list[dict[str, Any]]:
    """Headings, items, tables and paragraphs of an issue; a table's caption becomes a paragraph above it."""
    tables = {table.start_line: table for table in read_issue(text).tables}
    blocks: list[dict[str, Any]] = []
    end = 0
    for number, line in enumerate(text.split("\n"), 1):
        if number <= end or not line.strip() or _BORDER.fullmatch(line):
            continue
        if number in tables:
            table = tables[number]
            end = table.end_line
            blocks += [_paragraph(table.caption)] if table.caption else []
            blocks.append({"kind": "table", "rows": [table.columns, *table.rows]})
        elif line.startswith("|"):
            row = [cell.strip() for cell in line.strip()[1:-1].split("|")]
            if blocks[-1]["kind"] != "table":
                blocks.append({"kind": "table", "rows": []})
            blocks[-1]["rows"].append(row)
        else:
            blocks.append(_paragraph(line))
    return blocks


def _paragraph(line: str) -> dict[str, Any]:
    if heading := _HEADING.fullmatch(line):
        return {"kind": "heading", "level": len(heading[1]), "text": heading[2]}
    if line.startswith("- "):
        return {"kind": "item", "text": line[2:]}
    return {"kind": "paragraph", "text": line.strip()}


def as_docx(text: str) -> bytes:
    """The issue as a Word document, with Word's own headings, lists and tables."""
    document = docx.Document()
    for block in blocks_of(text):
        if block["kind"] == "heading":
            document.add_heading(block["text"], block["level"])
        elif block["kind"] == "table":
            rows = block["rows"]
            table = document.add_table(len(rows), len(rows[0]))
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, value in zip(row.cells, cells, strict=True):
                    cell.text = value
        else:
            style = "List Bullet" if block["kind"] == "item" else None
            document.add_paragraph(block["text"], style)
    return saved(document)


def saved(document: Any) -> bytes:
    """The bytes of a Word document."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_pdf(text: str, *, columns: int = 1) -> bytes:
    """The issue as A4 pages."""
    data = {"head": HEAD, "columns": columns, "blocks": blocks_of(text)}
    return compile_page(str(Path(__file__).parent / "issue.typ"), data, form="pdf")
