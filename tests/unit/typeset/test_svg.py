"""MathJax's SVG to display lists, on SVG written by hand."""

import pytest

from app.typeset.formula import Bar, Frame, Outline, Words
from app.typeset.svg import read_svg


def read(content: str, view_box: str = "0 -700 1000 900"):
    svg = f'<svg viewBox="{view_box}"><g transform="scale(1,-1)">{content}</g></svg>'
    return read_svg(svg, tex="x", display=True)


def only(content: str):
    (shape,) = read(content).shapes
    return shape


def test_extents_in_em():
    formula = read("")
    assert (formula.width, formula.ascent, formula.descent) == pytest.approx((1.0, 0.7, 0.2))
    assert (formula.tex, formula.display, formula.shapes) == ("x", True, ())


def test_a_formula_that_hangs_over_to_the_left_starts_at_zero():
    formula = read('<rect x="-100" y="0" width="50" height="10"/>', "-100 -700 1000 900")
    assert formula.shapes[0].x == 0


def test_a_glyph_stands_where_its_groups_put_it():
    outline = only('<g transform="translate(500,200) scale(0.5)"><path d="M0 0L100 100Z"/></g>')
    assert isinstance(outline, Outline)
    steps = list(outline.segments)
    assert steps[0] == ("M", pytest.approx(0.5), pytest.approx(-0.2))
    assert steps[1] == ("L", pytest.approx(0.55), pytest.approx(-0.25))


def test_a_path_without_steps_is_not_drawn():
    assert read('<path d="" transform="translate(2,0)"/>').shapes == ()


def test_glyphs_are_shared():
    first, second = read('<path d="M0 0H9Z"/><path d="M0 0H9Z"/>').shapes
    assert first.glyph is second.glyph


def test_a_fraction_bar():
    bar = only('<rect x="120" y="220" width="500" height="60"/>')
    assert isinstance(bar, Bar)
    assert (bar.x, bar.y, bar.width, bar.height) == pytest.approx((0.12, -0.28, 0.5, 0.06))


def test_a_box_is_a_frame():
    frame = only('<rect x="30" y="-240" width="1000" height="900" fill="none" stroke-width="60"/>')
    assert isinstance(frame, Frame)
    assert (frame.y, frame.height, frame.stroke) == pytest.approx((-0.66, 0.9, 0.06))
    assert not frame.dashed


def test_the_frame_of_a_table_has_a_width_though_the_svg_says_none():
    frame = only('<rect data-frame="true" class="mjx-dashed" x="0" y="0" width="9" height="9"/>')
    assert isinstance(frame, Frame)
    assert frame.stroke == pytest.approx(0.07)
    assert frame.dashed


def test_backgrounds_are_left_out_but_rules_are_not():
    background = '<rect data-bgcolor="true" fill="yellow" x="0" y="0" width="9" height="9"/>'
    assert read(f'<g data-mml-node="mpadded">{background}</g>').shapes == ()
    assert isinstance(only(f'<g data-mml-node="mspace">{background}</g>'), Bar)


def test_lines():
    line = only('<line class="mjx-solid" x1="0" y1="100" x2="1000" y2="100"/>')
    assert next(line.segments) == ("M", pytest.approx(0), pytest.approx(-0.135))
    dashed = read('<line class="mjx-dashed" x1="0" y1="0" x2="1120" y2="0"/>').shapes
    assert len(dashed) == 4


def test_borders_are_polygons():
    outline = only('<polygon points="0,0 100,0 100,50"/>')
    assert [step[0] for step in outline.segments] == ["M", "L", "L", "Z"]


def test_text_without_glyphs():
    content = (
        '<text transform="translate(200,100) scale(1,-1)" font-size="1000px"'
        ' font-style="italic" font-weight="bold">{}</text>'
    )
    assert only(content.format("é")) == Words(0.2, -0.1, 1.0, "é", bold=True, italic=True)
    assert only(content.format("中")).italic is False, "Chinese has no italics"
    assert read('<text data-id-align="true"></text>').shapes == ()


def test_a_nested_svg_cuts_its_content():
    piece = only(
        '<svg width="80" height="400" x="10" y="1000" viewBox="0 100 80 400">'
        '<path d="M0 0V60H80V0Z" transform="scale(1,10)"/></svg>'
    )
    heights = [-step[2] for step in piece.segments if len(step) > 1]
    assert (min(heights), max(heights)) == pytest.approx((1.0, 1.4))


def test_a_turned_arrow():
    outline = only('<path d="M 10 0 l 10 0 Z" transform="rotate(90 10 0)"/>')
    assert list(outline.segments)[1][1:] == pytest.approx((0.01, -0.01))


@pytest.mark.parametrize(
    "content", ["<image/>", '<g transform="skewX(3)"/>', '<path d="M0 0" transform="scale()"/>']
)
def test_what_is_unknown_is_an_error(content):
    with pytest.raises(ValueError):
        read(content)


def test_a_size_relative_to_the_page_is_an_error():
    with pytest.raises(ValueError):
        read_svg('<svg width="100%"/>', tex="x", display=True)


def test_deep_nesting():
    assert len(read("<g>" * 20_000 + '<path d="M0 0Z"/>' + "</g>" * 20_000).shapes) == 1
