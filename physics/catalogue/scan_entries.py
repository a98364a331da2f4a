"""Calculations about scan time, chemical shift and wrap."""

from collections.abc import Callable
from typing import Any

from physics import chemical_shift, timing, wrap
from physics.catalogue import arguments as arg
from physics.catalogue.model import Argument, Calculation, calculation, count, number

_TIMING_SOURCE = "Brown et al. (2014), Magnetic Resonance Imaging, ch. 10"
_TIMING_NOTE = ("不计准备与校准扫描", "without preparation and calibration scans")
_PARTITIONS = count("partitions", 10000, "3D 分区数", "3D partitions", example=160)


def _scan_time(
    name: str, zh: str, en: str, arguments: tuple[Argument, ...], function: Callable[..., Any]
) -> Calculation:
    return calculation(
        name, "s", zh, en, (arg.TR, arg.PHASE_LINES, *arguments), function, _TIMING_SOURCE, _TIMING_NOTE
    )


def _one_line_per_TR(*, NSA: float, **others: Any) -> Any:
    return timing.scan_time(averages=NSA, **others)


_TIMING = (
    _scan_time("scan_time_se", "自旋回波扫描时间", "Scan time of a spin echo", (arg.NSA,), _one_line_per_TR),
    _scan_time(
        "scan_time_tse",
        "TSE 扫描时间",
        "Scan time of TSE",
        (arg.ETL, arg.NSA, arg.CONCATENATIONS),
        lambda NSA, **others: timing.scan_time_tse(averages=NSA, **others),
    ),
    _scan_time("scan_time_3d", "3D 扫描时间", "Scan time of 3D", (_PARTITIONS, arg.NSA), _one_line_per_TR),
    _scan_time(
        "scan_time_3d_elliptical",
        "椭圆采集的 3D 扫描时间",
        "Scan time of 3D with elliptical sampling",
        (_PARTITIONS, arg.NSA),
        lambda NSA, **others: timing.scan_time(averages=NSA, elliptical=True, **others),
    ),
    _scan_time(
        "scan_time_gre_2d_sequential",
        "逐层采集的 2D 梯度回波扫描时间",
        "Scan time of a 2D gradient echo, slice after slice",
        (arg.SLICES, arg.NSA),
        _one_line_per_TR,
    ),
    calculation(
        "acquired_lines",
        "lines",
        "每次平均采集的相位编码线数",
        "Phase-encoding lines acquired per average",
        (
            count("matrix_phase", 10000, "相位矩阵", "phase matrix", example=256),
            number("phase_fov", "1", 0.01, 10, "相位视野比", "phase FOV ratio", default=1, example=1),
            number(
                "phase_oversampling", "1", 0, 10, "相位过采样", "phase oversampling", default=0, example=0
            ),
            number("partial_fourier", "1", 0.5, 1, "部分傅里叶", "partial Fourier", default=1, example=1),
            number("R", "1", 1, 100, "加速因子", "reduction factor", default=1, example=2),
            count("acs", 1000, "校准线数", "calibration lines", default=0, example=24, low=0),
        ),
        lambda R, acs, phase_oversampling, **others: timing.acquired_lines(
            reduction=R, calibration_lines=acs, oversampling=phase_oversampling, **others
        ),
        "Bernstein, King, Zhou (2004), Handbook of MRI Pulse Sequences, ch. 8",
        ("校准线全部算作额外采集", "every calibration line counts as extra"),
    ),
    calculation(
        "min_tr_tse",
        "ms",
        "TSE 的最短 TR",
        "Shortest TR of TSE",
        (
            arg.SLICES,
            arg.ETL,
            arg.ESP,
            number(
                "overhead_per_slice", "ms", 0, 1e5, "每层额外时间", "overhead per slice", default=0, example=5
            ),
            arg.CONCATENATIONS,
        ),
        lambda esp, overhead_per_slice, **others: timing.minimum_TR_tse(
            echo_spacing=esp, overhead=overhead_per_slice, **others
        ),
        _TIMING_SOURCE,
        ("层平均分到各组", "slices spread evenly over the concatenations"),
    ),
)

_SHIFT_SOURCE = "main methylene peak of fat, 3.4 to 3.5 ppm from water"
_SHIFT_NOTE = ("只计主峰；3.4 ppm（也有用 3.5）", "main peak only; 3.4 ppm (3.5 is also used)")
_B0_ZERO = number("B0", "T", 0, 100, "主磁场强度", "static field", example=3.0)


