import pytest

from quizzes.journal import read_issue

AROUND = (
    "目录\n要闻\n- 青柳** 两台设备的比较 许知远\n- 南浦** 走廊里的故事 霍 然\n\n"
    "两台设备的比较\n\n青柳北辰影像中心 许知远\n\n下面给出测量值，供同事们参考。\n\n{}\n\n"
    "以上便是全部数值，欢迎大家指正。\n\n走廊里的故事\n\n南浦北辰影像中心 霍然\n\n正文到此为止。\n"
)
COLUMNS = ("组织", "1.5T", "3.0T")
ROWS = (("肝", "500ms", "640ms"), ("肾", "650 ms", "800 ms"))
LAYOUTS = {
    "tabs": "组织\t1.5T\t3.0T\n肝\t500ms\t640ms\n肾\t650 ms\t800 ms",
    "Markdown": "| 组织 | 1.5T | 3.0T |\n| --- | :---: | ---: |\n"
    "| 肝 | 500ms | 640ms |\n| 肾 | 650 ms | 800 ms |",
    "Markdown with bold heads": "| **组织** | **1.5T** | **3.0T** |\n|---|---|---|\n"
    "| 肝 | 500ms | 640ms |\n| 肾 | 650 ms | 800 ms |",
    "Markdown between blank lines": "| 组织 | 1.5T | 3.0T |\n\n| --- | --- | --- |\n\n"
    "| 肝 | 500ms | 640ms |\n\n| 肾 | 650 ms | 800 ms |",
    "bars without a border": "组织 | 1.5T | 3.0T\n肝 | 500ms | 640ms\n肾 | 650 ms | 800 ms",
    "full-width bars": "｜组织｜１.５Ｔ｜3.0T｜\n｜肝｜500ms｜640ms｜\n｜肾｜650 ms｜800 ms｜",
    "drawn borders": "┌───┬───┬───┐\n│组织│1.5T│3.0T│\n├───┼───┼───┤\n"
    "│肝│500ms│640ms│\n│肾│650 ms│800 ms│\n└───┴───┴───┘",
    "plus and minus": "+---+---+---+\n| 组织 | 1.5T | 3.0T |\n+===+===+===+\n| 肝 | 500ms | 640ms |\n"
    "+---+---+---+\n| 肾 | 650 ms | 800 ms |\n+---+---+---+",
    "aligned blanks": "组织      1.5T      3.0T\n肝        500ms     640ms\n肾        650 ms    800 ms",
    "full-width blanks": "组织　　1.5T　　3.0T\n肝　　500ms　　640ms\n肾　　650 ms　　800 ms",
    "blank lines between rows": "组织\t1.5T\t3.0T\n\n肝\t500ms\t640ms\n\n\n肾\t650 ms\t800 ms",
    "a page number between rows": "组织\t1.5T\t3.0T\n肝\t500ms\t640ms\n\n12\n\n肾\t650 ms\t800 ms",
    "HTML on one line": "<table><tr><th>组织</th><th>1.5T</th><th>3.0T</th></tr><tr><td>肝</td>"
    "<td>500ms</td><td>640ms</td></tr><tr><td>肾</td><td>650&nbsp;ms</td><td>800 ms</td></tr></table>",
    "HTML over lines": '<table border="1">\n<thead>\n<tr><th>组织</th><th><b>1.5T</b></th>\n'
    "<th>3.0T</th></tr>\n</thead>\n\n<tbody><tr>\n<td>肝</td><td>500ms</td><td>640ms</td></tr>\n"
    "<tr><td>肾</td><td>650<br>ms</td><td>800 ms</td></tr>\n</tbody></table>",
    "the heading again": "组织\t1.5T\t3.0T\n肝\t500ms\t640ms\n\n组织\t1.5T\t3.0T\n肾\t650 ms\t800 ms",
}
CAPTIONS = {
    "right above": ("表1 弛豫时间\n{}", "表1 弛豫时间"),
    "above a blank line": ("表 1：弛豫时间\n\n{}", "表 1：弛豫时间"),
    "a row of its own": ("弛豫时间\t\t\n{}", "弛豫时间"),
    "below": ("{}\n表1 弛豫时间", "表1 弛豫时间"),
    "with a unit": ("弛豫时间对比\n单位：ms\n{}", "弛豫时间对比 单位：ms"),
    "none": ("{}", ""),
}


