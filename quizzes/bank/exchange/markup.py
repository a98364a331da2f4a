"""Plain bilingual texts as the HTML of Moodle, and whatever Moodle holds as plain bilingual texts.

Both languages travel as Moodle's multi-language spans; sections of a general feedback as `div`s with a class.
"""

import html
import re
from collections import defaultdict
from collections.abc import Iterator

from quizzes.bank.drafts import TO_DO
from quizzes.bank.exchange.items import Item, Parts
from quizzes.bank.texts import Text

ANSWER_IN = "answer-in"
"""The section of a stem that says in which unit to answer; it is written, and skipped on reading."""

_SECTION = "yinling-"
_TAG = re.compile(r"(</?[A-Za-z][^<>]*>)")
_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_CLASS = re.compile(r"""\bclass\s*=\s*["']([^"']*)["']""")
_LANG = re.compile(r"""\blang\s*=\s*["']([^"']*)["']""")
_SPACES = re.compile(r"[ \t\u00a0]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6"})
_PICTURES = frozenset({"img", "video", "audio", "object", "svg"})
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[a-z]{3}")
_SUPERSCRIPTS = dict(zip("0123456789+-−nxi", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿˣⁱ", strict=True))
_FULL_WIDTH_BRACES = str.maketrans("{}", "｛｝")


def to_html(text: Text) -> str:
    """Both languages as multi-language spans; they read one after the other where Moodle's filter is off."""
    return "".join(
        f'<span lang="{lang}" class="multilang">{_escaped(words)}</span>'
        for lang, words in (("zh_cn", text.zh), ("en", text.en))
    )


def to_sections(parts: Parts) -> str:
    """Named sections as `div`s; "" comes without one."""
    return "".join(
        f'<div class="{_SECTION}{name}">{to_html(text)}</div>' if name else to_html(text)
        for name, text in parts.items()
    )


def stem_html(item: Item) -> str:
    """The stem of an item, with the unit to answer in where there is one."""
    stem = to_html(item.stem) if item.stem else ""
    if not item.units:
        return stem
    unit = item.units[0][0]
    return stem + to_sections({ANSWER_IN: Text(zh=f"（以 {unit} 作答）", en=f"(Answer in {unit}.)")})


def _escaped(words: str) -> str:
    return html.escape(clean(words), quote=False).replace("\n", "<br />")


def clean(words: str) -> str:
    """Without the control characters that XML and spreadsheets refuse."""
    return _CONTROL.sub("", words)


def full_width_braces(text: Text) -> Text:
    """Braces that a template cannot hold, as full-width ones."""
    return Text(zh=text.zh.translate(_FULL_WIDTH_BRACES), en=text.en.translate(_FULL_WIDTH_BRACES))


def read_markup(markup: str, form: str, reported: list[Text]) -> dict[str, Text]:
    """The plain texts of each section; time is linear in the length.

    Parameters
    ----------
    markup
        What the file holds.
    form
        "html", "moodle" (HTML whose line ends count), "markdown" or "plain".
    reported
        Takes a sentence for everything that plain text cannot hold.
    """
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    pictures = False
    if form in ("plain", "markdown"):
        found[""][""].append(markup.replace("**", "") if form == "markdown" else markup)
    else:
        for section, language, words in _walk(_without_comments(markup), form):
            pictures = pictures or words == _PICTURE
            found[section][language].append("" if words == _PICTURE else words)
    if pictures:
        reported.append(
            Text(
                zh="图片未导入，请检查题目是否仍完整",
                en="pictures are not carried; see whether it still makes sense",
            )
        )
    read = {
        section: _bilingual({key: _tidy("".join(w)) for key, w in by.items()})
        for section, by in found.items()
    }
    return {section: text for section, text in read.items() if text is not None and section != ANSWER_IN}


_PICTURE = "\ufffc"


def _walk(markup: str, form: str) -> Iterator[tuple[str, str, str]]:
    """Section, language ("" where none is named) and words, piece by piece."""
    sections, languages, raised = [""], [""], False
    for piece in _TAG.split(markup):
        if not piece.startswith("<") or not _TAG.fullmatch(piece):
            words = html.unescape(piece)
            words = words if form == "moodle" else words.replace("\n", " ")
            yield sections[-1], languages[-1], _raised(words) if raised else words
            continue
        name = _NAME.match(piece)
        tag = name[1].lower() if name else ""
        opens, closes = not piece.startswith("</"), piece.startswith("</")
        if tag in _BREAKS:
            yield sections[-1], languages[-1], "\n"
        if tag in _PICTURES and opens:
            yield sections[-1], languages[-1], _PICTURE
        if tag == "sup":
            raised = opens
        _nest(sections, _section(piece), tag == "div", closes)
        _nest(languages, _language(piece), tag == "span", closes)


def _nest(stack: list[str], entered: str | None, concerned: bool, closes: bool) -> None:
    if concerned and not closes:
        stack.append(stack[-1] if entered is None else entered)
    elif concerned and len(stack) > 1:
        stack.pop()


def _section(tag: str) -> str | None:
    named = _CLASS.search(tag)
    return named[1].removeprefix(_SECTION) if named and named[1].startswith(_SECTION) else None


def _language(tag: str) -> str | None:
    named, classes = _LANG.search(tag), _CLASS.search(tag)
    if named is None or classes is None or "multilang" not in classes[1].split():
        return None
    return "zh" if named[1].lower().startswith("zh") else named[1].lower()[:2]


def _raised(words: str) -> str:
    """Superscript characters, so that 10 to the 8 does not become 108."""
    stripped = words.strip()
    if not stripped:
        return words
    if all(one in _SUPERSCRIPTS for one in stripped):
        return "".join(_SUPERSCRIPTS[one] for one in stripped)
    return f"^({stripped})"


def _without_comments(markup: str) -> str:
    kept, *commented = markup.split("<!--")
    return kept + "".join(part.partition("-->")[2] for part in commented)


def _tidy(words: str) -> str:
    lines = (_SPACES.sub(" ", line).strip() for line in clean(words).split("\n"))
    return "\n".join(line for line in lines if line)


def _bilingual(by_language: dict[str, str]) -> Text | None:
    """Both languages; the one that is missing is marked for the editor to translate."""
    zh, en = by_language.get("zh", ""), by_language.get("en", "")
    rest = "\n".join(words for key, words in by_language.items() if key not in ("zh", "en") and words)
    if zh and en:
        return Text(zh=_joined(zh, rest), en=_joined(en, rest))
    words = _joined(zh or en, rest)
    if not words:
        return None
    if not _HAN.search(words) and not _WORD.search(words):
        return Text(zh=words, en=words)
    if _HAN.search(words):
        return Text(zh=words, en=f"{TO_DO.en} {words}")
    return Text(zh=f"{TO_DO.zh}{words}", en=words)


def _joined(words: str, rest: str) -> str:
    return f"{words}\n{rest}" if words and rest else words or rest
