"""What an exchange reports: what was not carried, and why."""

from dataclasses import dataclass

from quizzes.bank.texts import Text

MOST_BYTES = 10_000_000
MOST_QUESTIONS = 5_000
LONGEST_CATEGORY = 200


@dataclass(frozen=True, kw_only=True)
class Note:
    """One thing that was not carried over.

    `line` counts from 1 (rows in a spreadsheet); `name` is the question's id or title. `dropped` is true
    where the whole question was left out.
    """

    message: Text
    line: int | None = None
    name: str | None = None
    dropped: bool = False

    def __str__(self) -> str:
        line = f"{self.line}: " if self.line else ""
        about = f"[{self.name}] " if self.name else ""
        return f"{line}{about}{self.message.zh} / {self.message.en}"


class FileRefused(Exception):
    """A file that cannot be read at all; the message says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.message = Text(zh=zh, en=en)


class QuestionRefused(Exception):
    """A question that must not, or cannot, be carried; the message says why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.message = Text(zh=zh, en=en)


def decode(data: bytes) -> str:
    """The text of an imported file with line ends as ``\\n``.

    Raises
    ------
    FileRefused
        If it is larger than 10 MB or is not UTF-8.
    """
    require_size(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileRefused(
            "文件不是 UTF-8 编码，请另存为 UTF-8 后再导入。",
            "The file is not UTF-8; save it as UTF-8 and import it again.",
        ) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def require_size(data: bytes) -> None:
    """Refuse a file larger than 10 MB."""
    if len(data) > MOST_BYTES:
        raise FileRefused(
            "文件超过 10 MB，请拆成几个文件再导入。",
            "The file is larger than 10 MB; split it and import the parts.",
        )


def require_few(count: int) -> None:
    """Refuse a file with more than 5,000 questions."""
    if count >= MOST_QUESTIONS:
        raise FileRefused(
            f"文件超过 {MOST_QUESTIONS} 题，请拆成几个文件再导入。",
            f"The file holds more than {MOST_QUESTIONS} questions; split it and import the parts.",
        )
