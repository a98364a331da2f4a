"""Calculations about resonance, pulses and their fields."""

from physics import limits, pulses
from physics.catalogue import arguments as arg
from physics.catalogue.model import Calculation, choice, count, number
from physics.larmor import larmor_frequency
from physics.pulses import SHAPES, Pulse, pulse_shape

_HANDBOOK = "Bernstein, King, Zhou (2004), Handbook of MRI Pulse Sequences, ch. 2"
_ON_RESONANCE_ZH = "共振、发射场均匀；不适用于绝热脉冲"
_ON_RESONANCE_EN = "on resonance, uniform transmit field; not for adiabatic pulses"
_B1RMS = "IEC 60601-2-33:2010; McRobbie (2020), Essentials of MRI Safety, eq. 1.9-1.10"
_B1RMS_ZH = "稳态序列，以 TR 为平均时间；否则取最坏的 10 秒"
_B1RMS_EN = "steady sequence, averaged over TR; otherwise use the worst 10 s"
_LABEL = number("label_limit", "uT", 0.001, 1000, "植入物标签上的 B1+rms", "B1+rms on the label", example=2.0)
_ENVELOPE_ZH, _ENVELOPE_EN = "归一化包络，峰值为 1", "normalised envelope with peak 1"


ENTRIES = (
    Calculation(
        name="larmor_frequency",
        unit="MHz",
        zh="质子共振频率",
        en="Proton resonance frequency",
        arguments=(number("B0", "T", 0, 100, "主磁场强度", "static field", example=3.0),),
        source="CODATA 2018",
        assumptions_zh="自由质子；水中质子低 26 ppm",
        assumptions_en="free proton; protons of water are 26 ppm lower",
        function=larmor_frequency,
    ),
    Calculation(
        name="b1_peak_rect_pulse",
        unit="uT",
        zh="方波脉冲的 B1 峰值",
        en="Peak B1 of a rectangular pulse",
        arguments=(arg.FLIP_ANGLE, arg.DURATION),
        source=_HANDBOOK,
        assumptions_zh=_ON_RESONANCE_ZH,
        assumptions_en=_ON_RESONANCE_EN,
        function=pulses.b1_peak,
    ),
    Calculation(
        name="b1_peak_shaped_pulse",
        unit="uT",
        zh="成形脉冲的 B1 峰值",
        en="Peak B1 of a shaped pulse",
        arguments=(arg.FLIP_ANGLE, arg.DURATION, arg.SHAPE),
        source=_HANDBOOK,
        assumptions_zh=_ON_RESONANCE_ZH,
        assumptions_en=_ON_RESONANCE_EN,
        function=pulses.b1_peak,
    ),
    Calculation(
        name="pulse_shape_amplitude_integral_Sa",
        unit="1",
        zh="脉冲包络的平均值 Sa",
        en="Mean of a pulse envelope, Sa",
        arguments=(arg.SHAPE,),
        source=_HANDBOOK,
        assumptions_zh=_ENVELOPE_ZH,
        assumptions_en=_ENVELOPE_EN,
        function=lambda shape: pulse_shape(shape).Sa,
    ),
    Calculation(
        name="pulse_energy_factor_eta",
        unit="1",
        zh="脉冲能量系数（方波为 1）",
        en="Energy factor of a pulse shape (rectangle 1)",
        arguments=(arg.SHAPE,),
        source=_HANDBOOK,
        assumptions_zh="翻转角与时长相同",
        assumptions_en="same flip angle and duration",
        function=lambda shape: pulse_shape(shape).eta,
    ),
    Calculation(
        name="verse_min_energy_ratio_same_duration",
        unit="1",
        zh="VERSE 能达到的最低能量比",
        en="Lowest energy VERSE can reach, as a ratio",
        arguments=(arg.SHAPE,),
        source="Conolly et al. (1988), J. Magn. Reson. 78, 440",
        assumptions_zh="下限：时长不变，不计梯度限制",
        assumptions_en="lower bound: same duration, gradient limits ignored",
        function=lambda shape: pulse_shape(shape).verse_energy_ratio,
    ),
    Calculation(
        name="pulse_energy",
        unit="eu",
        zh="脉冲能量（1 ms 180° 方波为 1）",
        en="Pulse energy (rectangular 180 degrees in 1 ms is 1)",
        arguments=(arg.FLIP_ANGLE, arg.DURATION, arg.SHAPE),
        source=_HANDBOOK,
        assumptions_zh=_ON_RESONANCE_ZH,
        assumptions_en=_ON_RESONANCE_EN,
        function=lambda **pulse: Pulse(**pulse).energy,
    ),
    Calculation(
        name="pulse_energy_ratio",
        unit="1",
        zh="脉冲 2 与脉冲 1 的能量（SAR）比",
        en="Energy (SAR) of pulse 2 over pulse 1",
        arguments=(
            number("flip_angle_1", "deg", 0.001, 10000, "翻转角 1", "flip angle 1", example=90),
            number("flip_angle_2", "deg", 0, 10000, "翻转角 2", "flip angle 2", example=180),
            number("duration_1", "ms", 0.001, 1000, "时长 1", "duration 1", default=1.0, example=1.0),
            number("duration_2", "ms", 0.001, 1000, "时长 2", "duration 2", default=1.0, example=1.0),
        ),
        source=_HANDBOOK,
        assumptions_zh="波形相同；翻转角不变时，脉冲越长能量越低",
        assumptions_en="same shape; at one flip angle the longer pulse has less energy",
        function=lambda flip_angle_1, flip_angle_2, duration_1, duration_2: pulses.pulse_energy_ratio(
            flip_angle_from=flip_angle_1,
            flip_angle_to=flip_angle_2,
            duration_from=duration_1,
            duration_to=duration_2,
        ),
    ),
    Calculation(
        name="relative_sar_pulse_duration",
        unit="1",
        zh="脉冲时长变化后的 SAR 比",
        en="SAR ratio when the pulse duration changes by a factor",
        arguments=(
            number(
                "duration_ratio", "1", 0.001, 1000, "新旧时长之比", "duration after over before", example=2
            ),
        ),
        source=_HANDBOOK,
        assumptions_zh="翻转角、波形、TR 不变",
        assumptions_en="same flip angle, shape and TR",
        function=lambda duration_ratio: pulses.pulse_energy_ratio(
            flip_angle_from=1, flip_angle_to=1, duration_from=1, duration_to=duration_ratio
        ),
    ),
    Calculation(
        name="relative_sar_multiband",
        unit="1",
        zh="多层同时激发的能量倍数",
        en="Energy factor of simultaneous multi-slice excitation",
        arguments=(count("bands", 100, "同时激发层数", "slices excited at once", example=2),),
        source="Barth et al. (2016), Magn. Reson. Med. 75, 63",
        assumptions_zh="每个脉冲的能量；脉冲数不变",
        assumptions_en="energy of each pulse; same number of pulses",
        function=lambda bands: pulses.multiband_energy(energy=1, bands=bands),
    ),
    Calculation(
        name="b1rms",
        unit="uT",
        zh="等间隔相同脉冲的 B1+rms",
        en="B1+rms of equal pulses",
        arguments=(
            count("count", 1e6, "每个 TR 的脉冲数", "pulses per TR", example=10),
            arg.FLIP_ANGLE,
            arg.DURATION,
            choice("shape", SHAPES, "脉冲波形", "pulse shape", default="rect"),
            arg.TR,
        ),
        source=_B1RMS,
        assumptions_zh=_B1RMS_ZH,
        assumptions_en=_B1RMS_EN,
        function=lambda TR, **pulse: pulses.b1_rms(pulses=[Pulse(**pulse)], averaging_time=TR),
    ),
    Calculation(
        name="b1rms_tse",
        unit="uT",
        zh="TSE 序列的 B1+rms",
        en="B1+rms of a TSE sequence",
        arguments=(arg.SLICES, arg.ETL, arg.EXCITATION, arg.REFOCUSING, arg.DURATION, arg.SHAPE, arg.TR),
        source=_B1RMS,
        assumptions_zh=f"激发与重聚脉冲的波形和时长相同；{_B1RMS_ZH}",
        assumptions_en=f"excitation and refocusing of one shape and duration; {_B1RMS_EN}",
        function=lambda TR, **train: pulses.b1_rms(pulses=pulses.tse_pulses(**train), averaging_time=TR),
    ),
    Calculation(
        name="b1rms_label_check",
        unit="bool",
        zh="B1+rms 是否不超过植入物标签（1 是，0 否）",
        en="Whether B1+rms is within an implant's label (1 yes, 0 no)",
        arguments=(arg.B1RMS, _LABEL),
        source=_B1RMS,
        assumptions_zh="只比较两个数；能否扫描以器械标签和负责医师为准",
        assumptions_en="compares two numbers; the device label and the responsible physician decide",
        function=lambda b1rms, label_limit: limits.within_label(b1_rms=b1rms, label_limit=label_limit),
    ),
    Calculation(
        name="b1rms_TR_scale_to_limit",
        unit="ms",
        zh="B1+rms 降到标签值所需的 TR",
        en="TR that brings B1+rms down to the label",
        arguments=(arg.B1RMS, _LABEL, arg.TR),
        source=_B1RMS,
        assumptions_zh=_B1RMS_ZH,
        assumptions_en=_B1RMS_EN,
        function=lambda b1rms, label_limit, TR: limits.TR_for_label(
            b1_rms=b1rms, label_limit=label_limit, TR=TR
        ),
    ),
)
