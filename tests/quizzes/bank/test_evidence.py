import json

from typer.testing import CliRunner

from bot.commands.bank import bank as command
from quizzes import bank
from tests.quizzes.bank.samples import SINGLE

JOURNAL = "一级模式 SAR 的阈值从 4W/Kg 起，室\n温越高越低；重聚角由１８０°改成 120°。"


def questions(tmp_path, *terms):
    listed = "".join(f"- {json.dumps(term, ensure_ascii=False)}\n" for term in terms)
    file = tmp_path / "q.yaml"
    file.write_text(SINGLE + "evidence:\n" + listed, encoding="utf-8")
    return file


def test_width_case_blanks_and_line_breaks_do_not_matter(tmp_path):
    file = questions(tmp_path, "4 w/kg", "室温越高", "180°", "ＳＡＲ 的阈值")
    assert bank.verify([file], JOURNAL) == (4, [])


def test_what_the_journal_does_not_hold_is_reported_with_its_line(tmp_path):
    file = questions(tmp_path, "180°", "3 W/kg")
    looked_up, (problem,) = bank.verify([file], JOURNAL)
    assert looked_up == 2
    assert problem.line == file.read_text(encoding="utf-8").splitlines().index('- "3 W/kg"') + 1
    assert problem.message.en == "the journal does not hold '3 W/kg'"


def test_the_command_reads_a_journal_and_fails_on_a_missing_term(tmp_path):
    journal = tmp_path / "journal.txt"
    journal.write_bytes(JOURNAL.encode("gb18030"))
    good = CliRunner().invoke(
        command, ["verify", "--journal", str(journal), str(questions(tmp_path, "120°"))]
    )
    assert (good.exit_code, good.stderr.strip()) == (0, "1 term(s) looked up, 0 not found.")
    bad = CliRunner().invoke(command, ["verify", "--journal", str(journal), str(questions(tmp_path, "60°"))])
    assert bad.exit_code == 1
    assert "does not hold '60°'" in bad.stderr


def test_the_command_prints_a_schema_that_knows_every_kind():
    printed = json.loads(CliRunner().invoke(command, ["schema"]).stdout)
    kinds = printed["discriminator"]["mapping"]
    assert set(kinds) == {"single", "multiple", "number", "case", "ordering", "concordance", "staged"}
    staged = printed["$defs"]["Staged"]["properties"]
    assert {"stages", "picture", "evidence", "stem"} <= set(staged)
