"""Calculations about relative SAR and the changes that bring it under a limit."""

from collections.abc import Callable
from typing import Any

from physics import sar
from physics.catalogue import arguments as arg
from physics.catalogue.model import Argument, Calculation, choice, number
from physics.pulses import SHAPES, Pulse, tse_pulses
from physics.sar import k_from_calibration

_SOURCE = "energy per TR, sum of squared flip angles; Hennig (1988), J. Magn. Reson. 78, 397"
_SAME_ZH = "脉冲波形和时长不变，体位、线圈、场强及其余参数不变；以设备监测为准"
_SAME_EN = (
    "same pulse shapes and durations, pose, coil, field and other settings; the scanner's monitor decides"
)

_SLICES = arg.changed(arg.SLICES, 20, 15)
_ETL = arg.changed(arg.ETL, 16, 12)
_TR = arg.changed(arg.TR, 4000, 5000)
_REFOCUSING = (arg.REF_FROM, arg.REF_TO)
_FA = (
    number("fa_from", "deg", 0.001, 10000, "原翻转角", "flip angle before", example=15),
    number("fa_to", "deg", 0, 10000, "新翻转角", "flip angle after", example=10),
)


def _ratio(
    name: str,
    zh: str,
    en: str,
    arguments: tuple[Argument, ...],
    function: Callable[..., Any],
    *,
    unit: str = "1",
) -> Calculation:
    return Calculation(
        name=name,
        unit=unit,
        zh=zh,
        en=en,
        arguments=arguments,
        source=_SOURCE,
        assumptions_zh=_SAME_ZH,
        assumptions_en=_SAME_EN,
        function=function,
    )


def _refocusing(etl: float, excitation: float, ref_from: float, ref_to: float) -> Any:
    return sar.relative_sar_tse(
        excitation_from=excitation,
        excitation_to=excitation,
        refocusing_from=ref_from,
        refocusing_to=ref_to,
        etl_from=etl,
        etl_to=etl,
    )


def _etl(etl_from: float, etl_to: float, excitation: float, refocusing: float) -> Any:
    return sar.relative_sar_tse(
        excitation_from=excitation,
        excitation_to=excitation,
        refocusing_from=refocusing,
        refocusing_to=refocusing,
        etl_from=etl_from,
        etl_to=etl_to,
    )


def _change_set(*, excitation: float, ref_from: float, ref_to: float, **others: float) -> Any:
    return sar.relative_sar_tse(
        excitation_from=excitation,
        excitation_to=excitation,
        refocusing_from=ref_from,
        refocusing_to=ref_to,
        **others,
    )


def _spin_echo(*, ref_from: float, ref_to: float, **others: float) -> Any:
    return sar.relative_sar_tse(refocusing_from=ref_from, refocusing_to=ref_to, **others)


def _gre(*, fa_from: float, fa_to: float, **TRs: float) -> Any:
    return sar.relative_sar_gre(flip_angle_from=fa_from, flip_angle_to=fa_to, **TRs)


_RELATIVE = (
    _ratio(
        "relative_sar_tse_refocusing",
        "TSE 改重聚角后的 SAR 比",
        "SAR ratio of TSE after a change of the refocusing angle",
        (arg.ETL, arg.EXCITATION, *_REFOCUSING),
        _refocusing,
    ),
    _ratio(
        "relative_sar_reduction",
        "TSE 改重聚角后 SAR 减少的百分比",
        "SAR saved in TSE by a change of the refocusing angle",
        (arg.ETL, arg.EXCITATION, *_REFOCUSING),
        lambda **change: 1 - _refocusing(**change),
        unit="%",
    ),
    _ratio(
        "relative_sar_tse_change_set",
        "TSE 多项参数同时改变后的 SAR 比",
        "SAR ratio of TSE after several changes at once",
        (*_TR, *_SLICES, *_ETL, *_REFOCUSING, arg.EXCITATION),
        _change_set,
    ),
    _ratio(
        "relative_sar_se",
        "自旋回波改参数后的 SAR 比",
        "SAR ratio of a spin echo after changes",
        (
            number("excitation_from", "deg", 0, 360, "原激发角", "excitation before", default=90, example=90),
            number("excitation_to", "deg", 0, 360, "新激发角", "excitation after", default=90, example=90),
            *_REFOCUSING,
            *arg.changed(arg.TR, 500, 600),
            *_SLICES,
        ),
        _spin_echo,
    ),
    _ratio(
        "relative_sar_gre_fa",
        "梯度回波改翻转角后的 SAR 比",
        "SAR ratio of a gradient echo after a change of the flip angle",
        _FA,
        _gre,
    ),
    _ratio(
        "relative_sar_bssfp_tr",
        "平衡稳态序列改翻转角和 TR 后的 SAR 比",
        "SAR ratio of balanced SSFP after a change of flip angle and TR",
        (*_FA, *arg.changed(arg.TR, 4.0, 4.5)),
        _gre,
    ),
    _ratio(
        "relative_sar_tr",
        "只改 TR 后的 SAR 比",
        "SAR ratio after a change of TR alone",
        _TR,
        sar.relative_sar_tse,
    ),
    _ratio(
        "relative_sar_slices",
        "只改层数（TR 不变）后的 SAR 比",
        "SAR ratio after a change of the slices alone, same TR",
        _SLICES,
        sar.relative_sar_tse,
    ),
    _ratio(
        "relative_sar_concatenations",
        "只改分组采集次数（TR 不变）后的 SAR 比",
        "SAR ratio after a change of the concatenations alone, same TR",
        arg.changed(arg.CONCATENATIONS, 1, 2),
        lambda concatenations_from, concatenations_to: sar.relative_sar_tse(
            slices_from=concatenations_to, slices_to=concatenations_from
        ),
    ),
    _ratio(
        "relative_sar_etl",
        "只改回波链长度（TR、层数不变）后的 SAR 比",
        "SAR ratio after a change of the echo train length alone, same TR and slices",
        (*_ETL, arg.EXCITATION, arg.REFOCUSING),
        _etl,
    ),
)


