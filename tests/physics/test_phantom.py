import math

import numpy as np
import pytest

from physics.phantom import ABDOMEN, HEAD, Ellipse, Phantom, varied
from physics.tissues import FAT, FLUID, LIVER

PHANTOMS = pytest.mark.parametrize("phantom", [ABDOMEN, HEAD], ids=["abdomen", "head"])


@PHANTOMS
def test_no_pixel_holds_more_than_itself(phantom):
    filled = phantom.maps(pixel=2e-3, pixels=200).sum(0)
    assert filled.min() >= 0.0
    assert filled.max() <= 1.0 + 1e-12


@PHANTOMS
def test_the_body_fills_the_area_of_its_outline(phantom):
    height, width = phantom.size
    area = phantom.maps(pixel=1e-3, pixels=400).sum() * 1e-6
    assert area == pytest.approx(math.pi / 4 * height * width, rel=2e-3)


@PHANTOMS
def test_the_body_ends_where_its_size_says(phantom):
    rows, columns = np.nonzero(phantom.maps(pixel=1e-3, pixels=401).sum(0) > 0.4)
    assert np.ptp(rows) * 1e-3 == pytest.approx(phantom.size[0], abs=1e-3)
    assert np.ptp(columns) * 1e-3 == pytest.approx(phantom.size[1], abs=1e-3)


@PHANTOMS
def test_every_tissue_can_be_seen(phantom):
    assert np.all(phantom.maps(pixel=1e-3, pixels=400).max((1, 2)) > 0.5)


def test_a_turned_ellipse_keeps_its_area_and_swaps_its_extent():
    upright = Phantom((Ellipse(FAT, (0.01, 0.0), (0.05, 0.02)),))
    lying = Phantom((Ellipse(FAT, (0.01, 0.0), (0.05, 0.02), math.pi / 2),))
    assert lying.size == pytest.approx(upright.size[::-1])
    areas = [p.maps(pixel=1e-3, pixels=201).sum() for p in (upright, lying)]
    assert areas[1] == pytest.approx(areas[0], rel=1e-3)


def test_a_later_ellipse_replaces_what_lies_under_it():
    liver, fluid = Phantom((Ellipse(LIVER, (0, 0), (0.05, 0.05)), Ellipse(FLUID, (0, 0), (0.02, 0.02)))).maps(
        pixel=1e-3, pixels=101
    )
    assert liver[50, 50] == 0.0
    assert fluid[50, 50] == 1.0
    assert liver[50, 90] == 1.0


def test_another_person_has_the_same_outline_and_other_organs():
    first, again, other = (varied(ABDOMEN, seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert first.size == other.size == ABDOMEN.size


def test_a_raster_without_pixels_is_refused():
    with pytest.raises(ValueError, match="pixel must be > 0 m"):
        HEAD.maps(pixel=0.0, pixels=10)
