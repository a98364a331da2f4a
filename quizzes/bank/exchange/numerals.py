"""Numbers as question files write them: plain decimal, finite, nothing else."""

import re
from decimal import Decimal
from math import isfinite

from quizzes.bank.exchange.notes import QuestionRefused

_PLAIN = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")
_LONGEST = 40


def exact(written: str) -> Decimal:
    """The number that a file writes.

    Raises
    ------
    QuestionRefused
        If it is not a finite decimal number that a float can hold.
    """
    text = written.strip()
    if len(text) > _LONGEST or not _PLAIN.fullmatch(text) or not isfinite(float(text)):
        raise QuestionRefused(
            f"“{text[:_LONGEST]}”不是有限的数（小数点用“.”，不写单位）",
            f"'{text[:_LONGEST]}' is not a finite number (with a point for decimals, without a unit)",
        )
    return Decimal(text)


def share(percent: str) -> float:
    """A weight in percent, −100 to 100, as a share of the mark."""
    weight = float(exact(percent))
    if abs(weight) > 100:
        raise QuestionRefused(f"得分比例 {weight:g}% 超出 ±100%", f"a weight of {weight:g}% is beyond ±100%")
    return weight / 100


def significant(number: Decimal) -> int | None:
    """How many significant digits a number is written with; None above the eight that can be shown."""
    digits = len(number.as_tuple().digits)
    return digits if digits <= 8 else None
