"""Every expected refusal as one clear sentence that says what to do next."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.language import Translate
from quizzes import errors
from quizzes.calendar import DEFAULT_TIMEZONE


def refusal(error: errors.QuizError, *, timezone: str | None, _: Translate) -> str:
    """The sentence for a refusal, as plain text."""
    match error:
        case errors.NotEnrolled():
            return _(
                "You do not belong to a centre yet. Ask your director for an invitation link, "
                "or send me the invitation code."
            )
        case errors.NotAllowed(needed="director"):
            return _("Only the director of the centre can do this. Ask your director.")
        case errors.NotAllowed(needed="marker"):
            return _("Only markers of the centre can do this, and never with their own answers.")
        case errors.NotAllowed(needed="editor"):
            return _("Only an editor can do this. Ask your editor.")
        case errors.NotAllowed():
            return _("Only the group's administrator can do this. Ask your director to pass it on.")
        case errors.NotYours():
            return _("This button is not for you or has expired. Send /today for your own question.")
        case errors.InvitationUnknown():
            return _("I do not know this invitation code. Check it, or ask your director for a new one.")
        case errors.InvitationSpent():
            return _invitation_spent(error.reason, _)
        case errors.AlreadyAnswered():
            return _("You have answered this question; the first answer counts. /practice gives you another.")
        case errors.QuestionClosed(closed_at=at):
            return _(
                "The time for this question ended on {time}; answers no longer count. /today shows it."
            ).format(time=moment(at, timezone))
        case errors.NothingChosen():
            return _("Nothing is ticked yet. Tap the letters you think are right, then send.")
        case errors.OrderIncomplete():
            return _("Some items are not in the order yet. Tap the rest, then send.")
        case errors.NothingWritten():
            return _("Every box is still empty. Fill in at least one, then send.")
        case errors.BoxesFilled():
            return _(
                "All boxes of your case are done. Tap one to change it, or send; /sar asks me a question."
            )
        case errors.BoxTooLong(most=most, length=length):
            return _("This box takes at most {most} characters; yours has {length}. Send it shorter.").format(
                most=most, length=length
            )
        case errors.TooManyInBox(most=1):
            return _("This box takes one entry only. Send the one you find most likely.")
        case errors.TooManyInBox(most=most):
            return _("This box takes at most {most} entries. Send the most important ones.").format(most=most)
        case errors.StageLocked():
            return _("This stage is locked. Go on with the newest message, or send /today for it.")
        case errors.NoQuestionToday(opens_at=at):
            when = moment(at, timezone) if at else "—"
            return _(
                "No question is open now. The next one comes on {time}; /practice gives you one at once."
            ).format(time=when)
        case errors.BankEmpty():
            return _("There is no published question for your position yet. Please tell your editor.")
        case errors.NothingToMark():
            return _("No answer waits for you here. /mark shows what does.")
        case errors.AlreadyMarked():
            return _("This answer is marked, or somebody else has it in hand. /mark gives you another.")
        case errors.UnfitTerm(reason=reason):
            return _unfit_term(reason, _)
        case errors.SecondLookOver(reason="asked"):
            return _("You have asked for a second look at this answer; you will be told the result.")
        case errors.SecondLookOver(reason="settled"):
            return _("This question was settled alike for everybody; there is nothing to look at again.")
        case errors.SecondLookOver():
            return _("A second look can be asked for within seven days of the answer.")
        case errors.BadName():
            return _("I cannot show that name. Send /name followed by your name, at most 20 characters.")
        case _other:
            return _("That is not possible. /help shows what is.")


def _unfit_term(reason: str, _: Translate) -> str:
    if reason == "taken":
        return _("The lexicon knows this word already. Type the whole wording, or another one.")
    if reason == "short":
        return _("That is too short to be told from other words. Type the whole wording.")
    if reason == "long":
        return _("Type one wording of at most 20 characters, without punctuation.")
    return _("This question asks for no such thing. Choose the point again.")


def _invitation_spent(reason: str, _: Translate) -> str:
    if reason == "expired":
        return _("This invitation has expired. Ask your director for a new one.")
    if reason == "used-up":
        return _("This invitation has no uses left. Ask your director for a new one.")
    return _("This invitation was withdrawn. Ask your director for a new one.")


def moment(at: datetime, timezone: str | None) -> str:
    """Date and time on the centre's clock."""
    return at.astimezone(ZoneInfo(timezone or DEFAULT_TIMEZONE)).strftime("%m-%d %H:%M")
