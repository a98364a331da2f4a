"""The text of a PDF: its lines without running heads, as paragraphs and rows of tables (`pages`)."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdf

# Not public, but the only place where pypdf says how wide a text is; without that no cell is told from a word.
from pypdf._text_extraction._layout_mode import text_show_operations
from pypdf.errors import DependencyError, LimitReachedError
from pypdf.generic import ArrayObject, ContentStream, StreamObject

from quizzes.journal.layout import PAGE_NUMBER
from quizzes.journal.pages import Line, Run, flows_of, lines_of_runs, paragraphs
from quizzes.journal.spelling import NotText, letters

MOST_PAGES = 500
"""Most pages of an issue."""

MOST_UNPACKED = 200 * 1024 * 1024
"""Largest sum of the pages' drawing instructions when unpacked [bytes]."""

_EDGE = 2  # lines at the top and at the bottom of a page that may be running heads
_OFTEN = 0.4  # of the pages: heads of left and of right pages may differ
_NUMBER_AT_END = re.compile(r"^\W*\d{1,3}\b|\b\d{1,3}\W*$")
_LEAST_LAID_OUT = 0.7  # of a page's letters; else they are in places whose layout pypdf does not follow

# The library's warnings may quote the file, and an editor could do nothing about them.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, kw_only=True)
class RunningHead:
    """A line at the edge of `pages` pages that was left out, as the first of them has it."""

    text: str
    pages: int


def text_of_pdf(data: bytes) -> tuple[str, tuple[RunningHead, ...]]:
    """The text of a PDF, and the heads and feet of pages that were left out of it.

    Tabs part the cells of tables. Two columns of text are read one after the other.

    Raises
    ------
    NotText
        If the file is `encrypted`, `damaged`, has more than `MOST_PAGES` (`pages`), would unpack beyond a
        limit (`unpacked`), or has pictures only (`no-text`).
    """
    try:
        with pypdf.apply_configuration(
            zlib_maximum_output_length=MOST_UNPACKED,
            lzw_maximum_output_length=MOST_UNPACKED,
            array_based_stream_maximum_output_length=MOST_UNPACKED,
            xform_maximum_invocations_per_extraction=200,
        ):
            pages = [_lines(page) for page in _pages(data)]
    except NotText:
        raise
    except LimitReachedError as error:
        raise NotText("unpacked") from error
    except DependencyError as error:  # a cipher that is not installed
        raise NotText("encrypted") from error
    except Exception as error:  # a damaged file fails anywhere in the library
        raise NotText("damaged") from error
    heads = _running_heads(pages)
    text = "\n".join(paragraphs(flows_of([_without(page, heads) for page in pages])))
    if not letters(text):
        raise NotText("no-text")
    return text, tuple(heads.values())


def _pages(data: bytes) -> Iterator[pypdf.PageObject]:
    """The pages of a file that may be read without a password, as long as they stay within the limits."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise NotText("encrypted")
    if len(reader.pages) > MOST_PAGES:
        raise NotText("pages")
    unpacked = 0
    for page in reader.pages:
        contents = page.get_contents()
        unpacked += len(contents.get_data()) if contents else 0
        if unpacked > MOST_UNPACKED:
            raise NotText("unpacked")
        yield page


def _lines(page: pypdf.PageObject) -> list[Line]:
    """A page's lines from its top; as pypdf orders them where it does not say where they stand."""
    runs = _runs(page)
    plain = page.extract_text()
    if len(letters("".join(run.text for run in runs))) >= _LEAST_LAID_OUT * len(letters(plain)):
        return lines_of_runs(runs)
    return [
        Line((Run(text=text, x0=0.0, x1=0.0, y=-float(n), size=1.0),))
        for n, text in enumerate(plain.split("\n"))
        if text.strip()
    ]


def _runs(page: pypdf.PageObject) -> list[Run]:
    contents = page.get("/Contents")
    contents = contents.get_object() if contents is not None else None
    if not isinstance(contents, ArrayObject | StreamObject):
        return []
    operations = iter(ContentStream(contents, page.pdf, "bytes").operations)
    groups = text_show_operations(operations, page._layout_mode_fonts())
    return [
        Run(
            text=group["text"],
            x0=group["tx"],
            x1=group["displaced_tx"],
            y=group["ty"] * group["flip_sort"],
            size=max(group["font_height"], 1.0),
        )
        for group in groups
    ]


def _key(line: Line) -> str:
    """What stays the same from page to page: a line without the number of its page."""
    text = line.text
    return "#" if PAGE_NUMBER.fullmatch(text) else _NUMBER_AT_END.sub("#", text)


def _edges(page: Sequence[Line]) -> Sequence[Line]:
    return page if len(page) <= 2 * _EDGE else [*page[:_EDGE], *page[-_EDGE:]]


def _running_heads(pages: Sequence[Sequence[Line]]) -> dict[str, RunningHead]:
    """Lines that stand at the edges of many pages, by what is the same in them."""
    edges = [{_key(line): line.text for line in reversed(_edges(page))} for page in pages]
    often = Counter(key for edge in edges for key in edge)
    first = {key: text for edge in reversed(edges) for key, text in edge.items()}
    return {
        key: RunningHead(text=first[key], pages=count)
        for key, count in often.items()
        if count >= max(2, _OFTEN * len(pages))
    }


def _without(page: Sequence[Line], heads: dict[str, RunningHead]) -> list[Line]:
    edges = {id(line) for line in _edges(page) if _key(line) in heads}
    return [line for line in page if id(line) not in edges]
