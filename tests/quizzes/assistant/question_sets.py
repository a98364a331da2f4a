"""The sets of questions beside this module, read."""

from dataclasses import dataclass
from pathlib import Path

from quizzes.assistant import Answer

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Expected:
    text: str
    intent: str
    value: float | None
    unit: str | None

    def matches(self, answer: Answer) -> bool:
        if answer.intent != self.intent or answer.unit != self.unit:
            return False
        if self.value is None or answer.value is None:
            return self.value is answer.value
        return abs(answer.value - self.value) <= 0.01 * abs(self.value)


def _rows(name: str) -> list[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def questions() -> list[Expected]:
    """Questions with their intent, value and unit."""
    expected = []
    for row in _rows("questions.txt"):
        text, intent, value, unit = ([part.strip() for part in row.split(" |")] + ["", ""])[:4]
        expected.append(Expected(text, intent, float(value) if value else None, unit or None))
    return expected


def hostile() -> list[str]:
    """Texts that must not get a number."""
    return _rows("hostile.txt")


def follow_ups() -> list[tuple[list[str], float, str]]:
    """Chains of questions with the value and unit of the last."""
    chains = []
    for row in _rows("follow_ups.txt"):
        chain, value, unit = (part.strip() for part in row.split(" |"))
        chains.append(([text.strip() for text in chain.split(">>")], float(value), unit))
    return chains
