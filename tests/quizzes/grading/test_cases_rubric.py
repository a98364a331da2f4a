"""Rubrics: what an editor writes, and what is refused on load."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from quizzes.grading.cases import Rubric, grade_case

TEN_LINES = """
id: shoulder
points:
- {id: p1, weight: 40, label: 冈上肌腱撕裂, expect: [冈上肌腱撕裂, 冈上肌腱断裂, supraspinatus tear]}
- {id: p2, weight: 30, label: 关节积液, expect: [关节积液, 关节腔积液, joint effusion]}
- {id: p3, weight: 30, label: 没有骨折, expect: {terms: [骨折, fracture], pol: neg}}
examples:
- {text: 冈上肌腱断裂，未见骨折。, hits: [p1, p3]}
"""


def shoulder(**changes: Any) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(TEN_LINES)
    return {**content, **changes}


def hits(rubric: Rubric, text: str) -> list[str]:
    return [name for name, point in grade_case(rubric, text).points.items() if point.hit]


def test_ten_lines_of_yaml_make_a_rubric() -> None:
    rubric = Rubric.model_validate(shoulder())
    assert hits(rubric, "岡上肌腱撕裂，關節腔積液，無骨折") == ["p1", "p2", "p3"]
    assert hits(rubric, "Supraspinatus tear and fracture, no joint effusion") == ["p1"]
    assert hits(rubric, "冈上肌正常") == []


def test_words_of_a_question_take_part_in_typo_repair() -> None:
    assert hits(Rubric.model_validate(shoulder()), "岗上肌腱撕裂") == ["p1"]


def test_an_answer_to_a_new_question_goes_to_a_person() -> None:
    text = "冈上肌腱撕裂，关节积液，未见骨折"
    assert grade_case(Rubric.model_validate(shoulder()), text).review
    assert not grade_case(Rubric.model_validate(shoulder(new=False)), text).review


def test_a_question_may_bring_concepts_of_its_own() -> None:
    concepts = {"retraction": {"kind": "finding", "terms": ["回缩"], "pairs": [["narrow", "lengthen", 3]]}}
    points = [{"id": "p1", "weight": 100, "label": "回缩", "expect": {"c": "retraction"}}]
    rubric = Rubric.model_validate(shoulder(concepts=concepts, points=points, examples=[]))
    assert hits(rubric, "肌腱断端回缩") == ["p1"]


def expecting(expect: Any) -> dict[str, Any]:
    return shoulder(points=[{"id": "p1", "weight": 100, "label": "x", "expect": expect}], examples=[])


@pytest.mark.parametrize(
    ("expect", "right", "wrong"),
    [
        ({"any": [{"c": "ggo"}, {"c": "cavity"}]}, "空洞", "树芽征"),
        ({"all": [{"c": "ggo"}, {"c": "cavity"}]}, "空洞。磨玻璃影", "空洞"),
        ({"atleast": 2, "of": [{"c": "ggo"}, {"c": "cavity"}, {"c": "wedge"}]}, "空洞，楔形影", "楔形影"),
        ({"together": [{"c": "ggo"}, {"c": "cavity"}]}, "空洞伴磨玻璃影", "空洞。另有磨玻璃影"),
        ({"loc": ["RUL"], "c": "consolidation"}, "右上肺实变", "右上肺清晰，左上肺实变"),
        ({"num": "sodium_word", "min": 125, "max": 127}, "血钠一百二十六", "血钠136"),
        ({"c": "hypoperf", "side": "L"}, "左侧低灌注", "低灌注"),
        ({"c": "hypoperf", "side": ["L", "none"]}, "低灌注", "右侧低灌注"),
        ({"c": "legionella", "role": "diff"}, "需与军团菌肺炎鉴别", "考虑军团菌肺炎"),
        ({"c": "legionella", "role": "primary"}, "考虑军团菌肺炎", "需与军团菌肺炎鉴别"),
        ({"c": "legionella", "pol": "any", "role": "any"}, "不考虑军团菌", "军团菌抗体阴性"),
    ],
)
def test_each_operator_accepts_and_refuses(expect: Any, right: str, wrong: str) -> None:
    rubric = Rubric.model_validate(expecting(expect))
    assert hits(rubric, right) == ["p1"]
    assert hits(rubric, wrong) == []


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (shoulder(points=shoulder()["points"][:2], examples=[]), "sum to 70"),
        (shoulder(points=[*shoulder()["points"][:1] * 2, shoulder()["points"][1]]), "ids used twice: p1"),
        (expecting({"c": "hypoprf"}), "unknown concepts: hypoprf"),
        (expecting({"either": []}), "unknown operator"),
        (expecting({"any": [], "all": []}), "unknown operator"),
        (expecting({"any": [{"c": "ggo", "sides": "L"}]}), "unknown keys: sides"),
        (expecting({"c": "ggo", "side": "left"}), "unknown sides: left"),
        (expecting({"c": "ggo", "role": "first"}), "unknown pol or role"),
        (expecting({"atleast": 3, "of": [{"c": "ggo"}]}), "atleast must lie between 1 and 1"),
        (expecting({"loc": ["XUL"], "c": "ggo"}), "unknown lobes: XUL"),
        (expecting({"num": "calcium", "min": 1, "max": 2}), "unknown analytes: calcium"),
        (expecting([" "]), "an expected word is empty"),
        (expecting(7), "not an expression"),
        (shoulder(concepts={"ggo": {"terms": ["x"]}}), "concepts defined twice: ggo"),
        (shoulder(concepts={"own": {"kind": "sign", "terms": ["x"]}}), "kind must be one of"),
        (shoulder(concepts={"own": {"pairs": [["no", "where", 3]]}}), "unknown words in a pair: no, where"),
        (shoulder(concepts={"own": {"opposite": "nothing"}}), "unknown opposites: nothing"),
        (shoulder(examples=[{"text": "关节积液", "hits": ["p1"]}]), "is graded as p2"),
        (shoulder(weights=1), "Extra inputs"),
    ],
)
def test_a_faulty_rubric_is_refused_with_its_fault(content: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Rubric.model_validate(content)
