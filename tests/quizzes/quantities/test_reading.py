"""One quantity out of whatever a person types, or the reason why there is none."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.quantities import Reading, Unreadable, parse_unit, quantities_in, read_quantity


@pytest.mark.parametrize(
    ("text", "value", "symbol"),
    [
        ("3.2W/kg", 3.2, "W/kg"),
        ("  3.2\tW/kg\n", 3.2, "W/kg"),
        ("3.2 W/kg。", 3.2, "W/kg"),
        ("3.2 W/kg！！", 3.2, "W/kg"),
        ("3.2 W/kg 👌", 3.2, "W/kg"),
        ("SAR=3.2 W/kg", 3.2, "W/kg"),
        ("SAR：3.2 W/kg", 3.2, "W/kg"),
        ("SAR 为 3.2 W/kg", 3.2, "W/kg"),
        ("SAR3.2W/kg", 3.2, "W/kg"),
        ("答：3.2瓦/千克", 3.2, "W/kg"),
        ("我觉得是3.2 W/kg吧", 3.2, "W/kg"),
        ("大约 3.2 W/kg 左右", 3.2, "W/kg"),
        ("3.2左右 W/kg", 3.2, "W/kg"),
        ("≈3.2 W/kg", 3.2, "W/kg"),
        ("~3.2 W/kg", 3.2, "W/kg"),
        ("about 3.2 W/kg", 3.2, "W/kg"),
        ("→ 3.2 W/kg", 3.2, "W/kg"),
        ("3.2（W/kg）", 3.2, "W/kg"),
        ("3.2 [W/kg]", 3.2, "W/kg"),
        ("每千克3.2瓦", 3.2, "W/kg"),
        ("3.2 W/kg，属于一级受控模式", 3.2, "W/kg"),
        ("3.2 W/kg，在允许范围内，没有超过限值", 3.2, "W/kg"),
        ("不是很确定，3.2 W/kg", 3.2, "W/kg"),
        ("一般是3.2 W/kg", 3.2, "W/kg"),
        ("3.2\u200b W\u2060/kg", 3.2, "W/kg"),
        ("七特斯拉", 7, "T"),
        ("磁场是七特斯拉", 7, "T"),
        ("B0=7T", 7, "T"),
        ("B₀ = 7 T", 7, "T"),
        ("7万高斯", 70_000, "G"),
        ("7 T (70000 G)", 7, "T"),
        ("7 T = 70 kG", 7, "T"),
        ("T1 900 ms", 900, "ms"),
        ("T1=900ms", 900, "ms"),
        ("TE1：90ms", 90, "ms"),
        ("TR3000ms", 3000, "ms"),
        ("T2* 是 45 毫秒", 45, "ms"),
        ("B1+rms=2.8μT", 2.8, "μT"),
        ("第3题：2.8 μT", 2.8, "μT"),
        ("负六分贝", -6, "dB"),
        ("- 6 dB", -6, "dB"),
        ("ー6dB", -6, "dB"),
        ("minus 6 dB", -6, "dB"),
        ("+6 dB", 6, "dB"),
        ("零下5℃", -5, "℃"),
        ("3分20秒", 200, "s"),
        ("3 min 20 s", 200, "s"),
        ("3min20s", 200, "s"),
        ("三分二十秒", 200, "s"),
        ("3分零5秒", 185, "s"),
        ("1小时2分3秒", 3723, "s"),
        ("负3分20秒", -200, "s"),
        ("3分半", 3.5, "min"),
        ("一个半小时", 1.5, "h"),
        ("半小时", 0.5, "h"),
        ("两秒半", 2.5, "s"),
        ("六成", 60, "%"),
        ("百分之六十", 60, "%"),
        ("60 ％", 60, "%"),
        ("3/8", 0.375, None),
        ("原来的八分之三", 0.375, None),
        ("3/8 = 0.375", 0.375, None),
        ("1/64 s", 0.015625, "s"),
        ("2 1/s", 2, "1/s"),
        ("1.5 s 1500 ms", 1.5, "s"),
        ("0.375...", 0.375, None),
        ("5.", 5, None),
        ("20层", 20, "1"),
        ("½", 0.5, None),
    ],
)
def test_what_is_read(text, value, symbol):
    reading = read_quantity(text)
    assert isinstance(reading, Reading), reading
    assert reading.value == pytest.approx(value, rel=1e-12)
    assert (reading.unit and reading.unit.symbol) == symbol


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (" \u3000\n", "empty"),
        ("\u200b", "empty"),
        ("。", "no-number"),
        ("没算出来", "no-number"),
        ("一般吧", "no-number"),
        ("W/kg", "no-number"),
        ("inf T", "no-number"),
        ("∞", "no-number"),
        ("٧ T", "no-number"),
        ("७ T", "no-number"),
        ("𝟕 T", "no-number"),
        ("⑦ T", "no-number"),
        ("7₂ T", "no-number"),
        ("7\u0336 T", "no-number"),
        ("7\ufe0f\u20e3 T", "no-number"),
        ("Ⅶ T", "no-number"),
        ("³ T", "no-number"),
        ("√2 T", "no-number"),
        ("√ 2 T", "no-number"),
        ("π T", "no-number"),
        ("2π/3", "no-number"),
        ("sin30", "no-number"),
        ("$7", "no-number"),
        ("x7 T", "no-number"),
        ("--7 T", "no-number"),
        ("7_0 T", "no-number"),
        ("一7 T", "no-number"),
        ("7.0.0 T", "no-number"),
        ("3+4 T", "no-number"),
        ("不是7 T", "no-number"),
        ("≠7 T", "no-number"),
        ("2:40", "no-number"),
        ("7" * 5000, "no-number"),
        ("7,5 T", "comma"),
        ("7，5 T", "comma"),
        (",75 T", "comma"),
        ("6-8 T", "range"),
        ("6~8 T", "range"),
        ("6～8 T", "range"),
        ("6–8 T", "range"),
        ("6到8 T", "range"),
        ("6 T 至 8 T", "range"),
        ("6T-8T", "range"),
        ("6 s-8 s", "range"),
        ("6 to 8 T", "range"),
        ("between 6 and 8 T", "range"),
        ("介于6和8 T之间", "range"),
        ("7±1 T", "range"),
        ("7+-1 T", "range"),
        ("两三秒", "range"),
        (">7 T", "inequality"),
        ("≤ 7 T", "inequality"),
        ("＜7 T", "inequality"),
        ("大于7 T", "inequality"),
        ("不超过7 T", "inequality"),
        ("至少7 T", "inequality"),
        ("7 T以上", "inequality"),
        ("less than 7 T", "inequality"),
        ("100多毫秒", "inequality"),
        ("1e999 T", "not-finite"),
        ("1e999分 2秒", "not-finite"),
        ("1/0", "not-finite"),
        ("6.4×107 Hz", "lost-superscript"),
        ("2.5×10-3 T", "lost-superscript"),
        ("7 t", "unit-unknown"),
        ("7 特拉斯", "unit-unknown"),
        ("七特拉斯", "unit-unknown"),
        ("7 T/", "unit-unknown"),
        ("7 苹果", "unit-unknown"),
        ("7 apples", "unit-unknown"),
    ],
)
def test_what_is_refused_and_why(text, reason):
    refusal = read_quantity(text)
    assert isinstance(refusal, Unreadable), refusal
    assert refusal.reason == reason
    assert refusal.ambiguous == (reason == "lost-superscript")


@pytest.mark.parametrize(
    "text", ["7 T 3 T", "7T或3T", "7 T，3.2 W/kg", "3、7", "1 500 ms", "6和8", "3.2 W/kg (7 T)", "3/8 = 0.4"]
)
def test_two_different_quantities_are_ambiguous(text):
    assert read_quantity(text) == Unreadable(reason=None, ambiguous=True)


def test_an_unknown_unit_comes_with_the_nearest_one():
    assert read_quantity("7 特拉斯").suggestion == "T"
    assert read_quantity("3 w/kgg").suggestion == "W/kg"


def test_the_digits_as_typed_are_kept():
    assert read_quantity("1,500 ms").digits == "1500"
    assert read_quantity("2.50×10⁻³ T").digits == "2.50"
    assert read_quantity("三点五秒").digits is None


def test_a_sentence_gives_all_its_quantities():
    assert quantities_in("统一") == []
    found = quantities_in("TE 从 90 ms 降到 80 ms，3T，层数 24层，矩阵 256×256")
    assert [(each.value, each.unit and each.unit.symbol) for each in found] == [
        (90, "ms"),
        (80, "ms"),
        (3, "T"),
        (24, "1"),
    ]


WAYS_TO_WRITE = {
    "repr": repr,
    "exponent": lambda value: f"{value:.17e}",
    "capital": lambda value: f"{value:.17E}",
    "superscript": lambda value: "×10".join(
        part if index == 0 else str(int(part)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        for index, part in enumerate(f"{value:.17e}".split("e"))
    ),
    "caret": lambda value: "x10^".join(f"{value:.17e}".split("e")),
    "stars": lambda value: " * 10**".join(f"{value:.17e}".split("e")),
    "true minus": lambda value: repr(value).replace("-", "−"),
    "thousands": lambda value: f"{value:,.20f}" if 1e-4 < abs(value) < 1e9 else repr(value),
}
SPELLED = [
    ("T", "特斯拉"),
    ("G", "高斯"),
    ("mT/m", "毫特/米"),
    ("μT", "uT"),
    ("W/kg", "瓦每千克"),
    ("W/kg", "W/Kg"),
    ("MHz", "兆赫"),
    ("ms", "毫秒"),
    ("s", "秒钟"),
    ("°", "度"),
    ("℃", "摄氏度"),
    ("dB", "分贝"),
    ("%", "%"),
    ("1", "倍"),
    ("J/K", "J·K⁻¹"),
    ("T/m/s", "T/m/s"),
    ("kg", "公斤"),
]
AROUND = [
    "{}",
    "约{}",
    "SAR={}",
    "{}。",
    "答：{}",
    "≈ {} 左右",
    " {}\n",
    "（{}）",
    "结果是{}吧",
    "TR = {} 👍",
]


@given(
    value=st.floats(1e-12, 1e12) | st.floats(-1e12, -1e-12),
    way=st.sampled_from(sorted(WAYS_TO_WRITE)),
    unit=st.sampled_from(SPELLED),
    gap=st.sampled_from(["", " ", "\u3000", "\u00a0"]),
    around=st.sampled_from(AROUND),
)
def test_any_number_in_any_unit_reads_back_however_it_is_typed(value, way, unit, gap, around):
    symbol, spelling = unit
    reading = read_quantity(
        around.format(WAYS_TO_WRITE[way](value) + gap + spelling), like=parse_unit(symbol)
    )
    assert isinstance(reading, Reading), reading
    assert reading.value == pytest.approx(value, rel=1e-12)
    assert reading.unit.symbol == symbol


def full_width(char):
    """The full-width form of a character, itself where there is none."""
    wide = "\u3000" if char == " " else chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
    return wide if unicodedata.normalize("NFKC", wide) == char else char


@given(
    text=st.sampled_from(
        [
            "3.2 W/kg",
            "-6 dB",
            "6.4x10^7 Hz",
            "1,500 ms",
            "3/8",
            "60 %",
            "2,5 T",
            ">7 T",
            "6~8 T",
            "SAR=3.2W/kg",
            "7 t",
            "1e999",
            "3(T)",
        ]
    ),
    wide=st.lists(st.booleans(), min_size=12, max_size=12),
)
def test_full_width_and_half_width_read_the_same(text, wide):
    mixed = "".join(full_width(char) if is_wide else char for char, is_wide in zip(text, wide, strict=False))
    mixed += text[len(wide) :]
    assert read_quantity(mixed) == read_quantity(text)
