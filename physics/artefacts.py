"""Simulated pictures of a phantom that show one artefact or one trade-off at a time.

Every picture is encoded to k-space and reconstructed from it, so that wrap, blur and displacement arise
from their cause and are not painted on. Axis 0 is the phase direction, axis 1 the readout. A picture is
an array of magnitudes in units of the signal of fully relaxed water; the same arguments give the same
array. `png` turns one into a file.
"""

import io
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from physics.chemical_shift import pixel_shift
from physics.epg import cpmg_echoes
from physics.phantom import Phantom
from physics.relaxation import se_signal
from physics.tissues import Tissue
from physics.validation import Array, require_count, require_non_negative, require_positive
from physics.waves import wave_number

Complex = NDArray[np.complex128]


@dataclass(frozen=True, kw_only=True)
class Scan:
    """What to picture and how: the phantom, the field of view and the weighting.

    FOV is (phase, readout) [m] and pixel the edge of a square pixel [m]; TR and TE [s] weight a spin echo.
    ValueError if one of them is not positive or TE is longer than TR.
    """

    phantom: Phantom
    FOV: tuple[float, float]
    pixel: float
    TR: float = 3.0
    TE: float = 0.08

    def __post_init__(self) -> None:
        require_positive(FOV=self.FOV, pixel=self.pixel, TR=self.TR, TE=self.TE)
        if self.TE >= self.TR:
            raise ValueError(f"TE must be shorter than TR, got {self.TE:g} s and {self.TR:g} s")

    @property
    def matrix(self) -> tuple[int, int]:
        """Pixels in the phase and readout directions."""
        return round(self.FOV[0] / self.pixel), round(self.FOV[1] / self.pixel)

    def signal(self, tissue: Tissue) -> float:
        """Spin-echo signal of a tissue, 1 for fully relaxed water without decay."""
        return float(se_signal(TR=self.TR, TE=self.TE, T1=tissue.T1, T2=tissue.T2, M0=tissue.PD))


def picture(scan: Scan, *, oversampling: float = 0.0) -> Array:
    """The phantom as scanned; what lies outside the phase field of view folds in.

    Parameters
    ----------
    oversampling
        Extra lines in the phase direction as a share of the matrix, >= 0 (0.5 for 50 %). The whole
        oversampled field is free of wrap when FOV (1 + oversampling) >= object, the displayed part
        of it already when FOV (1 + oversampling) >= (FOV + object) / 2. The readout never wraps:
        its filter removes what lies outside.

    Returns
    -------
    :
        Magnitude, shape `scan.matrix`.
    """
    return np.abs(_cropped(_image(_weighted_kspace(scan, oversampling=oversampling)), scan.matrix[0]))


