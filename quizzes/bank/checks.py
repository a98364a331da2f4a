"""Everything that must hold before a question reaches anybody, over its files, its texts and its variants."""

from collections.abc import Iterable, Iterator
from itertools import product
from pathlib import Path

from quizzes.bank import case_checks, choice, concordance, number, number_checks, ordering, picturing, staged
from quizzes.bank.case import CaseText
from quizzes.bank.choice import MultipleChoice, SingleChoice
from quizzes.bank.concordance import Concordance
from quizzes.bank.drafts import TO_DO, UNSORTED, unfinished
from quizzes.bank.kinds import Question, draw, explain, render
from quizzes.bank.loading import Loaded, read
from quizzes.bank.number import Number
from quizzes.bank.ordering import Ordering
from quizzes.bank.problems import Problem
from quizzes.bank.question import Flaw, Variant
from quizzes.bank.staged import Staged
from quizzes.bank.texts import LANGUAGES, Text, figures, places, stray_brace
from quizzes.bank.topics import topics

LONGEST_SHOWN = 3500
"""Most characters of a question, or of its explanation, in UTF-16 units as Telegram counts them."""

FEWEST_FOR_LENGTH = 8
"""From this many single choices on, the longest option must not give the key away."""

_PATHS_OF_TEXTS: tuple[tuple[str | int, ...], ...] = (
    ("stem",),
    ("learning_point",),
    ("solution",),
    ("source", "article"),
    ("picture", "alt"),
    ("journal_errs", "printed"),
    ("journal_errs", "correction"),
)


def check_bank(paths: Iterable[Path]) -> list[Problem]:
    """Every problem of the question files: an empty list means that they may be published.

    Reads the files as `load_bank` does and goes on where that stops. A number question is checked over
    all its variants, or over 1,000 drawn ones where there are more.
    """
    loaded, problems = read(paths)
    for each in loaded:
        for flaw in check(each.question):
            problems.append(_problem(each, flaw))
    problems.extend(_longest_gives_away(loaded))
    return sorted(problems, key=lambda problem: (str(problem.file), problem.line))


def check(question: Question) -> list[Flaw]:
    """What is wrong with one question. Texts that cannot be filled hide what depends on them."""
    return [*_publication(question), *_content(question)]


def _content(question: Question) -> list[Flaw]:
    unfilled = [*_places(question)]
    if unfilled:
        return unfilled
    found, variants = _of_its_kind(question)
    return [
        *found,
        *_figures(question, variants),
        *picturing.check(question, variants),
        *_lengths(question, variants),
    ]


def _of_its_kind(question: Question) -> tuple[list[Flaw], list[Variant]]:
    """What is wrong by the rules of a kind, and the variants to check the texts with."""
    found: list[Flaw]
    match question:
        case SingleChoice() | MultipleChoice():
            found = choice.check(question)
        case Number():
            return number_checks.check(question)
        case CaseText():
            found = case_checks.check(question)
        case Ordering():
            found = [*ordering.check(question)]
        case Concordance():
            found = [*concordance.check(question)]
        case Staged():
            found = [*staged.check(question), *_stages(question)]
            return found, [] if found else [draw(question, 0)]
    return found, [draw(question, 0)]


def _stages(question: Staged) -> Iterator[Flaw]:
    """What is wrong with the stages themselves; what they share with the whole is checked there."""
    for index, (stage, part) in enumerate(zip(question.stages, staged.parts(question), strict=True)):
        for flaw in _content(part):
            if flaw.path[0] == "picture":
                yield flaw._replace(path=("stages", index, *flaw.path))
            elif flaw.path[0] in type(stage.question).model_fields:
                yield flaw._replace(path=("stages", index, "question", *flaw.path))


def _publication(question: Question) -> Iterator[Flaw]:
    if question.status == "published" and unfinished(question):
        message = Text(
            zh=f"还有标着“{TO_DO.zh}”的地方没有补全",
            en=f"a place marked '{TO_DO.en}' is not filled in",
        )
        yield Flaw(("status",), message)
    if question.topic not in {*topics(), UNSORTED}:
        yield Flaw(
            ("topic",), Text(zh=f"没有主题“{question.topic}”", en=f"there is no topic '{question.topic}'")
        )
    if len(set(question.positions)) < len(question.positions):
        yield Flaw(("positions",), Text(zh="岗位重复", en="a position is given twice"))
    if question.status == "published" and (question.reviewer is None or question.reviewed is None):
        yield Flaw(
            ("status",),
            Text(
                zh="发布前要写明审核人和审核日期",
                en="a published question needs a reviewer and a review date",
            ),
        )
    if question.expires and question.reviewed and question.expires <= question.reviewed:
        yield Flaw(("expires",), Text(zh="失效日期不晚于审核日期", en="it expires before it was reviewed"))


