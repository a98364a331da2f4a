"""Calculations about signal, contrast and SNR."""

from typing import Any

import numpy as np

from physics import epg, relaxation, snr
from physics.catalogue import arguments as arg
from physics.catalogue.model import Argument, calculation, choice, count, number

_EPG = "Hennig (1988), J. Magn. Reson. 78, 397; Weigel (2015), J. Magn. Reson. Imaging 41, 266"
_CPMG = ("CPMG 条件，层面轮廓理想", "CPMG condition, ideal slice profile")
_CPMG_NO_RELAXATION = (
    "CPMG 条件，层面轮廓理想，不计弛豫",
    "CPMG condition, ideal slice profile, no relaxation",
)
_ECHO = count("echo", 2000, "第几个回波", "number of the echo", example=8)


def _echo(*, refocusing: float, echo: float, esp: float, **tissue: float) -> Any:
    train = np.full(int(echo), refocusing)
    return epg.cpmg_echoes(refocusing=train, echo_spacing=esp, **tissue)[-1]


def _echo_ratio(*, ref_from: float, ref_to: float, **others: float) -> Any:
    return _echo(refocusing=ref_to, **others) / _echo(refocusing=ref_from, **others)


_TRAINS = (
    calculation(
        "tse_echo_amplitude",
        "M0",
        "TSE 某个回波的幅度",
        "Amplitude of one echo of TSE",
        (
            arg.REFOCUSING,
            _ECHO,
            arg.ESP,
            arg.T1,
            arg.T2,
            arg.EXCITATION,
            number("b1_scale", "1", 0, 3, "B1 实际/标称", "actual over nominal B1", default=1, example=1),
        ),
        _echo,
        _EPG,
        _CPMG,
    ),
    calculation(
        "tse_signal_ratio_at_echo",
        "1",
        "改重聚角后某个回波的信号比",
        "Signal ratio of one echo after a change of the refocusing angle",
        (
            number(
                "ref_from", "deg", 1, 360, "原重聚角", "refocusing angle before", default=180, example=180
            ),
            arg.REF_TO,
            _ECHO,
            arg.ESP,
            arg.T1,
            arg.T2,
        ),
        _echo_ratio,
        _EPG,
        _CPMG,
    ),
    calculation(
        "tse_signal_ratio_first_echo",
        "1",
        "第一个回波的信号与 180° 之比",
        "Signal of the first echo over that of 180 degrees",
        (arg.REFOCUSING,),
        lambda refocusing: epg.first_echo(refocusing=refocusing),
        _EPG,
        _CPMG_NO_RELAXATION,
    ),
    calculation(
        "tse_pseudo_steady_state_asymptote",
        "1",
        "稳定后的回波信号与 180° 之比",
        "Signal of the settled echo train over that of 180 degrees",
        (arg.REFOCUSING,),
        lambda refocusing: epg.pseudo_steady_state(refocusing=refocusing),
        "Alsop (1997), Magn. Reson. Med. 37, 176",
        _CPMG_NO_RELAXATION,
    ),
)

