"""The text of a PDF: its lines without running heads, as paragraphs and rows of tables (`pages`)."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from math import isfinite

import pypdf

# Not public, but only here pypdf says how wide a text is: without that a cell looks like a word.
from pypdf._text_extraction._layout_mode import text_show_operations
from pypdf.errors import DependencyError, LimitReachedError
from pypdf.generic import ArrayObject, ContentStream, StreamObject

from quizzes.journal.layout import PAGE_NUMBER
from quizzes.journal.pages import MOST_PAGES, Line, Run, RunningHead, flows_of, lines_of_runs, paragraphs
from quizzes.journal.spelling import NotText, letters, one_blank

MOST_UNPACKED = 100 * 1024 * 1024
"""Largest sum of the pages' drawing instructions when unpacked [bytes]."""

_EDGE = 2  # lines at the top and at the bottom of a page that may be running heads
_OFTEN = 0.4  # of the pages: heads of left and of right pages may differ
_NUMBER = re.compile(r"^\d{1,3}(?!\d)|(?<!\d)\d{1,3}$")  # of the page, before or behind a head
_LEAST_LAID_OUT = 0.7  # of a page's letters; else they are in places whose layout pypdf does not follow

# The library's warnings may quote the file, and an editor could do nothing about them.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


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
    pages, heads = _without_running_heads(pages)
    text = "\n".join(paragraphs(flows_of(pages)))
    if not letters(text):
        raise NotText("no-text")
    return text, tuple(heads)


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
    runs = [
        Run(
            text=group["text"],
            x0=min(group["tx"], group["displaced_tx"]),
            x1=max(group["tx"], group["displaced_tx"]),
            y=group["ty"] * group["flip_sort"],
            size=max(group["font_height"], 1.0),
        )
        for group in groups
    ]
    return [run for run in runs if all(map(isfinite, (run.x0, run.x1, run.y, run.size)))]


def _edge_keys(page: Sequence[Line], number: int) -> dict[int, str]:
    """Of the lines at the edges of a page what stays the same from page to page, by their index.

    A number that counts with the pages is left out of it; the heading of a table is no head of a page.
    """
    keys = {}
    for index in sorted({*range(min(_EDGE, len(page))), *range(max(0, len(page) - _EDGE), len(page))}):
        line = page[index]
        below = page[index + 1] if index + 1 < len(page) else None
        if below and len(line.runs) == len(below.runs) > 1:
            continue
        text = one_blank(line.text)
        counted = _NUMBER.search(text)
        if PAGE_NUMBER.fullmatch(text):
            keys[index] = "#"
        elif counted:
            keys[index] = f"{_NUMBER.sub('#', text)} {int(counted[0]) - number}"
        else:
            keys[index] = text
    return keys


def _without_running_heads(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], list[RunningHead]]:
    """The pages without the lines that stand at the edges of many of them, and those lines."""
    edges = [_edge_keys(page, number) for number, page in enumerate(pages)]
    often = Counter(key for keys in edges for key in dict.fromkeys(keys.values()))
    heads = {
        key for key, count in often.items() if count >= max(3 if "#" in key[1:] else 2, _OFTEN * len(pages))
    }
    first = {
        key: page[index].text
        for page, keys in zip(reversed(pages), reversed(edges), strict=True)
        for index, key in keys.items()
    }
    left = [
        [line for index, line in enumerate(page) if keys.get(index) not in heads]
        for page, keys in zip(pages, edges, strict=True)
    ]
    return left, [RunningHead(text=first[key], pages=often[key]) for key in often if key in heads]
