"""Names of authors and institutions, and the bylines that join them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

from quizzes.journal.spelling import one_blank, unbulleted, unmarked

_WORDS = yaml.safe_load(resources.files(__package__).joinpath("names.yaml").read_text("utf-8"))
_SURNAMES = "".join(_WORDS["surnames"])
_COMPOUND_SURNAMES = "|".join(_WORDS["compound_surnames"])
_ORDINARY_WORDS = frozenset(word for line in _WORDS["ordinary_words"] for word in line.split())
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_ENGLISH_NAME = r"[A-Z][a-z]+(?:[ -][A-Z][a-z]*\.?){1,2}"
_DOTTED_NAME = f"[{_HAN}]{{2,7}}[·・][{_HAN}]{{2,7}}"
_NAME = (
    f"(?:{_DOTTED_NAME}|(?:{_COMPOUND_SURNAMES}) ?[{_HAN}]{{1,2}}"
    f"|[{_SURNAMES}][{_HAN}]{{2}}|[{_SURNAMES}] ?[{_HAN}])"
)
_NAMES = f"{_NAME}(?:[ 、,，/&]{{1,3}}{_NAME}){{0,5}}"
_ANY_NAMES = f"(?:{_NAMES}|{_ENGLISH_NAME}(?:(?:, ?| & | and |、){_ENGLISH_NAME}){{0,3}})"
_LABEL = "(?:作者|通讯员|撰稿人?|供稿人?|撰文|图文|文图|文字?|记者|[Bb]y|Author)"
_UNIT = "(?:(?:供稿)?(?:单位|机构)[:：] ?)"
_ROLE = "(?: ?[/ (（]?(?:报道|供稿|撰稿|撰文|摄影|文图|图文|文|摄)[)）]?)?"
_INSTITUTION = (
    "[^ :：。；;，,、|!?！？《》]{2,40}(?:中心|医院|卫生院|保健院|学院|大学|门诊部|影像部|运营部|事业部|科室?"
    "|集团|公司|联盟|学会|分院|Cent(?:er|re)|Hospital)"
)
_ENGLISH_INSTITUTION = "(?:[A-Z][A-Za-z]*[ -]){1,6}(?:Cent(?:er|re)|Hospital|Clinic|Department)"

_AT_END = re.compile(f"^(?P<rest>.*\\S)(?:[ \t]*[—–-]{{1,3}}[ \t]*|[ \t]+)(?P<names>{_NAMES})$")
_LABELLED_AT_END = re.compile(
    f"^(?P<rest>.*\\S)[ \t]*(?:[(（]?{_LABEL}[:：/ ]+(?P<one>{_ANY_NAMES})[)）]?"
    f"|[(（](?P<two>{_NAMES})[)）])$"
)
_BYLINE = re.compile(
    f"(?:{_LABEL}[:：/ ]*|{_UNIT})?(?P<centre>{_INSTITUTION}|{_ENGLISH_INSTITUTION})"
    f"[ :：|/·,，-]*(?:{_LABEL}[:：/ ]*)?(?P<names>{_ANY_NAMES}){_ROLE}"
)
_TURNED_BYLINE = re.compile(
    f"(?:{_LABEL}[:：/ ]*)?(?P<names>{_ANY_NAMES})[|/·,，;； -]{{1,3}}{_UNIT}?"
    f"(?P<centre>{_INSTITUTION}|{_ENGLISH_INSTITUTION})"
)
_LABELLED_NAME = re.compile(f"{_LABEL}[:：/ ]+(?P<names>{_ANY_NAMES}){_ROLE}")
_EACH_NAME = re.compile(_NAME)
_LONGEST_BYLINE = 80


@dataclass(frozen=True)
class Byline:
    """A line that says who wrote: the institution, empty where only a name stands, and the authors."""

    centre: str
    author: str


@lru_cache(maxsize=4096)
def byline(line: str) -> Byline | None:
    """Read a line as a byline, None where it is something else."""
    text = one_blank(unmarked(unbulleted(unmarked(line)))).strip("()（）【】[]")
    if not 2 <= len(text) <= _LONGEST_BYLINE:
        return None
    for pattern in (_BYLINE, _TURNED_BYLINE, _LABELLED_NAME):
        if found := pattern.fullmatch(text):
            author = author_of(found["names"])
            return Byline(found.groupdict().get("centre") or "", author) if author else None
    return None


def author_of(names: str) -> str:
    """The names of authors in one form: no blanks within a name, 、 between names."""
    if names.isascii():
        return one_blank(names)
    found = [name.replace(" ", "") for name in _EACH_NAME.findall(one_blank(names))]
    return "" if any(name in _ORDINARY_WORDS for name in found) else "、".join(found)


def split_author(text: str) -> tuple[str, str]:
    """A line of the contents as the text before the author, and the author, empty where none stands."""
    if (found := _LABELLED_AT_END.match(text)) and (
        author := author_of((found["one"] or found["two"]).strip())
    ):
        return found["rest"].strip(), author
    rest = text
    names: list[str] = []
    while found := _AT_END.match(rest):
        author = author_of(found["names"])
        if not author:
            break
        names.insert(0, author)
        rest = found["rest"].rstrip(" 、,，/—–-\t")
    return (rest, "、".join(names)) if names else (text, "")


def is_name(text: str) -> bool:
    """Whether a whole text is the names of people."""
    text = one_blank(text)
    return re.fullmatch(_ANY_NAMES, text) is not None and author_of(text) != ""


def is_institution(text: str) -> bool:
    """Whether a whole text names an institution."""
    return re.fullmatch(f"{_INSTITUTION}|{_ENGLISH_INSTITUTION}", one_blank(text)) is not None
