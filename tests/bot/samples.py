"""Puts chosen questions, and no others, into the bank of a running product."""

from pathlib import Path

from quizzes import bank, questions
from tests.bot.conftest import SAMPLES, Chat


async def only(chat: Chat, folder: Path, *texts: str) -> None:
    """From now on nothing but these questions is asked."""
    file = folder / "only.yaml"
    file.write_text("---\n".join(texts), encoding="utf-8")
    retired = [question.model_copy(update={"status": "retired"}) for question in bank.load_bank(SAMPLES)]
    async with chat.database.write() as session:
        await questions.store(session, [*retired, *bank.load_bank(file)], now=chat.clock.now())
