"""Which question a member gets: a pure function of what is published, what they had, and a stored seed."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A published question that could be asked; a formative one marks nobody and is for practice alone."""

    question_id: str
    version_id: int
    audiences: frozenset[str]
    formative: bool = False


def shuffled(candidates: Iterable[Candidate], *, seed: int) -> list[Candidate]:
    """The round's order. It depends on the seed and the ids alone, so it can be replayed.

    All members of a centre share it: colleagues who have seen the same questions get the same one
    and can talk about it.
    """

    def place(candidate: Candidate) -> bytes:
        return hashlib.sha256(f"{seed}:{candidate.question_id}".encode()).digest()

    return sorted(candidates, key=place)


def choose(ordered: Collection[Candidate], *, audience: str, seen: Mapping[str, int]) -> Candidate | None:
    """The first question in order that the member never had, else the one they had longest ago.

    ``seen`` gives for each question the number of the last time it was given (larger is later).
    None if no question is for this audience.
    """
    suitable = [candidate for candidate in ordered if audience in candidate.audiences]
    unseen = (candidate for candidate in suitable if candidate.question_id not in seen)
    return next(unseen, None) or min(suitable, key=lambda c: seen[c.question_id], default=None)