def noisy(scan: Scan, *, SNR: float, seed: int) -> Array:
    """The phantom under white Gaussian noise in both channels, whose magnitude is Rician.

    Parameters
    ----------
    SNR
        Mean signal of the body over the standard deviation of the noise in one channel, > 0.
    seed
        Of the noise; the same seed gives the same picture.

    References
    ----------
    Gudbjartsson and Patz (1995), Magn. Reson. Med. 34, 910. In air the mean is sqrt(pi/2) of the
    standard deviation.
    """
    require_positive(SNR=SNR)
    kspace = _weighted_kspace(scan)
    body = scan.phantom.maps(pixel=scan.pixel, pixels=max(scan.matrix)).sum(0)
    mean = abs(kspace[scan.matrix[0] // 2, scan.matrix[1] // 2]) / body.sum()
    # the sum over k-space is divided by its number of samples, so their noise must be larger by its root
    sigma = mean / SNR * math.sqrt(kspace.size)
    real, imaginary = np.random.default_rng(seed).normal(0.0, sigma, (2, *kspace.shape))
    return np.abs(_image(kspace + real + 1j * imaginary))


def partial_fourier(
    scan: Scan, *, fraction: float, method: Literal["zero-filled", "homodyne"], phase: float = 1.0
) -> Array:
    """The phantom from a share of its phase lines, the rest filled with zeros or by symmetry.

    Parameters
    ----------
    fraction
        Share of lines acquired, above 0.5 and up to 1 (6/8 is 0.75).
    method
        Zeros blur along the phase direction; homodyne keeps the resolution where the phase of the
        picture is smooth.
    phase
        Phase that the field's inhomogeneity adds from the middle to the edge of the field of view [rad].

    References
    ----------
    Noll, Nishimura and Macovski (1991), IEEE Trans. Med. Imaging 10, 154.
    """
    if not 0.5 < fraction <= 1.0:
        raise ValueError(f"fraction must be above 0.5 and at most 1, got {fraction:g}")
    y, x = _raster_axes(scan)
    bend = (y[:, None] / scan.FOV[0] * 2.0) ** 2 + (x[None, :] / scan.FOV[1] * 2.0)
    kspace = _encode(scan, _weighted(scan) * np.exp(1j * phase * bend))
    lines = scan.matrix[0]
    order = np.arange(lines) - lines // 2
    overscan = math.ceil(fraction * lines) - (lines - lines // 2)
    acquired = order >= -overscan
    filled = kspace * acquired[:, None]
    if method == "zero-filled":
        return np.abs(_image(filled))
    # the far side counts twice for its missing mirror image, the symmetric middle passes over smoothly
    weight = np.clip(1.0 + order / max(overscan, 1), 0.0, 2.0)
    window = np.where(np.abs(order) <= overscan, np.cos(0.5 * np.pi * order / (overscan + 1)) ** 2, 0.0)
    smooth = _image(kspace * window[:, None])
    upright = _image(filled * weight[:, None]) * np.exp(-1j * np.angle(smooth))
    return np.asarray(np.abs(upright.real))


def chemical_shift(scan: Scan, *, B0: float, bandwidth: float) -> Array:
    """Fat displaced along the readout by its frequency offset: a bright edge and a dark one.

    Parameters
    ----------
    B0
        Static field [T], > 0.
    bandwidth
        Readout bandwidth per pixel [Hz], > 0. The shift is offset / bandwidth pixels.
    """
    pixels = pixel_shift(B0=B0, bandwidth_per_pixel=bandwidth)
    k = _sample_positions(scan.matrix[1], scan.pixel)
    ramp = np.exp(-2j * np.pi * k * pixels * scan.pixel)
    water, fat = (_encode(scan, _weighted(scan, fat=fat)) for fat in (False, True))
    return np.abs(_image(water + fat * ramp))


def transmit_field(phantom: Phantom, y: Array, x: Array, *, B0: float, eps_r: float, sigma: float) -> Array:
    r"""Transmit field inside a uniform body of the phantom's outline, relative to its mean there.

    Plane waves enter everywhere through the surface in step and interfere:

    .. math:: B_1(\mathbf r) = \left|\frac1N\sum_\theta
              e^{-i k\,(s(\theta) - \mathbf r\cdot\mathbf n_\theta)}\right|

    with s the distance of the surface from the middle in direction n. In a circular cylinder this is the
    Bessel function J0(kr) of the standing-wave model. Coil design, organs and the third dimension are left
    out, so that the pattern teaches the cause and predicts no patient.

    Parameters
    ----------
    y, x
        Positions of rows and columns [m].
    B0
        Static field [T], > 0.
    eps_r, sigma
        Relative permittivity, > 0, and conductivity [S/m], >= 0.

    References
    ----------
    Hoult (2000), J. Magn. Reson. Imaging 12, 46.
    """
    k = wave_number(B0=B0, eps_r=eps_r, sigma=sigma)
    height, width = (size / 2.0 for size in phantom.size)
    field = np.zeros((y.size, x.size), dtype=np.complex128)
    for angle in 2.0 * np.pi * np.arange(72) / 72:
        ny, nx = math.sin(angle), math.cos(angle)
        surface = math.hypot(height * ny, width * nx)
        field += np.exp(-1j * k * surface) * np.outer(np.exp(1j * k * ny * y), np.exp(1j * k * nx * x))
    magnitude = np.abs(field)
    inside = (y[:, None] / height) ** 2 + (x[None, :] / width) ** 2 <= 1.0
    return np.asarray(magnitude / magnitude[inside].mean())


def dielectric_shading(scan: Scan, *, B0: float, eps_r: float = 60.0, sigma: float = 0.35) -> Array:
    """The phantom under a transmit field that interferes with itself: bright and dark regions.

    The mean field is the nominal one, as after a prescan; 90 and 180 degree pulses follow it, so that the
    spin echo goes with the third power of the sine.

    Parameters
    ----------
    B0
        Static field [T], > 0.
    eps_r, sigma
        Relative permittivity, > 0, and conductivity [S/m], >= 0, of the uniform body. The defaults give a
        plain picture: a wavelength of 29 cm at 3 T, a little longer than in muscle.
    """
    y, x = _raster_axes(scan)
    field = transmit_field(scan.phantom, y, x, B0=B0, eps_r=eps_r, sigma=sigma)
    flip = np.clip(field, 0.0, 2.0) * np.pi / 2.0
    return np.abs(_image(_encode(scan, _weighted(scan) * np.abs(np.sin(flip)) ** 3)))


def tse_blur(
    scan: Scan, *, ETL: int, FA: float, ESP: float, order: Literal["centric", "linear"] = "centric"
) -> Array:
    """A turbo spin echo whose phase lines carry the amplitudes of the echoes they were read in.

    Parameters
    ----------
    ETL
        Turbo factor, >= 1.
    FA
        Refocusing angle [rad], above 0 and up to pi.
    ESP
        Echo spacing [s], > 0.
    order
        First echoes in the middle of k-space, or from one edge to the other. TE of the scan is not used:
        it follows from the order.
    """
    require_count(ETL=ETL)
    lines = scan.matrix[0]
    distance = np.arange(lines) - lines // 2
    rank = np.argsort(np.argsort(np.abs(distance) if order == "centric" else distance, kind="stable"))
    echo_of_line = rank * ETL // lines
    tissues = scan.phantom.tissues
    T1, T2 = (np.array([getattr(t, name) for t in tissues]) for name in ("T1", "T2"))
    echoes = cpmg_echoes(refocusing=np.full(ETL, FA), echo_spacing=ESP, T1=T1, T2=T2)
    kspace = np.zeros(scan.matrix, dtype=np.complex128)
    for tissue, share, amplitude in zip(tissues, _maps(scan), echoes, strict=True):
        saturation = -math.expm1(-scan.TR / tissue.T1)
        kspace += _encode(scan, tissue.PD * saturation * share) * amplitude[echo_of_line][:, None]
    return np.abs(_image(kspace))


def png(image: Array, *, white: float | None = None, zoom: int = 1) -> bytes:
    """A picture as an 8-bit grey PNG file.

    Parameters
    ----------
    white
        Value shown as white, > 0; give pictures that are to be compared the same. Without it the
        brightest pixels but 0.5 %.
    zoom
        Whole number of screen pixels per pixel, >= 1.
    """
    top = float(np.percentile(image, 99.5)) if white is None else white
    require_positive(white=top, zoom=zoom)
    grey = np.round(np.clip(image / top, 0.0, 1.0) * 255.0).astype(np.uint8)
    shown = Image.fromarray(grey)
    if zoom > 1:
        shown = shown.resize((shown.width * zoom, shown.height * zoom), Image.Resampling.BICUBIC)
    file = io.BytesIO()
    shown.save(file, format="PNG")
    return file.getvalue()


def _raster_axes(scan: Scan) -> tuple[Array, Array]:
    """Positions of the rows and columns of the raster that stands for the continuous body."""
    pixel = scan.pixel / 2.0
    pixels = 2 * math.ceil(max(scan.phantom.size) / 2.0 / pixel) + 3
    along = np.asarray((np.arange(pixels) - pixels // 2) * pixel, dtype=np.float64)
    return along, along


def _maps(scan: Scan) -> Array:
    return scan.phantom.maps(pixel=scan.pixel / 2.0, pixels=_raster_axes(scan)[0].size)


def _weighted(scan: Scan, *, fat: bool | None = None) -> Array:
    """Signal of the raster, of all tissues or only of those that are fat or are not."""
    signals = [
        scan.signal(tissue) if fat is None or tissue.fat is fat else 0.0 for tissue in scan.phantom.tissues
    ]
    return np.tensordot(signals, _maps(scan), 1)


def _weighted_kspace(scan: Scan, *, oversampling: float = 0.0) -> Complex:
    return _encode(scan, _weighted(scan), oversampling=oversampling)


def _sample_positions(samples: int, pixel: float) -> Array:
    """k-space positions [1/m] of a line of samples for pixels of that size."""
    return (np.arange(samples) - samples // 2) / (samples * pixel)


def _encode(scan: Scan, body: Array | Complex, *, oversampling: float = 0.0) -> Complex:
    """Fourier integral of a raster at the positions that the scan samples."""
    require_non_negative(oversampling=oversampling)
    y, x = _raster_axes(scan)
    x_inside = np.abs(x) <= scan.FOV[1] / 2.0  # the readout filter
    lines = math.ceil(scan.matrix[0] * (1.0 + oversampling) - 1e-9)
    phase = np.exp(-2j * np.pi * np.outer(_sample_positions(lines, scan.pixel), y))
    read = np.exp(-2j * np.pi * np.outer(x[x_inside], _sample_positions(scan.matrix[1], scan.pixel)))
    return np.asarray(
        phase @ body[:, x_inside] @ read / 4.0, dtype=np.complex128
    )  # four raster points to a pixel


def _image(kspace: Complex) -> Complex:
    return np.asarray(np.fft.fftshift(np.fft.ifft2(np.fft.ifftshift(kspace))))


def _cropped(image: Complex, lines: int) -> Complex:
    """The displayed part of an oversampled picture."""
    start = image.shape[0] // 2 - lines // 2
    return image[start : start + lines]
