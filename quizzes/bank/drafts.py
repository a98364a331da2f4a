"""Places that an imported or proposed question leaves open for its editor; nothing with one is published."""

from quizzes.bank.question import QuestionBase
from quizzes.bank.texts import Text

TO_DO = Text(zh="【待补】", en="[to do]")
"""Begins every text that an editor still has to write or translate."""

UNSORTED = "unsorted"
"""The topic of a draft that nobody has put into the tree."""

UNKNOWN_ISSUE = "0000-01"
"""The issue of a draft whose source is not known."""


def unfinished(question: QuestionBase) -> bool:
    """True if an editor still has to fill in a text, the topic or the source."""
    content = question.model_dump_json()
    open_places = (TO_DO.zh, TO_DO.en, f'"issue":"{UNKNOWN_ISSUE}"')
    return question.topic == UNSORTED or any(place in content for place in open_places)
