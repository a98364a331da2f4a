"""The picture of a question: a file beside the YAML, or scans simulated by `physics.artefacts`."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from quizzes.bank.texts import Strict, Text

MOST_BYTES = 300_000
"""Largest file of a picture: it is stored with every version of its question."""

FileName = Annotated[str, StringConstraints(pattern=r"^[\w-][\w.-]*\.(png|jpg|jpeg)$", max_length=80)]
Argument = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*$", max_length=40)]
Centimetres = Annotated[float, Field(ge=4, le=60)]


class Panel(Strict):
    """One simulated scan in the units of the console.

    `fov` (phase, readout) in cm, `pixel` in mm, `tr` and `te` in ms. `arguments` are those of the function
    of `physics.artefacts` that `artefact` names, FA in degrees and ESP in ms; a text is one of that
    function's words or, in a number question, a formula on its parameters.
    """

    artefact: Literal[
        "picture", "noisy", "partial_fourier", "chemical_shift", "dielectric_shading", "tse_blur"
    ]
    phantom: Literal["head", "abdomen"]
    fov: tuple[Centimetres, Centimetres]
    pixel: Annotated[float, Field(ge=1, le=8)] = 2.0
    tr: Annotated[float, Field(gt=0)] = 3000.0
    te: Annotated[float, Field(gt=0)] = 80.0
    arguments: dict[Argument, float | str] = {}


class Picture(Strict):
    """Exactly one of `file` and `panels`; panels lie side by side, numbered from 1 where there are several.

    `alt` says what is to be seen, for those who cannot see it, without giving the answer away. `data` is
    the file itself in base64: it is filled in when a question is read, so that a version keeps its picture.
    """

    alt: Text
    file: FileName | None = None
    data: str | None = None
    panels: Annotated[tuple[Panel, ...], Field(max_length=4)] = ()
