"""Signal of a tissue under a protocol, and the contrast of two tissues.

Ideal slice profiles, spoiling and crushers; magnetisation transfer, flow and diffusion are left out, so
that a signal compares protocols and tissues but is no promise of a grey value.
"""

import math

import numpy as np

from physics.epg import cpmg_echoes
from physics.protocol import TURBO, PreparationKind, Protocol, Sequence
from physics.relaxation import spgr_signal
from physics.tissues import Tissue

_FAT_SUPPRESSING = frozenset({PreparationKind.FAT_SATURATION, PreparationKind.SPAIR})


def signal(protocol: Protocol, tissue: Tissue) -> float:
    """Signal of a tissue in the steady state, 1 for the whole magnetisation of water.

    Spin echo and turbo spin echo by the recovery since the last excitation, the echo by extended phase
    graphs; gradient echo spoiled; bSSFP on resonance in the pass band. Fat is 0 under fat saturation and
    SPAIR. A gradient echo decays with T2, so only ratios at one TE mean much, and ignores inversions.

    References
    ----------
    Bernstein, King and Zhou (2004), Handbook of MRI Pulse Sequences, chapters 14 and 16; Weigel (2015),
    J. Magn. Reson. Imaging 41, 266.
    """
    played = {preparation.kind for preparation in protocol.preparations}
    if tissue.fat and played & _FAT_SUPPRESSING:
        return 0.0
    if protocol.sequence in TURBO:
        return _turbo_spin_echo(protocol, tissue)
    if protocol.sequence is Sequence.SE:
        return _spin_echo(protocol, tissue)
    if protocol.sequence is Sequence.BSSFP:
        return _balanced(protocol, tissue)
    spoiled = spgr_signal(flip_angle=protocol.excitation_angle, TR=protocol.TR, T1=tissue.T1, M0=tissue.PD)
    return float(spoiled * math.exp(-protocol.TE / tissue.T2))


def contrast(protocol: Protocol, first: Tissue, second: Tissue) -> float:
    """Signal of the first tissue over that of the second; 1 means that they cannot be told apart.

    Raises ValueError if the second gives no signal.
    """
    background = signal(protocol, second)
    if background <= 0.0:
        raise ValueError(f"{second.name} gives no signal under this protocol")
    return signal(protocol, first) / background


def _recovered(
    protocol: Protocol, tissue: Tissue, *, busy: float, left: float = 0.0, kept: float = 0.0
) -> float:
    """Longitudinal magnetisation M before the excitation if left + kept M is there ``busy`` [s] after it."""
    E = math.exp(-(protocol.TR - busy) / tissue.T1)
    for preparation in protocol.preparations:
        if preparation.inversion_time is not None:
            waiting = math.exp(-preparation.inversion_time / tissue.T1)
            return abs((1.0 - 2.0 * waiting + E * (1.0 - left)) / (1.0 + kept * E))
    return (1.0 - E * (1.0 - left)) / (1.0 - kept * E)


def _turbo_spin_echo(protocol: Protocol, tissue: Tissue) -> float:
    echoes = cpmg_echoes(
        refocusing=np.array(protocol.refocusing_angles),
        echo_spacing=protocol.train_duration / protocol.turbo_factor,
        T1=tissue.T1,
        T2=tissue.T2,
        excitation=protocol.excitation_angle,
    )
    restores = any(p.kind is PreparationKind.RESTORE for p in protocol.preparations)
    kept = float(echoes[-1]) if restores else 0.0
    recovered = _recovered(protocol, tissue, busy=protocol.train_duration, kept=kept)
    return float(tissue.PD * recovered * abs(echoes[protocol.effective_echo - 1]))


def _spin_echo(protocol: Protocol, tissue: Tissue) -> float:
    """Spin echo of any two angles, with crushers around the second pulse."""
    (refocusing,) = protocol.refocusing_angles
    first = math.exp(-0.5 * protocol.TE / tissue.T1)
    turned = math.cos(refocusing)
    recovered = _recovered(
        protocol,
        tissue,
        busy=0.5 * protocol.TE,
        left=turned * (1.0 - first),
        kept=turned * first * math.cos(protocol.excitation_angle),
    )
    echo = math.sin(protocol.excitation_angle) * math.sin(0.5 * refocusing) ** 2
    return tissue.PD * abs(recovered) * echo * math.exp(-protocol.TE / tissue.T2)


def _balanced(protocol: Protocol, tissue: Tissue) -> float:
    E1, E2 = math.exp(-protocol.TR / tissue.T1), math.exp(-protocol.TR / tissue.T2)
    angle = protocol.excitation_angle
    steady = math.sin(angle) * (1.0 - E1) / (1.0 - (E1 - E2) * math.cos(angle) - E1 * E2)
    return tissue.PD * steady * math.exp(-protocol.TE / tissue.T2)
