"""Does the journal hold what a question says it rests on?"""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from quizzes.bank.loading import read
from quizzes.bank.problems import Problem
from quizzes.bank.texts import Text


def verify(paths: Iterable[Path], journal: str) -> tuple[int, list[Problem]]:
    """Look up the `evidence` of every question in the text of a journal.

    Width, case, blanks and line breaks do not matter: journals are set in columns and typed by hand.

    Returns
    -------
    :
        How many terms and numbers were looked up, and a problem for each that the text does not hold and
        for each question that cannot be read.
    """
    loaded, problems = read(paths)
    text = _plain(journal)
    looked_up = 0
    for each in loaded:
        for index, term in enumerate(each.question.evidence):
            looked_up += 1
            if _plain(term) not in text:
                problems.append(
                    Problem(
                        file=each.file,
                        line=each.line(("evidence", index)),
                        question=each.question.id,
                        variant=None,
                        message=Text(zh=f"刊物中没有“{term}”", en=f"the journal does not hold '{term}'"),
                    )
                )
    return looked_up, problems


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
