"""Texts in both languages, and the `{name}` places in them that a variant fills."""

import re
from collections.abc import Callable
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

LANGUAGES = ("zh", "en")

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

_PLACE = re.compile(r"\{([A-Za-z_]\w*)(:n)?\}")
_FIGURE = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")


class Strict(BaseModel):
    """A part of a question: no unknown fields, no silent conversions, never changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Text(Strict):
    """What a member reads, complete in Chinese and in English; plain text without markup."""

    zh: Words
    en: Words

    def in_(self, language: str) -> str:
        """The text in one language, "zh" or "en"."""
        return self.en if language == "en" else self.zh


def join(texts: list[Text], between: str = "\n") -> Text | None:
    """Several texts as one; None if there are none."""
    if not texts:
        return None
    return Text(zh=between.join(text.zh for text in texts), en=between.join(text.en for text in texts))


def places(template: str) -> set[str]:
    """Names that a template asks for."""
    return {found[1] for found in _PLACE.finditer(template)}


def stray_brace(template: str) -> bool:
    """True if a brace belongs to no `{name}` or `{name:n}`."""
    return any(brace in _PLACE.sub("", template) for brace in "{}")


def fill(template: str, shown: Callable[[str, bool], str]) -> str:
    """Fill the places of a template.

    Parameters
    ----------
    template
        Text with `{name}` (number with its unit) and `{name:n}` (number alone).
    shown
        Gives the text for a name; the second argument is True where the unit is wanted.
    """
    return _PLACE.sub(lambda found: shown(found[1], found[2] is None), template)


def figures(text: str) -> set[float]:
    """The numbers written in a text; digits that belong to a symbol such as T1 or B0 do not count."""
    return {float(found) for found in _FIGURE.findall(text)}
