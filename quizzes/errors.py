"""Expected refusals. Each becomes one clear sentence in the member's language; none is a defect."""

from dataclasses import dataclass
from datetime import datetime


class QuizError(Exception):
    """Base class: an expected refusal, not a defect."""


@dataclass(eq=False)
class NotEnrolled(QuizError):
    """The person belongs to no centre."""


@dataclass(eq=False)
class NotAllowed(QuizError):
    """The person's role does not cover this."""

    needed: str


@dataclass(eq=False)
class NotYours(QuizError):
    """The button or question belongs to somebody else, or does not exist."""


@dataclass(eq=False)
class InvitationUnknown(QuizError):
    """No invitation has this code."""


@dataclass(eq=False)
class InvitationSpent(QuizError):
    """The invitation has expired, was revoked or has no uses left."""

    reason: str


@dataclass(eq=False)
class AlreadyAnswered(QuizError):
    """The question has been answered; the first answer counts."""

    assignment_id: int


@dataclass(eq=False)
class QuestionClosed(QuizError):
    """The time for answering is over."""

    assignment_id: int
    closed_at: datetime


@dataclass(eq=False)
class NothingToAnswer(QuizError):
    """No open question waits for a typed answer; ``missed`` says why the one at hand does not."""

    missed: QuizError | None = None


@dataclass(eq=False)
class NothingChosen(QuizError):
    """A multiple-choice answer was sent with nothing ticked."""


@dataclass(eq=False)
class OrderIncomplete(QuizError):
    """An order was sent with items left out."""


@dataclass(eq=False)
class NothingWritten(QuizError):
    """A case was sent with every box empty."""


@dataclass(eq=False)
class BoxesFilled(QuizError):
    """Every box of the case at hand has been asked; none waits for text."""


@dataclass(eq=False)
class BoxTooLong(QuizError):
    """A text does not fit into the box that waits."""

    most: int
    length: int


@dataclass(eq=False)
class TooManyInBox(QuizError):
    """A box lists more things than it takes."""

    most: int


@dataclass(eq=False)
class StageLocked(QuizError):
    """The button belongs to a stage that has been answered, or to one not yet reached."""


@dataclass(eq=False)
class NoQuestionToday(QuizError):
    """Today is not a question day of this centre, or it is too early."""

    opens_at: datetime | None


@dataclass(eq=False)
class BankEmpty(QuizError):
    """No published question suits this member."""


@dataclass(eq=False)
class BadName(QuizError):
    """A name that cannot be shown on a board."""


@dataclass(eq=False)
class NothingToMark(QuizError):
    """No answer of this batch waits for this marker."""


@dataclass(eq=False)
class AlreadyMarked(QuizError):
    """The answer was marked meanwhile, by this marker or another, or is in somebody else's hands."""


@dataclass(eq=False)
class UnfitTerm(QuizError):
    """A word that cannot be added to a concept: ``unknown``, ``short``, ``long`` or ``taken``."""

    reason: str


@dataclass(eq=False)
class SecondLookOver(QuizError):
    """A second look cannot be asked for: ``asked`` before, ``late``, or ``settled`` for everybody."""

    reason: str


@dataclass(eq=False)
class CannotRegrade(QuizError):
    """A change that cannot be applied: ``unknown`` question or version, no ``change``, or no ``reason``."""

    reason: str
