"""What every question has, whatever its kind, and the values that drawing, showing and grading give back."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field, JsonValue, StringConstraints

from quizzes.bank.picture import Picture
from quizzes.bank.texts import Strict, Text, Words

Position = Literal["radiologist", "technologist", "nurse"]
Outcome = Literal["right", "partly", "wrong", "invalid", "ambiguous"]

EVERY_POSITION: tuple[Position, ...] = ("radiologist", "technologist", "nurse")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
TopicPath = Annotated[str, StringConstraints(pattern=r"^[a-z-]+(/[a-z-]+)*$")]


class Source(Strict):
    """Where in the journal the matter of a question comes from."""

    issue: Annotated[str, StringConstraints(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    article: Text
    place: Text


class JournalErrs(Strict):
    """What the journal printed, in our words, and what holds instead, with a reference."""

    printed: Text
    correction: Text
    reference: Words


class QuestionBase(Strict):
    """Fields that all kinds share. `needs_signature`: a radiologist has yet to confirm the content.

    `evidence` are the terms and numbers of the article that the question rests on, as the journal writes
    them.
    """

    id: Slug
    topic: TopicPath
    difficulty: Annotated[int, Field(ge=1, le=5)]
    positions: Annotated[tuple[Position, ...], Field(min_length=1)] = EVERY_POSITION
    stem: Text
    picture: Picture | None = None
    learning_point: Text
    solution: Text
    source: Source
    journal_errs: JournalErrs | None = None
    evidence: tuple[Words, ...] = ()
    reviewer: Words | None = None
    reviewed: date | None = None
    expires: date | None = None
    status: Literal["draft", "published", "retired"]
    needs_signature: bool = False

    def is_live(self, today: date) -> bool:
        """True if the question may be asked on this day."""
        return self.status == "published" and (self.expires is None or today < self.expires)


class Variant(Strict):
    """One drawing of a question. With the question it replays exactly what a member saw.

    `parameters`, `values` and `key` belong to number questions; `order` lists the options of a
    choice or ordering question (indices of the file) in the order shown; `parts` are the variants of a
    staged question's stages.
    """

    question: str
    seed: int
    parameters: dict[str, float | str] = {}
    values: dict[str, float] = {}
    key: float | None = None
    order: tuple[int, ...] = ()
    parts: tuple["Variant", ...] = ()


class ShownOption(NamedTuple):
    """An option under the position (0, 1, …) at which the member sees it."""

    position: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Presentation:
    """A question as a member reads it: stem, options if it has any, and how to answer."""

    stem: str
    options: tuple[ShownOption, ...] = ()
    hint: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The grade of one response.

    `invalid` and `ambiguous` use up no attempt. `credit` lies in 0–1; `read` is how the response was
    understood; `reason` says in one word why it is not right; `hint` tells the member what to reconsider;
    `details` are JSON values that belong to the kind.
    """

    outcome: Outcome
    credit: float
    read: str | None = None
    reason: str | None = None
    hint: Text | None = None
    details: dict[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What a member reads after answering, with the numbers of their own variant."""

    solution: str
    key: str
    source: str
    journal_errs: str | None
    learning_point: str


class Flaw(NamedTuple):
    """Something that a check found: where in the question (path of fields), in which variant, and what."""

    path: tuple[str | int, ...]
    message: Text
    variant: dict[str, Any] | None = None
