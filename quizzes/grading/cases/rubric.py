"""Rubrics: what a case question asks for, checked completely when it is loaded."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator

from quizzes.grading.cases.expressions import Compiler, Expression, Group, Leaf
from quizzes.grading.cases.grading import grade_case
from quizzes.grading.cases.lexicon import Lexicon, Terms, shared_lexicon
from quizzes.grading.cases.repair import Repairer
from quizzes.grading.cases.text import normalise


class Bilingual(BaseModel):
    """A text in Chinese and English."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    zh: str
    en: str


def _bilingual(value: Any) -> Any:
    """Let an editor write one text for both languages."""
    return {"zh": value, "en": value} if isinstance(value, str) else value


Both = Annotated[Bilingual, BeforeValidator(_bilingual)]


class Point(BaseModel):
    """One point: `expect` is an expression or a list of words of which one must occur."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    weight: int = Field(gt=0, le=100)
    label: Both
    expect: Any
    dx: bool = False  #: withheld when the answer asserts too many diagnoses
    interprets: bool = False  #: a conclusion, which a pasted question cannot earn
    learn: Both | None = None  #: what a learner who missed it should read


class Forbidden(BaseModel):
    """One claim that costs marks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    penalty: int = Field(gt=0, le=100)
    label: Both
    when: Any
    diagnosis: bool = False  #: a wrong first diagnosis: forgiven if the right one comes before it


class Example(BaseModel):
    """An answer with the points it must earn and the violations it must show."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: str
    hits: list[str]
    violations: list[str] = []


class Rubric(BaseModel):
    """The rubric of one case question.

    Raises pydantic.ValidationError with one sentence for each fault: weights that do not sum to 100, ids used
    twice, unknown concepts, examples that are not graded as they say.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    title: Both = Bilingual(zh="", en="")
    stem: Both = Bilingual(zh="", en="")
    ask: Both = Bilingual(zh="", en="")
    points: list[Point] = Field(min_length=1)
    forbidden: list[Forbidden] = []
    concepts: dict[str, dict[str, Any]] = {}
    examples: list[Example] = []
    pass_mark: int = Field(default=60, ge=0, le=100)
    new: bool = True  #: a new question always goes to a person
    needs_radiologist_signature: bool = True

    _lexicon: Lexicon = PrivateAttr()
    _repairer: Repairer = PrivateAttr()
    _expressions: dict[str, Expression] = PrivateAttr(default_factory=dict)
    _diagnoses: frozenset[str] = PrivateAttr(default=frozenset())
    _normal_stem: str = PrivateAttr(default="")

    @property
    def lexicon(self) -> Lexicon:
        """The shared lexicon and the concepts of this question."""
        return self._lexicon

    @property
    def repairer(self) -> Repairer:
        """Typo repair for this lexicon."""
        return self._repairer

    @property
    def diagnoses(self) -> frozenset[str]:
        """Diagnoses that the dx points accept; empty if the question asks for none."""
        return self._diagnoses

    @property
    def concepts_asked(self) -> frozenset[str]:
        """Every concept that a point names."""
        return frozenset().union(*(self.concepts_of(point.id) for point in self.points))

    @property
    def normal_stem(self) -> str:
        """Normalised stem and question in both languages."""
        return self._normal_stem

    def expression(self, name: str) -> Expression:
        """Return the compiled expression of a point or a forbidden claim."""
        return self._expressions[name]

    def with_terms(self, terms: Terms) -> "Rubric":
        """Return this rubric with further words for the concepts of its lexicon."""
        lexicon = self._lexicon.with_terms(terms)
        if lexicon is self._lexicon:
            return self
        extended = self.model_copy()
        extended._lexicon = lexicon
        extended._repairer = Repairer(lexicon, base=self._repairer)
        return extended

    def concepts_of(self, point: str) -> frozenset[str]:
        """Return the concepts that a point or a forbidden claim names."""
        return _concepts(self._expressions[point])

    @model_validator(mode="after")
    def _check(self) -> "Rubric":
        ids = [point.id for point in self.points] + [rule.id for rule in self.forbidden]
        if repeated := sorted({name for name in ids if ids.count(name) > 1}):
            raise ValueError(f"ids used twice: {', '.join(repeated)}")
        if (total := sum(point.weight for point in self.points)) != 100:
            raise ValueError(f"the weights of {self.id} sum to {total}; make them sum to 100")
        compiler = Compiler(shared_lexicon(), self.concepts)
        self._expressions = {point.id: compiler.compile(point.expect) for point in self.points}
        self._expressions |= {rule.id: compiler.compile(rule.when) for rule in self.forbidden}
        self._lexicon = compiler.lexicon()
        own = self._lexicon is not shared_lexicon()
        self._repairer = Repairer(self._lexicon, base=shared_repairer()) if own else shared_repairer()
        named = (_concepts(self._expressions[point.id]) for point in self.points if point.dx)
        self._diagnoses = frozenset().union(*named)
        texts = (text for both in (self.stem, self.ask) for text in (both.zh, both.en))
        self._normal_stem = normalise("。".join(texts)).chars
        self._check_examples()
        return self

    def _check_examples(self) -> None:
        for example in self.examples:
            verdict = grade_case(self, example.text)
            hits = {name for name, point in verdict.points.items() if point.hit}
            if hits != set(example.hits) or set(verdict.violations) != set(example.violations):
                read = ", ".join([*sorted(hits), *verdict.violations]) or "nothing"
                raise ValueError(
                    f"{self.id}: the example {example.text!r} is graded as {read}; change it or the rubric"
                )


def _concepts(expression: Expression) -> frozenset[str]:
    if isinstance(expression, Leaf):
        return expression.concepts
    if isinstance(expression, Group):
        return frozenset().union(*map(_concepts, expression.members))
    return frozenset()


@cache
def shared_repairer() -> Repairer:
    """Build typo repair for the shared lexicon once."""
    return Repairer(shared_lexicon())


@cache
def load_rubrics() -> Mapping[str, Rubric]:
    """Load and check the packaged rubrics C1 to C8."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rubrics = {}
    for path in sorted(files("quizzes.grading.cases.rubrics").iterdir(), key=lambda path: path.name):
        if path.name.endswith(".yaml"):
            entry = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
            rubric = Rubric.model_validate(entry)
            rubrics[rubric.id] = rubric
    return rubrics
