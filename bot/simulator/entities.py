"""Formatted text: lengths in UTF-16 units, HTML, and entities Telegram finds by itself.

Rules follow the Bot API documentation, "Formatting options". Entities are wire objects:
`{"type", "offset", "length", …}` with offset and length in UTF-16 units.
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.errors import ApiError, bad_request

Entity = dict[str, Any]
Formatted = tuple[str, list[Entity]]

ENTITIES_PER_MESSAGE = 100

HTML_TAGS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "tg-spoiler": "spoiler",
    "span": "spoiler", "a": "text_link", "code": "code", "pre": "pre", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}  # fmt: skip

_TAG = re.compile(r"<(/?)([^\s>/]*)([^>]*)>")
_ATTRIBUTE = re.compile(r"""([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([\w.-]+)))?""")
_CHARACTER = re.compile(r"&(?:(lt|gt|amp|quot)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_MENTIONED_USER = re.compile(r"tg://user\?id=(\d+)$")

_AUTOMATIC = re.compile(
    r"(?P<url>(?:https?://|tg://)[^\s<>\"]+|(?<![\w@./])t\.me/[\w+/?=&%-]+)"
    r"|(?P<email>(?<![\w.])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?P<mention>(?<!\w)@[A-Za-z]\w{3,31}\b)"
    r"|(?P<bot_command>(?<![\w/<>.])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/]))"
    r"|(?P<hashtag>(?<!\w)\#\w*[^\W\d]\w*)"
)


def utf16_length(text: str) -> int:
    """Length as Telegram counts it: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def cannot_parse(reason: str) -> ApiError:
    """400 for text whose markup is broken."""
    return bad_request(f"can't parse entities: {reason}")


def byte_offset(text: str, index: int) -> int:
    """Position as the API's messages give it: bytes of UTF-8 before `index`."""
    return len(text[:index].encode())


class Scribe:
    """Collects plain text and keeps its length in UTF-16 units."""

    __slots__ = ("entities", "length", "parts")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.entities: list[Entity] = []
        self.length = 0

    def write(self, text: str) -> None:
        """Append plain text."""
        self.parts.append(text)
        self.length += utf16_length(text)

    def mark(self, kind: str, start: int, **extra: Any) -> None:
        """Close an entity that began at `start`; empty ones are dropped, as Telegram does."""
        if self.length > start:
            self.entities.append({"type": kind, "offset": start, "length": self.length - start, **extra})

    def written_since(self, start: int) -> str:
        """The plain text from UTF-16 offset `start` on."""
        return "".join(self.parts).encode("utf-16-le")[2 * start :].decode("utf-16-le")


def link(url: str) -> tuple[str, dict[str, Any]]:
    """The entity an address stands for: a mention of a user for tg://user?id=N, else a link."""
    if match := _MENTIONED_USER.match(url):
        return "text_mention", {"user": {"id": int(match[1]), "is_bot": False, "first_name": ""}}
    return "text_link", {"url": url}


@dataclass(slots=True)
class _OpenTag:
    name: str
    start: int
    attributes: dict[str, str] = field(default_factory=dict)


