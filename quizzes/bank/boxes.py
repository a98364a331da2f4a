"""The boxes of a case answer, and one text made of them whose headings give each box its role.

That text is what is stored and graded, so that an answer in boxes and one typed freely are marked alike and
every span of evidence points into the answer as it is shown.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from quizzes.bank.texts import Text

Box = Literal["findings", "diagnosis", "differential", "next"]
Cap = Annotated[int, Field(ge=10, le=400)]

HEADINGS: Final[dict[str, Text]] = {
    "findings": Text(zh="所见与分析", en="Findings"),
    "diagnosis": Text(zh="首选诊断", en="Primary diagnosis"),
    "differential": Text(zh="鉴别诊断", en="Differential diagnosis"),
    "next": Text(zh="下一步", en="Next"),
}
MOST_ITEMS: Final[dict[str, int]] = {"diagnosis": 1, "differential": 2, "next": 2}
"""How many things may stand in a box; findings are not counted."""
MOST_IN_BOXES: Final = 440
"""Most characters of all boxes together: with their headings they fit into what the grader reads."""

_BETWEEN_ITEMS = re.compile(r"[；;\n]+|(?:^|\s)\d[.、)）；]|\s+or\s+|或者|或", re.IGNORECASE)
_SENTENCES = re.compile(r"\s*[；;。\n]+\s*(?=\S)")


def joined(boxes: Mapping[str, str], language: str) -> str:
    """Boxes as one text, a line each under its heading; empty ones are left out.

    What a box lists becomes one sentence: a role ends with the sentence that it stands in.
    """
    colon, comma = (": ", ", ") if language == "en" else ("：", "、")
    lines = []
    for name, text in boxes.items():
        told = _SENTENCES.sub(comma, text.strip()) if name in MOST_ITEMS else text
        if told:
            lines.append(HEADINGS[name].in_(language) + colon + " ".join(told.split()))
    return "\n".join(lines)


def items_in(box: str, text: str) -> int:
    """How many things a box lists, told apart by ；or a line break, by numbers and by "or".

    Diagnoses are told apart by 、as well; a next step may itself be a list, such as the sequences to order.
    """
    listed = text if box == "next" else text.replace("、", "；")
    return len([item for item in _BETWEEN_ITEMS.split(listed) if item.strip(" .。")])
