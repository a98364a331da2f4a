"""Moodle XML both ways: choice, true/false, numerical, calculated, short answer, essay, category."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.etree import ElementTree as Tree

from quizzes.bank.exchange import xml
from quizzes.bank.exchange.gift import percent
from quizzes.bank.exchange.items import Answer, Dataset, Item, ItemKind
from quizzes.bank.exchange.markup import clean, read_markup, stem_html, to_html, to_sections
from quizzes.bank.exchange.notes import LONGEST_CATEGORY, FileRefused, Note, QuestionRefused, require_few
from quizzes.bank.exchange.numerals import exact, share
from quizzes.bank.exchange.wildcards_in import MOST_ROWS
from quizzes.bank.texts import Text

_KINDS: dict[str, ItemKind] = {
    "multichoice": "choice",
    "truefalse": "true-false",
    "numerical": "number",
    "calculated": "calculated",
    "calculatedsimple": "calculated",
    "shortanswer": "short",
    "essay": "essay",
    "description": "description",
    "matching": "matching",
    "match": "matching",
}
_TYPES = {kind: name for name, kind in reversed(_KINDS.items())}
_FORMS = {"plain_text": "plain", "markdown": "markdown", "moodle_auto_format": "moodle"}

_RELATIVE, _NOMINAL = "1", "2"
_SIGNIFICANT = "2"


def read(text: str) -> tuple[list[Item], list[Note]]:
    """The questions of a Moodle XML file, and notes on those that cannot be read.

    Raises
    ------
    FileRefused
        If the file is not safe, well-formed XML with `quiz` at its root.
    """
    root = xml.parse(text)
    if root.tag != "quiz":
        raise FileRefused(
            "这不是 Moodle XML：最外层应是 <quiz>。",
            "This is no Moodle XML: its outermost element is not <quiz>.",
        )
    items: list[Item] = []
    notes: list[Note] = []
    category = ""
    for node in root.all("question"):
        require_few(len(items) + len(notes))
        if node.attributes.get("type") == "category":
            category = node.text("category", "text").strip()[:LONGEST_CATEGORY]
            continue
        name = " ".join(node.text("name", "text").split())
        try:
            items.append(_item(node, name, category))
        except QuestionRefused as refused:
            notes.append(Note(message=refused.message, line=node.line, name=name or None, dropped=True))
    return items, notes


class _Reading(NamedTuple):
    """Reads the texts of a question and keeps what that loses."""

    reported: list[Text]

    def sections(self, node: xml.Node | None) -> dict[str, Text]:
        if node is None:
            return {}
        form = _FORMS.get(node.attributes.get("format", "html"), "html")
        if any(node.all("file")):
            self.reported.append(Text(zh="附件未导入", en="attached files are not carried"))
        return read_markup(node.text("text"), form, self.reported)

    def text(self, node: xml.Node | None) -> Text | None:
        return self.sections(node).get("")


def _item(node: xml.Node, name: str, category: str) -> Item:
    reported: list[Text] = []
    reading = _Reading(reported)
    kind = _KINDS.get(node.attributes.get("type", ""), "other")
    tags = _tags(node)
    digits = tags.get("digits", "")
    return Item(
        kind=kind,
        name=name,
        line=node.line,
        stem=reading.text(node.get("questiontext")),
        answers=tuple(_answers(kind, node, reading)),
        single=node.text("single").strip().lower() not in ("false", "0"),
        feedback=reading.sections(node.get("generalfeedback")),
        tags=tags,
        category=category,
        units=tuple(_units(node)),
        unit_required=node.text("unitgradingtype").strip() in ("1", "2"),
        digits=int(digits) if digits in tuple("12345678") else _digits(node),
        datasets=tuple(_datasets(node)) if kind == "calculated" else (),
        reported=tuple(dict.fromkeys(reported)),
    )


def _tags(node: xml.Node) -> dict[str, str]:
    tags: dict[str, str] = {}
    listed = node.get("tags")
    for tag in listed.all("tag") if listed else ():
        key, _, value = tag.text("text").partition(":")
        tags[key.strip()] = value.strip()
    if own := node.text("idnumber").strip():
        tags["id"] = own
    return tags


def _answers(kind: ItemKind, node: xml.Node, reading: _Reading) -> Iterator[Answer]:
    if kind == "true-false":
        yield from _true_false(node, reading)
        return
    for pair in node.all("subquestion") if kind == "matching" else ():
        yield Answer(text=reading.text(pair), value=pair.text("answer", "text").strip(), fraction=1.0)
    for answer in node.all("answer"):
        text = reading.text(answer) if kind == "choice" else None
        geometric = answer.text("tolerancetype").strip() not in ("", _RELATIVE, _NOMINAL)
        if kind == "calculated" and geometric:
            raise QuestionRefused("不支持几何误差", "a geometric tolerance is not carried")
        tolerance = answer.text("tolerance").strip()
        yield Answer(
            text=text,
            value=answer.text("text").strip(),
            fraction=share(answer.attributes.get("fraction", "0")),
            tolerance=float(exact(tolerance)) if tolerance else 0.0,
            relative=kind == "calculated" and answer.text("tolerancetype").strip() in ("", _RELATIVE),
            feedback=reading.text(answer.get("feedback")),
        )


def _true_false(node: xml.Node, reading: _Reading) -> Iterator[Answer]:
    """True, then false, in whatever order the file has them."""
    given = {answer.text("text").strip().lower(): answer for answer in node.all("answer")}
    for name in ("true", "false"):
        answer = given.get(name)
        yield Answer(
            value=name.capitalize(),
            fraction=share(answer.attributes.get("fraction", "0")) if answer else 0.0,
            feedback=reading.text(answer.get("feedback")) if answer else None,
        )


def _units(node: xml.Node) -> Iterator[tuple[str, float]]:
    listed = node.get("units")
    for unit in listed.all("unit") if listed else ():
        yield unit.text("unit_name").strip(), float(exact(unit.text("multiplier") or "1"))


def _digits(node: xml.Node) -> int | None:
    answer = node.get("answer")
    length = answer.text("correctanswerlength").strip() if answer else ""
    significant = answer is not None and answer.text("correctanswerformat").strip() == _SIGNIFICANT
    return int(length) if significant and length in tuple("12345678") else None


def _datasets(node: xml.Node) -> Iterator[Dataset]:
    listed = node.get("dataset_definitions")
    for definition in listed.all("dataset_definition") if listed else ():
        items = definition.get("dataset_items")
        rows = list(items.all("dataset_item"))[:MOST_ROWS] if items else []
        numbered = sorted((float(exact(row.text("number"))), float(exact(row.text("value")))) for row in rows)
        yield Dataset(definition.text("name", "text").strip(), tuple(value for _, value in numbered))


def write(items: Sequence[Item]) -> bytes:
    """A Moodle XML file."""
    quiz = Tree.Element("quiz")
    category = ""
    for item in items:
        if item.category != category:
            category = item.category
            named = Tree.SubElement(quiz, "question", type="category")
            _texts(named, "category", category)
        _question(quiz, item)
    Tree.indent(quiz)
    written: bytes = Tree.tostring(quiz, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _question(quiz: Tree.Element, item: Item) -> None:
    node = Tree.SubElement(quiz, "question", type=_TYPES[item.kind])
    _texts(node, "name", item.name)
    _html(node, "questiontext", stem_html(item))
    _html(node, "generalfeedback", to_sections(item.feedback))
    _value(node, "defaultgrade", "1")
    _value(node, "idnumber", item.name)
    if item.kind == "choice":
        _value(node, "single", "true" if item.single else "false")
        _value(node, "shuffleanswers", "true")
    if item.kind == "essay" and item.model_answer:
        _html(node, "graderinfo", to_html(item.model_answer))
    if item.kind == "calculated":
        _value(node, "synchronize", "0")
    for answer in item.answers:
        if item.kind == "matching":
            pair = Tree.SubElement(node, "subquestion", format="html")
            _value(pair, "text", to_html(answer.text) if answer.text else "")
            _texts(pair, "answer", answer.value)
        else:
            _answer(node, item, answer)
    if item.kind in ("number", "calculated"):
        _unit_handling(node, item)
    _dataset_definitions(node, item.datasets)
    tags = Tree.SubElement(node, "tags")
    for key, value in item.tags.items():
        _texts(tags, "tag", f"{key}:{value}")


def _answer(node: Tree.Element, item: Item, answer: Answer) -> None:
    form = "html" if answer.text else "moodle_auto_format"
    each = Tree.SubElement(node, "answer", fraction=percent(answer.fraction), format=form)
    words = answer.value.lower() if item.kind == "true-false" else answer.value
    _value(each, "text", to_html(answer.text) if answer.text else words)
    if item.kind in ("number", "calculated"):
        _value(each, "tolerance", repr(answer.tolerance))
    if item.kind == "calculated":
        _value(each, "tolerancetype", _RELATIVE if answer.relative else _NOMINAL)
        _value(each, "correctanswerformat", _SIGNIFICANT)
        _value(each, "correctanswerlength", str(item.digits or 6))
    if answer.feedback:
        _html(each, "feedback", to_html(answer.feedback))


def _unit_handling(node: Tree.Element, item: Item) -> None:
    _value(node, "unitgradingtype", "1" if item.unit_required else "0")
    _value(node, "unitpenalty", "1")
    _value(node, "showunits", "0" if item.units else "3")
    _value(node, "unitsleft", "0")
    if item.units:
        units = Tree.SubElement(node, "units")
        for name, multiplier in item.units:
            unit = Tree.SubElement(units, "unit")
            _value(unit, "multiplier", f"{multiplier:g}")
            _value(unit, "unit_name", name)


def _dataset_definitions(node: Tree.Element, datasets: Sequence[Dataset]) -> None:
    if not datasets:
        return
    listed = Tree.SubElement(node, "dataset_definitions")
    for dataset in datasets:
        each = Tree.SubElement(listed, "dataset_definition")
        _texts(each, "status", "private")
        _texts(each, "name", dataset.name)
        _value(each, "type", "calculated")
        _texts(each, "distribution", "uniform")
        _texts(each, "minimum", repr(min(dataset.values)))
        _texts(each, "maximum", repr(max(dataset.values)))
        _texts(each, "decimals", "9")
        _value(each, "itemcount", str(len(dataset.values)))
        items = Tree.SubElement(each, "dataset_items")
        for number, value in enumerate(dataset.values, start=1):
            row = Tree.SubElement(items, "dataset_item")
            _value(row, "number", str(number))
            _value(row, "value", f"{value:.15g}")
        _value(each, "number_of_items", str(len(dataset.values)))


def _value(parent: Tree.Element, tag: str, text: str) -> Tree.Element:
    node = Tree.SubElement(parent, tag)
    node.text = clean(text)
    return node


def _texts(parent: Tree.Element, tag: str, text: str) -> None:
    _value(Tree.SubElement(parent, tag), "text", text)


def _html(parent: Tree.Element, tag: str, markup: str) -> None:
    node = Tree.SubElement(parent, tag, format="html")
    _value(node, "text", markup)
