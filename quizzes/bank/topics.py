"""The tree of topics, with a name in both languages for every path."""

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from quizzes.bank.texts import Text

_FILE = Path(__file__).parent / "topics.yaml"


@lru_cache(maxsize=1)
def topics() -> dict[str, Text]:
    """Every topic path, such as `mr-physics/sar`, with its name."""
    return TypeAdapter(dict[str, Text]).validate_python(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def topic_name(path: str, language: str) -> str:
    """Name of a topic, "zh" or "en"; the path itself if the tree does not know it."""
    name = topics().get(path)
    return name.in_(language) if name else path
