"""The technologist's assistant: a question in Chinese or English becomes a call of the physics catalogue."""

from quizzes.assistant.answering import Answer, answer, question_of_reading
from quizzes.assistant.choices import Choice

__all__ = ["Answer", "Choice", "answer", "question_of_reading"]
