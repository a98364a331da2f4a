"""Whole answers, written for these tests, against the packaged rubrics."""

import pytest

from quizzes.grading.cases import GRADER_VERSION, CaseVerdict, grade_case, load_rubrics

RUBRICS = load_rubrics()


def graded(case: str, text: str) -> CaseVerdict:
    return grade_case(RUBRICS[case], text)


def hits(verdict: CaseVerdict) -> list[str]:
    return [name for name, point in verdict.points.items() if point.hit]


FULL_ANSWERS = {
    "C1": [
        "双肺散在斑片状高密度影及毛玻璃影，可见小叶中心性结节、树芽征，治疗后坏死、"
        "空洞形成，符合金黄色葡萄球菌肺炎，"
        "应与克雷伯杆菌肺炎、支原体肺炎相鉴别，建议行痰细菌培养。",
        "Bilateral patchy consolidation and ground-glass opacities with tree-in-bud, "
        "later cavitation. Staph aureus "
        "pneumonia most likely. DDx: Klebsiella, Mycoplasma, Streptococcus. Sputum culture.",
        "雙肺多處實變與毛玻璃影，有樹芽徵，追蹤出現空洞。診斷：金黃色葡萄球菌肺炎。"
        "鑑別診斷：1.克雷白氏菌；2.黴漿菌。痰液培養。",
    ],
    "C2": [
        "两肺外周多发结节，部分空洞，见供血血管征；先心病继发心内膜炎，考虑脓毒性肺栓塞，"
        "金葡菌多见；应排除结核；查心脏彩超",
        "Septic emboli from endocarditis, S. aureus; peripheral cavitating nodules with "
        "feeding vessels; exclude TB; "
        "echo and blood cultures",
    ],
    "C3": [
        "左上肺实变。军团菌可能性最大，依据：洗浴史，Na126，β内酰胺类抗生素治疗效果欠佳。"
        "阴性可能为假阴性。停用美平，换用喹诺酮类。",
        "LUL consolidation, Legionella, failed cephalosporins, hyponatremia, public bath "
        "exposure; negative serology "
        "does not exclude; switch to levofloxacin",
        "嗜肺军团杆菌感染。左肺上叶大片实变，低血钠，去过澡堂，先锋霉素和美平无效。"
        "抗体早期可以阴性，不能除外。改阿奇霉素。",
    ],
    "C4": [
        "右肺上、中叶及左肺下叶多发实变，心包及两侧胸腔积液，低钠，转氨酶高，军团菌肺炎",
        "RUL, RML and LLL consolidation, small pericardial and bilateral pleural "
        "effusions, hyponatremia, raised "
        "ALT: Legionnaires' disease",
    ],
    "C5": [
        "DWI见左侧基底节区弥散受限，为梗死核心；ASL左大脑半球MCA供血区低灌注，范围大于DWI，即半暗带；"
        "左侧大脑中动脉M1狭窄；排除出血；尽快rt-PA溶栓",
        "Acute left basal ganglia infarct on DWI, severe left MCA stenosis, left MCA "
        "territory hypoperfusion beyond "
        "the DWI lesion (mismatch), no hemorrhage on SWI. Thrombectomy.",
    ],
    "C6": [
        "右额术腔旁花环状强化，血流明显高于对侧→倾向复发，而放射性坏死一般呈低灌注。"
        "检查：头颅MR平扫+MRA+3D-ASL+增强；随访。",
        "Irregular ring enhancement in the right frontal resection bed with elevated CBF: recurrent glioma; "
        "differentiate from radiation necrosis. Order plain MR, MRA, ASL and contrast. Biopsy.",
    ],
    "C7": [
        "两侧颈内动脉远端闭塞，脑底异常血管网形成，右侧额颞叶脑血流减低（PLD1.5s），"
        "2.5s时较前改善，DWI未见弥散受限，"
        "诊断Moyamoya病，神经外科评估血管重建",
        "Bilateral terminal ICA stenosis with basal collateral vessels, right "
        "frontotemporal hypoperfusion improving "
        "at longer PLD, no acute infarct. Moyamoya disease. Refer for bypass.",
    ],
    "C8": [
        "SAR与B0平方成正比，3T为4倍；患者肥胖；脚先进；室温28度过高。首先减小重聚角，"
        "其次增加TR，减少层数。120度时约为原来的44%。",
        "SAR goes with B0 squared. Heavy patient, feet-first, room above 25C. Reduce the "
        "flip angle, then lengthen "
        "TR. 180 to 120 gives 4/9.",
    ],
}


@pytest.mark.parametrize(
    ("case", "text"), [(case, text) for case, texts in FULL_ANSWERS.items() for text in texts]
)
def test_a_complete_answer_earns_every_point(case: str, text: str) -> None:
    verdict = graded(case, text)
    assert (verdict.total, verdict.violations, verdict.flags) == (100, (), ())


