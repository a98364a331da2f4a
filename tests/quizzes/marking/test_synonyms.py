import pytest

from quizzes import bank, marking, synonyms
from quizzes.bank.case import grade, rubric
from quizzes.errors import NotAllowed, UnfitTerm
from quizzes.people import RoleKind
from quizzes.release import points_of
from quizzes.tables import LexiconTerm, Response
from tests.quizzes.conftest import MONDAY_8AM as NOW
from tests.quizzes.conftest import add_person
from tests.quizzes.marking.conftest import CASE

[QUESTION] = [q for q in bank.load_bank(bank.PACKAGED / "cases.yaml") if q.id == CASE]
WORD = "蜂窝样透亮区"
TEXT = f"双肺多发斑片实变，复查出现{WORD}。"


async def _add(desk, by, term=WORD, concept="cavity"):
    async with desk.database.write() as session:
        return await synonyms.add_term(
            session, by=by, question=QUESTION, concept=concept, term=term, reason="阅卷", now=NOW
        )


def test_a_word_of_the_overlay_makes_the_point_with_its_span_and_no_other():
    plain, extended = grade(QUESTION, TEXT), grade(QUESTION, TEXT, (("cavity", WORD),))
    assert {p for p, hit in points_of(extended).items() if hit} == {
        p for p, hit in points_of(plain).items() if hit
    } | {"p4"}
    start, end = extended.details["points"]["p4"]["span"]
    assert TEXT[start:end] == WORD


def test_a_denied_word_of_the_overlay_makes_no_point():
    assert not points_of(grade(QUESTION, f"双肺实变，未见{WORD}。", (("cavity", WORD),)))["p4"]


def test_a_typing_error_in_a_word_of_the_overlay_is_repaired():
    assert points_of(grade(QUESTION, f"双肺实变，有{WORD.replace('蜂', '峰')}。", (("cavity", WORD),)))["p4"]


def test_concepts_a_rubric_does_not_know_are_passed_over():
    assert rubric(QUESTION).with_terms((("no-such-concept", "词语"),)) is rubric(QUESTION)


async def test_a_saved_word_grades_what_comes_and_its_version_is_kept(desk):
    await desk.answered(1, TEXT)
    by = await desk.marker(50)
    overlay = await _add(desk, by)
    await desk.answered(2, TEXT)
    before, after = await desk.rows(Response)
    assert after.credit == pytest.approx(before.credit + 0.15)
    assert (before.grader_version, after.grader_version) == (
        bank.GRADER_VERSION,
        f"{bank.GRADER_VERSION}+{overlay.version}",
    )


async def test_saving_twice_adds_one_row_and_who_when_and_why_are_kept(desk):
    by = await desk.marker(50)
    assert await _add(desk, by) == await _add(desk, by)
    [row] = await desk.rows(LexiconTerm)
    assert (row.author_id, row.created_at, row.reason, row.added) == (by.id, NOW, "阅卷", True)


async def test_taking_a_word_back_is_a_row_and_the_past_can_be_replayed(desk):
    by = await desk.marker(50, RoleKind.EDITOR)
    added = await _add(desk, by)
    async with desk.database.write() as session:
        now = await synonyms.take_back(
            session, by=by, concept="cavity", term=WORD, reason="含义不同", now=NOW
        )
        then = await synonyms.overlay(session, up_to=added.version)
    assert now.terms == ()
    assert then == added
    assert len(await desk.rows(LexiconTerm)) == 2


async def test_who_marks_nowhere_adds_nothing_and_only_editors_take_back(desk):
    member = await add_person(desk.database, desk.centre, 60)
    with pytest.raises(NotAllowed):
        await _add(desk, member)
    marker = await desk.marker(50)
    await _add(desk, marker)
    with pytest.raises(NotAllowed):
        async with desk.database.write() as session:
            await synonyms.take_back(session, by=marker, concept="cavity", term=WORD, reason="不对", now=NOW)


@pytest.mark.parametrize(
    ("concept", "term", "reason"),
    [
        ("cavity", "空洞", "taken"),
        ("cavity", "未见", "taken"),
        ("cavity", "洞", "short"),
        ("cavity", "ab", "short"),
        ("cavity", "长" * 21, "long"),
        ("cavity", "空的，洞的", "long"),
        ("no-such-concept", WORD, "unknown"),
    ],
)
def test_words_that_would_blur_the_lexicon_are_refused(concept, term, reason):
    with pytest.raises(UnfitTerm) as refused:
        synonyms.fit_term(QUESTION, concept, term)
    assert refused.value.reason == reason


async def test_a_preview_counts_what_would_change_and_writes_nothing(desk):
    for i in range(1, 4):
        await desk.answered(i, TEXT)
    await desk.answered(9, "双肺多发斑片实变。")
    async with desk.database.read() as session:
        preview = await marking.preview(session, question=QUESTION, concept="cavity", typed=WORD)
    assert (preview.examined, preview.changed, preview.mean_gain) == (4, 3, pytest.approx(15))
    assert preview.gained == {(CASE, "p4"): 3}
    assert preview.lost == {}
    assert await desk.rows(LexiconTerm) == []