_SPOILED = ("理想扰相，纵向稳态", "perfect spoiling, longitudinal steady state")
_TR_SHORT = number("TR", "ms", 0.1, 1e9, "重复时间", "repetition time", example=10)
_CONTRAST = (
    calculation(
        "ernst_angle",
        "deg",
        "Ernst 角",
        "Ernst angle",
        (_TR_SHORT, arg.T1),
        relaxation.ernst_angle,
        "Ernst and Anderson (1966), Rev. Sci. Instrum. 37, 93",
        _SPOILED,
    ),
    calculation(
        "spgr_signal",
        "M0",
        "扰相梯度回波信号",
        "Signal of a spoiled gradient echo",
        (number("FA", "deg", 0, 180, "翻转角", "flip angle", example=15), _TR_SHORT, arg.T1),
        lambda FA, TR, T1: relaxation.spgr_signal(flip_angle=FA, TR=TR, T1=T1),
        "Ernst and Anderson (1966), Rev. Sci. Instrum. 37, 93",
        _SPOILED,
    ),
    calculation(
        "se_signal",
        "M0",
        "自旋回波信号",
        "Signal of a spin echo",
        (arg.TR, arg.TE, arg.T1, arg.T2),
        relaxation.se_signal,
        "Brown et al. (2014), Magnetic Resonance Imaging, ch. 8",
        ("90/180 理想脉冲，TE 远小于 TR", "perfect 90 and 180 degree pulses, TE much below TR"),
    ),
    calculation(
        "ti_null",
        "ms",
        "使组织信号为零的反转时间",
        "Inversion time that nulls a tissue",
        (
            arg.T1,
            number("TR", "ms", 1, None, "重复时间", "repetition time", default=float("inf"), example=5000),
        ),
        relaxation.inversion_null_time,
        "Bydder and Young (1985), J. Comput. Assist. Tomogr. 9, 659",
        ("理想反转；不给 TR 时按 TR 远大于 T1", "perfect inversion; without TR, TR far above T1"),
    ),
    calculation(
        "t1_bottomley1984_power_law",
        "ms",
        "Bottomley 幂律的 T1",
        "T1 by Bottomley's power law",
        (choice("tissue", tuple(relaxation.BOTTOMLEY_1984), "组织", "tissue"), arg.B0),
        lambda tissue, B0: _T1_bottomley(tissue, B0),
        "Bottomley et al. (1984), Med. Phys. 11, 425",
        ("拟合范围 1～100 MHz，3T 为外推", "fitted from 1 to 100 MHz, 3 T is extrapolated"),
    ),
    calculation(
        "t1_rooney2007_power_law",
        "ms",
        "Rooney 幂律的脑和血 T1",
        "T1 of brain and blood by Rooney's power law",
        (choice("tissue", tuple(relaxation.ROONEY_2007), "组织", "tissue"), arg.B0),
        lambda tissue, B0: _T1_rooney(tissue, B0),
        "Rooney et al. (2007), Magn. Reson. Med. 57, 308",
        ("系数凭记忆，使用前请核对", "coefficients recalled, confirm before relying on them"),
    ),
)


def _T1_bottomley(tissue: str, B0: float) -> Any:
    A, B = relaxation.BOTTOMLEY_1984[tissue]
    return relaxation.T1_from_frequency(A=A, B=B, B0=B0)


def _T1_rooney(tissue: str, B0: float) -> Any:
    a, b = relaxation.ROONEY_2007[tissue]
    return relaxation.T1_from_field(a=a, b=b, B0=B0)


def _factor(name: str, zh: str, en: str, *, low: float = 0.001) -> Argument:
    return number(name, "1", low, 1000, zh, en, default=1, example=1)


_SNR_SOURCE = (
    "Edelstein et al. (1986), Magn. Reson. Med. 3, 604; Parker and Gullberg (1990), Med. Phys. 17, 250"
)
_SNR_NOTE = (
    "各项均为改变后与改变前之比；线圈与体位不变",
    "every factor is after over before; same coil and position",
)
_FIELDS = arg.changed(arg.B0, 1.5, 3.0)


def _snr(*, nsa: float, bw: float, **others: float) -> Any:
    return snr.snr_ratio(averages=nsa, bandwidth=bw, **others)


def _snr_matrix(*, matrix_from: float, matrix_to: float) -> Any:
    voxel = matrix_from / matrix_to
    return snr.snr_ratio(dx=voxel, dy=voxel, lines=1 / voxel)


def _snr_field_with_T1(
    *, B0_from: float, B0_to: float, TR: float, TE: float, T1_from: float, T1_to: float, T2: float
) -> Any:
    before, after = (relaxation.se_signal(TR=TR, TE=TE, T1=T1, T2=T2) for T1 in (T1_from, T1_to))
    return snr.field_snr_ratio(B0_from=B0_from, B0_to=B0_to) * snr.snr_ratio(signal=after / before)


