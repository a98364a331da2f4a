"""Five whole issues in different layouts: what is found in each, against what was put in."""

import pytest

from quizzes.journal import Kind, decode, read_issue
from tests.quizzes.journal import ISSUES

ARTICLES = {
    "2029-01.txt": [  # contents as a Markdown table; titles broken over lines; a table split by blank lines
        ("党建与文化", "东岭", "新年第一课：医者的手与心", "温予晴"),
        ("党建与文化", "白沙", "冬至包饺子活动侧记", "孟初"),
        ("病例荟萃", "东岭", "罕见部位的骨样骨瘤", "温予晴、孟初"),
        ("病例荟萃", "长堤", "误诊为转移的肝脏血管瘤", "丁一鸣"),
        ("设备与质控", "白沙", "水模检测：均匀性与信噪比", "孟初"),
        ("设备与质控", "长堤", "梯度线圈冷却报警处理记", "丁一鸣"),
    ],
    "2030-06.txt": [  # no contents; a repeated heading, a byline below the text, an English article
        ("新闻", "临港海屿医学影像诊断中心", "临港中心迎来首台 3.0T 磁共振", "汤沐"),
        ("新闻", "石桥海屿医学影像诊断中心", "低龄儿童免镇静扫描经验", "季柔、卞舟"),
        ("技术", "石桥海屿医学影像诊断中心", "梯度噪声从哪里来", "季柔"),
        ("技术", "Lingang Haiyu Imaging Centre", "A case of incidental adrenal nodule", "Tom Reed"),
    ],
    "2031-03.md": [  # Markdown; numbered contents with dot leaders and pages
        ("动态快讯", "云州", "云州中心启用夜间急诊读片", "方晓棠"),
        ("动态快讯", "柳溪", "柳溪中心联合社区开展骨密度筛查", "沈予安"),
        ("临床案例", "云州", "一例年轻女性腹痛的影像思路", "方晓棠"),
        ("临床案例", "松岭", "老年头晕患者的后循环评估", "罗见"),
        ("技术园地", "柳溪", "压脂不均匀怎么办", "沈予安"),
        ("技术园地", "松岭", "CT 剂量与管电压的选择", "罗见"),
    ],
    "2032-11.txt": [  # tabs and full-width blanks; an entry on two lines; two exams in one article
        ("要闻", "青柳", "智能排班上线首月回顾", "许知远"),
        ("要闻", "南浦", "“把片子讲明白” 医患沟通 主题沙龙", "霍然"),
        ("考核", "青柳", "技师组与护理组季度考核结果", "许知远"),
        ("学习", "南浦", "Dual-energy CT 入门", "霍然"),
        ("学习", "西渡", "乳腺 MRI 检查前的准备", "鲁冰"),
    ],
    "2033-08.txt": [  # entries between bars; bylines over two lines; cells between single blanks
        ("学术交流", "平湖影像中心", "灌注成像在卒中绿色通道中的应用", "江晚"),
        ("学术交流", "盐田影像中心", "青年医师读片会纪实", "阮书瑶"),
        ("学术交流", "平湖影像中心", "护理部静脉留置针考核通报", "江晚"),
        ("科普", "盐田影像中心", "做磁共振为什么这么吵？", "阮书瑶"),
        ("科普", "溪口影像中心", "孕妇能做 X 线检查吗", "柯木"),
    ],
}
TABLES = {  # caption, columns, number of rows
    "2029-01.txt": [("表3 三台设备的检测结果 单位：dB", ("设备", "均匀性", "信噪比"), 4)],
    "2030-06.txt": [
        ("", ("儿童年龄", "例数", "成功率"), 3),
        ("", ("Phase", "HU", "Delay"), 2),
    ],
    "2031-03.md": [
        ("", ("序列", "TR", "TE"), 3),
        ("表 1 三种压脂方法", ("方法", "时间", "对场均匀性的要求"), 3),
    ],
    "2032-11.txt": [
        ("技师组季度考核排名", ("姓名", "岗位", "综合得分"), 3),
        ("护理组季度考核排名", ("姓名", "岗位", "综合得分"), 2),
        ("Table 2 Typical settings", ("Tube", "kV", "mAs"), 2),
    ],
    "2033-08.txt": [("二、考核结果", ("序号", "姓名", "岗位", "成绩"), 4)],
}
CASES = {
    "2029-01.txt": [("female", 17), ("male", 33), ("male", 58)],
    "2030-06.txt": [("female", 46)],
    "2031-03.md": [("female", 24), ("male", 71)],
    "2032-11.txt": [],
    "2033-08.txt": [("male", 49), ("female", 22)],
}
FORMULAS = {
    "2029-01.txt": [r"SNR = \frac{S}{\sigma}\sqrt{2}"],
    "2030-06.txt": ["F = B·I·L"],
    "2031-03.md": [r"TI = T_1 \ln 2", "D ∝ I·t"],
    "2032-11.txt": [],
    "2033-08.txt": [],
}

