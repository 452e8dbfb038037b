"""The note above the composer keeps its line readable in a narrow window."""

import pytest

from app.ui.demo_note import DemoNote


@pytest.mark.parametrize(("width", "below"), [(420, True), (1000, False)])
def test_in_a_narrow_window_the_buttons_go_below_the_line(qapp, width, below):
    note = DemoNote()
    note.resize(width, 120)
    note.grab()  # lays it out
    assert (note._models.geometry().top() > note._text.geometry().bottom()) is below
    assert note._text.width() > 300
