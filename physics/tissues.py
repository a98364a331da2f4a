"""Tissues by their relaxation times, for contrast, pictures and questions."""

from dataclasses import dataclass

from physics.relaxation import T1_TABLE


@dataclass(frozen=True, kw_only=True)
class Tissue:
    """Relaxation times at 3 T [s], proton density relative to water, and whether the protons are fat's.

    Abdominal values follow de Bazelaire et al. (2004), Radiology 230, 652, those of the brain and of blood
    Stanisz et al. (2005), Magn. Reson. Med. 54, 507, fluid Rooney et al. (2007), Magn. Reson. Med. 57, 308;
    T2 of fluid and all proton densities are rounded teaching values.
    """

    name: str
    T1: float
    T2: float
    PD: float
    fat: bool = False


def _T1_at_3T(name: str) -> float:
    return T1_TABLE[name].literature[1]


FAT = Tissue(name="fat", T1=_T1_at_3T("fat"), T2=0.068, PD=0.95, fat=True)
MARROW = Tissue(name="marrow", T1=0.586, T2=0.049, PD=0.70)
MUSCLE = Tissue(name="muscle", T1=_T1_at_3T("muscle"), T2=0.029, PD=0.80)
LIVER = Tissue(name="liver", T1=_T1_at_3T("liver"), T2=0.034, PD=0.80)
SPLEEN = Tissue(name="spleen", T1=1.328, T2=0.061, PD=0.85)
KIDNEY = Tissue(name="kidney", T1=1.142, T2=0.076, PD=0.85)
BLOOD = Tissue(name="blood", T1=_T1_at_3T("blood"), T2=0.275, PD=0.85)
FLUID = Tissue(name="fluid", T1=_T1_at_3T("csf"), T2=2.0, PD=1.0)
GREY_MATTER = Tissue(name="grey matter", T1=_T1_at_3T("gray_matter"), T2=0.099, PD=0.85)
WHITE_MATTER = Tissue(name="white matter", T1=_T1_at_3T("white_matter"), T2=0.069, PD=0.70)
BONE = Tissue(name="bone", T1=1.0, T2=0.0005, PD=0.10)
