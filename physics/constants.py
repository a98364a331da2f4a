"""Physical constants in SI units, and the defaults of the simple body models."""

from typing import Final

import numpy as np

GAMMA_BAR: Final = 42.577478518e6
"""Free-proton gyromagnetic ratio over 2 pi [Hz/T] (CODATA 2018)."""

GAMMA: Final = 2 * np.pi * GAMMA_BAR
"""Free-proton gyromagnetic ratio [rad/s/T]."""

MU0: Final = 1.25663706212e-6
"""Vacuum magnetic permeability [H/m] (CODATA 2018)."""

EPSILON0: Final = 8.8541878128e-12
"""Vacuum electric permittivity [F/m] (CODATA 2018)."""

FAT_WATER_SHIFT: Final = 3.4e-6
"""Main methylene peak of fat relative to water, dimensionless (3.4 ppm; 3.5 ppm is also used)."""

BODY_DENSITY: Final = 1000.0
"""Density of a uniform body [kg/m3], a model assumption."""

COIL_LENGTH: Final = 0.5
"""Effective length of a body transmit coil [m], a model assumption."""

SPECIFIC_HEAT: Final = 3470.0
"""Specific heat of the human body [J/kg/K]."""