PARTIAL_ANSWERS = [
    ("C1", "双肺多发实变，未见空洞，未见磨玻璃影，考虑病毒性肺炎", "p1", ""),
    ("C1", "考虑肺结核，抗结核治疗。", "", "f1"),
    ("C1", "双肺多发实变伴空洞，双侧胸腔积液，金葡菌肺炎", "p1 p4 p5", "f2"),
    ("C1", "两肺斑片实变影，金葡菌肺炎不除外", "p1 p5", ""),
    ("C1", "staph vs klebsiella vs TB", "", ""),
    ("C1", "首次未见空洞，复查出现空洞", "p4", ""),
    ("C2", "不支持脓毒性肺栓塞，考虑肺结核", "", "f1"),
    ("C2", "肺梗死，给予抗凝治疗", "", "f3"),
    ("C2", "Septic emboli excluded. Subpleural nodules without cavitation.", "p1", ""),
    ("C3", "阴性，所以不是军团菌", "", "f2"),
    ("C3", "左肺下叶实变，军团菌肺炎，无低钠，无水源接触史", "p1", ""),
    ("C3", "军团菌抗体抗原均阴性，故可排除军团菌肺炎，考虑病毒性肺炎", "", "f2"),
    ("C3", "继续用美罗培南，也可改莫西沙星，军团菌肺炎", "p1", ""),
    ("C4", "右上、右中、左下肺实变，血钠一百二十九点三", "p1 p2 p5", ""),
    ("C4", "双肺各叶均实变，军团菌肺炎", "p1 p2 p7", "f1"),
    ("C4", "心包未见积液，双侧胸腔积液，肝功能正常，血钠不低", "p3", ""),
    ("C4", "ALT 439U/L，血钠129.3", "p5 p6", ""),
    ("C4", "ALT 439 U/L, Na 129 mmol/L", "p5 p6", ""),
    ("C4", "ALT 104U/L正常范围内", "", ""),
    ("C5", "左侧基底节脑出血，不宜溶栓", "", "f2 f3"),
    ("C5", "左侧大脑中动脉供血区灌注未见明显减低", "", ""),
    ("C5", "右侧肢体无力，左侧MCA供血区低灌注", "p2", ""),
    ("C5", "有出血也没出血，溶栓可以不溶栓也可以", "", ""),
    ("C6", "ASL呈高灌注也呈低灌注，考虑复发", "p3", ""),
    ("C6", "考虑复发，与放射性坏死鉴别（坏死多呈低灌注）", "p3 p4", ""),
    ("C6", "右额叶强化灶低灌注，考虑放射性坏死", "p1", "f2 f3"),
    ("C7", "右侧颈内动脉狭窄，烟雾病", "p6", ""),
    ("C7", "双侧颈内动脉末端未见狭窄，颅底无异常血管网", "", ""),
    ("C7", "陈旧性梗死，无新发梗死", "p5", ""),
    ("C7", "右侧灌注减低，左侧灌注正常", "p3", ""),
    ("C8", "不能增大翻转角，不能缩短TR，应减小翻转角", "p5", ""),
    ("C8", "缩短TR、增加层数可以降低SAR", "", "f1"),
    ("C8", "把体重改小，骗过系统", "", "f3"),
    ("C8", "先减小翻转角再延长TR减少层数", "p5 p7", ""),
    ("C8", "重聚角由180°减为120°", "p5", ""),
]


@pytest.mark.parametrize(("case", "text", "points", "violations"), PARTIAL_ANSWERS)
def test_an_answer_earns_what_it_says_and_no_more(case: str, text: str, points: str, violations: str) -> None:
    verdict = graded(case, text)
    assert (hits(verdict), list(verdict.violations)) == (points.split(), violations.split())


def test_a_span_points_at_the_words_as_they_were_typed() -> None:
    text = "（一）兩肺　多發實變；\u200b樹芽徵。"
    start, end = graded("C1", text).points["p3"].span or (0, 0)
    assert text[start:end] == "樹芽徵"


def test_a_repaired_word_counts_with_less_evidence_and_goes_to_a_person() -> None:
    verdict = graded("C3", "左肺上叶实变，军团君肺炎，改用莫西沙兴")
    assert hits(verdict) == ["p1", "p2", "p7"]
    assert 0.6 < verdict.points["p1"].evidence < 1 == verdict.points["p2"].evidence
    assert graded("C5", "左侧大脑中动脉侠窄").review


def test_penalties_do_not_take_a_mark_below_zero() -> None:
    assert graded("C8", "虚报体重，缩短TR，增大翻转角").total == 0


def test_a_violation_and_a_contradiction_go_to_a_person() -> None:
    assert graded("C5", "右侧低灌注").review
    assert graded("C5", "有出血也没出血").flags == ("contradiction",)


def test_a_plain_answer_far_from_the_border_needs_no_person() -> None:
    assert not graded("C2", "胸膜下楔形影").review


def test_the_version_of_the_grader_is_kept_with_marks() -> None:
    assert GRADER_VERSION


def test_every_packaged_rubric_teaches_in_both_languages_and_awaits_a_signature() -> None:
    for rubric in RUBRICS.values():
        texts = [rubric.title, rubric.stem, rubric.ask, *(point.label for point in rubric.points)]
        texts += [point.learn for point in rubric.points if point.learn]
        assert len(texts) == 3 + 2 * len(rubric.points)
        assert all(text.zh and text.en for text in texts)
        assert rubric.needs_radiologist_signature