def _places(question: Question) -> Iterator[Flaw]:
    """Places without a value, places in texts that are not templates, and languages that differ in them."""
    names = number_checks.names(question) if isinstance(question, Number) else frozenset[str]()
    for path, text in _text_fields(question):
        known = names if path[0] in ("stem", "solution", "learning_point") else frozenset[str]()
        for language in LANGUAGES:
            words = text.in_(language)
            for name in sorted(places(words) - known):
                yield Flaw(
                    (*path, language), Text(zh=f"“{{{name}}}”没有取值", en=f"no value for '{{{name}}}'")
                )
            if stray_brace(words):
                yield Flaw((*path, language), Text(zh="多余的花括号", en="a stray brace"))
        if path == ("stem",) and "key" in places(text.zh) | places(text.en):
            yield Flaw(path, Text(zh="题干泄露了答案 {key}", en="the stem shows the key"))
        if places(text.zh) != places(text.en):
            yield Flaw(path, Text(zh="中英文引用的数值不同", en="Chinese and English show different values"))


def _text_fields(question: Question) -> Iterator[tuple[tuple[str | int, ...], Text]]:
    for path in _PATHS_OF_TEXTS:
        part: object = question
        for name in path:
            part = getattr(part, str(name)) if part is not None else None
        if isinstance(part, Text):
            yield path, part
    match question:
        case SingleChoice() | MultipleChoice():
            for index, option in enumerate(question.options):
                yield ("options", index, "text"), option.text
                if option.feedback:
                    yield ("options", index, "feedback"), option.feedback
        case Number():
            for index, mistake in enumerate(question.mistakes):
                yield ("mistakes", index, "hint"), mistake.hint
        case CaseText():
            yield ("model_answer",), question.model_answer
        case Ordering():
            for index, item in enumerate(question.items):
                yield ("items", index), item
        case Concordance():
            yield ("hypothesis",), question.hypothesis
            yield ("information",), question.information


def _figures(question: Question, variants: list[Variant]) -> Iterator[Flaw]:
    """Texts whose languages show different numbers; the first variant that does is reported."""
    for path, text in _text_fields(question):
        for variant in variants if places(text.zh) else variants[:1]:
            zh, en = (_filled(question, variant, text.in_(language)) for language in LANGUAGES)
            different = sorted(figures(zh) ^ figures(en))
            if different:
                listed = ", ".join(f"{figure:g}" for figure in different)
                message = Text(
                    zh=f"中英文的数字不同：{listed}",
                    en=f"Chinese and English show different numbers: {listed}",
                )
                yield Flaw(path, message, dict(variant.parameters))
                break


def _filled(question: Question, variant: Variant, words: str) -> str:
    return number.filled(question, variant, words) if isinstance(question, Number) else words


def _lengths(question: Question, variants: list[Variant]) -> Iterator[Flaw]:
    """What would not fit into one message; variants hardly differ in length, so one is enough."""
    for variant, language in product(variants[:1], LANGUAGES):
        before = render(question, variant, language)
        after = explain(question, variant, language)
        told = (after.solution, after.key, after.journal_errs or "", after.learning_point, after.source)
        asked = (before.stem, *(option.text for option in before.options), before.hint)
        for field, parts in (("stem", asked), ("solution", told)):
            length = len("\n".join(parts).encode("utf-16-le")) // 2
            if length > LONGEST_SHOWN:
                message = Text(
                    zh=f"显示内容有 {length} 个字符，超过 {LONGEST_SHOWN}",
                    en=f"{length} characters are shown, more than {LONGEST_SHOWN}",
                )
                yield Flaw((field, language), message)


def _longest_gives_away(loaded: list[Loaded]) -> list[Problem]:
    """One problem if the correct option is the longest in more than half of the single choices."""
    singles = [(each, each.question) for each in loaded if isinstance(each.question, SingleChoice)]
    telling = [each for each, question in singles if _correct_is_longest(question)]
    if len(singles) < FEWEST_FOR_LENGTH or 2 * len(telling) <= len(singles):
        return []
    message = Text(
        zh=f"{len(singles)} 道单选题中有 {len(telling)} 道的正确项最长，容易被猜中",
        en=f"the correct option is the longest in {len(telling)} of {len(singles)} single choices",
    )
    return [_problem(telling[0], Flaw(("options",), message))]


def _correct_is_longest(question: SingleChoice) -> bool:
    right = max((len(option.text.zh) for option in question.options if option.correct), default=0)
    return right > max((len(option.text.zh) for option in question.options if not option.correct), default=0)


def _problem(each: Loaded, flaw: Flaw) -> Problem:
    return Problem(
        file=each.file,
        line=each.line(flaw.path),
        question=each.question.id,
        variant=flaw.variant,
        message=flaw.message,
    )
