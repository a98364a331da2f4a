"""The board as a picture."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.language import Translate
from bot.pictures.typesetting import compile_page

LINES = 60


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the picture, as it is printed."""

    rank: int
    name: str
    position: str
    points: float
    right: int
    answered: int


def printable(name: str) -> str:
    """A name without emoji, which the font does not have; they would show as boxes."""
    return "".join(c for c in name if unicodedata.category(c) not in ("So", "Sk", "Mn", "Me")).strip() or "—"


def png(rows: Sequence[Row], *, title: str, period: str, day: date, _: Translate) -> bytes:
    """A centre's board as a PNG, at most 60 lines."""
    data = {
        "title": title,
        "heading": _("Board: {period}").format(period=period),
        "day": day.isoformat(),
        "columns": [_("Rank"), _("Name"), _("Position"), _("Points"), _("Right")],
        "rows": [
            {
                "rank": row.rank,
                "name": printable(row.name),
                "position": row.position,
                "points": f"{row.points:g}",
                "counts": f"{row.right} / {row.answered}",
            }
            for row in rows[:LINES]
        ],
        "empty": _("Nobody has answered in this period yet."),
        "note": _("A fully right answer is ten points; speed plays no part; ties share a rank."),
    }
    return compile_page("board.typ", data, form="png")
