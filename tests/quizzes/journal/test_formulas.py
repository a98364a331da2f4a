import pytest

from quizzes.journal import Kind, read_issue

AROUND = "目录\n- 青柳** 公式一览 许知远\n- 南浦** 另一篇 霍 然\n\n公式一览\n\n{}\n\n另一篇\n\n到此为止。\n"


def _read(text):
    return read_issue(AROUND.format(text))


@pytest.mark.parametrize(
    ("text", "form", "formula"),
    [
        (r"$$SNR = k B_0 \sqrt{N}$$", "display", r"SNR = k B_0 \sqrt{N}"),
        ("$$\nSNR = k\n\\cdot V\n$$", "display", r"SNR = k \cdot V"),
        (r"\[E = mc^2\]", "display", "E = mc^2"),
        (r"面积 $A = \pi r^2$ 随半径变化。", "inline", r"A = \pi r^2"),
        (r"半径 \(r\) 是 \(d/2\) 的另一种写法。", "inline", "d/2"),
        ("由此得 SNR = k·B0·√N，与层厚成正比。", "plain", "SNR = k·B0·√N"),
        ("1T=10000G=1000mT。", "plain", "1T=10000G=1000mT"),
        ("场强关系 f ∝ B0，不再赘述。", "plain", "f ∝ B0"),
    ],
)
def test_a_formula_is_found_as_printed(text, form, formula):
    found = _read(text).formulas
    assert (form, formula) in [(f.form, f.text) for f in found]
    assert found[0].article == "公式一览"


@pytest.mark.parametrize(
    "text",
    ["费用从 $5 涨到 $8。", "温度 T = 20 ℃ 即可。", "见 https://example.org/?a=b*c 一页。", "pH=7.4 正常。"],
)
def test_money_links_and_single_values_are_no_formulas(text):
    assert _read(text).formulas == ()


def test_lines_of_a_displayed_formula_are_no_text():
    issue = _read("$$\nTI = T_1 \\ln 2\n$$")
    assert issue.kinds[6:9] == (Kind.FORMULA,) * 3


def test_a_formula_that_does_not_end_is_unread():
    (unread,) = _read("$$ SNR = k B_0").unread
    assert (unread.reason, unread.start_line) == ("formula-not-closed", 7)