_SNR = (
    calculation(
        "snr_ratio",
        "1",
        "改参数后的 SNR 比",
        "SNR ratio after changes",
        (
            _factor("dx", "读出方向体素之比", "voxel ratio along readout"),
            _factor("dy", "相位方向体素之比", "voxel ratio along phase"),
            _factor("dz", "层厚之比", "slice thickness ratio"),
            _factor("nsa", "平均次数之比", "ratio of averages"),
            _factor("lines", "采集线数之比", "ratio of acquired lines"),
            _factor("partitions", "3D 分区数之比", "ratio of 3D partitions"),
            _factor("bw", "每像素带宽之比", "ratio of bandwidth per pixel"),
            _factor("g", "g 因子", "g-factor"),
            _factor("signal", "信号之比", "ratio of signal", low=0),
        ),
        _snr,
        _SNR_SOURCE,
        _SNR_NOTE,
    ),
    calculation(
        "snr_ratio_matrix",
        "1",
        "两个方向改矩阵后的 SNR 比",
        "SNR ratio after a change of the matrix along both axes",
        arg.changed(count("matrix", 10000, "矩阵", "matrix", example=256), 256, 320),
        _snr_matrix,
        _SNR_SOURCE,
        ("视野、层厚和每像素带宽不变", "same field of view, thickness and bandwidth per pixel"),
    ),
    calculation(
        "snr_ratio_parallel_imaging",
        "1",
        "并行采集后剩余的 SNR",
        "SNR left by parallel imaging",
        (
            number("R", "1", 1, 100, "加速因子", "reduction factor", example=2),
            number("g", "1", 1, 100, "g 因子", "g-factor", default=1, example=1.2),
        ),
        lambda R, g: snr.parallel_imaging_snr(reduction=R, g=g),
        "Pruessmann et al. (1999), Magn. Reson. Med. 42, 952",
        ("其余参数不变；g 因位置而异", "everything else unchanged; g varies with position"),
    ),
    calculation(
        "snr_ratio_field",
        "1",
        "场强改变后的 SNR 比",
        "SNR ratio after a change of the field",
        (*_FIELDS, number("exponent", "1", -5, 5, "指数", "exponent", default=1, example=1)),
        snr.field_snr_ratio,
        "Edelstein et al. (1986), Magn. Reson. Med. 3, 604; Pohmann et al. (2016), Magn. Reson. Med. 75, 801",
        ("弛豫时间不变；0.5～3T 体部指数约 1", "same relaxation; the exponent is about 1 in bodies to 3 T"),
    ),
    calculation(
        "snr_ratio_field_with_T1",
        "1",
        "计入 T1 变化的场强 SNR 比（自旋回波）",
        "SNR ratio after a change of the field and T1, spin echo",
        (
            *_FIELDS,
            arg.TR,
            number("TE", "ms", 0, 500, "回波时间", "echo time", example=10),
            *arg.changed(arg.T1, 920, 1200),
            number("T2", "ms", 1, 1e6, "T2 值", "T2", example=95),
        ),
        _snr_field_with_T1,
        f"{_SNR_SOURCE}; spin-echo signal equation",
        ("SNR 与场强成正比，T2 不变", "SNR proportional to the field, same T2"),
    ),
    calculation(
        "snr_ratio_partial_fourier_homodyne",
        "1",
        "部分傅里叶（零差重建）后剩余的 SNR",
        "SNR left by partial Fourier with homodyne reconstruction",
        (number("partial_fourier", "1", 0.5, 1, "部分傅里叶", "partial Fourier", example=0.75),),
        snr.homodyne_snr,
        "Noll et al. (1991), IEEE Trans. Med. Imaging 10, 154",
        ("相位平滑；简单规则为平方根，偏乐观", "smooth phase; the plain square root is optimistic"),
    ),
    calculation(
        "nsa_to_restore_snr",
        "1",
        "补回 SNR 所需的平均次数倍数",
        "Factor on the averages that restores SNR",
        (number("snr_ratio", "1", 0.001, 1000, "SNR 剩余比例", "SNR left", example=0.5),),
        snr.averages_to_restore_snr,
        _SNR_SOURCE,
        ("其余参数不变；时间按同样倍数增加", "everything else unchanged; the time grows by the same factor"),
    ),
)

ENTRIES = (*_TRAINS, *_CONTRAST, *_SNR)
