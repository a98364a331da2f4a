"""MarkdownV2 and the older Markdown of the Bot API."""

import re
from collections.abc import Callable

from bot.simulator.entities import Formatted, Scribe, byte_offset, cannot_parse, link, parse_html

RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_NAMES = {
    "bold": "Bold", "italic": "Italic", "underline": "Underline", "strikethrough": "Strikethrough",
    "spoiler": "Spoiler", "code": "Code", "pre": "Pre", "text_link": "TextUrl", "custom_emoji": "CustomEmoji",
}  # fmt: skip
#: Longer marks first: `__` is underline before `_` is italic.
_MARKS = (
    ("```", "pre"), ("`", "code"), ("__", "underline"), ("_", "italic"), ("*", "bold"),
    ("~", "strikethrough"), ("||", "spoiler"), ("![", "custom_emoji"), ("[", "text_link"),
)  # fmt: skip
_CLOSING = {kind: mark for mark, kind in _MARKS} | {"text_link": "]", "custom_emoji": "]"}
_LANGUAGE = re.compile(r"([\w+#.-]*)\n")


class _MarkdownV2:
    """One pass over one text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.position = 0
        self.scribe = Scribe()
        self.open: list[tuple[str, int, int, str]] = []  # kind, offset in plain text, position, language
        self.quote: tuple[str, int] | None = None

    def parse(self) -> Formatted:
        source = self.source
        while self.position < len(source):
            self._quote_border()
            if self.position >= len(source):
                break
            character = source[self.position]
            following = source[self.position + 1 : self.position + 2]
            inside_code = bool(self.open) and self.open[-1][0] in ("code", "pre")
            if character == "\\" and following and ord(following) < 127:
                self.scribe.write(following)
                self.position += 2
            elif character not in RESERVED or (inside_code and character != "`"):
                self.scribe.write(character)
                self.position += 1
            elif not self._close():
                self._open()
        self._end_quote()
        if self.open:
            kind, _, where, _ = self.open[-1]
            raise cannot_parse(
                f"Can't find end of {_NAMES[kind]} entity at byte offset {byte_offset(source, where)}"
            )
        return "".join(self.scribe.parts), self.scribe.entities

    def _quote_border(self) -> None:
        """At the start of a line a block quote may begin, go on, or end."""
        if self.position and self.source[self.position - 1] != "\n":
            return
        for mark in ("**>", ">"):
            if self.source.startswith(mark, self.position):
                if self.quote is None or mark == "**>":
                    self._end_quote()
                    self.quote = (
                        "expandable_blockquote" if mark == "**>" else "blockquote",
                        self.scribe.length,
                    )
                self.position += len(mark)
                return
        self._end_quote()

    def _end_quote(self) -> None:
        if self.quote is not None:
            self.scribe.mark(*self.quote)
            self.quote = None

    def _close(self) -> bool:
        """Close the innermost entity if its end stands here."""
        if not self.open:
            return False
        kind, start, where, language = self.open[-1]
        mark = _CLOSING[kind]
        if not self.source.startswith(mark, self.position):
            return False
        if kind == "italic" and self.source.startswith("__", self.position):
            return False
        self.open.pop()
        self.position += len(mark)
        if kind in ("text_link", "custom_emoji"):
            self._mark_link(kind, start, where)
        else:
            self.scribe.mark(kind, start, **({"language": language} if language else {}))
        return True

    def _mark_link(self, kind: str, start: int, where: int) -> None:
        if not self.source.startswith("(", self.position):
            if kind == "text_link":  # the text itself is the address
                self._mark_address(kind, start, self.scribe.written_since(start))
                return
            raise cannot_parse(f"Custom emoji entity must contain a tg://emoji URL at byte offset {where}")
        address, at = [], self.position + 1
        while at < len(self.source) and self.source[at] != ")":
            at += self.source[at] == "\\" and at + 1 < len(self.source)
            address.append(self.source[at])
            at += 1
        if at >= len(self.source):
            raise cannot_parse(
                f"Can't find end of a URL at byte offset {byte_offset(self.source, self.position)}"
            )
        self.position = at + 1
        self._mark_address(kind, start, "".join(address))

    def _mark_address(self, kind: str, start: int, address: str) -> None:
        if kind == "custom_emoji":
            self.scribe.mark(kind, start, custom_emoji_id=address.removeprefix("tg://emoji?id="))
        else:
            name, extra = link(address)
            self.scribe.mark(name, start, **extra)

    def _open(self) -> None:
        if self.quote and self.quote[0] == "expandable_blockquote" and self._at_expandable_end():
            self.position += 2
            return
        for mark, kind in _MARKS:
            if self.source.startswith(mark, self.position):
                begin, language = self.position, ""
                self.position += len(mark)
                if kind == "pre" and (match := _LANGUAGE.match(self.source, self.position)):
                    language, self.position = match[1], match.end()
                self.open.append((kind, self.scribe.length, begin, language))
                return
        raise cannot_parse(
            f"Character '{self.source[self.position]}' is reserved "
            "and must be escaped with the preceding '\\'"
        )

    def _at_expandable_end(self) -> bool:
        after = self.source[self.position + 2 : self.position + 3]
        return self.source.startswith("||", self.position) and after in ("", "\n")


def parse_markdown_v2(source: str) -> Formatted:
    """Plain text and entities of MarkdownV2; ApiError 400 where it is broken."""
    return _MarkdownV2(source).parse()


_OLD = re.compile(
    r"\\(?P<escaped>[_*`\[])|```(?:(?P<language>\w+)\n)?(?P<pre>.*?)```|`(?P<code>[^`]*)`|\*(?P<bold>[^*]*)\*"
    r"|_(?P<italic>[^_]*)_|\[(?P<label>[^\]]*)\]\((?P<url>[^)]*)\)|(?P<stray>[_*`])",
    re.DOTALL,
)


def parse_markdown(source: str) -> Formatted:
    """Plain text and entities of the older Markdown, which cannot nest."""
    scribe, position = Scribe(), 0
    for match in _OLD.finditer(source):
        scribe.write(source[position : match.start()])
        position, start = match.end(), scribe.length
        kind = str(match.lastgroup)
        if kind == "stray":
            where = byte_offset(source, match.start())
            raise cannot_parse(f"Can't find end of the entity starting at byte offset {where}")
        if kind == "url":
            scribe.write(match["label"])
            name, extra = link(match["url"])
            scribe.mark(name, start, **extra)
        else:
            scribe.write(match[kind])
            if kind != "escaped":
                scribe.mark(kind, start, **({"language": match["language"]} if match["language"] else {}))
    scribe.write(source[position:])
    return "".join(scribe.parts), scribe.entities


PARSERS: dict[str, Callable[[str], Formatted]] = {
    "html": parse_html,
    "markdownv2": parse_markdown_v2,
    "markdown": parse_markdown,
}
