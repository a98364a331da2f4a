from hypothesis import given
from hypothesis import strategies as st

from quizzes.selection import Candidate, choose, shuffled

POOL = [
    Candidate(
        question_id=f"q{i}",
        version_id=i,
        audiences=frozenset({"technologist", "nurse"} if i % 2 else {"nurse"}),
    )
    for i in range(12)
]


@given(seed=st.integers(0, 2**62))
def test_nobody_sees_a_question_twice_while_unseen_ones_remain(seed):
    seen: dict[str, int] = {}
    for turn in range(len(POOL)):
        chosen = choose(shuffled(POOL, seed=seed + turn), audience="nurse", seen=seen)
        assert chosen is not None
        assert chosen.question_id not in seen
        seen[chosen.question_id] = turn


@given(seed=st.integers(0, 2**62))
def test_when_all_are_seen_the_oldest_comes_again(seed):
    seen = {candidate.question_id: 100 - candidate.version_id for candidate in POOL}
    chosen = choose(shuffled(POOL, seed=seed), audience="nurse", seen=seen)
    assert chosen is not None
    assert chosen.question_id == "q11"


@given(seed=st.integers(0, 2**62))
def test_colleagues_who_saw_the_same_get_the_same(seed):
    ordered = shuffled(POOL, seed=seed)
    assert choose(ordered, audience="nurse", seen={"q3": 1}) == choose(
        shuffled(reversed(POOL), seed=seed), audience="nurse", seen={"q3": 9}
    )


def test_a_question_goes_only_to_its_audience():
    for seed in range(50):
        chosen = choose(shuffled(POOL, seed=seed), audience="technologist", seen={})
        assert chosen is not None
        assert "technologist" in chosen.audiences
    assert choose(POOL, audience="radiologist", seen={}) is None


def test_the_order_changes_from_round_to_round():
    assert len({tuple(c.question_id for c in shuffled(POOL, seed=seed)) for seed in range(20)}) == 20
