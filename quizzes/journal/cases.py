"""Patients' cases: who, with what complaint, what the images showed, when, and laboratory values."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quizzes.journal.layout import Ledger
from quizzes.journal.model import Kind, Lab
from quizzes.journal.names import byline
from quizzes.journal.sentences import DATE, sentences_of
from quizzes.journal.spelling import one_blank, unbulleted, unmarked

_MOST_LINES = 15  # that are not blank, of one case
_AGE = r"(?P<age{0}>\d{{1,3}}) ?(?P<unit{0}>周?岁|个?月龄?|天|[yY](?![A-Za-z]))"
_PATIENT = re.compile(
    r"(?<![A-Za-z\u4e00-\u9fff])(?:(?:患者|患儿|病人|病例|姓名)[^，,。；：:]{0,8}[：:，,、 ]{0,2})?"
    rf"(?P<sex1>男|女)(?:性|童|婴|孩)?(?:患者|患儿)?[，,、;； /]{{0,2}}(?:年龄[：: ]?)?{_AGE.format(1)}"
    rf"|{_AGE.format(2)}(?:[，,、的 /]?)(?P<sex2>男|女)(?:性|童|婴|孩)?(?!士)"
    r"|性别[：: ]*(?P<sex3>男|女)[，,、;； ]*年龄[：: ]*(?P<age3>\d{1,3})"
    r"|(?P<age4>\d{1,3})[- ]years?[- ]old (?P<sex4>man|woman|male|female|boy|girl)"
    r"|\b(?P<sex5>[Mm]an|[Ww]oman|[Mm]ale|[Ff]emale|[MF])(?:, ?|/| aged )"
    r"(?P<age5>\d{1,3})(?: ?(?:y|years?)\b|(?=[,，]))"
)
_LABEL = re.compile(
    r"^(?:[Cc]ase|CASE|病例|病案|案例|患者|例) ?"
    r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})(?:[:：.、 ].{0,40}|$)"
    r"|^(?:典型)?病例(?:分享|介绍|资料)?[:：]?.{0,20}$"
)
_ENDS_CASE = re.compile(
    r"^(?:讨论|小结|总结|结语|分析|点评|鉴别诊断|诊断要点|影像特点|参考文献|体会|思考|Discussion|Summary|[一二三四五六七八九十]{1,2}[、.．])"
    "|课件|PPT"
)
_STAFF = re.compile(
    "^[，,、 ]*(?:汉族|中共|毕业|本科|硕士|博士|主任|副主任|主治|技师|护士|医师|工作|现任|岁?以[上下])"
)
_IMAGING = re.compile(
    r"CT|MRI?|MRA|DR|DWI|ADC|FLAIR|T[12]W|X线|平扫|增强|超声|造影|胸片|影像|[^合]影(?!响)|密度|信号|磨玻璃|实变|空洞|树芽"
    r"|积液|强化|结节|肿块|病灶|骨折|opacit|consolidation|nodule|effusion|lesion|enhanc|signal",
    re.IGNORECASE,
)
_STORY = re.compile("^(?:病人|患者|患儿|既往|入院|查体|曾|予|给予|后|于|否认|CT|MR|辅)")
_HISTORY = re.compile("既往|病史")
_COMPLAINT = re.compile(
    r"(?:主诉|主訴|[Cc]omplaint|presented with|complain(?:s|ed) of|(?<!原)因)"
    r"[:：“\" ]{0,2}([^。；;”\".]{2,60})"
)
_LAB_UNIT = (
    r"[×xX] ?10\^?[⁰¹²³⁴-⁹\d]{1,2} ?/ ?[Ll]|[mμuµ]?mol/L|[mμuµn]?g/[mMd]?[Ll]|pg/m[Ll]|k?U/m?L|m?IU/m?L"
    r"|mm/h|mmHg|次/分|℃|°C|%"
    r"|个/[^\s，；。]{1,5}|fL|s(?![A-Za-z])|kPa"
)
_LAB = re.compile(
    r"(?<![A-Za-z0-9])(?P<name>[A-Za-z][A-Za-z₂₃+-]{0,11}(?:\d{1,3}[a-z]?(?=[ :：]))?"
    r"|(?:[A-Za-z]-)?[\u4e00-\u9fff]{1,12})"
    r"(?: ?[:：]? ?)(?:[为是约达] ?)?"
    rf"(?P<value>[<>≤≥]?\d{{1,6}}(?:\.\d{{1,4}})?(?:/\d{{1,3}})?) ?(?P<unit>{_LAB_UNIT})"
    rf"|(?P<ph>pH) ?[:：]?(?:值?为?)? ?(?P<acid>\d(?:\.\d{{1,3}})?)"
)
_AFTER_LISTING = re.compile(
    "^(?:.*(?:血常规|尿常规|肝功能?|肾功能?|生化|电解质|血气分析|查体|分别)[为是]?)(?=.)"
)
_BEFORE_VALUE = re.compile("(?<=.)(?:最[高低])?[达为是约至]?$")
_NOT_LABS = re.compile("[后天约达前剂于]$|剂量|静滴|治疗|扫描|层厚|浓度|给予|注射|口服")
_SEXES = {"男": "male", "女": "female", "man": "male", "male": "male", "m": "male", "boy": "male"}
_AGE_UNITS = {"岁": "year", "周岁": "year", "y": "year", "天": "day"}


@dataclass(frozen=True, kw_only=True)
class Patient:
    """A case on the lines `start` to `end` (indices, the latter exclusive)."""

    label: str
    sex: str
    age: int
    age_unit: str
    complaint: str
    findings: tuple[str, ...]
    dates: tuple[str, ...]
    labs: tuple[Lab, ...]
    start: int
    end: int


def find_cases(lines: Sequence[str], ledger: Ledger, *, start: int, end: int) -> list[Patient]:
    """The cases within an article's lines `start` to `end` (indices); they stay text."""
    shown = [i for i in range(start, end) if lines[i] and ledger.kinds[i] in (None, Kind.TEXT)]
    begins = [
        (n, match)
        for n, i in enumerate(shown)
        for match in _PATIENT.finditer(lines[i])
        if not _STAFF.match(lines[i][match.end() :])
    ]
    cases = []
    for number, (n, match) in enumerate(begins):
        following = begins[number + 1] if number + 1 < len(begins) else None
        own = _extent(lines, shown, n, following[0] if following else len(shown))
        first = lines[shown[n]][match.end() :]
        if following and following[0] == n:
            first = lines[shown[n]][match.end() : following[1].start()]
        texts = [first, *(lines[i] for i in own[1:])]
        label, labelled_from = _label(lines, shown, n)
        about = [*(lines[i] for i in shown[labelled_from:n]), lines[shown[n]][: match.start()], *texts]
        cases.append(_patient(match, label, texts, about, shown[n], own[-1] + 1))
    return cases


