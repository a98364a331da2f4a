import pytest

from quizzes.journal import Lab, read_issue

AROUND = "目录\n- 青柳** 病例讨论 许知远\n- 南浦** 另一篇 霍 然\n\n病例讨论\n\n{}\n\n另一篇\n\n到此为止。\n"


def _cases(text):
    return read_issue(AROUND.format(text)).cases


@pytest.mark.parametrize(
    ("text", "sex", "age", "unit"),
    [
        ("男，45岁。咳嗽3天。", "male", 45, "year"),
        ("患者，女性，31 岁，头痛1周。", "female", 31, "year"),
        ("患者王某，男，60岁，腰痛。", "male", 60, "year"),
        ("52岁男性，胸痛2小时。", "male", 52, "year"),
        ("患儿男，8个月，发热。", "male", 8, "month"),
        ("性别：女 年龄：39 主诉：腹胀。", "female", 39, "year"),
        ("A 70-year-old man with cough.", "male", 70, "year"),
        ("F/28y，右膝痛。", "female", 28, "year"),
    ],
)
def test_sex_and_age_are_read(text, sex, age, unit):
    (case,) = _cases(text)
    assert (case.sex, case.age, case.age_unit) == (sex, age, unit)


@pytest.mark.parametrize(
    "text", ["男，35岁，主治医师。", "共检查男 20 人、女 30 人。", "参会者多在 30 岁以上。"]
)
def test_staff_and_counts_are_no_cases(text):
    assert _cases(text) == ()


def test_a_case_holds_label_complaint_findings_dates_and_laboratory_values():
    (case,) = _cases(
        "病例3: 肺脓肿\n\n2030.05.06\n\n男，47岁。寒战、高热4天，右肺下叶见厚壁空洞。"
        "体温最高达39.6℃，T38.1℃，"
        "BP 128/76mmHg。"
        "白细胞14.2×10⁹/L，CRP 88 mg/L；pH 7.41。给予头孢 2 g。\n\n2030.05.20\n\n复查CT：空洞缩小。"
    )
    assert case.label == "病例3: 肺脓肿"
    assert case.complaint == "寒战、高热4天"
    assert case.findings == ("右肺下叶见厚壁空洞", "复查CT：空洞缩小")
    assert case.dates == ("2030.05.06", "2030.05.20")
    assert case.labs == (
        Lab(name="体温", value="39.6", unit="℃"),
        Lab(name="T", value="38.1", unit="℃"),
        Lab(name="BP", value="128/76", unit="mmHg"),
        Lab(name="白细胞", value="14.2", unit="×10⁹/L"),
        Lab(name="CRP", value="88", unit="mg/L"),
        Lab(name="pH", value="7.41", unit="1"),
    )


def test_a_complaint_that_is_labelled_is_taken_as_it_stands():
    (case,) = _cases("女，66岁，退休。主诉：左侧肢体无力6小时。头颅CT未见出血。")
    assert case.complaint == "左侧肢体无力6小时"


def test_a_case_ends_where_the_next_or_the_discussion_begins():
    first, second = _cases(
        "病例1\n男，20岁，咳嗽。\nCT示结节。\n病例2\n女，30岁，胸闷。\n讨论\nCT有助于鉴别。"
    )
    assert first.findings == ("CT示结节",)
    assert second.findings == ()
    assert (second.start_line, second.end_line) == (11, 11)
