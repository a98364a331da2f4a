import re
import shutil

import pytest
from typer.testing import CliRunner

from bot.__main__ import app


@pytest.fixture
def run(sqlite_template, tmp_path, monkeypatch):
    """The command line on a migrated database of its own."""
    path = tmp_path / "yinling.db"
    shutil.copy(sqlite_template, path)
    monkeypatch.setenv("YINLING_DATABASE_URL", f"sqlite+aiosqlite:///{path}")
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments):
        return CliRunner().invoke(app, list(arguments))

    return invoke


def test_a_centre_is_added_listed_and_its_director_invited(run):
    assert "Centre 1 added" in run("centre", "add", "青山影像中心", "--en", "Qingshan").output
    assert "青山影像中心" in run("centre", "list").output
    invited = run("invite", "1", "chief", "--role", "director")
    assert invited.exit_code == 0
    assert re.search(r"Code [A-Z2-9]{10}, 1 use", invited.output)


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (("--timezone", "Mars/Olympus"), "IANA"),
        (("--asks-at", "25:00"), "time of day"),
        (("--asks-at", "22:30"), "before"),
    ],
)
def test_hours_that_cannot_be_are_refused(run, options, complaint):
    result = run("centre", "add", "青山", "--en", "Q", *options)
    assert result.exit_code == 2
    assert complaint in result.output


def test_an_invitation_into_a_centre_that_does_not_exist_is_refused(run):
    result = run("invite", "7", "nurse")
    assert result.exit_code == 2
    assert "no centre 7" in result.output


def test_the_shipped_bank_is_checked_and_loaded_once(run):
    assert run("bank", "check").exit_code == 0
    first, second = run("bank", "load"), run("bank", "load")
    assert re.search(r"(\d+) questions read, \1 new or changed", first.output)
    assert "0 new or changed" in second.output


def test_a_broken_question_is_refused_with_file_and_line_and_nothing_is_loaded(run, tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("id: x\nkind: single\n", encoding="utf-8")
    result = run("bank", "load", str(broken))
    assert result.exit_code == 1
    assert "broken.yaml:1" in result.output


def test_run_without_a_token_says_what_to_set(run, monkeypatch):
    monkeypatch.delenv("YINLING_TELEGRAM_TOKEN", raising=False)
    result = run("run")
    assert result.exit_code == 2
    assert "YINLING_TELEGRAM_TOKEN" in result.output
