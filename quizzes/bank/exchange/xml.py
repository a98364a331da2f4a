"""XML from strangers as a small tree: no document types, no entities of its own, no deep nesting."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from xml.parsers import expat

from quizzes.bank.exchange.notes import FileRefused

DEEPEST = 60
MOST_ELEMENTS = 300_000


@dataclass(slots=True)
class Node:
    """An element: attributes, children, own text, line (from 1)."""

    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def all(self, tag: str) -> Iterator["Node"]:
        """The children with a tag."""
        return (child for child in self.children if child.tag == tag)

    def get(self, *path: str) -> "Node | None":
        """The first element down a path of tags."""
        node: Node | None = self
        for tag in path:
            node = next(node.all(tag), None) if node else None
        return node

    def text(self, *path: str) -> str:
        """The text of the first element down a path; "" if there is none."""
        node = self.get(*path)
        return "".join(node.words) if node else ""


def parse(text: str) -> Node:
    """The root of a document; time is linear in its length.

    Raises
    ------
    FileRefused
        If it declares a document type or entities, nests more than 60 deep, or is not well-formed.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise FileRefused(
            "XML 里有 DOCTYPE 或 ENTITY 声明，为安全起见不导入；请删去后再试。",
            "The XML declares a DOCTYPE or an ENTITY, which is refused for safety; remove it and try again.",
        )
    top = Node("", 1, {})
    stack, elements = [top], count()
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        if len(stack) > DEEPEST:
            raise FileRefused(f"XML 嵌套超过 {DEEPEST} 层。", f"The XML nests more than {DEEPEST} deep.")
        if next(elements) > MOST_ELEMENTS:
            raise FileRefused("XML 的元素太多，请拆开。", "The XML has too many elements; split the file.")
        node = Node(tag, parser.CurrentLineNumber, attributes)
        stack[-1].children.append(node)
        stack.append(node)

    def end(_tag: str) -> None:
        stack.pop()

    def words(data: str) -> None:
        stack[-1].words.append(data)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = words
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise FileRefused(
            f"XML 写法有误（第 {error.lineno} 行）：{error}",
            f"The XML is not well-formed at line {error.lineno}: {error}",
        ) from error
    return top.children[0]
