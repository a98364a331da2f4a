"""Staged cases: a vignette, then stage after stage more data with a question, each locked once answered."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import Field, JsonValue, TypeAdapter

from quizzes.bank.case import CaseFields, CaseText, outcome_of
from quizzes.bank.choice import MultipleChoice, MultipleFields, SingleChoice, SingleFields
from quizzes.bank.number import Number, NumberFields
from quizzes.bank.picture import Picture
from quizzes.bank.question import Flaw, Presentation, QuestionBase, Verdict
from quizzes.bank.texts import Strict, Text

Part = SingleChoice | MultipleChoice | Number | CaseText

_VERDICTS = TypeAdapter(Verdict)


class Asked(Strict):
    """What every question of a stage has; `solution` explains this stage alone."""

    stem: Text
    solution: Text | None = None


class SingleStage(SingleFields, Asked):
    """A single choice."""


class MultipleStage(MultipleFields, Asked):
    """A multiple choice."""


class NumberStage(NumberFields, Asked):
    """A number."""


class CaseStage(CaseFields, Asked):
    """A text, marked by a rubric."""


class Stage(Strict):
    """What comes to light (`text`, `picture`), what is asked then, and its share of the marks in percent."""

    text: Text
    picture: Picture | None = None
    weight: Annotated[int, Field(ge=1, le=99)]
    question: Annotated[SingleStage | MultipleStage | NumberStage | CaseStage, Field(discriminator="kind")]


class Staged(QuestionBase):
    """`stem` is the vignette; the weights of the stages sum to 100."""

    kind: Literal["staged"]
    stages: Annotated[tuple[Stage, ...], Field(min_length=2, max_length=6)]
    needs_signature: bool


_KINDS: dict[str, type[Part]] = {
    "single": SingleChoice,
    "multiple": MultipleChoice,
    "number": Number,
    "case": CaseText,
}


@lru_cache(maxsize=512)
def _parts(content: str) -> tuple[Part, ...]:
    question = Staged.model_validate_json(content)
    shared = {
        name: getattr(question, name)
        for name in QuestionBase.model_fields
        if name not in ("stem", "picture", "solution", "evidence")
    }
    return tuple(
        _KINDS[stage.question.kind].model_validate(
            {
                **shared,
                **{name: getattr(stage.question, name) for name in type(stage.question).model_fields},
                "stem": _told(stage),
                "picture": stage.picture,
                "solution": stage.question.solution or question.solution,
            }
        )
        for stage in question.stages
    )


def _told(stage: Stage) -> Text:
    return Text(
        zh=f"{stage.text.zh}\n{stage.question.stem.zh}", en=f"{stage.text.en}\n{stage.question.stem.en}"
    )


def parts(question: Staged) -> tuple[Part, ...]:
    """The stages as questions of their own kinds, with the case's id, topic and source."""
    return _parts(question.model_dump_json())


def render(question: Staged, language: str) -> Presentation:
    """The vignette and how it goes on; the stages are shown one by one."""
    hint = Text(
        zh=f"分 {len(question.stages)} 步作答；每一步提交后锁定，不能再改。",
        en=f"There are {len(question.stages)} stages; each is locked once answered.",
    )
    return Presentation(stem=question.stem.in_(language), hint=hint.in_(language))


def combined(question: Staged, verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict of the whole: credit is the sum of the stages' credits by their weights.

    `details` holds the verdict of every stage with its weight, and whether a person has to look.
    """
    weights = [stage.weight for stage in question.stages]
    credit = sum(w * v.credit for w, v in zip(weights, verdicts, strict=True)) / sum(weights)
    stages: list[JsonValue] = [
        {"weight": weight, **_VERDICTS.dump_python(verdict, mode="json")}
        for weight, verdict in zip(weights, verdicts, strict=True)
    ]
    return Verdict(
        outcome=outcome_of(credit),
        credit=min(1.0, credit),
        details={
            "stages": stages,
            "review": any(verdict.details.get("review") is True for verdict in verdicts),
        },
    )


def verdicts(verdict: Verdict) -> list[Verdict]:
    """The verdicts of the stages out of the verdict of the whole."""
    stages = verdict.details["stages"]
    assert isinstance(stages, list)
    return [
        _VERDICTS.validate_python({name: v for name, v in stage.items() if name != "weight"}, strict=False)
        for stage in stages
        if isinstance(stage, dict)
    ]


INCOMPLETE = Verdict(
    outcome="invalid",
    credit=0.0,
    reason="incomplete",
    hint=Text(zh="请逐步作答。", en="Please answer stage by stage."),
)


def check(question: Staged) -> Iterator[Flaw]:
    """Weights that do not sum to 100."""
    total = sum(stage.weight for stage in question.stages)
    if total != 100:
        message = Text(
            zh=f"各步分值合计 {total}，应为 100", en=f"the weights of the stages sum to {total}, not 100"
        )
        yield Flaw(("stages",), message)
