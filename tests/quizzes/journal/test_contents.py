"""One small issue under many layouts of its contents and of its body."""

import pytest

from quizzes.journal import read_issue
from quizzes.journal.spelling import letters

TITLES = ("智能排班上线首月回顾", "让“影像 + 超声”走到一起", "MRI 安全与应用：从筛查到急救")
BYLINES = ("青柳北辰影像中心 许知远", "南浦北辰影像中心 霍然", "西渡北辰影像中心 鲁冰")
FOUND = [
    ("要闻", "青柳", letters(TITLES[0]), "许知远"),
    ("要闻", "南浦", letters(TITLES[1]), "霍然"),
    ("技术", "西渡", letters(TITLES[2]), "鲁冰"),
]
PARAGRAPH = "第{}篇的正文说了几件事，句子写得不短，要到这里才算结束。"
USUAL_CONTENTS = "目录\n要闻\n- 青柳** {0} 许知远\n- 南浦** {1} 霍 然\n技术\n- 西渡** {2} 鲁 冰\n"

CONTENTS = {
    "plain lines": "目录\n要闻\n{0} 许知远\n{1} 霍 然\n技术\n{2} 鲁 冰\n",
    "bullets without authors": "目录 CONTENTS\n\n要闻\n\n- {0}\n- {1}\n\n技术\n\n- {2}\n",
    "dot leaders and pages, no authors": "目录\n要闻\n{0}......1\n{1}......3\n技术\n{2}......5\n",
    "nothing but titles": "目录\n要闻\n{0}\n{1}\n技术\n{2}\n",
    "centres in bold": "# 目录\n\n## 要闻\n\n- **青柳** {0} 许知远\n- **南浦** {1} 霍 然\n"
    "\n## 技术\n\n- **西渡** {2} 鲁 冰\n",
    "bold marks half lost": USUAL_CONTENTS,
    "centre and colon, author in brackets": "目录\n【要闻】\n青柳中心：{0}（许知远）\n南浦中心：{1}（霍然）\n"
    "【技术】\n西渡中心：{2}（鲁冰）\n",
    "author before dot leaders": "目录\n要闻\n{0} 许知远........01\n{1} 霍 然........03\n"
    "技术\n{2} 鲁 冰........05\n",
    "page first": "目录\n要闻\n01 {0} 许知远\n03 {1} 霍 然\n技术\n05 {2} 鲁 冰\n",
    "English beside Chinese": "CONTENTS\n要闻 NEWS\n{0} / 许知远\n{1} / 霍然\n"
    "技术 TECHNOLOGY\n{2} / 鲁冰\n",
    "authors on lines of their own": "目录\n\n要闻\n\n{0}\n许知远\n{1}\n霍 然\n\n技术\n\n{2}\n鲁 冰\n",
    "tabs": "目录\n要闻\n青柳\t{0}\t许知远\n南浦\t{1}\t霍 然\n技术\n西渡\t{2}\t鲁 冰\n",
    "nested list": "目录\n\n- 要闻\n  - 青柳 {0} 许知远\n  - 南浦 {1} 霍然\n"
    "- 技术\n  - 西渡 {2} 鲁冰\n",
    "categories in bold": "**目录**\n\n**要闻**\n\n- 青柳 {0} 许知远\n- 南浦 {1} 霍然\n"
    "\n**技术**\n\n- 西渡 {2} 鲁冰\n",
    "dashes and numbers": "目录\n一、要闻\n1. {0}——许知远\n2. {1}——霍然\n二、技术\n3. {2}——鲁冰\n",
    "full names of centres": "目录\n要闻\n青柳北辰影像中心 {0} 许知远\n南浦北辰影像中心 {1} 霍 然\n"
    "技术\n西渡北辰影像中心 {2} 鲁 冰\n",
    "entries over two lines": "目录\n\n要闻\n\n- 青柳** 智能排班\n上线首月回顾 许知远\n- 南浦** {1}\n"
    "霍 然\n\n技术\n\n- 西渡** {2} 鲁 冰\n",
    "links": "目录\n\n## 要闻\n\n1. [{0}](#a) 许知远\n2. [{1}](#b) 霍然\n"
    "\n## 技术\n\n3. [{2}](#c) 鲁冰\n",
    "bars": "目录\n\n要闻\n\n* 青柳 | {0} | 许知远\n* 南浦 | {1} | 霍然\n"
    "\n技术\n\n* 西渡 | {2} | 鲁冰\n",
}  # fmt: skip

