"""Calculations about SAR limits and absorbed energy."""

from collections.abc import Callable
from typing import Any

from physics import exposure, limits
from physics.catalogue import arguments as arg
from physics.catalogue.model import Argument, Calculation, number

_IEC = "IEC 60601-2-33:2010, as tabulated by MRI Questions and the JIS Z4951 Q&A"
_RECALLED = "IEC 60601-2-33, recalled and not re-read: confirm against the standard"


def _limit(
    name: str,
    zh: str,
    en: str,
    arguments: tuple[Argument, ...],
    function: Callable[..., Any],
    *,
    note_zh: str = "第 3 版，6 分钟平均；以设备监测为准",
    note_en: str = "edition 3, averaged over 6 minutes; the scanner's monitor decides",
    source: str = _IEC,
) -> Calculation:
    return Calculation(
        name=name,
        unit="W/kg",
        zh=zh,
        en=en,
        arguments=arguments,
        source=source,
        assumptions_zh=note_zh,
        assumptions_en=note_en,
        function=function,
    )


_LIMITS = (
    _limit(
        "wb_sar_limit_first_level_IEC",
        "一级受控模式全身 SAR 限值",
        "Whole-body SAR limit at first level",
        (arg.AMBIENT,),
        lambda ambient: limits.whole_body_limit(mode="first", ambient=ambient),
        note_zh="第 3 版，6 分钟平均；高于 25 ℃ 每度减 0.25，33 ℃ 起为 2；以设备监测为准",
        note_en="edition 3, over 6 minutes; 0.25 less per degree above 25 degC, 2 from 33 degC; "
        "the scanner's monitor decides",
    ),
    _limit(
        "wb_sar_limit_first_level_journal_rule",
        "期刊规则的一级全身 SAR 限值（25～32 ℃ 直线下降）",
        "First-level whole-body limit by the journal's rule (straight line from 25 to 32 degC)",
        (arg.AMBIENT,),
        limits.journal_whole_body_limit,
        note_zh="仅供对照：标准在 33 ℃ 才降到 2 W/kg",
        note_en="for comparison only: the standard reaches 2 W/kg at 33 degC",
        source="operational journal 2022-10, SAR article; not the standard",
    ),
    _limit(
        "wb_sar_limit_normal",
        "正常模式全身 SAR 限值",
        "Whole-body SAR limit in normal mode",
        (number("ambient", "degC", 0, 60, "室温", "room temperature", default=22, example=22),),
        lambda ambient: limits.whole_body_limit(mode="normal", ambient=ambient),
    ),
    _limit(
        "partial_body_limit_normal",
        "正常模式部分身体 SAR 限值",
        "Partial-body SAR limit in normal mode",
        (arg.MASS_RATIO,),
        lambda exposed_mass_ratio: limits.partial_body_limit(
            mode="normal", exposed_mass_ratio=exposed_mass_ratio
        ),
    ),
    _limit(
        "partial_body_limit_first",
        "一级受控模式部分身体 SAR 限值",
        "Partial-body SAR limit at first level",
        (arg.MASS_RATIO,),
        lambda exposed_mass_ratio: limits.partial_body_limit(
            mode="first", exposed_mass_ratio=exposed_mass_ratio
        ),
    ),
    _limit(
        "binding_whole_body_equivalent_limit_normal",
        "正常模式先达到限值时的全身 SAR",
        "Whole-body SAR at which the first limit is met, normal mode",
        (arg.MASS_RATIO,),
        lambda exposed_mass_ratio: limits.binding_whole_body_equivalent(
            mode="normal", exposed_mass_ratio=exposed_mass_ratio
        ),
        note_zh="假定全部功率落在受照质量内；室温不高于 25 ℃",
        note_en="all power assumed inside the exposed mass; at most 25 degC",
    ),
    _limit(
        "binding_whole_body_equivalent_limit_first",
        "一级受控模式先达到限值时的全身 SAR",
        "Whole-body SAR at which the first limit is met, first level",
        (
            arg.MASS_RATIO,
            number("ambient", "degC", 0, 60, "室温", "room temperature", default=22, example=22),
        ),
        lambda exposed_mass_ratio, ambient: limits.binding_whole_body_equivalent(
            mode="first", exposed_mass_ratio=exposed_mass_ratio, ambient=ambient
        ),
        note_zh="假定全部功率落在受照质量内",
        note_en="all power assumed inside the exposed mass",
    ),
    _limit(
        "head_sar_limit",
        "头部 SAR 限值（容积线圈）",
        "Head SAR limit, volume coil",
        (arg.MODE,),
        limits.head_limit,
    ),
    _limit(
        "local_sar_limit_local_transmit_coil",
        "局部发射线圈的局部 SAR 限值（10 g）",
        "Local SAR limit in 10 g, local transmit coil",
        (arg.REGION, arg.MODE, arg.EDITION),
        limits.local_limit,
        note_zh="仅限局部发射线圈；容积式收发线圈请问厂家按哪一种算；6 分钟平均",
        note_en="local transmit coils only, over 6 minutes; ask the vendor how a volume coil counts",
        source=_RECALLED,
    ),
    _limit(
        "short_term_limit_10s",
        "任意 10 秒的 SAR 限值",
        "SAR limit in any 10 s",
        (
            number("limit_6min", "W/kg", 0.001, 1000, "6 分钟限值", "6-minute limit", example=2.0),
            arg.EDITION,
        ),
        limits.short_term_limit,
        note_zh="第 3 版为 6 分钟限值的 2 倍；第 2 版的 3 倍未经核对",
        note_en="twice the 6-minute limit in edition 3; the factor 3 of edition 2 is recalled",
    ),
)

_TIME = number("time", "min", 0, 1e4, "时间", "time", example=15)
_ENERGY = (
    Calculation(
        name="sae",
        unit="kJ/kg",
        zh="比吸收能",
        en="Specific absorbed energy",
        arguments=(arg.SAR, _TIME),
        source="SAE = SAR times time",
        assumptions_zh="SAR 恒定；标准未给固定限值",
        assumptions_en="constant SAR; the standard gives no fixed limit",
        function=exposure.absorbed_energy,
    ),
    Calculation(
        name="adiabatic_temperature_rise_bound",
        unit="K",
        zh="不散热时的升温上限",
        en="Upper bound of the warming without cooling",
        arguments=(
            arg.SAR,
            _TIME,
            number(
                "specific_heat", "J/kg/K", 100, 10000, "比热容", "specific heat", default=3470, example=3470
            ),
        ),
        source="heat balance without losses",
        assumptions_zh="完全不散热，是上限而不是预测",
        assumptions_en="no heat is lost: a bound, not a prediction",
        function=exposure.adiabatic_temperature_rise,
    ),
)

ENTRIES = (*_LIMITS, *_ENERGY)
