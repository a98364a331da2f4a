"""The content of a question as canonical JSON, so that a version can be stored and never changes."""

import hashlib
import json
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from quizzes.bank.kinds import Question

_QUESTION: TypeAdapter[Question] = TypeAdapter(Question)


class Content(NamedTuple):
    """Canonical JSON and the hexadecimal SHA-256 of its UTF-8 bytes."""

    json: str
    sha256: str


def to_json(question: Question) -> Content:
    """Canonical content: fields in the order of the schema, no spaces, fields at their default left out.

    Leaving defaults out keeps the hash of old questions when a later release adds an optional field.
    Parameters and values keep the editor's order: drawing and computing follow it.
    """
    content = json.dumps(
        question.model_dump(mode="json", exclude_defaults=True),
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return Content(content, hashlib.sha256(content.encode()).hexdigest())


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a question, for editors that complete and check YAML."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Yinling question",
        **_QUESTION.json_schema(),
    }


def from_json(content: str) -> Question:
    """The question of a stored content.

    Raises
    ------
    pydantic.ValidationError
        If the content is not a question of this schema.
    """
    return _QUESTION.validate_json(content)
