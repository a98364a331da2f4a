"""What a change would do: which answers, by how much, and which places on which boards."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from quizzes import marks, people
from quizzes.people import CentreInfo
from quizzes.regrading.examining import Chunk, Regraded
from quizzes.standings import Period, Standing, Tally, ranked, tallies


@dataclass(frozen=True, kw_only=True)
class Move:
    """One member's place on one board, before and after."""

    centre: CentreInfo
    period: Period
    member_id: int
    name: str
    rank: tuple[int | None, int | None]
    points: tuple[float, float]


@dataclass(kw_only=True)
class Effect:
    """What examining found so far, added up. ``steps`` counts changes by points of 100 gained or lost."""

    examined: int = 0
    left_to_people: int = 0
    not_comparable: int = 0
    up: int = 0
    down: int = 0
    voided: int = 0
    steps: Counter[int] = field(default_factory=Counter)
    members: set[int] = field(default_factory=set)
    gains: dict[int, list[Regraded]] = field(default_factory=lambda: defaultdict(list))
    moves: Sequence[Move] = ()

    @property
    def changed(self) -> int:
        """How many answers change."""
        return sum(self.steps.values())

    def add(self, chunk: Chunk) -> None:
        """Take in what one examination found."""
        self.examined += chunk.examined
        self.left_to_people += chunk.left_to_people
        self.not_comparable += chunk.not_comparable
        for change in chunk.changes:
            gain = change.credit - change.before.credit
            self.up += gain > 0
            self.down += gain < 0
            self.voided += change.outcome == marks.VOID
            self.steps[round(100 * gain)] += 1
            self.members.add(change.member_id)
            if change.ranked:
                self.gains[change.centre_id].append(change)


async def moves(session: AsyncSession, effect: Effect, *, now: datetime) -> list[Move]:
    """Every place on a board of a centre, of any period, that the changes would move."""
    centres = {centre.id: centre for centre in await people.centres(session)}
    found: list[Move] = []
    for centre_id, changes in sorted(effect.gains.items()):
        centre = centres[centre_id]
        for period in Period:
            since = period.since(now, centre.hours.timezone)
            inside = [change for change in changes if since is None or change.received_at >= since]
            before = await tallies(session, centre=centre, period=period, now=now)
            found += _moved(centre, period, ranked(before), ranked(_after(before, inside)))
    return found


def _after(before: Iterable[Tally], changes: Iterable[Regraded]) -> list[Tally]:
    by_member: Mapping[int, list[Regraded]] = defaultdict(list)
    for change in changes:
        by_member[change.member_id].append(change)
    after = [_tally(tally, by_member[tally.member_id]) for tally in before]
    return [tally for tally in after if tally.answered > 0]


def _tally(tally: Tally, changes: Sequence[Regraded]) -> Tally:
    """A member's sums with some answers worth something else."""
    return replace(
        tally,
        credit=tally.credit + sum(change.credit - change.before.credit for change in changes),
        answered=tally.answered
        + sum(change.before.void - (change.outcome == marks.VOID) for change in changes),
        right=tally.right
        + sum((change.outcome == "right") - (change.before.outcome == "right") for change in changes),
    )


def _moved(
    centre: CentreInfo, period: Period, before: Sequence[Standing], after: Sequence[Standing]
) -> list[Move]:
    then = {line.member_id: line for line in after}
    moved = []
    for line in before:
        other = then.get(line.member_id)
        ranks = (line.rank, other.rank if other else None)
        points = (line.points, other.points if other else 0.0)
        if ranks[0] != ranks[1] or points[0] != points[1]:
            moved.append(
                Move(
                    centre=centre,
                    period=period,
                    member_id=line.member_id,
                    name=line.name,
                    rank=ranks,
                    points=points,
                )
            )
    return moved