def _read(table):
    return read_issue(AROUND.format(table))


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_a_table_is_read_in_this_layout(layout):
    issue = _read(LAYOUTS[layout])
    (table,) = issue.tables
    assert (table.columns, table.rows) == (COLUMNS, ROWS)
    assert table.article == "两台设备的比较"
    assert issue.unread == ()
    assert len(issue.articles) == 2


@pytest.mark.parametrize("layout", sorted(CAPTIONS))
def test_a_caption_is_found_in_this_place(layout):
    form, caption = CAPTIONS[layout]
    (table,) = _read(form.format(LAYOUTS["tabs"])).tables
    assert (table.caption, table.columns, table.rows) == (caption, COLUMNS, ROWS)


def test_rows_with_cells_missing_are_filled_up():
    (table,) = _read("组织\t1.5T\t3.0T\n肝\t500ms\n脾\t\t").tables
    assert table.rows == (("肝", "500ms", ""), ("脾", "", ""))


def test_an_empty_first_head_keeps_its_column():
    (table,) = _read("\t1.5T\t3.0T\n肝\t500ms\t640ms").tables
    assert table.columns == ("", "1.5T", "3.0T")


def test_cells_of_html_over_several_columns_and_rows_are_given_once():
    (table,) = _read(
        "<table><caption>两组得分</caption><tr><td>组</td><td>姓名</td><td>分</td></tr>"
        '<tr><td rowspan="2">CT</td><td>许知</td><td>9</td></tr><tr><td>鲁冰</td><td>8</td></tr>'
        '<tr><td colspan="2">平均</td><td>8.5</td></tr></table>'
    ).tables
    assert (table.caption, table.columns) == ("两组得分", ("组", "姓名", "分"))
    assert table.rows == (("CT", "许知", "9"), ("", "鲁冰", "8"), ("平均", "", "8.5"))


def test_a_table_of_html_without_caption_takes_the_line_above():
    assert _read("表1 弛豫时间\n" + LAYOUTS["HTML on one line"]).tables[0].caption == "表1 弛豫时间"


def test_words_in_columns_need_no_numbers():
    text = "方法      优点        缺点\n饱和带    简单        增加 SAR\n过采样    可靠        费时"
    (table,) = _read(text).tables
    assert table.rows[1] == ("过采样", "可靠", "费时")


def test_two_tables_parted_by_a_blank_line_stay_two():
    first, second = _read("姓名\t得分\n许知\t91\n霍然\t88\n\n姓名\t成绩\n鲁冰\t70\n柯木\t66").tables
    assert first.rows == (("许知", "91"), ("霍然", "88"))
    assert second.columns == ("姓名", "成绩")


def test_words_between_single_blanks_make_a_table_if_the_last_ones_are_numbers():
    text = "季度排名如下：\n姓名 岗位 综合得分\n许 知 CT 技师 91\n霍然 护士 88.5"
    (table,) = _read(text).exam_tables
    assert table.rows == (("许知", "CT 技师", "91"), ("霍然", "护士", "88.5"))


def test_a_table_without_names_is_no_ranking():
    issue = _read("设备\t得分\n甲\t91\n乙\t88")
    assert len(issue.tables) == 1
    assert issue.exam_tables == ()


@pytest.mark.parametrize(
    "text",
    [
        "早会 | 读片 | 随访",
        "时间：\t周三\n地点：\t二楼",
        "甲说道  乙答道\n丙走了。  丁来了。",
        "第一 句话 写在这里\n第二 句话 写在这里\n第三 句话 写在这里",
    ],
)
def test_text_that_only_looks_like_a_table_stays_text(text):
    issue = _read(text)
    assert issue.tables == ()
    assert text.split("\n")[0] in issue.articles[0].text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("甲\t1\t2\t3", "lone-table-row"),
        ("<table><tr><td>甲</td></tr></table>", "html-table"),
        ("<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>", "html-table"),
    ],
)
def test_what_should_be_a_table_and_cannot_be_read_is_unread(text, reason):
    (unread,) = _read(text).unread
    assert (unread.reason, unread.text) == (reason, text)
