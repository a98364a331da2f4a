"""When and where an exam was sat, and who gave which lecture."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.journal.names import is_name
from quizzes.journal.sentences import DATE, TIME, sentences_of
from quizzes.journal.spelling import one_blank, unbulleted, unmarked

_PERSON_COLUMN = re.compile("姓名|人员|考生|参考人|被考核人|员工|^name$", re.IGNORECASE)
_SCORE_COLUMN = re.compile(
    "得分|分数|成绩|总分|评分|综合分|^(?:total )?(?:score|points|mark)s?$", re.IGNORECASE
)
_HELD = re.compile(
    "^(?:考试|考核|测试|测评|活动|讲座|授课|会议|培训)?(?:时间|日期)[:：] ?(.+)$"
    "|^(?:[Dd]ate|[Tt]ime|[Ww]hen)[:：] ?(.+)$"
)
_PLACE = re.compile(
    "^(?:考试|考核|测试|测评|活动)?地点[:：] ?(.+)$|^(?:[Pp]lace|[Vv]enue|[Ww]here)[:：] ?(.+)$"
)
_SPEAKER = re.compile(
    "^(?:主讲人?|主讲(?:专家|老师|嘉宾)|讲者|授课(?:人|老师|专家|讲师)|讲师"
    "|[Ss]peaker|[Ll]ecturer)[:：] ?(.+)$"
)
_TOPIC = re.compile("^(?:(?:讲座|授课|讲课|培训)?(?:主题|题目|课题|内容)|[Tt]opic|[Tt]itle)[:：] ?(.+)$")
_TAUGHT = re.compile("主讲|授课|讲授|讲解|作了?题为|分享|lecture", re.IGNORECASE)
_QUOTED_TOPIC = re.compile("(?:《[^《》]{2,60}》)(?:\\s?[+、和及与]\\s?《[^《》]{2,60}》)*")
_TITLED = re.compile("([\u4e00-\u9fff]{2,4}?)(?:教授|主任|老师|专家|导师|博士|医师|院长)")
_MOST_LINES_APART = 8
_FAR_ABOVE, _FAR_BELOW = 200, 50  # lines between a ranking and what is said of its exam


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A lecture announced on the line `index`."""

    index: int
    speaker: str
    topic: str
    held: str


def ranks_people(columns: Sequence[str]) -> bool:
    """Whether a table with these columns ranks an exam: it names people and gives scores."""
    bare = [column.replace(" ", "") for column in columns]
    return any(map(_PERSON_COLUMN.search, bare)) and any(map(_SCORE_COLUMN.search, bare))


def sitting_of(lines: Sequence[str], *, start: int, end: int, before: int) -> tuple[str, str]:
    """When and where (as printed) the exam was sat whose ranking begins at index `before`.

    Where an article tells of several, the last one told before the ranking counts.
    """
    held = place = ""
    for index in range(max(start, before - _FAR_ABOVE), min(end, before + _FAR_BELOW)):
        bare = _bare(lines[index])
        if (found := _HELD.match(bare)) and (index < before or not held):
            held = _said(found)
        elif (found := _PLACE.match(bare)) and (index < before or not place):
            place = _said(found)
    return held, place


def find_talks(lines: Sequence[str], *, start: int, end: int) -> Iterator[Talk]:
    """Lectures given as labelled lines (主讲人 / 主题 / 时间), or in one sentence with a topic in 《》."""
    labelled: dict[str, tuple[int, str]] = {}
    for index in range(start, end):
        bare = _bare(lines[index])
        for name, pattern in (("speaker", _SPEAKER), ("topic", _TOPIC), ("held", _HELD)):
            if found := pattern.match(bare):
                if name in labelled and "speaker" in labelled:
                    yield _talk(labelled)
                    labelled = {}
                labelled[name] = (index, _said(found))
        if labelled and index - max(at for at, _ in labelled.values()) > _MOST_LINES_APART:
            if "speaker" in labelled:
                yield _talk(labelled)
            labelled = {}
        elif not labelled:
            yield from _told(index, lines[index])
    if "speaker" in labelled:
        yield _talk(labelled)


def _talk(labelled: dict[str, tuple[int, str]]) -> Talk:
    index = min(at for at, _ in labelled.values())
    return Talk(
        index=index, **{name: labelled.get(name, (0, ""))[1] for name in ("speaker", "topic", "held")}
    )


def _told(index: int, line: str) -> Iterator[Talk]:
    for sentence in sentences_of(line):
        taught, topic = _TAUGHT.search(sentence), _QUOTED_TOPIC.search(sentence)
        if not taught or not topic:
            continue
        names = [m[1] for m in re.finditer(_TITLED, sentence) if is_name(m[1][-3:]) or is_name(m[1][-2:])]
        speakers = dict.fromkeys(_person(name) for name in names)
        if speakers:
            date, time = DATE.search(sentence), TIME.search(sentence)
            held = " ".join(one_blank(each[0]) for each in (date, time) if each)
            yield Talk(index=index, speaker="、".join(speakers), topic=topic[0], held=held)


def _person(text: str) -> str:
    return text[-3:] if is_name(text[-3:]) else text[-2:]


def _bare(line: str) -> str:
    return unmarked(unbulleted(line))


def _said(found: re.Match[str]) -> str:
    return one_blank(next(group for group in found.groups() if group))
