"""Message texts as safe HTML: everything is escaped, only our own tags are added."""

from collections.abc import Callable
from html import escape
from urllib.parse import urlsplit

from bot.simulator.chats import Wire
from bot.simulator.entities import utf16_length

_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
}
_OPENABLE = ("http", "https", "mailto")


def render_text(text: str, entities: list[Wire]) -> str:
    """HTML of a text with its entities; nested as they are, overlapping ones cut at the outer one's end."""
    units = text.encode("utf-16-le")

    def piece(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le", "replace")

    ordered = sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))
    return _render(piece, ordered, 0, utf16_length(text))


def _render(piece: Callable[[int, int], str], entities: list[Wire], start: int, end: int) -> str:
    out, position, index = [], start, 0
    while index < len(entities):
        entity = entities[index]
        first, last = entity["offset"], min(entity["offset"] + entity["length"], end)
        inside = index + 1
        while inside < len(entities) and entities[inside]["offset"] < last:
            inside += 1
        if position <= first < last:
            out.append(escape(piece(position, first)))
            content = _render(piece, entities[index + 1 : inside], first, last)
            out.append(_wrap(entity, content, piece(first, last)))
            position = last
        index = inside
    out.append(escape(piece(position, end)))
    return "".join(out)


def _wrap(entity: Wire, content: str, plain: str) -> str:
    """One entity's HTML. Commands and links carry data attributes that the page acts on."""
    kind = entity["type"]
    if tag := _TAGS.get(kind):
        return f"<{tag}>{content}</{tag}>"
    if kind == "spoiler":
        return f'<span class="spoiler">{content}</span>'
    if kind == "bot_command":
        return f'<a href="#" class="act" data-command="{escape(plain)}">{content}</a>'
    if kind in ("text_link", "url", "email"):
        address = entity.get("url", f"mailto:{plain}" if kind == "email" else plain)
        return _link(address, content)
    return f'<span class="mention">{content}</span>'


def _link(address: str, content: str) -> str:
    url = address if "://" in address or address.startswith("mailto:") else f"https://{address}"
    parts = urlsplit(url)
    if parts.netloc in ("t.me", "telegram.me"):
        return f'<a href="#" class="act" data-link="{escape(url)}">{content}</a>'
    if parts.scheme not in _OPENABLE:
        return f'<span class="mention">{content}</span>'
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{content}</a>'
