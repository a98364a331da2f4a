"""`yinling ask`: the technologist's assistant on the command line."""

from typing import Annotated

import typer

from bot.commands.grade import Line, answer_lines

_QUESTION = typer.Argument(help="问题；不写则逐行读 JSON。 The question; without one JSON lines are read.")


def ask(question: Annotated[list[str] | None, _QUESTION] = None) -> None:
    """回答 SAR、信噪比、时间等问题。 Answer a question, or {"id", "text"} on every line of input."""
    from quizzes.assistant import answer

    if not question:
        answer_lines(_answered)
        return
    said = answer(" ".join(question))
    typer.echo("\n".join([said.text, *(f"  · {choice.label}: {choice.question}" for choice in said.choices)]))


def _answered(asked: Line) -> Line:
    from quizzes.assistant import answer

    text = asked.get("text")
    if not isinstance(text, str):
        raise ValueError("text is missing")
    said = answer(text)
    return {
        "intent": said.intent,
        "value": said.value,
        "unit": said.unit,
        "reading": dict(said.reading),
        "assumptions": list(said.assumptions),
        "text": said.text,
    }
