"""Questions to send out, and small files to read in."""

from quizzes.bank import Question, from_json
from quizzes.bank.exchange import Imported, import_questions
from quizzes.bank.loading import load_bank
from tests.quizzes.bank.samples import MULTIPLE, NUMBER, SINGLE


def loaded(tmp_path, *samples: str) -> list[Question]:
    """Questions of samples as an editor writes them."""
    file = tmp_path / "questions.yaml"
    file.write_text("---\n".join(samples), encoding="utf-8")
    return load_bank(file)


def imported(text: str) -> Imported:
    """What an import makes of a file's text."""
    return import_questions(text.encode())


def only(text: str) -> Question:
    """The one question of a file of which nothing was refused."""
    result = imported(text)
    assert [str(note) for note in result.notes if note.dropped] == []
    (question,) = result.questions
    return question


def refusal(text: str) -> str:
    """Why nothing of a file was taken over."""
    result = imported(text)
    assert result.questions == []
    (note,) = [note for note in result.notes if note.dropped]
    return note.message.en


def as_draft(question: Question, **changed: object) -> dict[str, object]:
    """The content that an import may bring back: a draft that nobody has reviewed."""
    content = question.model_dump(mode="json")
    return {**content, "status": "draft", "reviewer": None, "reviewed": None, **changed}


__all__ = ["MULTIPLE", "NUMBER", "SINGLE", "as_draft", "from_json", "imported", "loaded", "only", "refusal"]
