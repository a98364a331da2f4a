"""Curves as a picture with labels in the member's language."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

from bot.language import Translate
from bot.pictures.typesetting import compile_page
from quizzes.curves import Curve, Plot, Quantity

TICKS = 6
_DECIMAL = (1, 2, 2.5, 5, 10)
_WHOLE = (1, 2, 5, 10)
_OF_A_CIRCLE = (1, 1.5, 3, 6, 10)
_FROM_ZERO = frozenset({Quantity.SAR, Quantity.RELATIVE_SAR, Quantity.SIGNAL, Quantity.LIMIT})


def png(plots: Sequence[Plot], *, _: Translate) -> bytes:
    """Plots under each other as a PNG."""
    data = {
        "plots": [_plot(plot, _) for plot in plots],
        "note": _("The scanner's own monitor decides."),
    }
    return compile_page("curves.typ", data, form="png")


def _plot(plot: Plot, _: Translate) -> dict[str, Any]:
    xs, ys = zip(*(point for curve in plot.curves for point in curve.points), strict=True)
    highest = max(*ys, plot.limit or 0.0)
    lowest = 0.0 if plot.y in _FROM_ZERO else min(ys)
    y_ticks = ticks(lowest, 1.05 * highest)
    rounding = _OF_A_CIRCLE if plot.x is Quantity.REFOCUSING else _WHOLE
    x_ticks = [tick for tick in ticks(min(xs), max(xs), rounding) if min(xs) <= tick <= max(xs)]
    return {
        "title": _title(plot, _),
        "x": {"label": _axis(plot.x, _), "ticks": _labelled(x_ticks), "low": min(xs), "high": max(xs)},
        "y": {
            "label": _axis(plot.y, _),
            "ticks": _labelled(y_ticks),
            "low": min(lowest, y_ticks[0]),
            "high": max(y_ticks[-1], 1.05 * highest),
        },
        "curves": list(_curves(plot.curves, _)),
        "limit": _limit(plot.limit, _),
        "marks": [{"x": x, "y": y, "label": f"{_figure(x, plot.x)}: {y:.3g}"} for x, y in plot.marks],
        "rising": ys[-1] > ys[0],
        "dots": plot.x in (Quantity.ECHO, Quantity.AVERAGES),
    }


def _limit(limit: float | None, _: Translate) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {"value": limit, "label": _("limit {value} W/kg").format(value=f"{limit:g}")}


def _curves(curves: Sequence[Curve], _: Translate) -> Iterator[dict[str, Any]]:
    """A colour for each tissue; the second and further trains of a tissue are dashed."""
    names = {"fluid": _("fluid"), "white matter": _("white matter"), "fat": _("fat")}
    tissues = list(dict.fromkeys(curve.tissue for curve in curves))
    seen: set[str] = set()
    for curve in curves:
        label = names.get(curve.tissue, curve.tissue)
        yield {
            "points": curve.points,
            "label": f"{label} {curve.angle:g}°" if curve.angle is not None else label,
            "colour": tissues.index(curve.tissue),
            "dashed": curve.tissue in seen,
        }
        seen.add(curve.tissue)


def _title(plot: Plot, _: Translate) -> str:
    if plot.y is Quantity.SIGNAL:
        return _("Echo amplitudes along the train")
    return _("{y} against {x}").format(y=_name(plot.y, _), x=_name(plot.x, _))


def _name(quantity: Quantity, _: Translate) -> str:
    return {
        Quantity.REFOCUSING: _("refocusing angle"),
        Quantity.EXCITATION: _("flip angle"),
        Quantity.TR: "TR",
        Quantity.ECHO: _("echo number"),
        Quantity.AVERAGES: _("averages (NSA)"),
        Quantity.SAR: "SAR",
        Quantity.RELATIVE_SAR: _("relative SAR"),
        Quantity.SIGNAL: _("signal"),
        Quantity.RELATIVE_SNR: _("relative SNR"),
        Quantity.AMBIENT: _("room temperature"),
        Quantity.LIMIT: _("whole-body SAR limit"),
    }[quantity]


_UNITS = {
    Quantity.REFOCUSING: "°",
    Quantity.EXCITATION: "°",
    Quantity.TR: "ms",
    Quantity.SAR: "W/kg",
    Quantity.AMBIENT: "℃",
    Quantity.LIMIT: "W/kg",
}


def _axis(quantity: Quantity, _: Translate) -> str:
    unit = _UNITS.get(quantity)
    return f"{_name(quantity, _)} ({unit})" if unit else _name(quantity, _)


def _figure(value: float, quantity: Quantity) -> str:
    unit = _UNITS.get(quantity, "")
    return f"{value:.4g}{'' if unit in ('', '°') else ' '}{unit}"


def ticks(low: float, high: float, rounding: Sequence[float] = _DECIMAL) -> list[float]:
    """At most seven round numbers from at most ``low`` to the last one below ``high``."""
    step = 10 ** math.floor(math.log10((high - low) / TICKS))
    step *= next(factor for factor in rounding if factor * step * TICKS >= high - low)
    first = math.floor(low / step + 1e-9)
    count = math.floor(high / step + 1e-9) - first
    return [round((first + n) * step, 10) for n in range(count + 1)]


def _labelled(values: Sequence[float]) -> list[dict[str, Any]]:
    return [{"value": value, "label": f"{value:g}"} for value in values]
