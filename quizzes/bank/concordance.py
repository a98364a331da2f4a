"""Script concordance: how new information changes a hypothesis, marked by what a panel of experts said.

Credit is the votes of the panel for the answer over the votes for its most frequent one (aggregate
scoring: Fournier, Demeester and Charlin (2008), BMC Med. Inform. Decis. Mak. 8, 18). With too few votes an
item is formative: it is asked only in practice and marks nobody.
"""

import re
from collections.abc import Collection, Iterator
from typing import Annotated, Final, Literal

from pydantic import Field

from quizzes.bank.question import Flaw, Presentation, QuestionBase, ShownOption, Verdict
from quizzes.bank.texts import Text

FEWEST_VOTES: Final = 10
SCALE: Final = (-2, -1, 0, 1, 2)
Votes = Annotated[int, Field(ge=0, le=1000)]


class Concordance(QuestionBase):
    """`stem` is the situation; `panel` counts the votes for −2, −1, 0, +1, +2 in this order.

    `about` says what kind of hypothesis it is and so how the scale is worded.
    """

    kind: Literal["concordance"]
    about: Literal["diagnosis", "test", "treatment"] = "diagnosis"
    hypothesis: Text
    information: Text
    panel: tuple[Votes, Votes, Votes, Votes, Votes] = (0, 0, 0, 0, 0)
    fewest_votes: Annotated[int, Field(ge=3)] = FEWEST_VOTES


_WORDS: Final = {
    "diagnosis": (
        Text(zh="几乎排除", en="almost ruled out"),
        Text(zh="可能性降低", en="less likely"),
        Text(zh="不影响", en="neither more nor less likely"),
        Text(zh="可能性升高", en="more likely"),
        Text(zh="几乎确定", en="almost certain"),
    ),
    "test": (
        Text(zh="完全不该做", en="should not be done"),
        Text(zh="用处变小", en="less useful"),
        Text(zh="不影响", en="neither more nor less useful"),
        Text(zh="用处变大", en="more useful"),
        Text(zh="非做不可", en="must be done"),
    ),
    "treatment": (
        Text(zh="完全不该用", en="should not be given"),
        Text(zh="更不合适", en="less suitable"),
        Text(zh="不影响", en="neither more nor less suitable"),
        Text(zh="更合适", en="more suitable"),
        Text(zh="非用不可", en="must be given"),
    ),
}
_STEM: Final = Text(
    zh="{stem}\n\n假设：{hypothesis}\n新信息：{information}\n\n新信息对这一假设有什么影响？",
    en="{stem}\n\nHypothesis: {hypothesis}\nNew information: {information}\n\n"
    "How does it change the hypothesis?",
)
NOT_COLLECTED: Final = Text(
    zh="专家组意见尚未征集，本题不计分。",
    en="The panel is not yet collected; this question is not marked.",
)


def is_formative(question: Concordance) -> bool:
    """True if the panel has cast too few votes for a mark."""
    return sum(question.panel) < question.fewest_votes


def render(question: Concordance, language: str) -> Presentation:
    """Situation, hypothesis and new information, and the five answers in the order of the scale."""
    hint = Text(
        zh="选一项。没有唯一正确答案，按专家组意见计分。",
        en="Choose one. There is no single right answer; credit follows the panel.",
    )
    return Presentation(
        stem=_STEM.in_(language).format(
            stem=question.stem.in_(language),
            hypothesis=question.hypothesis.in_(language),
            information=question.information.in_(language),
        ),
        options=tuple(
            ShownOption(position, f"{signed(position)} {words.in_(language)}")
            for position, words in enumerate(_WORDS[question.about])
        ),
        hint=(NOT_COLLECTED if is_formative(question) else hint).in_(language),
    )


def signed(position: int) -> str:
    """A position on the scale as people write it: −2 … +2."""
    value = SCALE[position]
    return "0" if value == 0 else f"{'−' if value < 0 else '+'}{abs(value)}"


def key(question: Concordance, language: str) -> str:
    """The votes of the panel, or that there are too few."""
    if is_formative(question):
        return NOT_COLLECTED.in_(language)
    shown = "，" if language != "en" else ", "
    return shown.join(
        f"{signed(position)} {words.in_(language)}: {votes}"
        for position, (words, votes) in enumerate(zip(_WORDS[question.about], question.panel, strict=True))
        if votes
    )


def grade(question: Concordance, response: str | Collection[int]) -> Verdict:
    """Mark one position of the scale, or a typed value from -2 to 2.

    A formative answer is always "right" with full credit and reason `formative`: it is kept, not judged.
    """
    chosen = _typed(response) if isinstance(response, str) else set(response)
    if len(chosen) != 1 or not chosen <= set(range(len(SCALE))):
        return Verdict(outcome="invalid", credit=0.0, reason="no-option", hint=_ONE_OF_FIVE)
    (position,) = chosen
    formative = is_formative(question)
    credit = 1.0 if formative else question.panel[position] / max(question.panel)
    return Verdict(
        outcome="right" if credit == 1.0 else "partly" if credit > 0.0 else "wrong",
        credit=credit,
        read=signed(position),
        reason="formative" if formative else None if credit == 1.0 else "panel",
        details={"chosen": [position], "formative": formative, "panel": [*question.panel]},
    )


_ONE_OF_FIVE = Text(zh="请从 −2 到 +2 中选一项。", en="Choose one of the five answers from −2 to +2.")
_TYPED = re.compile(r"[+＋]?([0-2]|[-−－][12])")


def _typed(response: str) -> set[int]:
    found = _TYPED.fullmatch(response.strip())
    return {SCALE.index(int(found[1].replace("−", "-").replace("－", "-")))} if found else set()


def check(question: Concordance) -> Iterator[Flaw]:
    """A complete panel that agrees: such an item asks for knowledge, not for judgement."""
    if not is_formative(question) and max(question.panel) == sum(question.panel):
        message = Text(
            zh="专家组意见完全一致，不适合做一致性测验，请改成选择题",
            en="the panel is unanimous; ask this as a choice question",
        )
        yield Flaw(("panel",), message)
