"""Reading question files: YAML documents to questions, with file and line of everything that is wrong."""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from quizzes.bank.kinds import Question
from quizzes.bank.problems import BankProblems, Problem
from quizzes.bank.texts import Text

PACKAGED = Path(__file__).parent / "questions"
"""The questions that come with the product."""

_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


@dataclass(frozen=True)
class Loaded:
    """A question with the file and the YAML tree that it came from."""

    question: Question
    file: Path
    node: yaml.Node

    def line(self, path: Sequence[str | int]) -> int:
        """Line (from 1) of a field, or of the nearest field around it."""
        return _line(self.node, path)


def load_bank(path: Path = PACKAGED) -> list[Question]:
    """All questions of a YAML file, or of every `*.yaml` under a folder, in the order of file names.

    Raises
    ------
    BankProblems
        If a file cannot be read, a document is not a question, or an id occurs twice.
    """
    loaded, problems = read([path])
    if problems:
        raise BankProblems(problems)
    return [each.question for each in loaded]


def read(paths: Iterable[Path]) -> tuple[list[Loaded], list[Problem]]:
    """The questions that could be read, and what was wrong with the others."""
    loaded: list[Loaded] = []
    problems: list[Problem] = []
    for path in paths:
        for file in sorted(path.rglob("*.yaml")) if path.is_dir() else [path]:
            _read_file(file, loaded, problems)
    first: dict[str, Loaded] = {}
    for each in loaded:
        earlier = first.setdefault(each.question.id, each)
        if earlier is not each:
            where = f"{earlier.file.name}:{earlier.line(['id'])}"
            message = Text(zh=f"题号重复，已见于 {where}", en=f"id already used at {where}")
            problems.append(_problem(each.file, each.line(["id"]), each.question.id, message))
    return loaded, problems


def _read_file(file: Path, loaded: list[Loaded], problems: list[Problem]) -> None:
    try:
        text = file.read_text(encoding="utf-8")
        nodes = [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node is not None]
    except (OSError, UnicodeDecodeError) as error:
        problems.append(
            _problem(file, 1, None, Text(zh=f"文件读不出来：{error}", en=f"the file cannot be read: {error}"))
        )
        return
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = Text(zh=f"YAML 写法有误：{error.problem}", en=f"not valid YAML: {error.problem}")
        problems.append(_problem(file, mark.line + 1 if mark else 1, None, message))
        return
    for node in nodes:
        found = _read_question(file, node)
        if isinstance(found, Loaded):
            loaded.append(found)
        else:
            problems.extend(found)


def _read_question(file: Path, node: yaml.Node) -> Loaded | list[Problem]:
    content = _plain(node)
    question_id = content.get("id") if isinstance(content, dict) else None
    question_id = question_id if isinstance(question_id, str) else None
    repeated = [
        _problem(file, line, question_id, Text(zh=f"字段“{key}”写了两次", en=f"field '{key}' is given twice"))
        for line, key in _repeated_keys(node)
    ]
    if repeated:
        return repeated
    for holder in _picture_holders(content):
        _take_in_file(holder, file.parent)
    try:
        # Through JSON, so that a file and a stored version are read by exactly the same rules.
        question = _QUESTION.validate_json(json.dumps(content, default=_written, allow_nan=True))
    except ValidationError as error:
        return [
            _problem(file, _line(node, details["loc"]), question_id, explained(details))
            for details in error.errors(include_url=False)
        ]
    return Loaded(question, file, node)


def _picture_holders(content: Any) -> list[dict[str, Any]]:
    """The question and its stages."""
    if not isinstance(content, dict):
        return []
    stages = content.get("stages")
    stages = stages if isinstance(stages, list) else []
    return [content, *(each for each in stages if isinstance(each, dict))]


