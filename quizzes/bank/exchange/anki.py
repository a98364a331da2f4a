"""A deck for Anki: Chinese first, English at a tap, one note for each variant.

The same questions give the same bytes, and a question keeps its note when it is exported again.
"""

import hashlib
import html
import io
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from quizzes.bank.choice import letter
from quizzes.bank.exchange.notes import Note
from quizzes.bank.kinds import Question, draw, explain, render
from quizzes.bank.question import Variant
from quizzes.bank.texts import LANGUAGES, Text
from quizzes.bank.topics import topic_name

MOST_DRAWS = 20
_WRITTEN = (1980, 1, 1, 0, 0, 0)
_STYLE = ".card{font-family:sans-serif;font-size:18px;text-align:left} details{margin-top:1em;color:#555}"
_FRONT = "{{问题}}<details><summary>English</summary>{{Question}}</details>"
_BACK = "{{FrontSide}}<hr id=answer>{{解答}}<details><summary>English</summary>{{Answer}}</details>"


def write(questions: Sequence[Question], *, variants: int = 1) -> tuple[bytes, list[Note]]:
    """An apkg file, and notes on what a card cannot hold.

    Parameters
    ----------
    variants
        Notes for each question that draws parameters; others get one.
    """
    import genanki  # takes a while to load, and only this needs it

    model = genanki.Model(
        _number("model"),
        "引领",
        fields=[{"name": name} for name in ("问题", "Question", "解答", "Answer")],
        templates=[{"name": "引领", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    decks: dict[str, genanki.Deck] = {}
    notes: list[Note] = []
    for question in questions:
        deck = decks.setdefault(question.topic, genanki.Deck(_number(question.topic), _deck(question.topic)))
        cards = list(_drawings(question, variants))
        for variant in cards:
            fields = [side(question, variant, language) for side in (_asked, _told) for language in LANGUAGES]
            guid = genanki.guid_for(question.id, variant.seed)
            deck.add_note(genanki.Note(model=model, fields=fields, guid=guid))
        notes += [Note(message=message, name=question.id) for message in _lost(question, len(cards))]
    package = genanki.Package([decks[topic] for topic in sorted(decks)])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "deck.apkg"
        package.write_to_file(str(path), timestamp=0.0)
        return _without_dates(path.read_bytes()), notes


def _drawings(question: Question, wanted: int) -> Iterator[Variant]:
    """The first different variants by seed; a question that draws no numbers has one."""
    seen: list[object] = []
    for seed in range(MOST_DRAWS * wanted):
        variant = draw(question, seed)
        if seed and not variant.parameters:
            return
        if variant.parameters not in seen:
            seen.append(variant.parameters)
            yield variant
        if len(seen) == wanted:
            return


def _asked(question: Question, variant: Variant, language: str) -> str:
    shown = render(question, variant, language)
    options = [f"{letter(option.position)}. {option.text}" for option in shown.options]
    return _html("\n".join([shown.stem, *options]))


def _told(question: Question, variant: Variant, language: str) -> str:
    told = explain(question, variant, language)
    parts = [told.key, told.solution, told.learning_point, told.journal_errs, told.source]
    return "<br><br>".join(_html(part) for part in parts if part)


def _html(text: str) -> str:
    return html.escape(text, quote=False).replace("\n", "<br>")


def _lost(question: Question, cards: int) -> Iterator[Text]:
    if question.kind == "number":
        yield Text(
            zh=f"参数固定为 {cards} 组（种子从 0 起），每组一张卡片",
            en=f"the parameters are fixed to {cards} variant(s), seeds from 0, one card each",
        )
    if question.picture is not None:
        yield Text(zh="模拟图片不导出", en="the simulated picture is not carried")


def _deck(topic: str) -> str:
    path = topic.split("/")
    names = ("/".join(path[: depth + 1]) for depth in range(len(path)))
    return "::".join(["引领", *(topic_name(name, "zh") for name in names)])


def _number(name: str) -> int:
    """An id as Anki wants it, 2³⁰ to 2³¹, always the same for a name."""
    return (1 << 30) + int(hashlib.sha256(f"yinling {name}".encode()).hexdigest()[:8], 16) % (1 << 30)


def _without_dates(package: bytes) -> bytes:
    """The same archive with fixed dates, so that equal decks are equal files."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _WRITTEN), old.read(name), zipfile.ZIP_DEFLATED)
    return written.getvalue()
