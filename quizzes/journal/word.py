"""The text of a Word document (.docx), in its order: paragraphs, headings, lists, tables, text boxes."""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from quizzes.journal.numbering import Lists
from quizzes.journal.spelling import NotText, one_blank

MOST_XML = 16 * 1024 * 1024
"""Largest sum of a document's parts in XML, unpacked [bytes]; those of an issue have some millions."""

_MOST_PARTS = 5000
_MOST_COLUMNS = 63  # of a table in Word
_HEADING_NAME = re.compile("heading ([1-6])", re.IGNORECASE)
_LETTERS = {qn("w:t"), qn("m:t")}
_BREAKS = {qn("w:br"), qn("w:cr")}
_TAB = qn("w:tab")
_SKIPPED = {  # what is deleted, said twice, no text, or read by itself
    qn(name)
    for name in ("w:pPr", "w:rPr", "w:del", "w:moveFrom", "w:instrText", "w:delText", "w:txbxContent")
} | {"{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}

Element = Any  # lxml has no types


def text_of_word(data: bytes) -> str:
    """The text of a document: Markdown's signs before headings, tabs between the cells of tables.

    A paragraph is a line; blank lines part paragraphs, not items of lists and rows of tables.

    Raises
    ------
    NotText
        If the file is no Word document (`office`), is damaged, or would unpack beyond a limit (`unpacked`).
    """
    package = _without_pictures(data)
    try:
        document = docx.Document(package)
    except ValueError as error:  # the package holds another kind of document
        raise NotText("office") from error
    except Exception as error:  # a damaged package fails anywhere in the libraries that read it
        raise NotText("damaged") from error
    try:
        return "\n".join(_Reader(document).lines(document.element.body))
    except Exception as error:  # and so does one that lacks what its parts refer to
        raise NotText("damaged") from error


def _without_pictures(data: bytes) -> io.BytesIO:
    """The package with nothing unpacked but its parts in XML; sizes that it declares are not relied on."""
    parts: dict[str, bytes] = {}
    left = MOST_XML
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for part in package.infolist()[: _MOST_PARTS + 1]:
                parts[part.filename] = b""
                if part.filename.endswith((".xml", ".rels")) and left >= 0:
                    with package.open(part) as stream:
                        parts[part.filename] = stream.read(left + 1)
                    left -= len(parts[part.filename])
    except Exception as error:  # BadZipFile, and others where fields are nonsense
        raise NotText("damaged") from error
    if left < 0 or len(parts) > _MOST_PARTS:
        raise NotText("unpacked")
    if "[Content_Types].xml" not in parts:
        raise NotText("office")
    small = io.BytesIO()
    with zipfile.ZipFile(small, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return small


class _Reader:
    """Lines of a document, with what its styles and lists say."""

    def __init__(self, document: Any) -> None:
        self._styles = {style.get(qn("w:styleId")): style for style in document.styles.element}
        self._lists = Lists(document)

    def lines(self, container: Element) -> Iterator[str]:
        """The lines of a body, cell, text box or content control."""
        for element in container:
            if element.tag == qn("w:p"):
                yield from self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                yield from self._table(element)
            elif element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
                yield from self.lines(element)

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        text, marker = "".join(_pieces(paragraph)).strip(), ""
        if text:
            marker = self._marker(paragraph)
            yield f"{self._heading_sign(paragraph)}{marker}{text}"
        if not marker:
            yield ""
        for box in _boxes(paragraph):
            yield from self.lines(box)

    def _marker(self, paragraph: Element) -> str:
        """The number or bullet of an item; number 0 takes an item out of the list of its style."""
        number, depth = "", 0
        for holder in _holders(paragraph, self._styles):
            item = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if item is None:
                continue
            level, named = item.find(qn("w:ilvl")), item.find(qn("w:numId"))
            depth = depth or (int(level.get(qn("w:val"))) if level is not None else 0)
            if named is not None:
                number = named.get(qn("w:val"))
                break
        return self._lists.marker(number, depth)

    def _heading_sign(self, paragraph: Element) -> str:
        """Markdown's sign of a heading: of the style or of the level set by hand."""
        for holder in _holders(paragraph, self._styles):
            name = holder.find(qn("w:name"))
            if name is not None and (found := _HEADING_NAME.fullmatch(name.get(qn("w:val"), ""))):
                return "#" * int(found[1]) + " "
            level = holder.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
            if level is not None:
                number = int(level.get(qn("w:val")))
                return "#" * (number + 1) + " " if number < 6 else ""
        return ""

    def _table(self, table: Element) -> Iterator[str]:
        rows = [[*_cells(row)] for row in table.iter(qn("w:tr")) if _table_of(row) is table]
        if _is_frame(rows):
            for cell in (cell for row in rows for cell in row):
                yield from self.lines(cell)
            return
        yield ""
        for row in rows:
            yield "\t".join(value for cell in row for value in self._values(cell))
        yield ""

    def _values(self, cell: Element) -> Iterator[str]:
        """A cell's text, and an empty one for each further column it spans."""
        continued = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
        goes_on = continued is not None and continued.get(qn("w:val")) != "restart"
        yield "" if goes_on else one_blank(" ".join(self.lines(cell)))
        span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
        columns = int(span.get(qn("w:val"))) if span is not None else 1
        yield from [""] * (min(columns, _MOST_COLUMNS) - 1)


def _holders(paragraph: Element, styles: dict[str, Element]) -> Iterator[Element]:
    """What can hold properties (`w:pPr`) of a paragraph: itself, its style, and the styles under that."""
    yield paragraph
    named = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    seen = set()
    while named is not None and (name := named.get(qn("w:val"))) in styles and name not in seen:
        seen.add(name)
        yield styles[name]
        named = styles[name].find(qn("w:basedOn"))


def _pieces(element: Element) -> Iterator[str]:
    """The text of a paragraph as it is read; what is deleted and text boxes are left out."""
    for child in element:
        if child.tag in _LETTERS:
            yield child.text or ""
        elif child.tag == _TAB:
            yield "\t"
        elif child.tag in _BREAKS:
            yield "\n"
        elif child.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif child.tag not in _SKIPPED:
            yield from _pieces(child)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The outermost text boxes of a paragraph, each once."""
    for child in paragraph:
        if child.tag == qn("w:txbxContent"):
            yield child
        elif child.tag not in _SKIPPED:
            yield from _boxes(child)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml")):
            yield from _cells(child)


def _table_of(row: Element) -> Element:
    return next(row.iterancestors(qn("w:tbl")))


def _is_frame(rows: list[list[Element]]) -> bool:
    """Whether a table only places text: one cell wide, or one row of cells with several paragraphs."""
    if all(len(row) == 1 for row in rows):
        return True
    return len(rows) == 1 and any(len(cell.findall(qn("w:p"))) > 1 for cell in rows[0])