def _take_in_file(holder: dict[str, Any], folder: Path) -> None:
    """Put a picture's file into its question; one that is not there is left to the check."""
    picture = holder.get("picture")
    if isinstance(picture, dict) and isinstance(picture.get("file"), str) and "data" not in picture:
        path = folder / Path(picture["file"]).name
        if path.is_file():
            picture["data"] = base64.b64encode(path.read_bytes()).decode()


def _plain(node: yaml.Node) -> Any:
    loader = yaml.SafeLoader("")
    try:
        return loader.construct_document(node)
    except (yaml.YAMLError, ValueError) as error:  # such as an impossible date
        return {"unreadable": str(error)}
    finally:
        loader.dispose()


def _written(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _repeated_keys(node: yaml.Node) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                found.append((key.start_mark.line + 1, key.value))
            seen.add(key.value)
            found.extend(_repeated_keys(value))
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            found.extend(_repeated_keys(value))
    return found


def _line(node: yaml.Node, path: Sequence[str | int]) -> int:
    """Line of the deepest part of a path that the tree has; parts it lacks (union tags) are skipped."""
    line = node.start_mark.line + 1
    for part in path:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == part:
                    node, line = value, key.start_mark.line + 1
                    break
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return line


def _problem(file: Path, line: int, question: str | None, message: Text) -> Problem:
    return Problem(file=file, line=line, question=question, variant=None, message=message)


_SAID = {
    "missing": ("缺少字段“{field}”", "field '{field}' is missing"),
    "extra_forbidden": ("没有“{field}”这个字段", "there is no field '{field}'"),
    "union_tag_invalid": (
        "没有“{tag}”这种题型，可用：{expected_tags}",
        "no kind '{tag}'; known: {expected_tags}",
    ),
    "union_tag_not_found": ("缺少题型字段“kind”", "field 'kind' is missing"),
    "literal_error": ("“{field}”只能是 {expected}", "'{field}' must be {expected}"),
    "string_type": ("“{field}”要写成文字", "'{field}' must be text"),
    "string_too_short": ("“{field}”是空的", "'{field}' is empty"),
    "string_too_long": (
        "“{field}”不得超过 {max_length} 个字符",
        "'{field}' is longer than {max_length} characters",
    ),
    "string_pattern_mismatch": (
        "“{field}”的写法不合规定（{pattern}）",
        "'{field}' does not have the form {pattern}",
    ),
    "int_type": ("“{field}”要写成整数", "'{field}' must be a whole number"),
    "float_type": ("“{field}”要写成数", "'{field}' must be a number"),
    "finite_number": ("“{field}”要写成有限数", "'{field}' must be a finite number"),
    "bool_type": ("“{field}”只能是 true 或 false", "'{field}' must be true or false"),
    "greater_than": ("“{field}”要大于 {gt}", "'{field}' must be greater than {gt}"),
    "greater_than_equal": ("“{field}”不得小于 {ge}", "'{field}' must not be less than {ge}"),
    "less_than": ("“{field}”要小于 {lt}", "'{field}' must be less than {lt}"),
    "less_than_equal": ("“{field}”不得大于 {le}", "'{field}' must not be greater than {le}"),
    "too_short": ("“{field}”至少要有 {min_length} 项", "'{field}' needs at least {min_length} entries"),
    "range_too_long": ("范围“{field}”超过 {most} 个取值", "'{field}' has more than {most} values"),
    "too_long": ("“{field}”最多 {max_length} 项", "'{field}' takes at most {max_length} entries"),
}


def explained(details: ErrorDetails) -> Text:
    """What is wrong with a field, as an editor reads it."""
    field = next((str(part) for part in reversed(details["loc"]) if isinstance(part, str)), "?")
    if details["loc"] and details["loc"][-1] == "[key]":
        field = str(details["loc"][-2])
    known = {**details.get("ctx", {}), "field": field}
    if details["type"] in _SAID:
        zh, en = _SAID[details["type"]]
        return Text(zh=zh.format(**known), en=en.format(**known))
    return Text(zh=f"“{field}”不合规定：{details['msg']}", en=f"'{field}': {details['msg']}")
