"""Arguments that several calculations share."""

from dataclasses import replace

from physics.catalogue.model import Argument, choice, count, number
from physics.homogeneous import POLARISATIONS
from physics.limits import EDITIONS, MODES, REGIONS
from physics.pulses import SHAPES

B0 = number("B0", "T", 0.01, 30, "主磁场强度", "static field", example=3.0)
TR = number("TR", "ms", 0.1, 1e8, "重复时间", "repetition time", example=4000)
TE = number("TE", "ms", 0, 1e5, "回波时间", "echo time", example=80)
T1 = number("T1", "ms", 1, 1e6, "T1 值", "T1", example=1000)
T2 = number("T2", "ms", 0.1, 1e6, "T2 值", "T2", example=100)
ESP = number("esp", "ms", 0.1, 1000, "回波间隔", "echo spacing", example=10)
FLIP_ANGLE = number("flip_angle", "deg", 0, 10000, "翻转角", "flip angle", example=90)
EXCITATION = number("excitation", "deg", 0, 360, "激发角", "excitation angle", default=90, example=90)
REFOCUSING = number("refocusing", "deg", 0, 360, "重聚角", "refocusing angle", example=150)
REF_FROM = number("ref_from", "deg", 0, 360, "原重聚角", "refocusing angle before", example=180)
REF_TO = number("ref_to", "deg", 0, 360, "新重聚角", "refocusing angle after", example=120)
DURATION = number("duration", "ms", 0.001, 1000, "脉冲时长", "pulse duration", example=3.0)
SHAPE = choice("shape", SHAPES, "脉冲波形", "pulse shape", default="hann_sinc_tbw4")
ETL = count("etl", 2000, "回波链长度", "echo train length", example=16)
SLICES = count("slices", 2000, "层数", "slices", example=20)
CONCATENATIONS = count("concatenations", 2000, "分组采集次数", "concatenations", default=1, example=1)
NSA = number("NSA", "1", 0.1, 1000, "平均次数", "averages", default=1, example=1)
PHASE_LINES = count("phase_lines", 1e6, "采集的相位编码线数", "acquired phase lines", example=256)
MASS = number("mass", "kg", 0.1, 500, "体重", "body mass", example=75)
HEIGHT = number("height", "m", 0.1, 3, "身高", "height", example=1.75)
COIL_LENGTH = number(
    "coil_effective_length", "m", 0.01, 3, "线圈有效长度", "effective coil length", default=0.5, example=0.5
)
DENSITY = number("density", "kg/m3", 100, 5000, "密度", "density", default=1000, example=1000)
SAR = number("sar", "W/kg", 0, 1000, "SAR", "SAR", example=1.5)
PREDICTED_SAR = number("predicted_sar", "W/kg", 0.001, 1000, "预测 SAR", "predicted SAR", example=2.6)
LIMIT = number("limit", "W/kg", 0.001, 1000, "SAR 限值", "SAR limit", example=2.0)
B1RMS = number("b1rms", "uT", 0.001, 1000, "B1+rms", "B1+rms", example=2.3)
AMBIENT = number("ambient", "degC", 0, 60, "室温", "room temperature", example=22)
MASS_RATIO = number(
    "exposed_mass_ratio", "1", 0, 1, "受照质量比", "exposed over total body mass", example=0.4
)
PPM = number("ppm", "ppm", 0.01, 100, "化学位移", "chemical shift", default=3.4, example=3.4)
FOV = number("fov_phase", "mm", 1, 5000, "相位方向视野", "phase field of view", example=200)
OBJECT = number("object", "mm", 1, 5000, "相位方向体宽", "object size along phase", example=320)
MODE = choice("mode", MODES, "操作模式", "operating mode")
REGION = choice("region", REGIONS, "部位", "region")
EDITION = choice("edition", EDITIONS, "标准版次", "edition of the standard", default="3")
POLARISATION = choice("polarisation", POLARISATIONS, "极化方式", "polarisation", default="linear")


def changed(argument: Argument, before: float, after: float) -> tuple[Argument, Argument]:
    """The argument before and after a change, named with ``_from`` and ``_to``."""
    return (
        replace(argument, name=f"{argument.name}_from", zh=f"原{argument.zh}", en=f"{argument.en} before",
                example=before, default=None),
        replace(argument, name=f"{argument.name}_to", zh=f"新{argument.zh}", en=f"{argument.en} after",
                example=after, default=None),
    )  # fmt: skip


def pair(argument: Argument, first: float, second: float) -> tuple[Argument, Argument]:
    """The argument for a first and a second person or pulse, named with ``_1`` and ``_2``."""
    one, two = (
        replace(argument, name=f"{argument.name}_{n}", zh=f"{argument.zh} {n}", en=f"{argument.en} {n}",
                example=example)
        for n, example in ((1, first), (2, second))
    )  # fmt: skip
    return one, two
