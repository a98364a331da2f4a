"""The five issues as Word documents and as PDF, and files that are refused."""

import io
import random
import zipfile

import docx
import openpyxl
import pypdf
import pytest
from PIL import Image

from quizzes.journal import NotText, pages, pdf, read_document, read_issue, word
from quizzes.journal.spelling import letters
from tests.quizzes.journal import ISSUES
from tests.quizzes.journal.test_issues import ARTICLES, CASES, FORMULAS
from tests.quizzes.journal.typesetting import HEAD, as_docx, as_pdf, saved

NAMES = sorted(ARTICLES)
every_issue = pytest.mark.parametrize("name", NAMES)
both_kinds = pytest.mark.parametrize("made", [as_docx, as_pdf])


def _text(name):
    return (ISSUES / name).read_text("utf-8")


def _read(data):
    return read_issue(read_document(data).text)


def _found(issue):
    """Articles and cases, formulas; blanks, which typesetting moves, do not count."""
    return (
        [tuple(map(letters, (a.category, a.centre, a.title, a.author))) for a in issue.articles],
        [(c.sex, c.age) for c in issue.cases],
        [f.text.replace(" ", "") for f in issue.formulas],
    )


def _tables(issue):
    def bare(cells):
        return tuple(cell.replace(" ", "") for cell in cells)

    return [(bare([t.caption]), bare(t.columns), tuple(map(bare, t.rows))) for t in issue.tables]


@both_kinds
@every_issue
def test_a_document_gives_the_articles_cases_and_formulas_of_the_text(made, name):
    articles = [tuple(map(letters, each)) for each in ARTICLES[name]]
    formulas = [each.replace(" ", "") for each in FORMULAS[name]]
    issue = _read(made(_text(name)))
    assert _found(issue) == (articles, CASES[name], formulas)
    assert issue.issue == name[:7]
    assert issue.unread == ()


@both_kinds
@every_issue
def test_a_document_gives_the_tables_of_the_text_cell_by_cell(made, name):
    assert _tables(_read(made(_text(name)))) == _tables(read_issue(_text(name)))


@every_issue
def test_a_word_document_gives_every_word_of_its_tables_as_it_stands(name):
    word_tables = [(t.columns, t.rows) for t in _read(as_docx(_text(name))).tables]
    assert word_tables == [(t.columns, t.rows) for t in read_issue(_text(name)).tables]


@both_kinds
def test_the_same_issue_made_twice_has_the_same_text(made):
    assert read_document(made(_text(NAMES[0]))) == read_document(made(_text(NAMES[0])))


def test_plain_text_stays_as_it_is():
    assert read_document("引言\n第 1 期\n".encode()).text == "引言\n第 1 期\n"


# Refusals


def _zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts:
            package.writestr(name, data)
    return stream.getvalue()


def _written(writer):
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def _blank_pages(count):
    writer = pypdf.PdfWriter()
    for _ in range(count):
        writer.add_blank_page(100, 100)
    return writer


def _locked(*, to_open, to_change):
    writer = pypdf.PdfWriter(io.BytesIO(as_pdf(_text(NAMES[0]))))
    writer.encrypt(to_open, to_change, algorithm="RC4-128")
    return _written(writer)


def _scan():
    stream = io.BytesIO()
    Image.new("RGB", (40, 40), "grey").save(stream, "PDF")
    return stream.getvalue()


REFUSED = {
    "a PDF with a password": (lambda: _locked(to_open="key", to_change="key"), "encrypted"),
    "a PDF of pictures": (_scan, "no-text"),
    "a PDF of too many pages": (lambda: _written(_blank_pages(pages.MOST_PAGES + 1)), "pages"),
    "a PDF that is cut off": (lambda: as_pdf(_text(NAMES[0]))[:300], "damaged"),
    "an empty Word document": (lambda: saved(docx.Document()), "no-text"),
    "a Word document that is cut off": (lambda: as_docx(_text(NAMES[0]))[:3000], "damaged"),
    "XML that unpacks too far": (
        lambda: _zipped([("word/document.xml", b" " * (word.MOST_XML + 1))]),
        "unpacked",
    ),
    "too many parts": (lambda: _zipped((f"{n}.png", b"") for n in range(5001)), "unpacked"),
    "another archive": (lambda: _zipped([("readme.txt", b"text")]), "office"),
    "an empty archive": (lambda: _zipped([]), "office"),
}


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_this_file_is_refused_with_its_reason(kind):
    make, reason = REFUSED[kind]
    with pytest.raises(NotText) as refused:
        read_document(make())
    assert refused.value.reason == reason


def test_a_spreadsheet_is_no_word_document():
    with pytest.raises(NotText, match="office"):
        read_document(saved(openpyxl.Workbook()))


def test_a_part_that_declares_less_than_it_holds_is_not_unpacked_beyond_that():
    bomb = bytearray(_zipped([("word/document.xml", b" " * 10_000_000)]))
    central = bomb.rindex(b"PK\x01\x02")
    bomb[central + 24 : central + 28] = (50).to_bytes(4, "little")
    with pytest.raises(NotText, match="damaged"):
        read_document(bytes(bomb))


def test_pictures_of_a_word_document_are_not_unpacked(tmp_path):
    picture = tmp_path / "picture.png"
    Image.new("RGB", (40, 40), "grey").save(picture)
    document = docx.Document()
    document.add_paragraph("图前")
    document.add_picture(str(picture))
    document.add_paragraph("图后")
    name = b"word/media/image1.png"
    data = bytearray(saved(document))
    behind = data.index(name) + len(name)
    data[behind : behind + 20] = b"\xff" * 20  # cannot be unpacked
    assert read_document(bytes(data)).text.split() == ["图前", "图后"]


def test_pages_that_unpack_too_far_are_refused(monkeypatch):
    monkeypatch.setattr(pdf, "MOST_UNPACKED", 1000)
    with pytest.raises(NotText, match="unpacked"):
        read_document(as_pdf(_text(NAMES[0])))


def test_a_pdf_that_is_only_protected_against_changes_is_read():
    read = read_document(_locked(to_open="", to_change="key"))
    assert read == read_document(as_pdf(_text(NAMES[0])))


def test_a_pdf_may_begin_with_blank_lines():
    assert HEAD not in read_document(b"\r\n\r\n" + as_pdf(_text(NAMES[0]))).text


@both_kinds
def test_documents_with_wrong_bytes_are_read_or_refused(made):
    whole = made(_text(NAMES[0]))
    chance = random.Random(7)
    for _ in range(30):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 40)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            text = read_document(bytes(data)).text
        except NotText:
            continue
        assert letters(text)
