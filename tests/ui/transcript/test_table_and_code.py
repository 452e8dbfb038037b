"""Tables with rows on one baseline; code that is never altered."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from app.domain.blocks import Align, Cell, Code, Math, Table, Text
from app.ui.theme import DARK, LIGHT
from app.ui.transcript.buttons import IconButton
from app.ui.transcript.code import CodeView, tokens
from app.ui.transcript.inline import baseline
from app.ui.transcript.table import TableView, alike, is_number, narrowed


def cell(*inlines):
    return Cell(tuple(Text(i) if isinstance(i, str) else i for i in inlines))


def table(*rows):
    return Table(rows[0], rows[1:], (Align.LEFT, Align.CENTER, Align.RIGHT))


TALL = Math("tall", "$tall$")
LONG = "many words that need room " * 6


@pytest.fixture
def made(qtbot, formulas, typesetter, look, settle):
    def make(content, width=700):
        typesetter.extents = (2.1, 1.4)
        formulas.get(TALL)
        settle()
        view = TableView(content, look, formulas)
        qtbot.addWidget(view)
        view.resize(width, view.fit(width))
        view.show()
        return view

    return make


def baselines(view, row):
    grid = view._made
    return [
        baseline(view.document(), grid.cellAt(row, column).firstPosition())
        for column in range(grid.columns())
    ]


@pytest.mark.parametrize("said", ["-2", "−1.5", "12 000", "25%", r"\frac{1}{2}", r"-\dfrac{3}{4}"])
def test_numbers_are_told(said):
    assert is_number(cell(Math(said, f"${said}$")))
    assert is_number(cell(Text(said)))


@pytest.mark.parametrize("said", ["", "x", "2x", "f(2)", "1 metre", "-"])
def test_what_is_no_number_is_told(said):
    assert not is_number(cell(Text(said)))


def test_columns_of_numbers_are_equally_wide():
    assert alike([60, 49, 35, 49], [1, 2, 3]) == [60, 49, 49, 49]
    assert alike([60, 10], []) == [60, 10]


def test_cells_of_a_row_stand_on_one_baseline(made):
    view = made(
        table(
            (cell("a"), cell("b"), cell(TALL)),
            (cell("word"), cell(TALL), cell("函数")),
            (cell(LONG), cell("x"), cell()),
        )
    )
    for row in range(3):
        assert baselines(view, row) == pytest.approx([baselines(view, row)[0]] * 3, abs=0.02)


def test_rows_that_are_too_short_are_filled(made):
    view = made(table((cell("a"), cell("b"), cell("c")), (cell("only one"),)))
    assert view._made.columns() == 3
    assert view.toPlainText().split("\n") == ["", "a", "b", "c", "only one", "", "", ""]


def test_a_table_is_as_wide_as_it_needs_and_breaks_long_cells(made):
    small = made(table((cell("a"), cell("b"))))
    assert small.natural_width() < 200
    assert small.horizontalScrollBar().maximum() == 0
    long = made(table((cell("a"), cell(LONG))))
    assert long.natural_width() > 700
    assert long.lineWrapColumnOrWidth() <= 700
    assert long.horizontalScrollBar().maximum() == 0


def test_a_table_of_many_columns_scrolls_sideways(made):
    wide = made(table(tuple(cell("some words") for _ in range(30))), width=500)
    assert wide.lineWrapColumnOrWidth() > 500
    bar = wide.horizontalScrollBar().sizeHint().height()
    assert wide.height() >= wide.document().size().height() + bar


@given(
    st.lists(st.integers(1, 900), min_size=1, max_size=9), st.integers(1, 2000), st.integers(1, 200)
)
def test_columns_are_narrowed_fairly(natural, room, least):
    widths = narrowed(natural, room=room, least=least)
    assert all(
        min(least, wide) <= width <= wide for width, wide in zip(widths, natural, strict=True)
    )
    if sum(natural) <= room:
        assert widths == natural
    elif sum(widths) > room:
        assert all(width <= least for width in widths)
    narrowed_ones = [w for w, wide in zip(widths, natural, strict=True) if w < wide]
    assert len(set(narrowed_ones)) <= 1


# --- code -------------------------------------------------------------------------------------

PYTHON = 'def f(x):\n\treturn "$x$"  # \\(y\\)\n'


@pytest.fixture
def code_view(qtbot, look):
    def make(code, width=600):
        view = CodeView(code, look)
        qtbot.addWidget(view)
        view.resize(width, view.fit(width))
        return view

    return make


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.text(st.characters(blacklist_categories=["Cs"])),
    st.sampled_from(["python", "c++", "json", "tex", "", "<b>", "nonsense"]),
)
def test_the_pieces_of_code_add_up_to_it(text, language):
    pieces = tokens(Code(text, language))
    assert "".join(piece for _, piece in pieces) == text.removesuffix("\n")


def test_code_is_copied_exactly(code_view):
    view = code_view(Code(PYTHON, "python"))
    view.findChild(IconButton).click()
    assert QGuiApplication.clipboard().text() == PYTHON
    view.text.selectAll()
    view.text.copy()
    assert QGuiApplication.clipboard().text() == PYTHON.removesuffix("\n")


def test_the_language_is_plain_text(code_view):
    view = code_view(Code("x", "<img src=x>"))
    (label,) = view.findChildren(QLabel)
    assert label.text() == "<img src=x>"
    assert label.textFormat().name == "PlainText"


def test_long_lines_scroll_sideways_instead_of_breaking(code_view):
    view = code_view(Code("x = " + "1 + " * 300, "python"), width=400)
    short = code_view(Code("x = 1", "python"), width=400)
    assert view.text.document().size().height() == short.text.document().size().height()
    assert view.text.natural_width() > 400
    assert view.height() > short.height()


def test_growing_code_is_coloured_as_if_it_had_come_at_once(code_view):
    grown = code_view(Code("", "python"))
    for end in range(len(PYTHON) + 1):
        grown.show_code(Code(PYTHON[:end], "python", open=True))
    whole = code_view(Code(PYTHON, "python"))
    assert grown.text.toHtml() == whole.text.toHtml()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_colours_of_code_can_be_read(theme):
    """Ordinary tokens hold a contrast of 4.5:1 on the ground of code (WCAG AA)."""
    from pygments.styles import get_style_by_name
    from pygments.token import Comment, Keyword, Name, Number, Operator, String

    style = get_style_by_name(theme.pygments_style)
    for kind in (Comment, Keyword, Name, Number, Operator, String, Name.Function, Name.Builtin):
        colour = style.style_for_token(kind)["color"]
        assert contrast(f"#{colour}" if colour else theme.text, theme.code) >= 4.5, kind


def contrast(one, other):
    brighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