def _added_arguments(flip_angle: float, duration: float, shape: str) -> tuple[Argument, ...]:
    return (
        number(
            "added_flip_angle",
            "deg",
            0,
            10000,
            "附加脉冲翻转角",
            "flip angle of the added pulse",
            default=flip_angle,
            example=flip_angle,
        ),
        number(
            "added_duration",
            "ms",
            0.001,
            1000,
            "附加脉冲时长",
            "duration of the added pulse",
            default=duration,
            example=duration,
        ),
        choice("added_shape", SHAPES, "附加脉冲波形", "shape of the added pulse", default=shape),
    )


def _added_to_tse(*, added_flip_angle: float, added_duration: float, added_shape: str, **train: Any) -> Any:
    added = Pulse(flip_angle=added_flip_angle, duration=added_duration, shape=added_shape)
    return sar.relative_sar_with_added(base=tse_pulses(slices=1, **train), added=[added])


def _added_to_gre(*, added_flip_angle: float, added_duration: float, added_shape: str, **base: Any) -> Any:
    added = Pulse(flip_angle=added_flip_angle, duration=added_duration, shape=added_shape)
    return sar.relative_sar_with_added(base=[Pulse(**base)], added=[added])


_TRAIN = (arg.ETL, arg.EXCITATION, arg.REFOCUSING, arg.DURATION, arg.SHAPE)
_ADDED = (
    _ratio(
        "relative_sar_add_fatsat",
        "TSE 每层加一个脂肪饱和脉冲后的 SAR 比",
        "SAR ratio of TSE with one fat saturation per slice",
        (*_TRAIN, *_added_arguments(110, 8, "gauss_edge1pct")),
        _added_to_tse,
    ),
    _ratio(
        "relative_sar_add_satband",
        "TSE 每层加一条饱和带后的 SAR 比",
        "SAR ratio of TSE with one saturation band per slice",
        (*_TRAIN, *_added_arguments(90, 3, "hann_sinc_tbw4")),
        _added_to_tse,
    ),
    _ratio(
        "relative_sar_add_inversion",
        "TSE 每层加一个（非绝热）反转脉冲后的 SAR 比",
        "SAR ratio of TSE with one non-adiabatic inversion per slice",
        (*_TRAIN, *_added_arguments(180, 6, "hann_sinc_tbw4")),
        _added_to_tse,
    ),
    _ratio(
        "relative_sar_add_mt",
        "梯度回波每个 TR 加一个磁化传递脉冲后的 SAR 比",
        "SAR ratio of a gradient echo with one magnetisation transfer pulse per TR",
        (
            number("flip_angle", "deg", 0.01, 360, "翻转角", "flip angle", example=25),
            arg.DURATION,
            arg.SHAPE,
            *_added_arguments(500, 8, "gauss_edge1pct"),
        ),
        _added_to_gre,
    ),
)

_UNDER_LIMIT = (
    _ratio(
        "tr_needed_for_sar_limit",
        "降到限值所需的 TR",
        "TR that meets a SAR limit",
        (arg.PREDICTED_SAR, arg.LIMIT, arg.TR),
        lambda predicted_sar, limit, TR: sar.TR_for_sar_limit(sar=predicted_sar, limit=limit, TR=TR),
        unit="ms",
    ),
    _ratio(
        "fa_needed_for_sar_limit",
        "降到限值所需的 TSE 重聚角",
        "Refocusing angle of TSE that meets a SAR limit",
        (arg.PREDICTED_SAR, arg.LIMIT, arg.ETL, arg.EXCITATION, arg.REFOCUSING),
        lambda predicted_sar, **others: sar.refocusing_angle_for_sar_limit(sar=predicted_sar, **others),
        unit="deg",
    ),
    _ratio(
        "slices_allowed_for_sar_limit",
        "限值内最多的层数（TR 不变）",
        "Most slices that meet a SAR limit at the same TR",
        (arg.PREDICTED_SAR, arg.LIMIT, arg.SLICES),
        lambda predicted_sar, limit, slices: sar.slices_for_sar_limit(
            sar=predicted_sar, limit=limit, slices=slices
        ),
        unit="slices",
    ),
)

