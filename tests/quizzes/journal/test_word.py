import io
import zipfile

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from quizzes.journal.word import text_of_word
from tests.quizzes.journal.typesetting import saved


def _lines(document):
    return [line for line in text_of_word(saved(document)).split("\n") if line]


def _with_body(xml):
    """A document whose body begins with this XML."""
    document = docx.Document()
    wrapped = parse_xml(f"<w:body {nsdecls('w', 'm', 'wp', 'a')}>{xml}</w:body>")
    for place, element in enumerate(list(wrapped)):
        document.element.body.insert(place, element)
    return document


def test_paragraphs_headings_and_tables_keep_their_order():
    document = docx.Document()
    document.add_paragraph("引言")
    document.add_heading("测量", 2)
    document.add_paragraph("表1 弛豫时间")
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("组织", "T1", "肝", "640 ms"), strict=True):
        cell.text = text
    document.add_paragraph("完")
    assert text_of_word(saved(document)) == (
        "引言\n\n## 测量\n\n表1 弛豫时间\n\n\n组织\tT1\n肝\t640 ms\n\n完\n"
    )


def test_items_of_lists_keep_their_markers_and_numbers_go_on():
    document = docx.Document()
    for style, text in (
        ("List Bullet", "甲"),
        ("List Number", "先"),
        ("List Number", "后"),
        (None, "插一句"),
        ("List Number", "末"),
    ):
        document.add_paragraph(text, style)
    assert _lines(document) == ["- 甲", "1. 先", "2. 后", "插一句", "3. 末"]


def _numbered(form, text):
    """A document with a list of this form of numbers, of two levels."""
    document = docx.Document()
    root = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{each}"/></w:lvl>'
        for n, each in enumerate((text, "%1.%2"))
    )
    declared = nsdecls("w")
    root.insert(0, parse_xml(f'<w:abstractNum {declared} w:abstractNumId="90">{levels}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {declared} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'))
    for depth in (0, 0, 1, 1, 0):
        properties = document.add_paragraph("项")._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = 91
        properties.get_or_add_ilvl().val = depth
    return document


@pytest.mark.parametrize(
    ("form", "text", "markers"),
    [
        ("decimal", "%1.", ["1. ", "2. ", "2.1 ", "2.2 ", "3. "]),
        ("chineseCounting", "%1、", ["一、", "二、", "二.一 ", "二.二 ", "三、"]),
        ("decimalEnclosedCircle", "%1", ["① ", "② ", "②.① ", "②.② ", "③ "]),
        ("upperLetter", "（%1）", ["（A）", "（B）", "B.A ", "B.B ", "（C）"]),
        ("none", "", [""] * 5),
    ],
)
def test_numbers_of_a_list_are_written_in_its_form(form, text, markers):
    assert _lines(_numbered(form, text)) == [f"{marker}项" for marker in markers]


def test_merged_cells_are_given_once():
    document = docx.Document()
    table = document.add_table(3, 3)
    for cell, text in zip(table._cells, "甲乙丙丁戊己庚辛壬", strict=True):
        cell.text = text
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(1, 0).merge(table.cell(2, 0))
    assert _lines(document) == ["甲\t乙 丙\t", "丁 庚\t戊\t己", "\t辛\t壬"]


def test_a_table_that_only_frames_text_is_text():
    document = docx.Document()
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "导读"
    frame.cell(0, 0).add_paragraph("本期看点")
    assert _lines(document) == ["导读", "本期看点"]


def test_a_table_within_a_cell_stays_in_its_row():
    document = docx.Document()
    table = document.add_table(2, 2)
    for cell, text in zip(table._cells, ("项", "值", "甲", ""), strict=True):
        cell.text = text
    table.cell(1, 1).add_table(1, 2).cell(0, 0).text = "内"
    assert _lines(document) == ["项\t值", "甲\t内"]


def test_a_cell_that_claims_to_span_a_million_columns_spans_those_of_word():
    cell = "<w:tc>{}<w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc>"
    wide = cell.format('<w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr>')
    document = _with_body(f"<w:tbl><w:tr>{wide}{cell.format('')}</w:tr></w:tbl>")
    assert _lines(document) == ["甲" + "\t" * 63 + "甲"]


def test_tabs_breaks_links_and_formulas_are_read_and_deletions_are_not():
    document = _with_body(
        "<w:p><w:r><w:t>题目</w:t><w:tab/><w:t>3</w:t><w:br/></w:r>"
        "<w:hyperlink><w:r><w:t>链接</w:t></w:r></w:hyperlink>"
        "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        "<m:oMath><m:r><m:t>F=BIL</m:t></m:r></m:oMath></w:p>"
    )
    assert _lines(document) == ["题目\t3", "链接新F=BIL"]


def test_an_automatic_table_of_contents_is_read():
    document = _with_body("<w:sdt><w:sdtContent><w:p><w:r><w:t>目录</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    assert _lines(document) == ["目录"]


def test_a_text_box_is_read_once_behind_its_paragraph():
    box = "<w:txbxContent><w:p><w:r><w:t>盒中</w:t></w:r></w:p></w:txbxContent>"
    document = _with_body(
        '<w:p><w:r><w:t>段落</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/'
        'markup-compatibility/2006"><mc:Choice Requires="wps"><w:drawing>'
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    assert _lines(document) == ["段落", "盒中"]


def test_entities_are_not_expanded():
    data = saved(docx.Document())
    bomb = '<!DOCTYPE b [<!ENTITY a "啊啊啊啊"><!ENTITY b "&a;&a;&a;&a;">]>'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "word/document.xml":
                text = part.decode().replace("<w:body>", "<w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p>")
                part = text.replace("<w:document", f"{bomb}<w:document", 1).encode()
            new.writestr(name, part)
    assert "啊" not in text_of_word(stream.getvalue())
