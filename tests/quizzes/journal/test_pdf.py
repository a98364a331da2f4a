import io

import pypdf
import pytest
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from quizzes.journal.pages import Flow, Line, Run, RunningHead, flows_of, lines_of_runs, paragraphs
from quizzes.journal.pdf import text_of_pdf
from tests.quizzes.journal.typesetting import HEAD, as_pdf

LONG = "磁共振成像的信噪比与体素体积成正比，与带宽的平方根成反比，平均次数加倍则只增加到一点四倍左右"


def _lines(text):
    return [line for line in text.split("\n") if line]


def _run(text, x0, y, *, width=None, size=10.0):
    return Run(text=text, x0=x0, x1=x0 + (width or size * len(text)), y=y, size=size)


def _set(*runs):
    """The paragraphs of one page with these runs."""
    return _lines("\n".join(paragraphs(flows_of([lines_of_runs(runs)]))))


def test_lines_of_a_paragraph_are_joined_without_blanks_in_chinese():
    text, _ = text_of_pdf(as_pdf(f"{LONG}，{LONG}。\n短句一句。\n"))
    assert f"{LONG}，{LONG}。" in text.replace(" ", "").split("\n")
    assert "短句一句。" in text.split("\n")


def test_english_is_joined_with_blanks():
    sentence = "The echo time sets how much signal has decayed before it is read out by the receiver coil"
    text, _ = text_of_pdf(as_pdf(f"{sentence}, and {sentence}.\n"))
    assert f"{sentence}, and {sentence}." in text.split("\n")


def test_a_word_that_a_hyphen_breaks_is_made_whole():
    first = _run("the signal of the tissue under examination is propor-", 0, 100, width=250)
    assert _set(first, _run("tional to density.", 0, 86, width=80)) == [
        "the signal of the tissue under examination is proportional to density."
    ]


@pytest.mark.parametrize(
    ("x0", "text"), [(20, "另起一段的文字"), (0, "2. 第二条"), (0, "- 一项"), (0, "表 2 结果")]
)
def test_what_begins_anew_is_not_joined(x0, text):
    assert _set(_run(LONG, 0, 100), _run(text, x0, 86)) == [LONG, text]


def test_a_short_line_ends_its_paragraph():
    assert _set(_run(LONG, 0, 100), _run("到此为止", 0, 86), _run("下一段", 0, 72)) == [
        f"{LONG}到此为止",
        "下一段",
    ]


def test_a_missing_cell_keeps_its_column():
    rows = (("姓名", 0, 90), ("岗位", 80, 90), ("得分", 160, 90), ("许知", 0, 70), ("91", 160, 70))
    assert _set(*(_run(text, x0, y) for text, x0, y in rows)) == ["姓名\t岗位\t得分", "许知\t\t91"]


def test_a_cell_that_is_broken_into_lines_is_one_cell():
    cells = (("方法", 0, 90), ("优点", 80, 90), ("过采样", 0, 70), ("可靠但", 80, 70), ("费时", 80, 57))
    assert _set(*(_run(text, x0, y) for text, x0, y in cells)) == ["方法\t优点", "过采样\t可靠但费时"]


def test_a_bullet_set_apart_is_no_cell():
    assert _set(_run("•", 0, 90), _run("甲", 25, 90), _run("•", 0, 70), _run("乙", 25, 70)) == [
        "• 甲",
        "• 乙",
    ]


def test_latin_and_chinese_set_with_a_little_room_get_no_blank():
    assert _set(_run("行", 0, 90), _run("CT", 12.5, 90, width=10), _run("检查", 25, 90)) == ["行CT检查"]


def test_cells_set_in_one_stroke_are_parted_where_they_stand():
    """Word draws a whole page between BT and ET, with nothing but distances between the cells."""
    strokes = (
        "BT /F1 10 Tf 50 700 Td (Tube) Tj 100 0 Td (kV) Tj 100 0 Td (mAs) Tj "
        "-200 -20 Td (A) Tj 100 0 Td (80) Tj 100 0 Td (210) Tj ET"
    )
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(595, 842)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
    )
    contents = DecodedStreamObject()
    contents.set_data(strokes.encode())
    page[NameObject("/Contents")] = writer._add_object(contents)
    stream = io.BytesIO()
    writer.write(stream)
    text, _ = text_of_pdf(stream.getvalue())
    assert _lines(text) == ["Tube\tkV\tmAs", "A\t80\t210"]


def test_columns_of_text_are_read_one_after_the_other():
    text, _ = text_of_pdf(as_pdf("\n".join(f"第{n}段，{LONG}。" for n in range(1, 41)), columns=2))
    starts = [line[: line.index("段")] for line in _lines(text.replace(" ", ""))]
    assert starts == [f"第{n}" for n in range(1, 41)]


def test_a_wide_table_is_no_pair_of_columns():
    rows = [run for y in range(90, 10, -20) for run in (_run("短", 0, y), _run("一二三四", 160, y))]
    assert _set(*rows) == ["短\t一二三四"] * 4


def test_running_heads_and_numbers_of_pages_are_left_out_and_reported():
    text, heads = text_of_pdf(as_pdf("\n".join(f"第{n}段，{LONG}{n}次。" for n in range(1, 81))))
    count = heads[0].pages
    assert count >= 3
    assert heads == (RunningHead(text=HEAD, pages=count), RunningHead(text="— 1 —", pages=count))
    assert HEAD not in text
    assert "—" not in text


def test_a_head_on_a_single_page_is_kept():
    text, heads = text_of_pdf(as_pdf("只有一页。\n"))
    assert heads == ()
    assert HEAD in text


def test_a_page_without_text_has_no_flow():
    line = Line((_run("甲", 0, 0),))
    assert flows_of([[], [line]]) == [Flow([line], "")]


def test_rows_set_tight_stay_rows_even_with_a_cell_missing():
    cells = (("姓名", 0, 90), ("得分", 80, 90), ("甲", 0, 76), ("91", 80, 76), ("乙", 0, 62), ("丙", 0, 48))
    rows = _set(*(_run(text, x0, y) for text, x0, y in cells), _run("88", 80, 48))
    assert rows == ["姓名\t得分", "甲\t91", "乙\t", "丙\t88"]
