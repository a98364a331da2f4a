"""Speed of the physics library and of the assistant: ``python benchmarks/physics.py [--json]``.

Prints a table, or one JSON object with ``--json``. Every duration is the best of several runs, in seconds;
a reference too slow to run in full is timed on a stated subset and scaled up. One ``ask`` is one question to
the assistant, read, computed and worded in this process; the median and the 95th percentile are given.
"""

import sys

if not __package__:
    sys.path.pop(0)  # run as a file, its folder would hide the package of the same name

import argparse
import json
from collections.abc import Callable
from time import perf_counter
from typing import Any

import numpy as np
from epyg import EpyG, Operators
from qmrpy.epg import epg_se

from physics.epg import cpmg_echoes
from physics.sar import relative_sar_tse
from quizzes.assistant import answer

TISSUES, TRAINS, ECHOES = 100, 100, 32
SUBSET = 100
SPACING = 0.010
ROUNDS = 50
QUESTIONS = (
    "TSE 重聚角 180 改 120，ETL16，SAR 剩多少？",
    "TR 从 3000 加到 4000 ms，层数 24 减到 18，SAR 省百分之几",
    "1.5T换3T，SAR几倍？",
    "一级模式，室温28℃，全身SAR限值多少",
    "受照质量比 0.4 一级模式 哪条限值先卡",
    "NSA 4 减到 1，SNR 剩多少",
    "TSE TR 4000 320线 ETL16 NSA2 扫描时间多少",
    "TSE 重聚角120 TE80 ESP10 T1 1000 T2 80 信号剩多少",
    "3T 白质 T1 多少",
    "80公斤 1米6 和 1米8 谁容易超SAR",
    "超SAR了怎么办",
    "室温30度全身限值多少",
    "今天食堂吃什么",
    "TSE refocusing 180 to 120, ETL 16: how much SAR is left?",
    "first level, room at 28 C: whole-body SAR limit?",
    "Larmor frequency at 3 T?",
)
OVER_LIMIT = "超SAR了怎么办，3T TSE 预测2.6 限值2 TR4000 TE80 ESP10 20层 ETL16 重聚角180"


def main() -> None:
    """Run the benchmarks and print their results."""
    parser = argparse.ArgumentParser(description="Time the physics library.")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    results = ask() | echo_trains() | relative_sar_sweep()
    if parser.parse_args().json:
        print(json.dumps(results))
        return
    for name, value in results.items():
        print(f"{name:42} {value:>12.6g}" if isinstance(value, float) else f"{name:42} {value:>12}")


def ask() -> dict[str, Any]:
    """Questions of every kind, each answer timed on its own; advice on a whole protocol apart from them."""
    return answers("ask", QUESTIONS) | answers("advice", (OVER_LIMIT,))


def answers(name: str, questions: tuple[str, ...]) -> dict[str, Any]:
    """Median and 95th percentile of an answer to these questions."""
    for question in questions:
        answer(question)
    durations = []
    for question in questions * ROUNDS:
        start = perf_counter()
        answer(question)
        durations.append(perf_counter() - start)
    p50, p95 = np.quantile(durations, (0.5, 0.95))
    return {
        f"{name}_answers": len(durations),
        f"{name}_p50_seconds": float(p50),
        f"{name}_p95_seconds": float(p95),
    }


def echo_trains() -> dict[str, Any]:
    """Every tissue with every train in one call, against loops and against one plain pass of numpy."""
    rng = np.random.default_rng(1)
    t1, refocusing = rng.uniform(0.3, 4.0, TISSUES), rng.uniform(0.5, np.pi, (TRAINS, ECHOES))
    t2 = t1 * rng.uniform(0.05, 0.5, TISSUES)
    pairs = TISSUES * TRAINS

    ours = cpmg_echoes(refocusing=refocusing, echo_spacing=SPACING, T1=t1[:, None], T2=t2[:, None])
    subset = [(n % TISSUES, (7 * n) % TRAINS) for n in range(SUBSET)]

    def loop(simulate: Callable[..., np.ndarray]) -> float:
        start = perf_counter()
        echoes = [simulate(refocusing[train], t1[tissue], t2[tissue]) for tissue, train in subset]
        taken = perf_counter() - start
        expected = [np.abs(ours[tissue, train]) for tissue, train in subset]
        np.testing.assert_allclose(echoes, expected, atol=1e-10)
        return taken * pairs / SUBSET

    seconds = best(
        lambda: cpmg_echoes(refocusing=refocusing, echo_spacing=SPACING, T1=t1[:, None], T2=t2[:, None])
    )
    one_pass = best(lambda: state_pass(pairs))
    by_qmrpy, by_epyg = loop(qmrpy_echoes), loop(epyg_echoes)
    return {
        "epg_pairs": pairs,
        "epg_echoes": ECHOES,
        "epg_seconds": seconds,
        "epg_loop_subset": SUBSET,
        "epg_qmrpy_loop_seconds": by_qmrpy,
        "epg_qmrpy_loop_over_ours": by_qmrpy / seconds,
        "epg_epyg_loop_seconds": by_epyg,
        "epg_epyg_loop_over_ours": by_epyg / seconds,
        "epg_numpy_pass_seconds": one_pass,
        "epg_ours_over_numpy_pass": seconds / one_pass,
    }


def state_pass(pairs: int) -> None:
    """Multiply every state of every pair once at every echo: one pass of numpy over the same states."""
    states = np.ones((3, ECHOES, pairs))
    for _ in range(ECHOES):
        states *= 0.5


def qmrpy_echoes(train: np.ndarray, t1: float, t2: float) -> np.ndarray:
    """Echo magnitudes of one pair by qmrpy."""
    return epg_se.tse(
        t2_ms=t2 * 1e3,
        t1_ms=t1 * 1e3,
        te_ms=SPACING * 1e3,
        etl=len(train),
        refocus_angles_deg=np.rad2deg(train),
    )


def epyg_echoes(train: np.ndarray, t1: float, t2: float) -> np.ndarray:
    """Echo magnitudes of one pair by epyg."""
    state = EpyG.epg(initial_size=2 * len(train) + 8)
    Operators.Transform(np.pi / 2, np.pi / 2).apply(state)
    half, dephase = Operators.Epsilon(SPACING / 2 / t1, SPACING / 2 / t2), Operators.Shift(1)
    echoes = []
    for angle in train:
        for step in (half, dephase, Operators.Transform(angle, 0.0), half, dephase):
            step.apply(state)
        echoes.append(abs(state.get_f(0)))
    return np.array(echoes)


def relative_sar_sweep() -> dict[str, Any]:
    """A map of relative SAR over 200 refocusing angles and 200 repetition times."""
    angles, times = np.deg2rad(np.linspace(60, 180, 200)), np.linspace(2.0, 8.0, 200)
    seconds = best(
        lambda: relative_sar_tse(
            refocusing_to=angles[:, None], TR_from=4.0, TR_to=times, etl_from=16, etl_to=16
        )
    )
    return {"sar_sweep_points": 200 * 200, "sar_sweep_seconds": seconds}


def best(work: Callable[[], object], runs: int = 7) -> float:
    """Shortest duration of several runs [s]."""
    durations = []
    for _ in range(runs):
        start = perf_counter()
        work()
        durations.append(perf_counter() - start)
    return min(durations)


if __name__ == "__main__":
    main()