def _decode(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        name, decimal, hexadecimal = match.groups()
        if name:
            return _NAMED[name]
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else match[0]

    return _CHARACTER.sub(character, text) if "&" in text else text


def _open_tag(source: str, match: re.Match[str], start: int) -> _OpenTag:
    name, where = match[2].lower(), byte_offset(source, match.start())
    if name not in HTML_TAGS:
        raise cannot_parse(f'Unsupported start tag "{name}" at byte offset {where}')
    attributes = {
        found[1].lower(): html.unescape(next((g for g in found.groups()[1:] if g is not None), "1"))
        for found in _ATTRIBUTE.finditer(match[3])
    }
    if name == "span" and attributes.get("class") != "tg-spoiler":
        raise cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {where}')
    return _OpenTag(name, start, attributes)


def _close_tag(scribe: Scribe, tag: _OpenTag, inside: list[_OpenTag]) -> None:
    kind, extra = HTML_TAGS[tag.name], dict[str, Any]()
    if kind == "text_link":
        address = tag.attributes.get("href") or scribe.written_since(tag.start)
        kind, extra = link(address)
    elif kind == "custom_emoji":
        extra = {"custom_emoji_id": tag.attributes.get("emoji-id", "")}
    elif kind == "blockquote" and "expandable" in tag.attributes:
        kind = "expandable_blockquote"
    elif kind == "code" and inside and inside[-1].name == "pre":
        language = tag.attributes.get("class", "").removeprefix("language-")
        if language:
            inside[-1].attributes["language"] = language
        return
    elif kind == "pre" and "language" in tag.attributes:
        extra = {"language": tag.attributes["language"]}
    scribe.mark(kind, tag.start, **extra)


def parse_html(source: str) -> Formatted:
    """Plain text and entities of HTML-style markup; ApiError 400 where it is broken."""
    scribe, open_tags, position = Scribe(), list[_OpenTag](), 0
    while (bracket := source.find("<", position)) >= 0:
        scribe.write(_decode(source[position:bracket]))
        match = _TAG.match(source, bracket)
        if match is None:
            kind = "end" if source.startswith("</", bracket) else "start"
            raise cannot_parse(f"Unclosed {kind} tag at byte offset {byte_offset(source, bracket)}")
        if not match[1]:
            open_tags.append(_open_tag(source, match, scribe.length))
        else:
            where, name = byte_offset(source, bracket), match[2].lower()
            if not open_tags:
                raise cannot_parse(f"Unexpected end tag at byte offset {where}")
            tag = open_tags.pop()
            if name and name != tag.name:
                raise cannot_parse(
                    f'Unmatched end tag at byte offset {where}, expected "</{tag.name}>", found "</{name}>"'
                )
            _close_tag(scribe, tag, open_tags)
        position = match.end()
    scribe.write(_decode(source[position:]))
    if open_tags:
        raise cannot_parse(f'Can\'t find end tag corresponding to start tag "{open_tags[-1].name}"')
    return "".join(scribe.parts), scribe.entities


def trim(text: str, entities: list[Entity]) -> Formatted:
    """Without white space at both ends, as Telegram stores it."""
    stripped = text.strip()
    if len(stripped) == len(text):
        return text, entities
    shift = utf16_length(text[: len(text) - len(text.lstrip())])
    end, kept = utf16_length(stripped), []
    for entity in entities:
        first = max(entity["offset"] - shift, 0)
        last = min(entity["offset"] - shift + entity["length"], end)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return stripped, kept


def automatic_entities(text: str) -> list[Entity]:
    """Commands, links, mentions, hashtags and mail addresses in plain text."""
    found = []
    for match in _AUTOMATIC.finditer(text):
        kind, value = str(match.lastgroup), match[0]
        if kind == "url":
            value = value.rstrip(".,;:!?)'，。；：！？）")
        found.append(
            {"type": kind, "offset": utf16_length(text[: match.start()]), "length": utf16_length(value)}
        )
    return found


def with_automatic(text: str, entities: list[Entity]) -> list[Entity]:
    """Entities given plus those found where none of the given ones lies, in order, at most 100."""
    found = [
        new
        for new in automatic_entities(text)
        if all(
            new["offset"] >= old["offset"] + old["length"] or old["offset"] >= new["offset"] + new["length"]
            for old in entities
            if old["type"] not in ("blockquote", "expandable_blockquote", "bold", "italic", "underline")
        )
    ]
    merged = sorted([*entities, *found], key=lambda e: (e["offset"], -e["length"]))
    return merged[:ENTITIES_PER_MESSAGE]


def formatted(
    source: str, parse_mode: str, given: list[Entity], parsers: dict[str, Callable[[str], Formatted]]
) -> Formatted:
    """Text as Telegram stores it: parsed, trimmed and with automatic entities."""
    if given:
        text, entities = source, given
    elif not parse_mode:
        text, entities = source, []
    elif (parser := parsers.get(parse_mode.lower())) is not None:
        text, entities = parser(source)
    else:
        raise bad_request("unsupported parse_mode")
    text, entities = trim(text, entities)
    return text, with_automatic(text, entities)
