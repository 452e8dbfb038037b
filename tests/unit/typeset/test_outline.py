"""SVG paths to outlines."""

import pytest

from app.typeset.formula import Affine, Outline
from app.typeset.outline import Box, clipped, dashes, parse_outline, stroke


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("M1 2L3 4Z", [("M", 1, 2), ("L", 3, 4), ("Z",)]),
        ("M1 2H5V7", [("M", 1, 2), ("L", 5, 2), ("L", 5, 7)]),
        ("M1 2l3 4h1v-1", [("M", 1, 2), ("L", 4, 6), ("L", 5, 6), ("L", 5, 5)]),
        ("M0,0C1,2,3,4,5,6", [("M", 0, 0), ("C", 1, 2, 3, 4, 5, 6)]),
        ("", []),
    ],
)
def test_steps_in_absolute_coordinates(path, steps):
    assert list(parse_outline(path)) == steps


def test_a_smooth_curve_goes_on_from_the_mirrored_control_point():
    steps = parse_outline("M0 0Q1 2 2 0T4 0T6 0")
    assert steps[1:] == (("Q", 1, 2, 2, 0), ("Q", 3, -2, 4, 0), ("Q", 5, 2, 6, 0))


def test_a_smooth_curve_after_a_line_has_its_control_point_where_it_starts():
    assert parse_outline("M0 0L2 2T4 0")[2] == ("Q", 2, 2, 4, 0)


def test_closing_goes_back_to_the_start():
    assert parse_outline("M1 1L5 5Zl1 0")[-1] == ("L", 2, 1)


@pytest.mark.parametrize("path", ["M1", "L1 2 3", "M-1.5-2", "A1 2 3 4 5 6 7", "Z1"])
def test_an_unknown_step_is_an_error(path):
    with pytest.raises(ValueError):
        parse_outline(path)


def test_the_same_path_gives_the_same_object():
    assert parse_outline("M1 2L3 4Z") is parse_outline("M1 2L3 4Z")


def test_an_outline_is_placed_where_it_belongs():
    outline = Outline(parse_outline("M1 2Q3 4 5 6Z"), Affine(a=2, d=-1, e=10, f=20))
    assert list(outline.segments) == [("M", 12, 18), ("Q", 16, 16, 20, 14), ("Z",)]


def test_a_bar_is_cut_to_its_box():
    bar = Outline(parse_outline("M2 -10V10H3V-10Z"), Affine(d=10))
    cut = clipped(bar, Box(0, -5, 10, 7))
    assert list(cut.segments) == [("M", 2, -5), ("L", 2, 7), ("L", 3, 7), ("L", 3, -5), ("Z",)]


def test_a_stroke_is_a_rectangle_around_its_line():
    assert stroke((0, 0), (10, 0), 2) == (
        ("M", 0, 1), ("L", 10, 1), ("L", 10, -1), ("L", 0, -1), ("Z",)
    )  # fmt: skip


def test_dashes_fill_half_of_the_line():
    pieces = list(dashes((0, 0), (0, 2800)))
    assert len(pieces) == 10
    assert pieces[0] == ((0, 0), (0, 140))
    assert sum(end[1] - start[1] for start, end in pieces) == pytest.approx(1400)


def test_turning_then_moving_is_not_moving_then_turning():
    quarter = Affine.rotation(1.5707963267948966)
    move = Affine(e=5)
    assert move.after(quarter).point(1, 0) == pytest.approx((5, 1))
    assert quarter.after(move).point(1, 0) == pytest.approx((0, 6))
