from datetime import date

import pytest

from quizzes import bank
from tests.quizzes.bank.samples import MULTIPLE, NUMBER, SINGLE


def written(tmp_path, text, name="questions.yaml"):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    return file


def refusal(path):
    with pytest.raises(bank.BankProblems) as refused:
        bank.load_bank(path)
    return refused.value.problems


def test_several_documents_of_a_file_and_several_files_of_a_folder_are_read_in_order(tmp_path):
    written(tmp_path, NUMBER + "---\n" + SINGLE, "a.yaml")
    written(tmp_path, MULTIPLE, "b.yaml")
    written(tmp_path, "not: read", "notes.txt")

    assert [question.id for question in bank.load_bank(tmp_path)] == [
        "gre-angle",
        "what-is-b1",
        "what-lowers-sar",
    ]


def test_a_question_is_for_every_position_unless_it_says_otherwise(tmp_path):
    file = written(tmp_path, SINGLE + "---\n" + MULTIPLE + "positions: [nurse]\n")

    first, second = bank.load_bank(file)

    assert first.positions == ("radiologist", "technologist", "nurse")
    assert second.positions == ("nurse",)


@pytest.mark.parametrize(
    ("status", "today", "live"),
    [
        ("published", date(2027, 1, 30), True),
        ("published", date(2027, 1, 31), False),
        ("draft", date(2026, 6, 1), False),
        ("retired", date(2026, 6, 1), False),
    ],
)
def test_only_a_published_question_that_has_not_expired_is_live(tmp_path, status, today, live):
    (question,) = bank.load_bank(written(tmp_path, SINGLE.replace("status: published", f"status: {status}")))

    assert question.is_live(today) is live


def test_the_second_use_of_an_id_is_refused_with_the_place_of_the_first(tmp_path):
    written(tmp_path, SINGLE, "a.yaml")
    written(tmp_path, NUMBER + "---\n" + SINGLE, "b.yaml")

    (problem,) = refusal(tmp_path)

    assert problem.file.name == "b.yaml"
    assert problem.line == NUMBER.count("\n") + 2
    assert "a.yaml:1" in problem.message.en


def test_a_file_that_is_no_yaml_is_refused_at_its_line(tmp_path):
    (problem,) = refusal(written(tmp_path, "id: a\nstem: [unclosed\nkind: single\n"))

    assert (problem.line, problem.question) == (3, None)
    assert "YAML" in problem.message.zh


def test_a_missing_file_and_a_file_of_another_encoding_are_refused_in_a_sentence(tmp_path):
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("id: \xe9".encode("latin-1"))

    for file in (latin, tmp_path / "nowhere.yaml"):
        (problem,) = refusal(file)
        assert "cannot be read" in problem.message.en


def test_problems_of_later_documents_carry_the_line_in_the_file(tmp_path):
    (problem,) = refusal(written(tmp_path, SINGLE + "---\n" + MULTIPLE + "colour: red\n"))

    assert problem.line == (SINGLE + "---\n" + MULTIPLE).count("\n") + 1
    assert problem.question == "what-lowers-sar"
    assert str(problem).startswith(f"{problem.file}:{problem.line}: [what-lowers-sar]")