def _shift(
    name: str, unit: str, zh: str, en: str, arguments: tuple[Argument, ...], function: Callable[..., Any]
) -> Calculation:
    return calculation(
        name,
        unit,
        zh,
        en,
        (*arguments, arg.PPM),
        lambda ppm, **others: function(shift=ppm, **others),
        _SHIFT_SOURCE,
        _SHIFT_NOTE,
    )


_CHEMICAL_SHIFT = (
    _shift(
        "fat_water_shift",
        "Hz",
        "水脂频率差",
        "Frequency difference of fat and water",
        (_B0_ZERO,),
        chemical_shift.fat_water_shift,
    ),
    _shift(
        "opposed_phase_te",
        "ms",
        "水脂首次反相位的 TE",
        "First TE with fat and water opposed",
        (arg.B0,),
        chemical_shift.opposed_phase_TE,
    ),
    _shift(
        "in_phase_te",
        "ms",
        "水脂首次同相位的 TE",
        "First TE with fat and water in phase",
        (arg.B0,),
        chemical_shift.in_phase_TE,
    ),
    _shift(
        "chemical_shift_pixels",
        "pixel",
        "读出方向的化学位移",
        "Chemical shift along the readout",
        (
            _B0_ZERO,
            number("bandwidth_per_pixel", "Hz", 0.1, 1e6, "每像素带宽", "bandwidth per pixel", example=220),
        ),
        chemical_shift.pixel_shift,
    ),
    _shift(
        "chemical_shift_slice",
        "mm",
        "层面选择方向的化学位移",
        "Chemical shift across the slice",
        (
            _B0_ZERO,
            number("pulse_bandwidth", "Hz", 1, 1e6, "射频脉冲带宽", "pulse bandwidth", example=1000),
            number("thickness", "mm", 0, 1000, "层厚", "slice thickness", example=5),
        ),
        chemical_shift.slice_shift,
    ),
)

_WRAP_SOURCE = "sampling theorem along the phase direction"
_WRAP_NOTE = ("物体居中", "object centred")


def _size(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with the catalogue's names for the object and the oversampling."""

    def named(**values: float) -> Any:
        names = {"object": "object_size", "phase_oversampling": "oversampling"}
        return function(**{names.get(name, name): value for name, value in values.items()})

    return named


_WRAP = (
    calculation(
        "oversampling_needed_strict",
        "1",
        "完全不卷褶所需的相位过采样",
        "Phase oversampling with which nothing folds",
        (arg.FOV, arg.OBJECT),
        _size(wrap.oversampling_for_no_wrap),
        _WRAP_SOURCE,
        _WRAP_NOTE,
    ),
    calculation(
        "oversampling_needed_displayed_only",
        "1",
        "显示视野内不卷褶所需的相位过采样",
        "Phase oversampling that keeps the displayed field of view clean",
        (arg.FOV, arg.OBJECT),
        _size(wrap.oversampling_for_clean_display),
        _WRAP_SOURCE,
        _WRAP_NOTE,
    ),
    calculation(
        "wrap_in_displayed_fov",
        "bool",
        "显示视野内是否有卷褶（1 有，0 无）",
        "Whether the displayed field of view shows wrap (1 yes, 0 no)",
        (
            arg.FOV,
            arg.OBJECT,
            number("phase_oversampling", "1", 0, 100, "相位过采样", "phase oversampling", example=0.3),
        ),
        _size(wrap.wraps_into_display),
        _WRAP_SOURCE,
        _WRAP_NOTE,
    ),
    calculation(
        "scan_time_factor_oversampling",
        "1",
        "相位过采样的时间倍数",
        "Scan time factor of phase oversampling",
        (number("phase_oversampling", "1", 0, 100, "相位过采样", "phase oversampling", example=0.6),),
        _size(wrap.oversampling_time_factor),
        _WRAP_SOURCE,
        ("SNR 同时按平方根增加", "SNR grows by its square root"),
    ),
    calculation(
        "sense_effective_reduction",
        "1",
        "SENSE 实际的加速倍数",
        "Reduction that SENSE really has to unfold",
        (
            arg.OBJECT,
            arg.FOV,
            number("sense_factor", "1", 0.1, 100, "SENSE 因子", "SENSE factor", default=1, example=1),
        ),
        _size(wrap.sense_reduction),
        "Pruessmann et al. (1999), Magn. Reson. Med. 42, 952",
        ("参考扫描覆盖全身；因子 1 也要展开", "the reference scan covers the body; factor 1 still unfolds"),
    ),
)

ENTRIES = (*_TIMING, *_CHEMICAL_SHIFT, *_WRAP)
