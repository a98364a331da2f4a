"""Telegram's HTML: escaping what people wrote, and keeping within a message's length."""

from collections.abc import Sequence
from html import escape, unescape
from re import compile as pattern

MESSAGE_LIMIT = 4096
_TAG = pattern(r"</?[a-z]+>")


def plain(text: str) -> str:
    """Text that shows exactly as it is, whatever was typed."""
    return escape(text, quote=False)


def bold(text: str) -> str:
    """Escaped text in bold."""
    return f"<b>{plain(text)}</b>"


def italic(text: str) -> str:
    """Escaped text in italics."""
    return f"<i>{plain(text)}</i>"


def labelled(label: str, text: str) -> str:
    """Escaped text behind a label in bold."""
    return f"{bold(label)} {plain(text)}"


def length(markup: str) -> int:
    """How Telegram counts a message: UTF-16 units of the text that remains when tags are gone."""
    return len(unescape(_TAG.sub("", markup)).encode("utf-16-le")) // 2


def stacked(parts: Sequence[str | None], *, keep_last: int = 1) -> str:
    """Parts under each other with a blank line between; drops the first ones if it would get too long.

    ``keep_last`` parts are never dropped.
    """
    rest = [part for part in parts if part]
    while len(rest) > keep_last and length("\n\n".join(rest)) > MESSAGE_LIMIT:
        rest.pop(0)
    return "\n\n".join(rest)