every_issue = pytest.mark.parametrize("name", sorted(ARTICLES))


def _read(name):
    return read_issue(decode((ISSUES / name).read_bytes()))


@every_issue
def test_the_month_is_read_from_the_text(name):
    assert _read(name).issue == name[:7]


@every_issue
def test_every_article_is_found_with_category_centre_title_and_author(name):
    assert [(a.category, a.centre, a.title, a.author) for a in _read(name).articles] == ARTICLES[name]


@every_issue
def test_every_table_is_found_with_caption_columns_and_rows(name):
    assert [(t.caption, t.columns, len(t.rows)) for t in _read(name).tables] == TABLES[name]


@every_issue
def test_every_case_is_found_with_sex_and_age(name):
    assert [(c.sex, c.age) for c in _read(name).cases] == CASES[name]


@every_issue
def test_every_formula_is_found(name):
    assert [f.text for f in _read(name).formulas] == FORMULAS[name]


@every_issue
def test_nothing_in_these_issues_is_left_unread(name):
    assert _read(name).unread == ()


@every_issue
def test_articles_follow_each_other_without_overlap_and_hold_their_own_text(name):
    lines = (ISSUES / name).read_text("utf-8").split("\n")
    end = 0
    for article in _read(name).articles:
        assert end < article.start_line <= article.end_line
        end = article.end_line
        assert article.text.split("\n")[-1] == lines[end - 1].rstrip()


def test_two_exams_of_one_article_are_told_apart_and_share_time_and_place():
    first, second = _read("2032-11.txt").exam_tables
    assert first.rows == (("甘小雨", "CT技师", "91"), ("龙一舟", "MR技师", "88"), ("符晓", "DR技师", "79"))
    assert second.rows == (("舒言", "护士长", "95"), ("叶青", "护士", "82.5"))
    assert {(exam.held, exam.place) for exam in (first, second)} == {
        ("2032年10月9日 14:00", "青柳中心二楼示教室")
    }


def test_a_heading_of_a_table_that_comes_again_is_no_row():
    (table,) = _read("2029-01.txt").tables
    assert [row[0] for row in table.rows] == ["甲", "乙", "丙", "丁"]


def test_a_heading_that_is_repeated_in_its_article_starts_no_second_one():
    issue = _read("2030-06.txt")
    assert issue.articles[0].end_line == 15
    assert issue.kinds[12] is Kind.TITLE


def test_lectures_are_found_in_labels_and_in_sentences():
    (labelled,) = _read("2032-11.txt").lectures
    assert (labelled.speaker, labelled.topic) == ("祝大川", "《怎样向家属说明结节随访》")
    assert labelled.held == "2032年10月21日 19:00-20:30"
    (told,) = _read("2033-08.txt").lectures
    assert (told.speaker, told.topic, told.held) == ("裴松", "《卒中影像一站式评估》", "8 月 2 日 15:00")
