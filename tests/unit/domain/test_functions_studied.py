r"""What is found of curves: points with their exact spelling, asymptotes, pieces; first windows."""

import time
from itertools import pairwise
from math import inf, isclose, pi, sqrt

import pytest

from app.domain.functions import find, find_in_message
from app.domain.functions.exact import exact, rounded
from app.domain.functions.features import Kind
from app.domain.functions.study import Study
from app.domain.functions.tracing import Scale

LEFT, RIGHT = -6.0, 6.0

#: A function, and what is found of it between -6 and 6: points by kind, and lines that it nears.
STUDIED = [
    ("x^2-5x+6", {"root": "(2, 0) (3, 0)", "minimum": "(5/2, −1/4)", "intercept": "(0, 6)"}, []),
    ("x^2", {"root": "(0, 0)", "minimum": "(0, 0)", "intercept": "(0, 0)"}, []),
    ("(x-1)^3", {"root": "(1, 0)", "intercept": "(0, −1)"}, []),
    (
        "x^4-5x^2+4",
        {
            "root": "(−2, 0) (−1, 0) (1, 0) (2, 0)",
            "minimum": "(−√10/2, −9/4) (√10/2, −9/4)",
            "maximum": "(0, 4)",
            "intercept": "(0, 4)",
        },
        [],
    ),
    (
        "x^3-3x+1",
        {
            "root": "(≈ −1.879, 0) (≈ 0.347, 0) (≈ 1.532, 0)",
            "minimum": "(1, −1)",
            "maximum": "(−1, 3)",
            "intercept": "(0, 1)",
        },
        [],
    ),
    (
        "x^2-x-1",
        {
            "root": "((1−√5)/2, 0) ((1+√5)/2, 0)",
            "minimum": "(1/2, −5/4)",
            "intercept": "(0, −1)",
        },
        [],
    ),
    (r"x^2-2\sqrt{2}x+2", {"root": "(√2, 0)", "minimum": "(√2, 0)", "intercept": "(0, 2)"}, []),
    (r"\frac{1}{x}", {}, ["x=0", "y=0"]),
    (r"\frac{1}{x^2}", {}, ["x=0", "y=0"]),
    (r"\frac{2x+1}{x-3}", {"root": "(−1/2, 0)", "intercept": "(0, −1/3)"}, ["x=3", "y=2"]),
    (
        r"\frac{x^2+1}{x-3}",
        {"maximum": "(3−√10, 6−2√10)", "intercept": "(0, −1/3)"},
        ["x=3", "y=1x+3"],
    ),
    (r"\frac{x^2-1}{x-1}", {"root": "(−1, 0)", "hole": "(1, 2)", "intercept": "(0, 1)"}, []),
    (
        r"\frac{\sin x}{x}",
        {
            "root": "(−π, 0) (π, 0)",
            "minimum": "(≈ −4.493, ≈ −0.217) (≈ 4.493, ≈ −0.217)",
            "hole": "(0, 1)",
        },
        ["y=0"],
    ),
    ("|x|", {"root": "(0, 0)", "minimum": "(0, 0)", "intercept": "(0, 0)"}, []),
    (
        "|x^2-4|",
        {
            "root": "(−2, 0) (2, 0)",
            "minimum": "(−2, 0) (2, 0)",
            "maximum": "(0, 4)",
            "intercept": "(0, 4)",
        },
        [],
    ),
    (
        r"\sqrt{4-x^2}",
        {
            "root": "(−2, 0) (2, 0)",
            "end": "(−2, 0) (2, 0)",
            "maximum": "(0, 2)",
            "intercept": "(0, 2)",
        },
        [],
    ),
    (
        r"\sqrt{2-x^2}",
        {
            "root": "(−√2, 0) (√2, 0)",
            "end": "(−√2, 0) (√2, 0)",
            "maximum": "(0, √2)",
            "intercept": "(0, √2)",
        },
        [],
    ),
    (r"\sqrt{x^2+1}", {"minimum": "(0, 1)", "intercept": "(0, 1)"}, ["y=-1x+0", "y=1x+0"]),
    (r"\sqrt[3]{x}", {"root": "(0, 0)", "intercept": "(0, 0)"}, []),
    ("x^{2/3}", {"root": "(0, 0)", "minimum": "(0, 0)", "intercept": "(0, 0)"}, []),
    ("e^x", {"intercept": "(0, 1)"}, ["y=0"]),
    ("e^x-2", {"root": "(ln 2, 0)", "intercept": "(0, −1)"}, ["y=-2"]),
    ("e^{-x^2}", {"maximum": "(0, 1)", "intercept": "(0, 1)"}, ["y=0"]),
    ("e^{1/x}", {"open_end": "(0, 0)"}, ["x=0", "y=1"]),
    (r"\frac{1}{1+e^{-x}}", {"intercept": "(0, 1/2)"}, ["y=0", "y=1"]),
    (r"\ln x", {"root": "(1, 0)"}, ["x=0"]),
    (r"\ln|x|", {"root": "(−1, 0) (1, 0)"}, ["x=0"]),
    (r"x\ln x", {"root": "(1, 0)", "minimum": "(1/e, −1/e)", "open_end": "(0, 0)"}, []),
    ("x^x", {"minimum": "(1/e, ≈ 0.692)", "open_end": "(0, 1)"}, []),
    (
        r"\sin x",
        {
            "root": "(−π, 0) (0, 0) (π, 0)",
            "minimum": "(−π/2, −1) (3π/2, −1)",
            "maximum": "(−3π/2, 1) (π/2, 1)",
            "intercept": "(0, 0)",
        },
        [],
    ),
    (
        r"\tan x",
        {"root": "(−π, 0) (0, 0) (π, 0)", "intercept": "(0, 0)"},
        [f"x={k * pi / 2}" for k in (-3, -1, 1, 3)],
    ),
    (r"\sin^2 x+\cos^2 x", {"intercept": "(0, 1)"}, []),
    (r"\arctan x", {"root": "(0, 0)", "intercept": "(0, 0)"}, [f"y={-pi / 2}", f"y={pi / 2}"]),
    (r"\tanh x", {"root": "(0, 0)", "intercept": "(0, 0)"}, ["y=-1", "y=1"]),
    (r"\frac{x}{|x|}", {"open_end": "(0, −1) (0, 1)"}, []),
    (r"\frac{1}{\sqrt{x}}", {}, ["x=0", "y=0"]),
    (r"\sqrt{x}", {"root": "(0, 0)", "end": "(0, 0)", "intercept": "(0, 0)"}, []),
    ("2x+1", {"root": "(−1/2, 0)", "intercept": "(0, 1)"}, []),
]


