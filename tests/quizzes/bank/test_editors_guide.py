"""The examples of the editor's guide are questions without a problem."""

import re
from pathlib import Path

from quizzes import bank

GUIDE = Path(__file__).parents[3] / "docs" / "bank.md"


def test_every_question_in_the_guide_is_sound(tmp_path):
    blocks = re.findall(r"```yaml\n(id:.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "guide.yaml"
    file.write_text("---\n".join(blocks), encoding="utf-8")

    assert [str(problem) for problem in bank.check_bank([file])] == []
    assert {question.kind for question in bank.load_bank(file)} == {
        "single",
        "number",
        "staged",
        "ordering",
        "concordance",
    }


def test_the_guide_explains_every_field_of_a_question():
    guide = GUIDE.read_text(encoding="utf-8")
    kinds = (
        bank.SingleChoice,
        bank.Number,
        bank.CaseText,
        bank.Ordering,
        bank.Concordance,
        bank.Staged,
    )
    fields = {name for kind in kinds for name in kind.model_fields}

    assert {name for name in fields if f"`{name}`" not in guide} == set()