BODIES = {
    "byline at the end": "{title}\n\n{text}\n\n{text}\n\n{byline}\n",
    "no byline": "{title}\n\n{text}\n",
    "centre before the title": "{centre}中心 {title}\n\n{byline}\n\n{text}\n",
    "centre above the title": "{centre}中心\n\n{title}\n\n{byline}\n\n{text}\n",
    "Markdown": "## {title}\n\n*{byline}*\n\n{text}\n",
    "bold": "**{title}**\n\n{byline}\n\n{text}\n",
    "title over three lines": "{title:.4}\n{title_4_8}\n{title_8}\n\n{byline}\n\n{text}\n",
    "title over two paragraphs": "{title:.4}\n\n{title_4}\n\n{byline}\n\n{text}\n",
    "title twice": "{title}\n\n{title}\n\n{byline}\n\n{text}\n",
    "title cut short": "{title_short}\n\n{byline}\n\n{text}\n",
    "subtitle": "{title}——记一次实践\n\n{byline}\n\n{text}\n",
    "no blank lines": "{title}\n{byline}\n{text}",
    "numbered": "{number}. {title}\n\n{byline}\n\n{text}\n",
    "heads and numbers of pages": "北辰通讯 2032.11\n{number}\n\n{title}\n\n{byline}\n\n{text}\n",
    "byline in brackets": "{title}\n（{byline}）\n\n{text}\n",
    "labels": "{title}\n作者：{author}  单位：{institution}\n\n{text}\n",
}
WITHOUT_CONTENTS = sorted(set(BODIES) - {"no byline", "title over two paragraphs"})


def _body(layout="{title}\n\n{byline}\n\n{text}\n", order=(0, 1, 2)):
    parts = []
    for n in order:
        title, institution, author = TITLES[n], *BYLINES[n].split()
        parts.append(
            layout.format(
                title=title,
                title_4=title[4:],
                title_4_8=title[4:8],
                title_8=title[8:],
                title_short=title[:-2],
                byline=BYLINES[n],
                author=author,
                institution=institution,
                centre=institution[:2],
                number=n + 1,
                text=PARAGRAPH.format(n),
            )
        )
    return "\n".join(parts) + "\n\n主编：许知远\n"


def _read(contents, body):
    return read_issue("北辰通讯\n2032.11 月刊\n\n" + contents.format(*TITLES) + "\n" + body)


def _found(issue):
    return [(a.category, a.centre, letters(a.title), a.author) for a in issue.articles]


@pytest.mark.parametrize("layout", sorted(CONTENTS))
def test_contents_are_read_in_this_layout(layout):
    issue = _read(CONTENTS[layout], _body())
    assert [(a.category, a.centre[:2], letters(a.title), a.author) for a in issue.articles] == FOUND
    assert issue.unread == ()


@pytest.mark.parametrize("layout", sorted(BODIES))
def test_titles_are_found_in_this_layout(layout):
    issue = _read(USUAL_CONTENTS, _body(BODIES[layout]))
    assert _found(issue) == FOUND
    assert all(PARAGRAPH.format(n) in a.text for n, a in enumerate(issue.articles))
    assert issue.unread == ()


@pytest.mark.parametrize("layout", WITHOUT_CONTENTS)
def test_articles_are_found_without_contents_in_this_layout(layout):
    issue = _read("", _body(BODIES[layout]))
    assert [(a.centre[:2], a.author) for a in issue.articles] == [(c, a) for _, c, _, a in FOUND]
    assert all(PARAGRAPH.format(n) in a.text for n, a in enumerate(issue.articles))


def test_titles_alone_are_found_without_contents_and_bylines():
    issue = _read("", _body(BODIES["no byline"]))
    assert [letters(a.title) for a in issue.articles] == [letters(title) for title in TITLES]


def test_articles_keep_the_order_of_the_issue_not_of_the_contents():
    issue = _read(USUAL_CONTENTS, _body(order=(2, 0, 1)))
    assert _found(issue) == [FOUND[2], FOUND[0], FOUND[1]]


def test_an_entry_whose_title_is_nowhere_is_unread():
    body = _body().replace(TITLES[1], "完全是另外一个话题")
    issue = _read(USUAL_CONTENTS, body)
    assert [a.author for a in issue.articles] == ["许知远", "鲁冰"]
    (unread,) = issue.unread
    assert (unread.start_line, unread.reason) == (7, "title-not-found")
    assert "霍 然" in unread.text


def test_entries_beyond_the_first_120_are_unread():
    entries = "\n".join(f"- 青柳** 第{n}篇随笔谈到的第{n}件事 许知远" for n in range(1, 131))
    body = "\n\n".join(f"第{n}篇随笔谈到的第{n}件事\n\n{PARAGRAPH.format(n)}" for n in range(1, 131))
    issue = read_issue(f"目录\n{entries}\n\n{body}\n")
    assert len(issue.articles) == 120
    (unread,) = issue.unread
    assert (unread.start_line, unread.end_line, unread.reason) == (122, 131, "too-many-entries")


def test_an_author_who_writes_two_articles_with_like_titles_is_no_obstacle():
    contents = "目录\n学习\n- 西渡** 信噪比与层厚 鲁 冰\n- 西渡** 信噪比与带宽 鲁 冰\n\n"
    body = "\n".join(f"{t}\n\n{BYLINES[2]}\n\n{PARAGRAPH}\n" for t in ("信噪比与层厚", "信噪比与带宽"))
    issue = read_issue(contents + body)
    assert [a.title for a in issue.articles] == ["信噪比与层厚", "信噪比与带宽"]


def test_a_lecturer_named_inside_an_article_is_not_its_author():
    body = _body().replace(
        PARAGRAPH.format(0), f"讲课提纲\n\n云州省立医院放射科 罗见\n\n{PARAGRAPH.format(0)}"
    )
    issue = _read(USUAL_CONTENTS, body)
    assert _found(issue) == FOUND
    assert "云州省立医院放射科 罗见" in issue.articles[0].text