def studied(tex, left=LEFT, right=RIGHT):
    study = Study(find(tex, bare=True))
    return study, study.features(left, right)


def points(found, kind):
    chosen = [point for point in found.points if kind in point.kinds]
    return " ".join(f"({point.x.text}, {point.y.text})" for point in chosen)


def by_kind(found):
    return {str(kind): text for kind in Kind if (text := points(found, kind))}


def same_lines(found, expected):
    def key(line):
        if line.slope == inf:
            return "x", round(line.height, 9)
        return (f"{line.slope:g}", round(line.height, 5))

    wanted = []
    for text in expected:
        axis, _, value = text.partition("=")
        slope, sign, height = value.partition("x+")
        if axis == "x":
            wanted.append(("x", round(float(value), 9)))
        else:
            wanted.append((slope if sign else "0", round(float(height if sign else value), 5)))
    return sorted(map(key, found.lines)) == sorted(wanted)


@pytest.mark.parametrize(("tex", "expected", "lines"), STUDIED, ids=[one[0] for one in STUDIED])
def test_points_and_asymptotes_are_found_and_spelled(tex, expected, lines):
    _, found = studied(tex)
    assert by_kind(found) == expected
    assert same_lines(found, lines), found.lines


def test_a_floor_has_its_steps_and_no_asymptote():
    _, found = studied(r"\lfloor x \rfloor", -1.5, 1.5)
    assert points(found, Kind.END) == "(−1, −1) (0, 0) (1, 1)"
    assert points(found, Kind.OPEN_END) == "(−1, −2) (0, −1) (1, 0)"
    assert not found.lines


