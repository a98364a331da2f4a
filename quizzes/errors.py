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
    """No open question waits for a typed answer; ``missed`` is one whose time ended a short while ago."""

    missed: QuestionClosed | None = None


@dataclass(eq=False)
class NothingChosen(QuizError):
    """A multiple-choice answer was sent with nothing ticked."""


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
