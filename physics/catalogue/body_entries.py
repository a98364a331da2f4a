"""Calculations about uniform bodies, build, waves and the fringe field."""

from collections.abc import Callable
from typing import Any

from physics import fringe, homogeneous, patient, waves
from physics.catalogue import arguments as arg
from physics.catalogue.model import Argument, Calculation, number
from physics.sar import field_ratio

_BOTTOMLEY = "Bottomley and Andrew (1978), Phys. Med. Biol. 23, 630"
_STATIC_ZH = "准静态、均匀介质；半径须远小于波长，3T 躯干不适用"
_STATIC_EN = "quasi-static, uniform medium; radius much below the wavelength, not for the trunk at 3 T"
_BODY_ARGUMENTS = (
    number("sigma", "S/m", 0, 100, "电导率", "conductivity", example=0.7),
    arg.B0,
    number("B1_amplitude", "uT", 0, 1e4, "B1 峰值", "peak B1", example=5.0),
    number("radius", "m", 0, 10, "半径", "radius", example=0.1),
    arg.DENSITY,
    number("duty_cycle", "1", 0, 1, "占空比", "duty cycle", default=1, example=0.1),
    arg.POLARISATION,
)


def _body(name: str, body: str, zh: str, en: str) -> Calculation:
    def function(*, B1_amplitude: float, **others: Any) -> Any:
        return homogeneous.uniform_body_sar(body=body, B1=B1_amplitude, **others)

    return Calculation(
        name=name,
        unit="W/kg",
        zh=zh,
        en=en,
        arguments=_BODY_ARGUMENTS,
        source=_BOTTOMLEY,
        assumptions_zh=_STATIC_ZH,
        assumptions_en=_STATIC_EN,
        function=function,
    )


_RADIUS_RATIO = (number("radius_ratio", "1", 0.01, 100, "半径之比", "ratio of radii", example=2.0),)
_BODIES = (
    _body("sar_sphere_average", "sphere", "均匀球的平均 SAR", "Average SAR of a uniform sphere"),
    _body(
        "sar_local_at_radius_printed_formula",
        "surface",
        "半径处的局部 SAR（期刊公式，A 为半径）",
        "Local SAR at the radius (the journal's formula with A as the radius)",
    ),
    _body(
        "sar_cylinder_axial_field_average",
        "cylinder_axial",
        "轴向场中圆柱的平均 SAR",
        "Average SAR of a cylinder along the field",
    ),
    _body(
        "sar_long_cylinder_transverse_field_average",
        "cylinder_transverse",
        "横向场中长圆柱的平均 SAR（上限）",
        "Average SAR of a long cylinder across the field (upper bound)",
    ),
    Calculation(
        name="sar_field_ratio_quasistatic",
        unit="1",
        zh="场强改变后的 SAR 比（上限）",
        en="SAR ratio after a change of the field (upper bound)",
        arguments=arg.changed(arg.B0, 1.5, 3.0),
        source=_BOTTOMLEY,
        assumptions_zh="准静态上限，脉冲与时序不变；全波模型在 1.5→3T 约为 1.7～1.9 倍（B1+rms 相同）",
        assumptions_en="quasi-static upper bound, same pulses and timing; "
        "full-wave models give 1.7 to 1.9 from 1.5 to 3 T at equal B1+rms",
        function=field_ratio,
    ),
    Calculation(
        name="sar_average_radius_scaling",
        unit="1",
        zh="半径改变后的平均 SAR 比",
        en="Average SAR ratio after a change of the radius",
        arguments=_RADIUS_RATIO,
        source=_BOTTOMLEY,
        assumptions_zh=_STATIC_ZH,
        assumptions_en=_STATIC_EN,
        function=homogeneous.sar_radius_scaling,
    ),
    Calculation(
        name="absorbed_power_sphere_radius_scaling",
        unit="1",
        zh="半径改变后球的吸收功率比",
        en="Absorbed power ratio of a sphere after a change of the radius",
        arguments=_RADIUS_RATIO,
        source=_BOTTOMLEY,
        assumptions_zh="功率（W），不是 SAR（W/kg）",
        assumptions_en="power (W), not SAR (W/kg)",
        function=lambda radius_ratio: homogeneous.power_radius_scaling(
            body="sphere", radius_ratio=radius_ratio
        ),
    ),
    Calculation(
        name="absorbed_power_cylinder_fixed_length_radius_scaling",
        unit="1",
        zh="半径改变后定长圆柱的吸收功率比",
        en="Absorbed power ratio of a cylinder of fixed length after a change of the radius",
        arguments=_RADIUS_RATIO,
        source=_BOTTOMLEY,
        assumptions_zh="功率（W），不是 SAR（W/kg）",
        assumptions_en="power (W), not SAR (W/kg)",
        function=lambda radius_ratio: homogeneous.power_radius_scaling(
            body="cylinder", radius_ratio=radius_ratio
        ),
    ),
)


