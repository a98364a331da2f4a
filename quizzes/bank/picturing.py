"""The PNG or JPEG of a question's picture, made or unpacked when it is needed."""

import base64
import binascii
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from PIL import Image, ImageDraw, ImageFont

from physics import artefacts, phantom
from quizzes.bank import number
from quizzes.bank.expressions import ExpressionError, Value
from quizzes.bank.number import Number
from quizzes.bank.picture import MOST_BYTES, Panel, Picture
from quizzes.bank.question import Flaw, QuestionBase, Variant
from quizzes.bank.texts import Text

HEIGHT: Final = 440
"""A picture is enlarged by a whole number up to about this many pixels."""
GAP: Final = 12
PHANTOMS: Final = {"head": phantom.HEAD, "abdomen": phantom.ABDOMEN}
WORDS: Final = frozenset({"zero-filled", "homodyne", "centric", "linear"})
SI: Final = {"FA": math.pi / 180.0, "ESP": 1e-3}
"""Factors from the console's units to those of `physics`."""


def picture(question: QuestionBase, variant: Variant) -> bytes | None:
    """The picture of a question, the same bytes for the same variant; None if it has none.

    Simulated anatomy varies with the seed, what the question asks for does not.

    Raises
    ------
    ValueError, TypeError
        If the panels cannot be simulated as they are written.
    """
    shown = question.picture
    if shown is None:
        return None
    if shown.data is not None:
        return base64.b64decode(shown.data)
    parameters = tuple(variant.parameters.items()) if isinstance(question, Number) else ()
    return _simulated(shown.model_dump_json(), parameters, variant.seed)


@lru_cache(maxsize=64)
def _simulated(content: str, parameters: tuple[tuple[str, Value], ...], seed: int) -> bytes:
    panels = Picture.model_validate_json(content).panels
    scans = [
        _scanned(panel, dict(parameters), seed, noise=seed + place) for place, panel in enumerate(panels)
    ]
    zoom = max(1, HEIGHT // max(len(scan) for scan in scans))
    tiles = [Image.open(io.BytesIO(artefacts.png(scan, zoom=zoom))) for scan in scans]
    return _side_by_side(tiles)


def _scanned(panel: Panel, parameters: Mapping[str, Value], seed: int, *, noise: int) -> Any:
    """One panel; all panels show the same person, each with noise of its own."""
    scan = artefacts.Scan(
        phantom=phantom.varied(PHANTOMS[panel.phantom], seed=seed),
        FOV=(panel.fov[0] / 100.0, panel.fov[1] / 100.0),
        pixel=panel.pixel / 1000.0,
        TR=panel.tr / 1000.0,
        TE=panel.te / 1000.0,
    )
    given = {name: _argument(name, value, parameters) for name, value in panel.arguments.items()}
    if panel.artefact == "noisy":
        given["seed"] = noise
    return getattr(artefacts, panel.artefact)(scan, **given)


def _argument(name: str, value: Value, parameters: Mapping[str, Value]) -> Value:
    if isinstance(value, str):
        if value in WORDS:
            return value
        value = number.compute(value, parameters)
    value *= SI.get(name, 1.0)
    return int(value) if name == "ETL" else value


def _side_by_side(tiles: Sequence[Image.Image]) -> bytes:
    width = sum(tile.width for tile in tiles) + GAP * (len(tiles) - 1)
    sheet = Image.new("L", (width, max(tile.height for tile in tiles)), color=255)
    left = 0
    for index, tile in enumerate(tiles):
        sheet.paste(tile, (left, 0))
        if len(tiles) > 1:
            draw = ImageDraw.Draw(sheet)
            draw.text((left + 8, 4), str(index + 1), fill=255, font=ImageFont.load_default(size=28))
        left += tile.width + GAP
    file = io.BytesIO()
    sheet.save(file, format="PNG")
    return file.getvalue()


def check(question: QuestionBase, variants: list[Variant]) -> Iterator[Flaw]:
    """Pictures that are not there, cannot be shown, or carry more than the picture."""
    shown = question.picture
    if shown is None:
        return
    if (shown.file is None) == (not shown.panels):
        message = Text(
            zh="图片要在 file 和 panels 中恰好写一个", en="a picture needs exactly one of file and panels"
        )
        yield Flaw(("picture",), message)
    elif shown.file is not None:
        yield from _file(shown)
    else:
        yield from _panels(question, variants)


def _file(shown: Picture) -> Iterator[Flaw]:
    where = ("picture", "file")
    if shown.data is None:
        yield Flaw(where, Text(zh=f"找不到图片 {shown.file}", en=f"there is no picture {shown.file}"))
        return
    try:
        content = base64.b64decode(shown.data, validate=True)
        Image.open(io.BytesIO(content)).verify()
        image = Image.open(io.BytesIO(content))  # a verified one can no longer be read
    except (binascii.Error, OSError, SyntaxError, ValueError):
        yield Flaw(where, Text(zh="图片读不出来", en="the picture cannot be read"))
        return
    if len(content) > MOST_BYTES:
        most = MOST_BYTES // 1000
        yield Flaw(where, Text(zh=f"图片超过 {most} kB", en=f"the picture is larger than {most} kB"))
    if image.getexif() or getattr(image, "text", None):
        message = Text(
            zh="图片带有附加信息，可能泄露患者身份；请另存为不带信息的图片",
            en="the picture carries metadata, which may identify a patient; save it without",
        )
        yield Flaw(where, message)


def _panels(question: QuestionBase, variants: list[Variant]) -> Iterator[Flaw]:
    """Panels that physics refuses; the first and the last variant stand for all."""
    for variant in dict.fromkeys((0, len(variants) - 1)) if variants else ():
        try:
            picture(question, variants[variant])
        except (ValueError, TypeError, ExpressionError) as error:
            message = Text(zh=f"图片模拟不出来：{error}", en=f"the picture cannot be simulated: {error}")
            yield Flaw(("picture", "panels"), message, dict(variants[variant].parameters))
            return
