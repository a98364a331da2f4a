"""Files to text: plain text, Word documents and PDF."""

from dataclasses import dataclass

from quizzes.journal.pages import RunningHead
from quizzes.journal.spelling import MOST_BYTES, NotText, decode_text, letters

_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # a .docx with a password is wrapped like an old .doc


@dataclass(frozen=True, kw_only=True)
class Document:
    """The text of a file for `read_issue`, and the heads and feet of pages that were left out of it."""

    text: str
    running_heads: tuple[RunningHead, ...] = ()


def read_document(data: bytes) -> Document:
    """The text of a file, whatever its name: text or Markdown, Word (.docx) or PDF.

    Raises
    ------
    NotText
        If the file is larger than `MOST_BYTES` or cannot be read; its `reason` says why.
    """
    if len(data) > MOST_BYTES:
        raise NotText("too-large")
    if data[:1024].lstrip(b"\xef\xbb\xbf\x00 \t\r\n").startswith(b"%PDF-"):
        from quizzes.journal.pdf import text_of_pdf  # slow to load, seldom needed

        text, heads = text_of_pdf(data)
        return Document(text=text, running_heads=heads)
    if data.startswith(_OLD_OFFICE):
        raise NotText("encrypted" if _LOCKED in data else "old-office")
    if not data.startswith(_ZIP):
        return Document(text=decode_text(data))
    from quizzes.journal.word import text_of_word

    text = text_of_word(data)
    if not letters(text):
        raise NotText("no-text")
    return Document(text=text)


def decode(data: bytes) -> str:
    """The text of a file alone; see `read_document`."""
    return read_document(data).text
