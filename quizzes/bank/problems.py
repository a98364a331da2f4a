"""What is wrong with a file of questions, and where: said so that an editor can mend it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quizzes.bank.texts import Text


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One problem: file, line (from 1), question if known, variant if it concerns only some."""

    file: Path
    line: int
    question: str | None
    variant: dict[str, Any] | None
    message: Text

    def __str__(self) -> str:
        about = f" [{self.question}]" if self.question else ""
        drawn = f" {self.variant}" if self.variant else ""
        return f"{self.file}:{self.line}:{about}{drawn} {self.message.zh} / {self.message.en}"


class BankProblems(Exception):
    """Question files that cannot be loaded; `problems` says where and why."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