def test_cases_have_closed_and_open_ends_and_values_apart():
    _, found = studied(r"f(x)=\begin{cases}x^2,&x<1\\2x+1,&x\ge1\end{cases}")
    assert points(found, Kind.END) == "(1, 3)"
    assert points(found, Kind.OPEN_END) == "(1, 1)"
    _, found = studied(r"f(x)=\begin{cases}x,&x<1\\5,&1\le x\le 1\\x,&x>1\end{cases}")
    assert points(found, Kind.HOLE) == "(1, 1)"
    assert points(found, Kind.END) == "(1, 5)"


def test_an_equation_shows_where_its_sides_meet():
    _, found = studied("2x+3=7")
    assert by_kind(found) == {"intersection": "(2, 7)"}
    _, found = studied(r"\sin x = \frac12, 0 \le x < 2\pi")
    assert by_kind(found) == {"intersection": "(π/6, 1/2) (5π/6, 1/2)"}


def test_two_curves_meet():
    _, found = studied(r"\begin{cases} y=x^2 \\ y=x+2 \end{cases}")
    assert points(found, Kind.INTERSECTION) == "(−1, 1) (2, 4)"


def test_where_a_function_meets_its_own_derivative_is_not_marked():
    plot = find_in_message(["f(x)=x^2-4", "f'(x)=2x"])
    assert len(plot.curves) == 2
    assert points(Study(plot).features(LEFT, RIGHT), Kind.INTERSECTION) == ""
    plot = find_in_message(["f(x)=x^2-3", "g(x)=2x"])
    assert points(Study(plot).features(LEFT, RIGHT), Kind.INTERSECTION) == "(−1, −2) (3, 6)"


def test_where_a_curve_changes_without_end_only_what_is_certain_is_marked():
    study, found = studied(r"\sin(1/x)", -1, 1)
    assert found.wild
    xs = [point.x.value for point in found.points if Kind.ROOT in point.kinds]
    assert all(isclose(1 / x / pi, round(1 / x / pi), rel_tol=1e-9) for x in xs)
    assert max(xs) == pytest.approx(1 / pi)
    assert study.first_window(0.6).right > 0.6


# --- pieces -----------------------------------------------------------------------------------


def pieces(tex, left=LEFT, right=RIGHT, bottom=-4.0, top=4.0):
    study, found = studied(tex, left, right)
    scale = Scale(800 / (right - left), 500 / (top - bottom), bottom, top)
    return study.pieces(found, left, right, scale)[0]


@pytest.mark.parametrize(
    ("tex", "count"),
    [
        ("x^2", 1),
        ("|x|", 1),
        (r"\frac1x", 2),
        (r"\frac{1}{x^2}", 2),
        (r"\tan x", 5),
        (r"\ln x", 1),
        (r"\sqrt{4-x^2}", 1),
        (r"\frac{x^2-1}{x-1}", 2),
        (r"\lfloor x \rfloor", 12),
        (r"\frac{1}{x^2-1}", 3),
        (r"\sqrt{x^2-4}", 2),
        (r"\sqrt[3]{x}", 1),
        ("1000x^3", 1),
        (r"\arctan(1000x)", 1),
    ],
)
def test_curves_fall_into_their_pieces(tex, count):
    assert len(pieces(tex)) == count


@pytest.mark.parametrize("right", [300, 600, 1500])
def test_no_line_crosses_a_pole_even_if_there_are_too_many_to_know(right):
    for piece in pieces(r"\tan x", 0, right):
        assert all(after >= before for (_, before), (_, after) in pairwise(piece))


@pytest.mark.parametrize("tex", ["x^2", r"\sin 3x", "|x|", r"\sqrt{4-x^2}", r"\frac1x", "e^x"])
def test_lines_stay_within_half_a_pixel_of_the_curve(tex):
    study, _ = studied(tex)
    y_px = 500 / 8
    for piece in pieces(tex):
        for (x0, y0), (x1, y1) in pairwise(piece):
            if max(abs(y0), abs(y1)) < 4:
                middle = study.value(0, (x0 + x1) / 2)
                assert abs(middle - (y0 + y1) / 2) * y_px < 0.5


