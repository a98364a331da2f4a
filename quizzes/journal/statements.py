"""Numbers with their units, each with the sentence that states it."""

import re
from collections.abc import Iterator

from quizzes.journal.sentences import DATE, TIME, around, sentences_of
from quizzes.journal.spelling import unbulleted

_LATIN_UNITS = (
    "/mL /L /μL W/kg W/Kg mW/g mW/kg mT/m/ms mT/m T/m/s mmol/L mmol/kg umol/L μmol/L mg/mL mg/kg "
    "mL/kg mL/s ml/s mg/L ug/L μg/L g/L U/L IU/L mg/dL ng/mL pg/mL ng/L mm/h mm2/s mm²/s s/mm2 s/mm² "
    "mmHg kPa m/s cm/s kW MHz kHz Hz mT μT uT nT T Gs G ms μs us s sec min hours hour h days mm cm "
    "dm μm um nm km m kg mg μg ug g mL ml L kV mV V mA mAs mGy mSv Gy Sv HU ppm dB J kJ W K °C ℃ ° % "
    "‰ bpm px"
)
_CHINESE_UNITS = (
    "毫特斯拉 特斯拉 毫特 高斯 兆赫兹 兆赫 千赫 赫兹 毫秒 微秒 秒钟 秒 分钟 小时 天 周 个月 年 岁 倍 "
    "摄氏度 度 毫米 厘米 微米 公里 米 公斤 千克 吨 毫克 微克 克 毫升 升 瓦特 瓦 伏特 伏 分贝 例 名 "
    "人 人次 次/分 次 层 排 台 家 张 幅 项 个 分 题 个百分点 成"
)


def _alternatives(units: str) -> str:
    return "|".join(re.escape(unit) for unit in sorted(units.split(), key=len, reverse=True))


_UNIT = f"(?:(?:{_alternatives(_LATIN_UNITS)})(?![A-Za-z0-9])|(?:{_alternatives(_CHINESE_UNITS)}))"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,15})?"
_POWER = r"(?: ?[×xX*] ?10(?:\^?(?P<power>[-−]?\d{1,2})|(?P<raised>[⁻⁺]?[⁰¹²³⁴-⁹]{1,2})))"
_STATED = re.compile(
    rf"(?<![A-Za-z0-9_.^\\/{{₀-₉-])(?P<sign>(?<=[\s，。：=(（为至到])[-−])?(?P<value>{_NUMBER}){_POWER}?(?P<tens>[万亿])?"
    rf"(?:\s?(?P<unit>{_UNIT})|(?P<through>\s?[-~～—–至到/]\s?(?={_NUMBER}\s?{_UNIT}))|(?P<bare>))"
)
_FRACTION = re.compile(r"(?<![\d/.A-Za-z])(?P<above>\d{1,2})/(?P<below>\d{1,2})(?![\d/.A-Za-z])")
_LIST_NUMBER = re.compile(r"^\s*(?:[-●•]\s*)?(?:\d{1,2}[.、)）](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])")
_EQUATED = re.compile("(?:为|是|约|等于|达到?|[=≈:：])\\s?$")
_ENDS_STATEMENT = re.compile("\\s?(?:$|[，。；、,;)）！？]|[的左以](?:右|上|下)?)")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_TENS = {"万": 1e4, "亿": 1e8}


def statements_in(line: str) -> Iterator[tuple[float, str, str]]:
    """Value, unit as printed and sentence of each number that is stated; dates and numbering are passed over.

    A number without a unit counts where a sentence equates something with it; its unit is then ``1``, as is
    that of a fraction.
    """
    for sentence in sentences_of(unbulleted(line)):
        masked = _LIST_NUMBER.sub(_blanked, sentence, count=1)
        masked = TIME.sub(_blanked, DATE.sub(_blanked, masked))
        for found in _FRACTION.finditer(masked):
            above, below = int(found["above"]), int(found["below"])
            if 0 < above < below <= 20:
                yield above / below, "1", around(sentence, *found.span())
        masked = _FRACTION.sub(
            lambda m: _blanked(m) if 0 < int(m["above"]) < int(m["below"]) <= 20 else m[0], masked
        )
        yield from _stated(sentence, masked)


def _blanked(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _stated(sentence: str, masked: str) -> Iterator[tuple[float, str, str]]:
    awaiting: list[tuple[float, int, int]] = []
    for found in _STATED.finditer(masked):
        value = _value(found)
        if found["through"] is not None:
            awaiting = [(value, *found.span())]
            continue
        unit = found["unit"]
        if unit:
            for before, start, end in awaiting:
                yield before, unit, around(sentence, start, end)
            yield value, unit, around(sentence, *found.span())
        elif _EQUATED.search(masked[max(0, found.start() - 4) : found.start()]) and _ENDS_STATEMENT.match(
            masked, found.end()
        ):
            yield value, "1", around(sentence, *found.span())
        awaiting = []


def _value(found: re.Match[str]) -> float:
    value = float(found["value"].replace(",", ""))
    power = found["power"] or (found["raised"] or "").translate(_RAISED)
    if power:
        value *= 10.0 ** int(power.replace("−", "-"))
    return (-value if found["sign"] else value) * _TENS.get(found["tens"] or "", 1.0)
