"""What a calculation of the catalogue is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Argument:
    """One input of a calculation, as people see it."""

    name: str
    unit: str  #: display unit, "1" for none
    zh: str
    en: str
    low: float | None = None  #: smallest value in the display unit, inclusive
    high: float | None = None  #: largest value in the display unit, inclusive
    choices: tuple[str, ...] | None = None  #: the words allowed, instead of a number
    default: float | str | None = None  #: None where the argument is required
    example: float | str = 0.0  #: a typical value, to show to people
    whole: bool = False  #: whether only whole numbers make sense


@dataclass(frozen=True, kw_only=True)
class Calculation:
    """A formula under its stable name.

    ``function`` takes the arguments by name in SI (room temperature in degC) and returns SI.
    """

    name: str
    unit: str  #: display unit of the result
    zh: str
    en: str
    arguments: tuple[Argument, ...]
    source: str
    assumptions_zh: str
    assumptions_en: str
    function: Callable[..., Any]


def number(
    name: str,
    unit: str,
    low: float | None,
    high: float | None,
    zh: str,
    en: str,
    *,
    example: float,
    default: float | None = None,
) -> Argument:
    """An argument that is any number in its range."""
    return Argument(name=name, unit=unit, low=low, high=high, zh=zh, en=en, default=default, example=example)


def count(
    name: str, high: float, zh: str, en: str, *, example: float, default: float | None = None, low: float = 1
) -> Argument:
    """An argument that is a whole number."""
    return Argument(
        name=name, unit="1", low=low, high=high, zh=zh, en=en, default=default, example=example, whole=True
    )


def choice(name: str, choices: tuple[str, ...], zh: str, en: str, *, default: str | None = None) -> Argument:
    """An argument that is one of a few words."""
    return Argument(
        name=name,
        unit="1",
        zh=zh,
        en=en,
        choices=choices,
        default=default,
        example=choices[0] if default is None else default,
    )


def calculation(
    name: str,
    unit: str,
    zh: str,
    en: str,
    arguments: tuple[Argument, ...],
    function: Callable[..., Any],
    source: str,
    assumptions: tuple[str, str],
) -> Calculation:
    """A calculation from its fields in order; the assumptions in Chinese and English."""
    return Calculation(
        name=name,
        unit=unit,
        zh=zh,
        en=en,
        arguments=arguments,
        source=source,
        assumptions_zh=assumptions[0],
        assumptions_en=assumptions[1],
        function=function,
    )
