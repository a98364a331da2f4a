r"""Echo amplitudes of spin-echo trains by extended phase graphs, for many tissues and trains at once.

With CPMG phases and an ideal slice profile every configuration that can form an echo is real: transverse
states :math:`F_{\pm(j+1/2)}` and longitudinal states :math:`iY_{j+1/2}` counted in units of one echo spacing.
Recovered magnetisation only feeds states that crushers keep away from the echo, so it never enters.
"""

import numpy as np
from numpy.typing import ArrayLike

from physics.validation import Array, require_finite, require_positive

_BLOCK = 2048  # pairs worked on together, so that the states of 32 echoes stay in the cache


def cpmg_echoes(
    *,
    refocusing: ArrayLike,
    echo_spacing: ArrayLike,
    T1: ArrayLike = np.inf,
    T2: ArrayLike = np.inf,
    excitation: ArrayLike = np.pi / 2,
    b1_scale: ArrayLike = 1.0,
) -> Array:
    """Amplitude of every echo of a CPMG train, as a share of the equilibrium magnetisation.

    All arguments but the last axis of ``refocusing`` broadcast against each other, so ``T1[:, None]`` with
    ``refocusing`` of shape (trains, echoes) gives every tissue with every train.

    Parameters
    ----------
    refocusing
        Refocusing angles [rad] along the last axis, one per echo, finite; negative angles reverse the pulse.
    echo_spacing
        Time between echoes [s], > 0.
    T1, T2
        Relaxation times [s], > 0 (infinite: none); T2 at most 2 T1.
    excitation
        Flip angle of the excitation [rad], finite.
    b1_scale
        Actual over nominal transmit field, finite; scales the excitation too.

    Returns
    -------
    :
        Signed amplitudes, shape (..., echoes); NaN where an echo depends on an input that is NaN.

    Raises
    ------
    ValueError
        If an argument leaves its range or ``refocusing`` has no axis.

    References
    ----------
    Hennig (1988), J. Magn. Reson. 78, 397; Weigel (2015), J. Magn. Reson. Imaging 41, 266.
    """
    angles, excitation, b1_scale = require_finite(
        refocusing=refocusing, excitation=excitation, b1_scale=b1_scale
    )
    echo_spacing, T1, T2 = require_positive(echo_spacing=echo_spacing, T1=T1, T2=T2)
    if angles.ndim == 0 or angles.shape[-1] == 0:
        raise ValueError("refocusing must list one angle per echo along its last axis")
    if np.any(T2 > 2 * T1):
        raise ValueError("T2 must not exceed 2 T1")

    return _run(
        angles * b1_scale[..., None],
        start=np.sin(excitation * b1_scale),
        decay1=np.exp(-echo_spacing / T1),
        decay2=np.exp(-echo_spacing / T2),
    )


def first_echo(*, refocusing: ArrayLike) -> Array:
    """First echo of a CPMG train without relaxation, as a share of a 180 degree train: sin^2(angle / 2).

    Angle in rad, finite, else ValueError. NaN in, NaN out. Source: Hennig (1988), J. Magn. Reson. 78, 397.
    """
    (refocusing,) = require_finite(refocusing=refocusing)
    return np.asarray(np.square(np.sin(refocusing / 2)))[()]


def pseudo_steady_state(*, refocusing: ArrayLike) -> Array:
    """Level to which a train of constant angle tends without relaxation, over 180 degrees: sin(angle / 2).

    Angle in rad, finite, else ValueError. NaN in, NaN out. Source: Alsop (1997), Magn. Reson. Med. 37, 176.
    """
    (refocusing,) = require_finite(refocusing=refocusing)
    return np.asarray(np.abs(np.sin(refocusing / 2)))[()]


def _run(angles: Array, *, start: Array, decay1: Array, decay2: Array) -> Array:
    """Echoes (..., echoes) from angles (..., echoes) and, broadcast against them, what a train keeps."""
    shape = np.broadcast_shapes(angles.shape[:-1], start.shape, decay1.shape, decay2.shape)
    count = angles.shape[-1]

    def pairs(values: Array) -> Array:
        return np.broadcast_to(values, shape).reshape(-1)

    def pairs_per_echo(values: Array) -> Array:
        return np.moveaxis(np.broadcast_to(values, (*shape, count)), -1, 0).reshape(count, -1)

    rotations = (
        pairs_per_echo(np.square(np.sin(angles / 2))),
        pairs_per_echo(np.sin(angles)),
        pairs_per_echo(np.cos(angles)),
    )
    constants = pairs(start), pairs(decay1), pairs(decay2)
    echoes = np.empty_like(rotations[0])
    for first in range(0, echoes.shape[1], _BLOCK):
        block = np.s_[..., first : first + _BLOCK]
        _run_block(*(part[block] for part in (*rotations, *constants, echoes)))
    return np.moveaxis(echoes.reshape(count, *shape), 0, -1)


def _run_block(
    sin2_half: Array, sin: Array, cos: Array, start: Array, decay1: Array, decay2: Array, out: Array
) -> None:
    """Fill ``out`` (echoes, pairs) with the echoes of a block of pairs.

    Row j of the states has order j + 1/2 at the time of a pulse. Shifting by one echo spacing only moves the
    first row of F+ down and of F- up, so nothing is copied. States too high to come back are left out.
    """
    count, pairs = out.shape
    half_decay = np.sqrt(decay2)
    plus, minus, longitudinal, work, change = np.zeros((5, 2 * count, pairs))
    plus[count] = start * half_decay
    for n in range(count):
        rows = min(n + 1, count - n)
        F, G, Y = plus[count - n :][:rows], minus[n:][:rows], longitudinal[:rows]
        d, q = np.subtract(F, G, out=work[:rows]), change[:rows]
        np.multiply(d, sin2_half[n], out=q)
        d *= sin[n] * decay1 / 2
        q -= np.multiply(Y, sin[n], out=work[rows : 2 * rows])
        F -= q
        G += q
        Y *= cos[n] * decay1
        Y -= d
        np.multiply(G[0], half_decay, out=out[n])
        F *= decay2
        G *= decay2
        plus[count - n - 1] = G[0]