def _build(
    name: str, zh: str, en: str, source: str, function: Callable[..., Any], *further: Argument
) -> Calculation:
    def by_person(*, mass_1: float, height_1: float, mass_2: float, height_2: float, **others: float) -> Any:
        return function(mass_from=mass_1, height_from=height_1, mass_to=mass_2, height_to=height_2, **others)

    return Calculation(
        name=name,
        unit="1",
        zh=zh,
        en=en,
        arguments=(*arg.pair(arg.MASS, 80, 80), *arg.pair(arg.HEIGHT, 1.8, 1.6), *further),
        source=source,
        assumptions_zh="均匀圆柱体模型，B1 相同，第 2 人比第 1 人",
        assumptions_en="uniform cylinder, equal B1, person 2 over person 1",
        function=by_person,
    )


_PATIENT = (
    Calculation(
        name="cylinder_radius",
        unit="cm",
        zh="等效圆柱半径",
        en="Radius of the equivalent cylinder",
        arguments=(arg.MASS, arg.HEIGHT, arg.DENSITY),
        source="volume of a cylinder",
        assumptions_zh="体重沿身高均匀分布",
        assumptions_en="mass spread evenly along the height",
        function=patient.cylinder_radius,
    ),
    Calculation(
        name="exposed_mass_ratio",
        unit="1",
        zh="受照质量比",
        en="Exposed over total body mass",
        arguments=(arg.HEIGHT, arg.COIL_LENGTH),
        source="uniform cylinder model",
        assumptions_zh="均匀圆柱体模型；线圈有效长度 0.5 m 是假定值；躯干会被低估",
        assumptions_en="uniform cylinder; the coil length of 0.5 m is assumed; too low for the trunk",
        function=lambda height, coil_effective_length: patient.exposed_mass_ratio(
            height=height, coil_length=coil_effective_length
        ),
    ),
    _build(
        "partial_body_sar_ratio_same_B1",
        "两种体型的部分身体 SAR 比",
        "Partial-body SAR ratio of two builds",
        "uniform cylinder model, SAR ~ mass / height",
        patient.partial_body_sar_ratio,
    ),
    _build(
        "whole_body_sar_ratio_same_B1",
        "两种体型的全身 SAR 比",
        "Whole-body SAR ratio of two builds",
        "uniform cylinder model, SAR ~ (mass / height) (coil length / height)",
        lambda coil_effective_length, **persons: patient.whole_body_sar_ratio(
            coil_length=coil_effective_length, **persons
        ),
        arg.COIL_LENGTH,
    ),
    _build(
        "journal_r5_over_m_ratio",
        "期刊 r⁵/m 规则给出的 SAR 比（仅供对照）",
        "SAR ratio by the journal's r^5/m (for comparison only)",
        "operational journal 2022-10, SAR article; not a physical law for SAR",
        patient.journal_build_ratio,
    ),
)

_EPS = number("eps_r", "1", 1, 1000, "相对介电常数", "relative permittivity", example=63.5)
_GABRIEL = "plane wave in a uniform medium; tissue data: Gabriel et al. (1996), Phys. Med. Biol. 41, 2271"
_WAVES = (
    Calculation(
        name="rf_wavelength",
        unit="cm",
        zh="射频在介质中的波长",
        en="Wavelength of the radio-frequency field in a medium",
        arguments=(
            arg.B0,
            _EPS,
            number("sigma", "S/m", 0, 100, "电导率", "conductivity", default=0, example=0.719),
        ),
        source=_GABRIEL,
        assumptions_zh="均匀介质中的平面波；52/26 cm 对应无损、εr = 80",
        assumptions_en="plane wave in a uniform medium; 52 and 26 cm belong to a lossless medium with 80",
        function=waves.wavelength,
    ),
    Calculation(
        name="rf_penetration_depth",
        unit="cm",
        zh="射频幅度降到 1/e 的深度",
        en="Depth at which the radio-frequency amplitude is 1/e",
        arguments=(arg.B0, _EPS, number("sigma", "S/m", 1e-6, 100, "电导率", "conductivity", example=0.719)),
        source=_GABRIEL,
        assumptions_zh="均匀介质中的平面波",
        assumptions_en="plane wave in a uniform medium",
        function=waves.penetration_depth,
    ),
)

