"""Bodies made of ellipses: what the simulated pictures in `physics.artefacts` are taken of.

Axis 0 is the phase direction (anterior at the top), axis 1 the readout (the patient's left on the right).
"""

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from physics.tissues import (
    BLOOD,
    BONE,
    FAT,
    FLUID,
    GREY_MATTER,
    KIDNEY,
    LIVER,
    MARROW,
    MUSCLE,
    SPLEEN,
    WHITE_MATTER,
    Tissue,
)


@dataclass(frozen=True)
class Ellipse:
    """One tissue-filled ellipse: centre, semi-axes [m] as (phase, readout), and turn [rad]."""

    tissue: Tissue
    centre: tuple[float, float]
    axes: tuple[float, float]
    turn: float = 0.0

    def coverage(self, y: NDArray[np.float64], x: NDArray[np.float64], pixel: float) -> NDArray[np.float64]:
        """Share of each pixel inside the ellipse, 0 to 1, with an edge one pixel wide."""
        dy, dx = y - self.centre[0], x - self.centre[1]
        cos, sin = math.cos(self.turn), math.sin(self.turn)
        v, u = (dy * cos + dx * sin) / self.axes[0], (dx * cos - dy * sin) / self.axes[1]
        radius = np.hypot(u, v)
        slope = np.hypot(u / self.axes[1], v / self.axes[0])
        # distance to the edge to first order; at the centre, where it has no direction, simply far inside
        distance = (radius - 1.0) * radius / np.maximum(slope, 1e-12)
        distance = np.where(slope > 0.0, distance, -min(self.axes))
        inside: NDArray[np.float64] = np.clip(0.5 - distance / pixel, 0.0, 1.0)
        return inside


