"""The workbook: every field out and back, formulas, and what spreadsheet programs make of cells."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from quizzes.bank import load_bank
from quizzes.bank.exchange import FileRefused, export_questions, import_questions
from tests.quizzes.bank.exchange.files import MULTIPLE, NUMBER, SINGLE, as_draft, loaded
from tests.quizzes.bank.samples import CASE


def book(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def saved(workbook: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def columns(sheet) -> dict[str, int]:
    return {cell.value: cell.column for cell in sheet[1]}


def changed(data: bytes, column: str, value: object, row: int = 2) -> bytes:
    workbook = book(data)
    sheet = workbook.worksheets[0]
    sheet.cell(row, columns(sheet)[column]).value = value
    return saved(workbook)


@pytest.fixture
def exported(tmp_path) -> bytes:
    return export_questions(loaded(tmp_path, SINGLE), "xlsx").data


@pytest.mark.parametrize(
    "sample", [SINGLE, MULTIPLE, NUMBER, CASE], ids=["single", "multiple", "number", "case"]
)
def test_a_question_comes_back_whole(tmp_path, sample):
    (question,) = loaded(tmp_path, sample)
    result = import_questions(export_questions([question], "xlsx").data)
    assert result.questions[0].model_dump(mode="json") == as_draft(question)
    assert "becomes a draft" in result.notes[0].message.en


def test_the_shipped_choices_and_numbers_come_back_whole():
    questions = [question for question in load_bank() if question.kind in ("single", "multiple", "number")]
    result = import_questions(export_questions(questions, "xlsx").data)
    back = {question.id: question.model_dump(mode="json") for question in result.questions}
    assert [str(note) for note in result.notes if note.dropped] == []
    assert back == {question.id: as_draft(question) for question in questions}


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_a_text_that_looks_like_a_formula_stays_text(tmp_path, start):
    odd = f"{start}SUM(A1)"
    (question,) = loaded(tmp_path, SINGLE.replace("zh: 主磁场", f'zh: "{odd}"'))
    data = export_questions([question], "xlsx").data
    cells = [cell for row in book(data).worksheets[0].iter_rows() for cell in row if cell.value == odd]
    assert [(cell.data_type, cell.quotePrefix) for cell in cells] == [("s", True)]
    assert import_questions(data).questions[0].options[2].text.zh == odd


def test_a_formula_of_an_editor_is_refused(exported):
    result = import_questions(changed(exported, "stem.en", "=A1"))
    assert result.questions == []
    assert "holds a formula" in result.notes[0].message.en


def test_cells_that_a_program_made_into_dates_and_numbers_are_read_as_meant(exported):
    data = changed(exported, "source.issue", date(2022, 10, 1))
    data = changed(data, "options.2.text.zh", 3.0)
    data = changed(data, "options.2.text.en", 3.0)
    (question,) = import_questions(data).questions
    assert question.source.issue == "2022-10"
    assert question.options[1].text.zh == "3"


def test_missing_texts_are_marked_for_the_editor(exported):
    data = changed(exported, "solution.zh", None)
    data = changed(data, "solution.en", None)
    (question,) = import_questions(data).questions
    assert question.solution.zh == "【待补】"


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("options.1.correct", False, "exactly 1 correct option, not 0"),
        ("options.1.correct", "perhaps", "must be TRUE or FALSE"),
        ("difficulty", 9, "not be greater than 5"),
        ("topic", "cooking", "no topic"),
        ("stem.en", None, "'en' is missing"),
        ("kind", "essay", "no kind 'essay'"),
    ],
)
def test_a_bad_cell_is_refused_with_its_row(exported, column, value, says):
    (note,) = [note for note in import_questions(changed(exported, column, value)).notes if note.dropped]
    assert says in note.message.en
    assert note.line == 2


@pytest.mark.parametrize("written", ["{", "NaN", "[" * 900 + "]" * 900, '{"a": NaN}', "[1e999]"])
def test_json_that_is_none_or_has_no_end_is_refused(tmp_path, written):
    data = export_questions(loaded(tmp_path, NUMBER), "xlsx").data
    result = import_questions(changed(data, "parameters (JSON)", written))
    assert result.questions == []
    assert result.notes[0].line == 2


def test_a_tolerance_as_large_as_the_key_is_refused(tmp_path):
    data = export_questions(loaded(tmp_path, NUMBER), "xlsx").data
    workbook = book(data)
    sheet = workbook.worksheets[0]
    sheet.cell(1, sheet.max_column + 1).value = "atol"
    sheet.cell(2, sheet.max_column).value = 5
    result = import_questions(saved(workbook))
    assert "almost anything is right" in result.notes[0].message.en


def test_an_id_that_comes_twice_is_refused(tmp_path):
    data = export_questions(loaded(tmp_path, SINGLE, MULTIPLE), "xlsx").data
    result = import_questions(changed(data, "id", "what-is-b1", row=3))
    assert any("used twice" in note.message.en for note in result.notes)


def bomb() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in range(3):
            archive.writestr(f"{name}.xml", b"0" * 40_000_000)
    return written.getvalue()


def with_entities(data: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.endswith("sheet1.xml"):
                content = b'<!DOCTYPE x [<!ENTITY a "b">]>' + content
            new.writestr(name, content)
    return written.getvalue()


def test_archives_that_are_no_sound_workbook_are_refused(exported):
    empty = io.BytesIO()
    zipfile.ZipFile(empty, "w").close()
    unsound = [
        bomb(),
        with_entities(exported),
        b"PK\x03\x04nonsense",
        exported[:-500],
        b"PK",
        empty.getvalue(),
    ]
    for data in unsound:
        with pytest.raises(FileRefused):
            import_questions(data)


def test_a_workbook_without_column_names_is_refused():
    workbook = openpyxl.Workbook()
    workbook.worksheets[0].append(["question", "answer"])
    with pytest.raises(FileRefused, match="must name the columns"):
        import_questions(saved(workbook))