_DIPOLE_ZH, _DIPOLE_EN = (
    "点偶极，只适用于无屏蔽磁体；现场以厂家等场线为准",
    "point dipole, unshielded magnets only; use the vendor's contours on site",
)


def _fringe(
    name: str, unit: str, zh: str, en: str, arguments: tuple[Argument, ...], function: Callable[..., Any]
) -> Calculation:
    return Calculation(
        name=name,
        unit=unit,
        zh=zh,
        en=en,
        arguments=arguments,
        source="field of a magnetic dipole; Jackson (1999), Classical Electrodynamics, 5.6",
        assumptions_zh=_DIPOLE_ZH,
        assumptions_en=_DIPOLE_EN,
        function=function,
    )


_AXIAL = number("axial_distance", "m", 0, 1000, "轴向距离", "distance on the axis", example=4.0)
_FRINGE = (
    _fringe(
        "dipole_distance_radial",
        "m",
        "同一场强线的径向距离",
        "Radial distance of the same contour",
        (_AXIAL,),
        fringe.radial_distance,
    ),
    _fringe(
        "dipole_distance_other_level",
        "m",
        "另一场强线的轴向距离",
        "Axial distance of another contour",
        (
            _AXIAL,
            number("level_from", "mT", 0.001, 1e4, "已知场强线", "known contour", default=0.5, example=0.5),
            number("level", "mT", 0.001, 1e4, "所求场强线", "wanted contour", example=0.9),
        ),
        lambda axial_distance, level_from, level: fringe.distance_at_level(
            distance=axial_distance, level_from=level_from, level_to=level
        ),
    ),
    _fringe(
        "dipole_distance_field_ratio",
        "1",
        "主磁场改变后同一场强线的距离比",
        "Distance ratio of one contour after a change of the magnet's field",
        (number("B0_ratio", "1", 0.01, 100, "主磁场之比", "ratio of the fields", example=2.0),),
        fringe.distance_ratio_for_field,
    ),
    _fringe(
        "fringe_exponent_from_two_contours",
        "1",
        "由两条场强线求衰减指数",
        "Fall-off exponent from two contours",
        (
            number("distance_1", "m", 0.1, 1000, "距离 1", "distance 1", example=4.0),
            number("level_1", "mT", 0.001, 1e4, "场强 1", "level 1", default=0.5, example=0.5),
            number("distance_2", "m", 0.1, 1000, "距离 2", "distance 2", example=3.6),
            number("level_2", "mT", 0.001, 1e4, "场强 2", "level 2", default=0.9, example=0.9),
        ),
        lambda distance_1, level_1, distance_2, level_2: fringe.fall_off_exponent(
            distance_from=distance_1, level_from=level_1, distance_to=distance_2, level_to=level_2
        ),
    ),
    Calculation(
        name="unit_conversion_gauss",
        unit="mT",
        zh="高斯换算成毫特",
        en="Gauss in millitesla",
        arguments=(number("value", "G", 0, 1e7, "磁场", "field", example=5),),
        source="1 T = 10000 G",
        assumptions_zh="定义",
        assumptions_en="definition",
        function=lambda value: value,
    ),
    Calculation(
        name="unit_conversion_tesla",
        unit="G",
        zh="毫特换算成高斯",
        en="Millitesla in gauss",
        arguments=(number("value", "mT", 0, 1e6, "磁场", "field", example=0.5),),
        source="1 T = 10000 G",
        assumptions_zh="定义",
        assumptions_en="definition",
        function=lambda value: value,
    ),
)

ENTRIES = (*_BODIES, *_PATIENT, *_WAVES, *_FRINGE)
