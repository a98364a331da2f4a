"""The languages people read: gettext catalogues kept as text, compiled in memory when first used."""

import gettext
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from quizzes.bank.texts import LANGUAGES

DEFAULT: str = "zh"
CATALOGUES = {"zh": Path(__file__).parent / "locale" / "zh_CN" / "LC_MESSAGES" / "messages.po"}

__all__ = ["DEFAULT", "LANGUAGES", "Translate", "of_account", "translator"]

Translate = Callable[[str], str]


def of_account(language_code: str | None) -> str:
    """The language to start with for a Telegram account: English where it says so, else Chinese."""
    return "en" if (language_code or "").lower().startswith("en") else DEFAULT


@cache
def translator(language: str) -> Translate:
    """The function that turns a message of the source (English) into a language."""
    if language not in CATALOGUES:
        return gettext.NullTranslations().gettext
    with CATALOGUES[language].open("rb") as file:
        catalogue = read_po(file)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled).gettext
