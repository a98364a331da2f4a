"""What holds for any text whatever."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.journal import Kind, decode, read_issue
from quizzes.journal.archive import to_json
from quizzes.journal.spelling import lines_of
from tests.quizzes.journal import ISSUES

LINES = [line for path in sorted(ISSUES.iterdir()) for line in path.read_text("utf-8").split("\n")]
PIECES = [
    "|",
    "$$",
    "$",
    "\t",
    "  ",
    "**",
    "- ",
    "# ",
    "目录",
    "：",
    "。",
    "男，50岁",
    "3 T",
    "李 明",
    "中心",
    "\n",
    "\u3000",
    "\x00",
]

mixed = st.lists(st.sampled_from(LINES) | st.sampled_from(PIECES) | st.text(max_size=12), max_size=60)
texts = st.one_of(st.text(max_size=400), mixed.map("\n".join), mixed.map("".join))


def _check(text):
    issue = read_issue(text)
    lines = lines_of(text)
    assert len(issue.kinds) == len(lines)
    assert all((kind is None) == (not line) for kind, line in zip(issue.kinds, lines, strict=True))
    unread = [n for each in issue.unread for n in range(each.start_line, each.end_line + 1)]
    assert unread == [n for n, kind in enumerate(issue.kinds, 1) if kind is Kind.UNREAD]
    ends = [0]
    for article in issue.articles:
        assert ends[-1] < article.start_line <= article.end_line <= len(lines)
        ends.append(article.end_line)
    for table in issue.tables:
        assert all(len(row) == len(table.columns) >= 2 for row in table.rows)
        kinds = set(issue.kinds[table.start_line - 1 : table.end_line])
        assert kinds <= {Kind.TABLE, Kind.PAGE, None}
    return issue


@given(texts)
@settings(max_examples=150, deadline=None)
def test_every_line_of_any_text_has_exactly_one_kind(text):
    _check(text)


@given(st.binary(max_size=300))
@settings(max_examples=100, deadline=None)
def test_any_bytes_are_read_or_refused(data):
    from quizzes.journal import NotText

    try:
        text = decode(data)
    except NotText:
        return
    _check(text)


@pytest.mark.parametrize("path", sorted(ISSUES.iterdir()), ids=lambda path: path.name)
def test_whole_issues_keep_the_rule_when_their_lines_are_shuffled(path):
    lines = path.read_text("utf-8").split("\n")
    _check("\n".join(lines))
    random.Random(7).shuffle(lines)
    _check("\n".join(lines))


@pytest.mark.parametrize("path", sorted(ISSUES.iterdir()), ids=lambda path: path.name)
def test_line_ends_encodings_and_blank_lines_change_nothing_that_is_found(path):
    text = path.read_text("utf-8")
    plain = to_json(read_issue(text))
    assert to_json(read_issue(decode(text.replace("\n", "\r\n").encode("utf-8-sig")))) == plain
    assert to_json(read_issue(decode(text.encode("gb18030")))) == plain
    spaced = read_issue(text.replace("\n\n", "\n\n\n"))
    assert [(a.category, a.centre, a.title, a.author) for a in spaced.articles] == [
        (a["category"], a["centre"], a["title"], a["author"]) for a in plain["articles"]
    ]


@pytest.mark.parametrize(
    ("line", "month"),
    [
        ("2022.10 月刊", "2022-10"),
        ("２０２３．０３　月刊", "2023-03"),
        ("2023年3月刊", "2023-03"),
        ("2024 年第 11 期", "2024-11"),
        ("二〇二五年十二月 月刊", "2025-12"),
        ("Journal, July 2026", "2026-07"),
        ("2027-01", "2027-01"),
    ],
)
def test_the_month_is_read_in_this_spelling(line, month):
    assert read_issue(f"北辰\n{line}\n\n目录\n").issue == month


def test_a_full_date_is_no_month_of_an_issue():
    assert read_issue("北辰\n2031.02.18 复查\n").issue is None


def test_garbled_lines_are_unread():
    (unread,) = [u for u in read_issue("北辰\n锟\ufffd\ufffd斤拷\n").unread if u.reason == "garbled"]
    assert unread.start_line == 2


def test_a_text_without_articles_keeps_its_tables_and_leaves_the_rest_unread():
    issue = read_issue("只有一句话，没有题目，也没有作者，句号在最后。\n甲\t乙\n丙\t丁\n")
    assert [table.rows for table in issue.tables] == [(("丙", "丁"),)]
    assert [unread.reason for unread in issue.unread] == ["outside-articles"]