_K = number("k_per_uT2", "W/kg/uT^2", 0.0001, 100, "设备常数 k", "constant k of the scanner", example=0.15)
_CALIBRATED_ZH = "k 只适用于该设备、线圈和体位，由设备显示的一对 SAR 与 B1+rms 求得"
_CALIBRATED_EN = "k holds for one scanner, coil and pose, from a displayed pair of SAR and B1+rms"
_CALIBRATION = (
    Calculation(
        name="wb_sar_from_b1rms",
        unit="W/kg",
        zh="由 B1+rms 求全身 SAR",
        en="Whole-body SAR from B1+rms",
        arguments=(_K, arg.B1RMS),
        source="SAR = k B1+rms^2",
        assumptions_zh=_CALIBRATED_ZH,
        assumptions_en=_CALIBRATED_EN,
        function=lambda k_per_uT2, b1rms: sar.sar_from_b1_rms(k=k_per_uT2, b1_rms=b1rms),
    ),
    Calculation(
        name="b1rms_at_wb_limit",
        unit="uT",
        zh="达到全身 SAR 限值时的 B1+rms",
        en="B1+rms at which whole-body SAR meets a limit",
        arguments=(_K, arg.LIMIT),
        source="SAR = k B1+rms^2",
        assumptions_zh=_CALIBRATED_ZH,
        assumptions_en=_CALIBRATED_EN,
        function=lambda k_per_uT2, limit: sar.b1_rms_at_sar_limit(k=k_per_uT2, limit=limit),
    ),
    Calculation(
        name="k_from_calibration_pair",
        unit="W/kg/uT^2",
        zh="由一对 SAR 与 B1+rms 求设备常数 k",
        en="Scanner constant k from a pair of SAR and B1+rms",
        arguments=(arg.SAR, arg.B1RMS),
        source="SAR = k B1+rms^2",
        assumptions_zh=_CALIBRATED_ZH,
        assumptions_en=_CALIBRATED_EN,
        function=lambda sar, b1rms: k_from_calibration(sar=sar, b1_rms=b1rms),
    ),
    Calculation(
        name="wb_sar_reference_pulse_calibration",
        unit="W/kg",
        zh="由参考脉冲功率求 TSE 的全身 SAR",
        en="Whole-body SAR of TSE from the power of a reference pulse",
        arguments=(
            number(
                "ref_peak_power_absorbed_180deg_1ms_rect",
                "W",
                0,
                1e6,
                "1 ms 180° 方波的吸收峰值功率",
                "peak power absorbed from a rectangular 180 degree 1 ms pulse",
                example=1500,
            ),
            number("body_mass", "kg", 0.1, 500, "体重", "body mass", example=75),
            arg.SLICES,
            *_TRAIN,
            arg.TR,
        ),
        source="energy of the reference pulse times the sum of pulse energies",
        assumptions_zh="全部吸收功率按参考脉冲标定；激发与重聚脉冲波形和时长相同",
        assumptions_en="calibrated by the reference pulse; all pulses of one shape and duration",
        function=lambda ref_peak_power_absorbed_180deg_1ms_rect, body_mass, TR, **train: (
            sar.sar_from_reference_pulse(
                reference_power=ref_peak_power_absorbed_180deg_1ms_rect,
                mass=body_mass,
                TR=TR,
                pulses=tse_pulses(**train),
            )
        ),
    ),
    Calculation(
        name="sar_with_true_weight",
        unit="W/kg",
        zh="体重输错时的真实 SAR",
        en="True SAR when the entered weight was wrong",
        arguments=(
            number("sar_shown", "W/kg", 0, 1000, "显示的 SAR", "SAR shown", example=1.8),
            number("mass_entered", "kg", 0.1, 500, "输入的体重", "weight entered", example=100),
            number("mass_true", "kg", 0.1, 500, "真实体重", "true weight", example=80),
        ),
        source="SAR is power over mass",
        assumptions_zh="实际吸收功率不随输入的体重改变；切勿为通过限值而改体重",
        assumptions_en="the absorbed power does not follow the entered weight; never enter a false one",
        function=sar.sar_with_true_mass,
    ),
)


ENTRIES = (*_RELATIVE, *_ADDED, *_UNDER_LIMIT, *_CALIBRATION)
