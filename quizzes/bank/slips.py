"""What to tell a member whose number could not be read, or is off in a way that explains itself."""

from typing import Final

from quizzes.bank.texts import Text

SLIPS: Final[dict[str, Text]] = {
    "empty": Text(zh="没有收到内容，请回复一个数。", en="Nothing arrived; reply with a number."),
    "no-number": Text(
        zh="没读到数，请回复一个数，如 1.2。", en="No number was found; reply with one, such as 1.2."
    ),
    "unit-missing": Text(zh="请把单位一起写上。", en="Please write the unit as well."),
    "unit-unknown": Text(zh="不认识这个单位，请检查写法。", en="This unit is unknown; check its spelling."),
    "unit-forbidden": Text(zh="这道题只写数，不写单位。", en="Reply with the number only, without a unit."),
    "comma": Text(
        zh="逗号看不清是小数点还是千位分隔，请不用逗号再写一次。",
        en="The comma could be a decimal point or a thousands separator; write it without one.",
    ),
    "range": Text(zh="请给一个数，不要写范围。", en="Give one number, not a range."),
    "inequality": Text(zh="请给一个数，不要写大于或小于。", en="Give one number, not a bound."),
    "not-finite": Text(zh="请给一个有限的数。", en="Give a finite number."),
    "lost-superscript": Text(
        zh="指数看不清，请写成 1.2×10^8 的样子。", en="The exponent is unclear; write it like 1.2×10^8."
    ),
    "dimension": Text(
        zh="单位的量纲不对，想想要求的是什么量。", en="The unit is of another kind; which quantity is asked?"
    ),
    "sign": Text(zh="数值对，正负号反了。", en="The size is right, the sign is not."),
    "percent": Text(
        zh="差了 100 倍：检查比值与百分数的换算。", en="Off by a factor 100; check ratio against percentage."
    ),
    "power-of-ten": Text(
        zh="差了 10 的整数次方，检查单位前缀和小数点。",
        en="Off by a power of ten; check the unit's prefix and the decimal point.",
    ),
    "inverted": Text(
        zh="比值颠倒了，检查谁除以谁。", en="The ratio is upside down; check what is divided by what."
    ),
}
"""By the reason of the numeric grader's verdict."""
