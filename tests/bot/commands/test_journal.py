import json
import sqlite3

import pytest
from typer.testing import CliRunner

from bot.__main__ import app
from tests.quizzes.journal import ISSUES
from tests.quizzes.journal.typesetting import HEAD, as_docx, as_pdf

ISSUE = ISSUES / "2032-11.txt"


@pytest.fixture
def database(tmp_path, monkeypatch, sqlite_template):
    path = tmp_path / "yinling.db"
    path.write_bytes(sqlite_template.read_bytes())
    monkeypatch.setenv("YINLING_DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    return path


def _run(*arguments):
    return CliRunner().invoke(app, ["journal", "import", *map(str, arguments)])


def _versions(path):
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT issue_id, number FROM journal_version ORDER BY number").fetchall()


def test_json_holds_everything_that_was_found(database):
    result = _run(ISSUE, "--json")
    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert found["issue"] == "2032-11"
    assert found["articles"][0] == {
        "category": "要闻",
        "centre": "青柳",
        "title": "智能排班上线首月回顾",
        "author": "许知远",
        "start_line": 18,
        "end_line": 22,
    }
    assert [table["article"] for table in found["exam_tables"]] == ["技师组与护理组季度考核结果"] * 2
    assert {"tables", "formulas", "cases", "numbers", "unread"} <= found.keys()


def test_an_import_is_stored_once_and_again_only_when_it_is_corrected(database, tmp_path):
    assert "第 1 版" in _run(ISSUE).stderr
    assert "未改动" in _run(ISSUE).stderr
    corrected = tmp_path / "corrected.txt"
    corrected.write_text(ISSUE.read_text("utf-8").replace("40 人", "41 人"), "utf-8")
    assert "第 2 版" in _run(corrected).stderr
    assert _versions(database) == [("2032-11", 1), ("2032-11", 2)]


@pytest.mark.parametrize("made", [as_docx, as_pdf])
def test_a_word_document_or_pdf_is_stored_once(database, tmp_path, made):
    path = tmp_path / "issue"
    path.write_bytes(made(ISSUE.read_text("utf-8")))
    assert "第 1 版" in _run(path).stderr
    path.write_bytes(made(ISSUE.read_text("utf-8")))
    assert "未改动" in _run(path).stderr
    assert _versions(database) == [("2032-11", 1)]


def test_running_heads_that_were_left_out_are_reported_beside_the_json(database, tmp_path):
    path = tmp_path / "issue.pdf"
    path.write_bytes(as_pdf(ISSUE.read_text("utf-8")))
    result = _run(path, "--json", "--dry-run")
    assert HEAD not in result.stdout
    assert f"left out on 2 pages: {HEAD}" in result.stderr
    assert len(json.loads(result.stdout)["articles"]) == 5


def test_names_and_scores_of_an_exam_are_printed_in_the_json_only(database, capfd):
    result = _run(ISSUE)
    printed = result.output + "".join(capfd.readouterr())
    assert "考核排名 exam rankings 2" in printed
    assert "甘小雨" not in printed
    assert "甘小雨" in _run(ISSUE, "--json").stdout


def test_a_dry_run_stores_nothing(database):
    assert _run(ISSUE, "--dry-run").exit_code == 0
    assert _versions(database) == []


def test_the_summary_names_articles_and_what_was_not_read(database, tmp_path):
    broken = tmp_path / "broken.txt"
    broken.write_text(ISSUE.read_text("utf-8").replace("\nDual-energy CT 入门\n", "\n\n"), "utf-8")
    result = _run(broken, "--dry-run")
    assert "智能排班" in result.stdout
    assert "未读 unread 13-13" in result.stdout


def test_the_month_can_be_given_where_the_text_is_silent(database, tmp_path):
    silent = tmp_path / "silent.txt"
    silent.write_text("青柳影像\n\n目录\n- 晨会 许知远\n- 夜班 霍然\n", "utf-8")
    refused = _run(silent)
    assert refused.exit_code == 2
    assert "--issue" in refused.stderr
    assert _run(silent, "--issue", "2034-05").exit_code == 0
    assert _versions(database) == [("2034-05", 1)]


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("issue.pdf", b"%PDF-1.7", "damaged"),
        ("issue.docx", b"PK\x03\x04", "damaged"),
        ("issue.doc", b"\xd0\xcf\x11\xe0", ".docx"),
        ("issue.bin", b"\x00\x01\x02", "UTF-8"),
        ("issue.txt", b"", "empty"),
        ("issue.txt", None, "path"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(database, tmp_path, name, data, says):
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    result = _run(path)
    assert result.exit_code == 2
    assert says in result.stderr
    assert len(result.stderr.strip().split("\n")) == 1


def test_a_month_that_is_none_is_refused(database):
    result = _run(ISSUE, "--issue", "2032-13")
    assert result.exit_code == 2
    assert "2022-10" in result.stderr


def test_a_database_without_migrations_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("YINLING_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    result = _run(ISSUE)
    assert result.exit_code == 2
    assert "yinling db upgrade" in result.stderr
