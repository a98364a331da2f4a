"""`yinling bank export` and `import` as an editor runs them."""

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from quizzes import bank
from tests.quizzes.bank.samples import NUMBER, SINGLE

GIFT = "::B1::What is B1?{=the RF field#Yes. ~the static field#That is B0.}\n\n::Pi::Pi? {#3.14}\n"


def run(*arguments: object):
    return CliRunner().invoke(app, ["bank", *map(str, arguments)])


@pytest.fixture
def questions(tmp_path):
    file = tmp_path / "questions.yaml"
    file.write_text(f"{SINGLE}---\n{NUMBER}", encoding="utf-8")
    return file


@pytest.mark.parametrize("form", ["gift", "moodle", "anki", "xlsx"])
def test_export_writes_every_format(tmp_path, questions, form):
    result = run("export", questions, "--format", form, "-o", tmp_path / "out")
    assert result.exit_code == 0, result.output
    assert "2 questions written, 0 left out" in result.stderr
    assert (tmp_path / "out").stat().st_size > 500


def test_export_says_what_is_not_carried_and_strict_fails(tmp_path, questions):
    result = run("export", questions, "--format", "gift", "-o", tmp_path / "out", "--strict")
    assert result.exit_code == 1
    assert "[gre-angle]" in result.stderr
    assert "one variant (seed 0) is" in result.stderr


def test_import_writes_drafts_that_the_check_accepts_and_names_what_it_left_out(tmp_path):
    (tmp_path / "in.gift").write_text(GIFT, encoding="utf-8")
    out = tmp_path / "drafts.yaml"
    result = run("import", tmp_path / "in.gift", "-o", out)
    assert result.exit_code == 0, result.output
    assert "3: [Pi]" in result.stderr
    assert "1 drafts, 1 left out" in result.stderr
    assert run("check", out).exit_code == 0
    assert [question.status for question in bank.load_bank(out)] == ["draft"]
    assert run("import", tmp_path / "in.gift", "-o", tmp_path / "again.yaml", "--strict").exit_code == 1


def test_import_shows_the_drafts_where_no_file_is_named(tmp_path):
    (tmp_path / "in.gift").write_text(GIFT, encoding="utf-8")
    assert "the RF field" in run("import", tmp_path / "in.gift").stdout


def test_import_does_not_overwrite(tmp_path, questions):
    (tmp_path / "in.gift").write_text(GIFT, encoding="utf-8")
    before = questions.read_text(encoding="utf-8")
    result = run("import", tmp_path / "in.gift", "-o", questions)
    assert result.exit_code == 2
    assert "choose another name" in result.stderr
    assert questions.read_text(encoding="utf-8") == before


def test_a_file_that_cannot_be_read_is_refused_in_both_languages(tmp_path):
    (tmp_path / "in.xml").write_text("<!DOCTYPE quiz><quiz></quiz>", encoding="utf-8")
    result = run("import", tmp_path / "in.xml")
    assert result.exit_code == 2
    assert "DOCTYPE" in result.stderr
    assert "为安全起见" in result.stderr