@dataclass(frozen=True)
class Phantom:
    """Ellipses painted in order, a later one replacing what lies under it; the first is the outline."""

    ellipses: tuple[Ellipse, ...]

    @property
    def tissues(self) -> tuple[Tissue, ...]:
        """Every tissue once, in the order of painting."""
        return tuple(dict.fromkeys(ellipse.tissue for ellipse in self.ellipses))

    @property
    def size(self) -> tuple[float, float]:
        """Full extent of the outline [m] as (phase, readout)."""
        axes, turn = self.ellipses[0].axes, self.ellipses[0].turn
        cos, sin = math.cos(turn), math.sin(turn)
        return (
            2.0 * math.hypot(axes[0] * cos, axes[1] * sin),
            2.0 * math.hypot(axes[1] * cos, axes[0] * sin),
        )

    def maps(self, *, pixel: float, pixels: int) -> NDArray[np.float64]:
        """Share of every tissue in every pixel of a square raster centred on pixel ``pixels // 2``.

        Parameters
        ----------
        pixel
            Edge of a pixel [m], > 0.
        pixels
            Pixels along an edge, >= 1.

        Returns
        -------
        :
            Array (tissues, pixels, pixels) in the order of `tissues`; the sum over tissues is at most 1.
        """
        if not pixel > 0.0 or pixels < 1:
            raise ValueError(f"pixel must be > 0 m and pixels >= 1, got {pixel} and {pixels}")
        along = np.asarray((np.arange(pixels) - pixels // 2) * pixel, dtype=np.float64)
        y, x = along[:, None], along[None, :]
        maps = np.zeros((len(self.tissues), pixels, pixels))
        for ellipse in self.ellipses:
            coverage = ellipse.coverage(y, x, pixel)
            maps *= 1.0 - coverage
            maps[self.tissues.index(ellipse.tissue)] += coverage
        return maps


def varied(phantom: Phantom, *, seed: int) -> Phantom:
    """The same anatomy in another person: inner parts moved by up to 3 mm and scaled by up to 6 %.

    The outline stays, so that whatever depends on the size of the body keeps its answer.
    """
    random = np.random.default_rng(seed)

    def moved(ellipse: Ellipse) -> Ellipse:
        shift = random.uniform(-0.003, 0.003, 2)
        scale = random.uniform(0.94, 1.06)
        return replace(
            ellipse,
            centre=(float(ellipse.centre[0] + shift[0]), float(ellipse.centre[1] + shift[1])),
            axes=(float(ellipse.axes[0] * scale), float(ellipse.axes[1] * scale)),
        )

    # the layers of the wall are concentric with the outline and stay with it
    wall = tuple(e for e in phantom.ellipses if e.centre == (0.0, 0.0))
    organs = tuple(moved(e) for e in phantom.ellipses if e.centre != (0.0, 0.0))
    return Phantom(wall + organs)


ABDOMEN = Phantom(
    (
        Ellipse(FAT, (0.0, 0.0), (0.120, 0.180)),
        Ellipse(MUSCLE, (0.0, 0.0), (0.102, 0.160)),
        Ellipse(FAT, (0.0, 0.0), (0.092, 0.149)),
        Ellipse(MUSCLE, (0.078, -0.042), (0.022, 0.034), 0.2),
        Ellipse(MUSCLE, (0.078, 0.042), (0.022, 0.034), -0.2),
        Ellipse(LIVER, (-0.016, -0.072), (0.062, 0.070), -0.15),
        Ellipse(LIVER, (-0.052, -0.022), (0.028, 0.050), 0.25),
        Ellipse(FLUID, (-0.050, -0.052), (0.016, 0.010), 0.5),
        Ellipse(BLOOD, (-0.008, -0.085), (0.005, 0.024), 0.4),
        Ellipse(BLOOD, (0.012, -0.100), (0.004, 0.018), -0.5),
        Ellipse(FLUID, (-0.020, -0.118), (0.006, 0.006)),
        Ellipse(FLUID, (0.018, -0.070), (0.003, 0.003)),
        Ellipse(FLUID, (-0.035, -0.100), (0.002, 0.002)),
        Ellipse(MUSCLE, (-0.040, 0.058), (0.032, 0.044), 0.3),
        Ellipse(FLUID, (-0.040, 0.058), (0.025, 0.036), 0.3),
        Ellipse(SPLEEN, (0.008, 0.116), (0.044, 0.026), 0.2),
        Ellipse(KIDNEY, (0.040, -0.076), (0.028, 0.021), 0.5),
        Ellipse(FLUID, (0.040, -0.070), (0.011, 0.006), 0.5),
        Ellipse(KIDNEY, (0.040, 0.076), (0.028, 0.021), -0.5),
        Ellipse(FLUID, (0.040, 0.070), (0.011, 0.006), -0.5),
        Ellipse(BONE, (0.046, 0.0), (0.021, 0.027)),
        Ellipse(MARROW, (0.046, 0.0), (0.018, 0.024)),
        Ellipse(BONE, (0.078, 0.0), (0.014, 0.015)),
        Ellipse(FLUID, (0.076, 0.0), (0.008, 0.010)),
        Ellipse(GREY_MATTER, (0.076, 0.0), (0.004, 0.006)),
        Ellipse(BLOOD, (0.014, 0.010), (0.010, 0.010)),
        Ellipse(BLOOD, (0.012, -0.020), (0.009, 0.012)),
    )
)
"""Transverse abdomen, 24 cm front to back and 36 cm across."""


def _sulci(count: int) -> tuple[Ellipse, ...]:
    """Thin clefts of fluid that run inwards from the surface of the brain."""
    angles = 2.0 * math.pi * (np.arange(count) + 0.5) / count
    return tuple(
        Ellipse(
            FLUID,
            (float(0.077 * math.sin(a)), float(0.058 * math.cos(a))),
            (0.008, 0.0011),
            math.atan2(math.cos(a) / 0.058, math.sin(a) / 0.077),
        )
        for a in angles
    )


HEAD = Phantom(
    (
        Ellipse(FAT, (0.0, 0.0), (0.098, 0.079)),
        Ellipse(BONE, (0.0, 0.0), (0.092, 0.073)),
        Ellipse(FLUID, (0.0, 0.0), (0.086, 0.067)),
        Ellipse(GREY_MATTER, (0.0, 0.0), (0.084, 0.065)),
        Ellipse(WHITE_MATTER, (0.0, 0.0), (0.075, 0.056)),
        *_sulci(26),
        Ellipse(FLUID, (-0.062, 0.0), (0.021, 0.0010)),
        Ellipse(FLUID, (0.062, 0.0), (0.021, 0.0010)),
        Ellipse(GREY_MATTER, (-0.012, -0.027), (0.018, 0.008), 0.25),
        Ellipse(GREY_MATTER, (-0.012, 0.027), (0.018, 0.008), -0.25),
        Ellipse(GREY_MATTER, (0.014, -0.013), (0.014, 0.009), 0.3),
        Ellipse(GREY_MATTER, (0.014, 0.013), (0.014, 0.009), -0.3),
        Ellipse(FLUID, (-0.020, -0.009), (0.018, 0.005), -0.3),
        Ellipse(FLUID, (-0.020, 0.009), (0.018, 0.005), 0.3),
        Ellipse(FLUID, (0.034, -0.020), (0.016, 0.005), 0.35),
        Ellipse(FLUID, (0.034, 0.020), (0.016, 0.005), -0.35),
        Ellipse(FLUID, (0.008, 0.0), (0.010, 0.0015)),
        Ellipse(FLUID, (0.006, 0.040), (0.0030, 0.0030)),
        Ellipse(FLUID, (0.000, -0.042), (0.0020, 0.0020)),
        Ellipse(FLUID, (0.030, 0.042), (0.0014, 0.0014)),
    )
)
"""Transverse head, 19.6 cm front to back and 15.8 cm across."""