def test_ends_of_the_domain_are_reached():
    (piece,) = pieces(r"\sqrt{4-x^2}")
    assert piece[0] == pytest.approx((-2, 0), abs=1e-3)
    assert piece[-1] == pytest.approx((2, 0), abs=1e-3)


# --- first windows ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tex",
    ["x^2-5x+6", "x^3-3x+1", "(x-100)(x-200)", r"\sin x", r"\sin(50x)", r"\sin(0.01x)", "2x+3=7"],
)
def test_the_first_window_shows_what_is_special_and_the_axis(tex):
    study = Study(find(tex, bare=True))
    window = study.first_window(0.65)
    found = study.features(window.left, window.right)
    seen = [p for p in found.points if window.bottom < p.y.value < window.top]
    assert 1 <= len(seen) <= 15
    assert window.bottom < 0 < window.top


@pytest.mark.parametrize("tex", ["1000x^2", "0.001x^2", "x^{10}", "e^x", "x^x", "e^{-x^2}", "2x"])
def test_steep_and_flat_curves_are_seen_in_the_first_window(tex):
    study = Study(find(tex, bare=True))
    window = study.first_window(0.65)
    xs = [window.left + window.width * k / 100 for k in range(101)]
    ys = [y for x in xs if (y := study.value(0, x)) == y]
    seen = [y for y in ys if window.bottom <= y <= window.top]
    assert len(seen) > 0.15 * len(ys)
    assert max(seen) - min(seen) > 0.2 * window.height


# --- numbers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *(
            (0.0, "0"),
            (2.0, "2"),
            (-3.5, "−7/2"),
            (1 / 3, "1/3"),
            (pi, "π"),
            (-3 * pi / 4, "−3π/4"),
        ),
        *((sqrt(2), "√2"), (-sqrt(12), "−2√3"), (sqrt(2) / 2, "√2/2"), (sqrt(3) / 3, "√3/3")),
        *(((1 + sqrt(5)) / 2, "(1+√5)/2"), (3 - sqrt(10), "3−√10"), (0.5413724, "≈ 0.541")),
        *((123456.789, "≈ 123457"), (2.71828182845904523, "e"), (0.6931471805599453, "ln 2")),
        *((1e-7 / 3, "≈ 3.333·10⁻⁸"), (1e9 + 0.123, "≈ 1·10⁹")),
    ],
)
def test_numbers_are_spelled_exactly_where_they_are_known(value, text):
    assert exact(value).text == text


def test_no_float_near_by_is_taken_for_an_exact_number():
    for value in (1 / 3, sqrt(2), pi / 6, (1 + sqrt(5)) / 2):
        assert not exact(value * (1 + 1e-7)).certain


def test_rounded_numbers_have_few_digits():
    assert [rounded(x) for x in (1.0, -0.25, 12.3456, 1e7)] == ["1", "−0.25", "12.35", "1·10⁷"]


# --- bounds -----------------------------------------------------------------------------------

HARD = [
    r"\sin(1000x)",
    r"\tan(200x)",
    r"\sin(x^2)",
    r"\lfloor 100x \rfloor",
    r"\frac{1}{\sin(1/x)}",
    "x^{x^{x^x}}",
    r"e^{e^{e^x}}",
    r"\sin(\tan x)",
    "+".join(rf"\frac{{1}}{{x-{k}}}" for k in range(25)),
    "(x+1)" * 60,
    r"\sqrt{" * 12 + "x" + "}" * 12,
    "x-x",
    r"\frac{1}{x-x}",
    "10^{300}x",
    "10^{-300}x",
    r"\ln(\ln(\ln x))",
]


@pytest.mark.parametrize("tex", HARD, ids=range(len(HARD)))
def test_hard_functions_take_a_bounded_time_and_raise_nothing(tex):
    started = time.process_time()
    study = Study(find(tex, bare=True))
    window = study.first_window(0.65)
    found = study.features(window.left, window.right)
    scale = Scale(800 / window.width, 500 / window.height, window.bottom, window.top)
    study.pieces(found, window.left, window.right, scale)
    assert time.process_time() - started < 3