def _extent(lines: Sequence[str], shown: Sequence[int], first: int, limit: int) -> list[int]:
    """The lines of a case: up to the next label, discussion or chapter."""
    own = [shown[first]]
    for i in shown[first + 1 : min(limit, first + _MOST_LINES)]:
        bare = unmarked(unbulleted(lines[i]))
        if _LABEL.match(bare) or _ENDS_CASE.search(bare) or byline(bare):
            break
        own.append(i)
    return own


def _label(lines: Sequence[str], shown: Sequence[int], first: int) -> tuple[str, int]:
    """The heading of a case (病例1: …) within the lines before it; a date may stand between."""
    for n in range(first - 1, max(-1, first - 4), -1):
        bare = unmarked(unbulleted(lines[shown[n]]))
        if _LABEL.match(bare):
            return one_blank(bare), n
        if not DATE.fullmatch(bare):
            break
    return "", first


def _patient(
    match: re.Match[str], label: str, texts: Sequence[str], about: Sequence[str], start: int, end: int
) -> Patient:
    said = {name.rstrip("12345"): value for name, value in match.groupdict().items() if value is not None}
    sex = said["sex"].lower()
    unit = said.get("unit", "岁").lower()
    whole = "\n".join(about)
    complaint = _complaint(texts)
    return Patient(
        label=label,
        sex=_SEXES.get(sex, "female"),
        age=int(said["age"]),
        age_unit=_AGE_UNITS.get(unit, "month"),
        complaint=complaint,
        findings=tuple(_findings(texts, complaint)),
        dates=tuple(dict.fromkeys(one_blank(date[0]) for date in DATE.finditer(whole))),
        labs=tuple(lab for text in texts for part in _parts(text) for lab in _labs(part)),
        start=start,
        end=end,
    )


def _findings(texts: Sequence[str], complaint: str) -> Iterator[str]:
    """Sentences about images, without the complaint before them; history is none."""
    for part in (part for text in texts for part in _parts(text)):
        bare = one_blank(unbulleted(part)).removeprefix(complaint).strip("，, ")
        if _IMAGING.search(bare) and not (_HISTORY.search(bare) and not re.search("CT|MR", bare)):
            yield bare


def _parts(text: str) -> list[str]:
    return [part.strip(" ，,。；;") for part in sentences_of(text) if part.strip(" ，,。；;、")]


def _complaint(texts: Sequence[str]) -> str:
    """What the patient came with: as labelled, else the clauses before history and images."""
    for text in texts[:3]:
        if stated := _COMPLAINT.search(text):
            return one_blank(stated[1])
    opening = texts[0].lstrip("患者，,。、；;：:） ") or (texts[1] if len(texts) > 1 else "")
    clauses: list[str] = []
    for clause in re.split("(?<=[，,；;。])", opening):
        bare = clause.strip(" ，,；;。")
        if not bare or _IMAGING.search(bare) or (clauses and _STORY.match(bare)):
            break
        clauses.append(bare)
        if clause.endswith("。"):
            break
    return "，".join(clauses)


def _labs(part: str) -> list[Lab]:
    """Laboratory values; those of drugs and of technique are passed over."""
    labs = []
    for clause in re.split("[，,；;、：:。]| (?=[A-Z][A-Za-z₂₃]* ?[:：]? ?[0-9])", part):
        for found in _LAB.finditer(clause):
            if found["ph"]:
                labs.append(Lab(name="pH", value=found["acid"], unit="1"))
                continue
            name = _BEFORE_VALUE.sub("", _AFTER_LISTING.sub("", found["name"]))
            if not _NOT_LABS.search(name):
                labs.append(Lab(name=name, value=found["value"], unit=found["unit"].replace(" ", "")))
    return labs
