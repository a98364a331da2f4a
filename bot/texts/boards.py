"""Boards as text: standings, and who took part."""

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.language import Translate
from bot.texts.markup import bold, italic, plain, stacked
from bot.texts.people import position
from quizzes.people import CentreInfo
from quizzes.standings import Participation, Period, Standing, TookPart

MEDALS = {1: "🥇", 2: "🥈", 3: "🥉"}
LINES = 30


def period(of: Period, _: Translate) -> str:
    """A period's name."""
    return {Period.WEEK: _("This week"), Period.MONTH: _("This month"), Period.ALL: _("All time")}[of]


def rules(_: Translate) -> str:
    """How points and ranks come about."""
    return _("A fully right answer is ten points; speed plays no part; ties share a rank.")


def board(
    standings: Sequence[Standing],
    *,
    centre: CentreInfo,
    of: Period,
    me: int | None,
    language: str,
    _: Translate,
) -> str:
    """The standings, best first; the reader's own line is marked and always there."""
    heading = bold(f"🏆 {centre.title(language)} · {period(of, _)}")
    if not standings:
        return stacked([heading, plain(_("Nobody has answered in this period yet."))])
    lines = [_line(s, me, _) for s in standings[:LINES]]
    lines += [_line(s, me, _) for s in standings[LINES:] if s.member_id == me]
    more = len(standings) - LINES
    return stacked(
        [
            heading,
            "\n".join(lines),
            plain(_("… and {n} more").format(n=more)) if more > 0 else None,
            italic(rules(_)),
        ],
        keep_last=2,
    )


def _line(standing: Standing, me: int | None, _: Translate) -> str:
    place = MEDALS.get(standing.rank, f"{standing.rank}.")
    counts = _("{right} of {answered} right").format(right=standing.right, answered=standing.answered)
    name = f"{standing.name} · {position(standing.position, _)}"
    line = f"{place} {plain(name)} — {bold(f'{standing.points:g}')} ({plain(counts)})"
    return f"👉 {line}" if standing.member_id == me else line


def participation(taken: Participation, *, _: Translate) -> list[str]:
    """Who took part in the newest round, for the director: everybody, in as many messages as that takes."""
    signs = {
        TookPart.ANSWERED: "✅",
        TookPart.NOT_YET: "▫️",
        TookPart.NOT_DELIVERED: "📭",
        TookPart.UNREACHABLE: "🚫",
    }
    total = len(taken.participants)
    share = round(100 * taken.answered / total) if total else 0
    lines = [
        f"{signs[p.took_part]} {plain(p.name)} · {plain(position(p.position, _))}"
        + (f" — {p.points:g}" if p.points is not None else "")
        for p in sorted(taken.participants, key=lambda p: (p.took_part is not TookPart.ANSWERED, p.name))
    ]
    legend = _("✅ answered  ▫️ not yet  📭 not delivered  🚫 blocked the bot")
    heading = bold(
        _("👥 Participation on {date}: {answered} of {total} ({share} %)").format(
            date=taken.local_date.isoformat(), answered=taken.answered, total=total, share=share
        )
    )
    pages = ["\n".join(lines[start : start + LINES]) for start in range(0, max(total, 1), LINES)]
    return ["\n\n".join(filter(None, (heading, page, italic(legend)))) for page in pages]


def keyboard(of: Period, *, directs: bool, _: Translate) -> InlineKeyboardMarkup:
    """Other periods, the picture, and for directors who took part."""
    periods = [
        InlineKeyboardButton(("· " if p is of else "") + period(p, _), callback_data=f"board:{p.value}")
        for p in Period
    ]
    extra = [InlineKeyboardButton(_("🖼 As a picture"), callback_data=f"picture:{of.value}")]
    if directs:
        extra.append(InlineKeyboardButton(_("👥 Who took part"), callback_data="participation"))
    return InlineKeyboardMarkup([periods, extra])
