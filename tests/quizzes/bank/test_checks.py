"""Every way to break a question that an editor is likely to find, with the line and the sentence they get."""

from typing import NamedTuple

import pytest

from quizzes import bank
from tests.quizzes.bank.samples import CASE, MULTIPLE, NUMBER, SINGLE


def checked(tmp_path, text):
    file = tmp_path / "questions.yaml"
    file.write_text(text, encoding="utf-8")
    return bank.check_bank([file])


@pytest.mark.parametrize(
    "sample", [NUMBER, SINGLE, MULTIPLE, CASE], ids=["number", "single", "multiple", "case"]
)
def test_a_sound_question_has_no_problem(tmp_path, sample):
    assert checked(tmp_path, sample) == []


class Broken(NamedTuple):
    """A sample, what is replaced by what, a piece of the problem's line, and words of its message."""

    sample: str
    old: str
    new: str
    line: str
    says: str


BROKEN = {
    # the form of the file
    "unknown field": Broken(NUMBER, "rtol: 0.02", "tolerance: 0.02", "tolerance:", "no field 'tolerance'"),
    "unknown kind": Broken(SINGLE, "kind: single", "kind: essay", "id: what-is-b1", "no kind 'essay'"),
    "no kind": Broken(SINGLE, "kind: single\n", "", "id: what-is-b1", "'kind' is missing"),
    "no source": Broken(SINGLE, "source:\n", "origin:\n", "id: what-is-b1", "'source' is missing"),
    "no place": Broken(SINGLE, "  place: {zh: 第 2 条, en: item 2}\n", "", "source:", "'place' is missing"),
    "no English": Broken(SINGLE, ", en: Flip angle}", "}", "翻转角}", "'en' is missing"),
    "empty text": Broken(SINGLE, "en: Flip angle", 'en: ""', "翻转角", "'en' is empty"),
    "number for a text": Broken(SINGLE, "en: Flip angle", "en: 90", "翻转角", "'en' must be text"),
    "text for a number": Broken(SINGLE, "difficulty: 2", "difficulty: hard", "difficulty:", "whole number"),
    "too difficult": Broken(SINGLE, "difficulty: 2", "difficulty: 6", "difficulty:", "not be greater than 5"),
    "bad id": Broken(SINGLE, "id: what-is-b1", "id: What is B1", "id:", "does not have the form"),
    "bad issue": Broken(SINGLE, '"2022-10"', '"10/2022"', "issue:", "does not have the form"),
    "bad position": Broken(
        SINGLE, "status:", "positions: [cook]\nstatus:", "positions:", "'positions' must be"
    ),
    "field twice": Broken(SINGLE, "status:", "difficulty: 3\nstatus:", "difficulty: 3", "given twice"),
    "impossible date": Broken(SINGLE, "2026-01-31", "2026-02-31", "id: what-is-b1", "'kind' is missing"),
    "infinite tolerance": Broken(NUMBER, "rtol: 0.02", "rtol: .inf", "rtol:", "rtol"),
    "one option": Broken(
        SINGLE, SINGLE[SINGLE.index("- text: {zh: 翻转角") :], "", "options:", "at least 2 entries"
    ),
    # publication
    "unknown topic": Broken(SINGLE, "mr-physics/sar", "mr-physics/cars", "topic:", "no topic"),
    "nobody reviewed": Broken(SINGLE, "reviewer: editor\n", "", "status:", "needs a reviewer"),
    "expired at once": Broken(SINGLE, "2027-01-31", "2026-01-31", "expires:", "before it was reviewed"),
    "position twice": Broken(
        SINGLE, "status:", "positions: [nurse, nurse]\nstatus:", "positions:", "position is given twice"
    ),
    # texts
    "place without value": Broken(NUMBER, "由 {fa_from}", "由 {angle}", "angle", "no value for '{angle}'"),
    "place in a choice": Broken(SINGLE, "B1 是什么？", '"B{x} 是什么？"', "stem:", "no value for '{x}'"),
    "place in a hint": Broken(NUMBER, "zh: 要平方", 'zh: "要 {key}"', "hint:", "no value for '{key}'"),
    "stray brace": Broken(NUMBER, "SAR 剩多少", "SAR{ 剩多少", "SAR{", "stray brace"),
    "key in the stem": Broken(NUMBER, "SAR 剩多少", "SAR 剩 {key} 吗", "stem:", "the stem shows the key"),
    "languages show other values": Broken(
        NUMBER, "From {fa_from} to", "From 15° to", "stem:", "different values"
    ),
    "languages show other numbers": Broken(
        SINGLE, "en: That is B0", "en: That is 3 T", "那是 B0", "different numbers: 3"
    ),
    "languages show other numbers in a template": Broken(
        NUMBER, "{ratio} squared", "{ratio} to the 2", "solution:", "different numbers: 2"
    ),
    "too long for one message": Broken(
        SINGLE, "B1 是什么？", "很" * 3500, "stem:", "characters are shown, more than 3500"
    ),
    "solution too long": Broken(SINGLE, "zh: 射频场", "zh: " + "长" * 3500, "solution:", "more than 3500"),
    # choices
    "two correct": Broken(
        SINGLE,
        "  feedback: {zh: 那是 B0",
        "  correct: true\n  feedback: {zh: 那是 B0",
        "options:",
        "exactly 1 correct option, not 2",
    ),
    "none correct": Broken(SINGLE, "  correct: true\n", "", "options:", "exactly 1 correct option, not 0"),
    "one of many correct": Broken(
        MULTIPLE,
        "  correct: true\n- text: {zh: 减少层数, en: Fewer slices}\n  correct: true\n",
        "- text: {zh: 减少层数, en: Fewer slices}\n",
        "options:",
        "1 are correct",
    ),
    "all correct": Broken(
        MULTIPLE, MULTIPLE[MULTIPLE.index("- text: {zh: 增加") :], "", "options:", "3 are correct"
    ),
    "options alike": Broken(SINGLE, "zh: 主磁场", "zh: 翻转角。", "翻转角。", "option 3 repeats option 2"),
    "no feedback": Broken(
        SINGLE, "  feedback: {zh: 那是 B0, en: That is B0}\n", "", "主磁场", "wrong option 3 has no feedback"
    ),
    # numbers: definition
    "unknown calculation": Broken(
        NUMBER,
        "relative_sar_gre_fa",
        "relative_sar_of_gre",
        "calculation:",
        "'relative_sar_of_gre' is neither",
    ),
    "unknown argument": Broken(
        NUMBER,
        "calculation: relative_sar_gre_fa",
        "calculation: relative_sar_gre_fa(fa_from=fa_from, angle=fa_to)",
        "calculation:",
        "does not take angle",
    ),
    "missing argument": Broken(
        NUMBER,
        "calculation: relative_sar_gre_fa",
        "calculation: relative_sar_gre_fa(fa_from=fa_from)",
        "calculation:",
        "fa_to is missing",
    ),
    "no physics": Broken(
        NUMBER,
        "calculation: relative_sar_gre_fa",
        "calculation: (fa_to/fa_from)**2",
        "calculation:",
        "catalogue",
    ),
    "no expression": Broken(
        NUMBER,
        "calculation: relative_sar_gre_fa",
        "calculation: relative_sar(",
        "calculation:",
        "not an expression",
    ),
    "forbidden expression": Broken(NUMBER, "fa_to < fa_from", "fa_to.real < 3", "fa_to.real", "not allowed"),
    "constraint on nothing": Broken(NUMBER, "fa_to < fa_from", "te < fa_from", "- te <", "'te' is neither"),
    "unit nobody knows": Broken(
        NUMBER,
        'unit: "1"\nunit_policy',
        "unit: furlong\nunit_policy",
        "unit: furlong",
        "unknown unit 'furlong'",
    ),
    "parameter's unit": Broken(
        NUMBER, "unit: deg\nconstraints", "unit: furlongs\nconstraints", "unit: furlongs", "unknown unit"
    ),
    "unit of another quantity": Broken(
        NUMBER,
        'unit: "1"\nunit_policy',
        "unit: ms\nunit_policy",
        "unit: ms",
        "the unit of relative_sar_gre_fa is 1",
    ),
    "unit required of a pure number": Broken(
        NUMBER, "unit_policy: optional", "unit_policy: required", "unit_policy:", "cannot require a unit"
    ),
    "no value": Broken(NUMBER, "    choices: [15, 20]\n", "", "  fa_from:", "exactly one of value"),
    "value and choices": Broken(
        NUMBER,
        "    choices: [15, 20]",
        "    value: 15\n    choices: [15, 20]",
        "  fa_from:",
        "exactly one of value",
    ),
    "empty range": Broken(
        NUMBER, "low: 8, high: 14", "low: 14, high: 8", "  fa_to:", "the range of 'fa_to' is empty"
    ),
    "endless range": Broken(NUMBER, "step: 2}", "step: 1.0e-9}", "range:", "more than 10000 values"),
    "choice twice": Broken(NUMBER, "[15, 20]", "[15, 15]", "  fa_from:", "has a value twice"),
    "name taken": Broken(
        NUMBER, "values:\n", "values:\n  fa_to:\n    formula: key\n", "  fa_to:", "the name 'fa_to' is taken"
    ),
    "mistake named twice": Broken(
        NUMBER,
        "values:",
        "- name: not-squared\n  formula: key + 1\n  hint: {zh: 又, en: Again}\nvalues:",
        "- name: not-squared",
        "is named twice",
    ),
    # numbers: variants
    "never satisfiable": Broken(
        NUMBER, "fa_to < fa_from", "fa_to > 90", "constraints:", "no parameters satisfy"
    ),
    "out of the catalogue's range": Broken(
        NUMBER, "low: 8, high: 14, step: 2", "low: -8, high: 14, step: 2", "calculation:", "must be between"
    ),
    "display outside the tolerance": Broken(
        NUMBER, "rtol: 0.02", "rtol: 0.0001\ndigits: 1", "digits: 1", "the key as shown is not graded right"
    ),
    "mistake is the key": Broken(
        NUMBER,
        "formula: fa_to / fa_from\n  credit",
        "formula: key * 1.01\n  credit",
        "- name: not",
        "told from the key",
    ),
    "mistakes collide": Broken(
        NUMBER,
        "values:",
        "- name: other\n  formula: 1.01 * fa_to / fa_from\n  hint: {zh: 又, en: Again}\nvalues:",
        "- name: other",
        "cannot be told from 'not-squared'",
    ),
    "mistake without value": Broken(
        NUMBER,
        "formula: fa_to / fa_from\n  credit",
        "formula: 1 / (fa_to - 8)\n  credit",
        "formula: 1 /",
        "has no value",
    ),
    "neighbours alike": Broken(
        NUMBER, "step: 2", "step: 0.1", "  fa_to:", "a neighbour's key is graded right"
    ),
    "solution without the key": Broken(
        NUMBER, "的平方是 {key}", "的平方", "solution:", "Chinese and English show different values"
    ),
    "solution shows no key": Broken(
        NUMBER,
        "solution:",
        'solution: {zh: "{ratio} 的平方", en: "{ratio} squared"}\nx:',
        "x:",
        "no field 'x'",
    ),
    # cases
    "no such rubric": Broken(
        CASE,
        CASE[CASE.index("rubric:") : CASE.index("model_answer")],
        "rubric: C99\n",
        "rubric:",
        "no packaged rubric",
    ),
    "weights": Broken(CASE, "weight: 60", "weight: 50", "rubric:", "sum to 90"),
    "unknown concept": Broken(CASE, "c: mismatch", "c: penumbras", "rubric:", "penumbras"),
    "weak model answer": Broken(
        CASE,
        "，建议评估溶栓",
        "",
        "zh: 提示缺血半暗带",
        "the model answer earns only 60%: Not found: reperfusion",
    ),
    "nobody asked to sign": Broken(
        CASE, "needs_signature: true\n", "", "id: stroke", "'needs_signature' is missing"
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_question_is_refused_at_its_line(tmp_path, broken):
    assert broken.sample.count(broken.old) >= 1
    text = broken.sample.replace(broken.old, broken.new, 1)

    problems = checked(tmp_path, text)

    found = [problem for problem in problems if broken.says in problem.message.en]
    assert found, [str(problem) for problem in problems]
    assert broken.line in text.splitlines()[found[0].line - 1]
    assert found[0].message.zh != found[0].message.en


def test_a_problem_of_some_variants_names_one_of_them(tmp_path):
    text = NUMBER.replace("formula: fa_to / fa_from\n  credit", "formula: 1 / (fa_to - 8)\n  credit")

    (problem,) = checked(tmp_path, text)

    assert problem.variant == {"fa_from": 15.0, "fa_to": 8.0}


def test_a_solution_must_show_the_key(tmp_path):
    text = NUMBER.replace("的平方是 {key}", "的平方").replace("squared is {key}", "squared")

    problems = checked(tmp_path, text)

    assert [problem.line for problem in problems] == [text.splitlines().index(text.splitlines()[-1]) + 1] * 2
    assert all("does not show the key" in problem.message.en for problem in problems)


def test_an_irrelevant_parameter_is_no_problem(tmp_path):
    """A number that does not matter is a fair trap: its variants have the very same key."""
    extra = "  nsa:\n    choices: [1, 2, 4]\nconstraints:"
    text = NUMBER.replace("constraints:", extra).replace("激发角由", "平均 {nsa} 次，激发角由")

    assert checked(tmp_path, text.replace("en: From", "en: With {nsa} averages, from")) == []


def test_a_thousand_variants_of_a_large_question_are_checked(tmp_path):
    wide = NUMBER.replace("constraints:", "  nsa:\n    range: {low: 1, high: 9000, step: 1}\nconstraints:")

    assert checked(tmp_path, wide) == []
    problems = checked(tmp_path, wide.replace("的平方是 {key}", "是").replace("squared is {key}", "is"))
    assert len(problems) == 2


def test_problems_of_several_files_come_in_order_and_do_not_hide_each_other(tmp_path):
    (tmp_path / "a.yaml").write_text(SINGLE.replace("mr-physics/sar", "cars"), encoding="utf-8")
    (tmp_path / "b.yaml").write_text(SINGLE + "---\nid: [", encoding="utf-8")
    (tmp_path / "c.yaml").write_text(MULTIPLE.replace("difficulty: 2", "difficulty: 9"), encoding="utf-8")

    assert [problem.file.name for problem in bank.check_bank([tmp_path])] == ["a.yaml", "b.yaml", "c.yaml"]


def test_a_bank_whose_longest_option_is_mostly_right_is_refused(tmp_path):
    telling = SINGLE.replace("zh: 射频磁场的幅度", "zh: 射频磁场的幅度，单位是特斯拉")
    text = "---\n".join(telling.replace("what-is-b1", f"b1-{number}") for number in range(8))

    (problem,) = checked(tmp_path, text)

    assert "longest in 8 of 8" in problem.message.en
