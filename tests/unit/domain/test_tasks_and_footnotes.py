"""Boxes of task lists and marks of footnotes: signs instead of brackets, also while text grows."""

import pytest

from app.domain import mathtext
from app.domain.mathtext import Incremental
from app.ui.transcript.rows import segments

TEXT = """A claim[^1] with $x$[^2], and [^name].

- [ ] open $x$
- [x] **done**
- [X] done, too
- [x](https://example.org) a link
- [] none
1. [ ] numbered

`[^1]` and [^3]: in a line

[^1]: The note
[^2]: Another note"""


def test_boxes_and_marks_are_read():
    plain = mathtext.plain(mathtext.parse(TEXT)).split("\n")
    assert plain == [
        "A claim¹ with x², and [^name].",
        "- ☐ open x",
        "- ☑ done",
        "- ☑ done, too",
        "- x a link",
        "- [] none",
        "1. ☐ numbered",
        "[^1] and ³: in a line",
        "¹ The note",
        "² Another note",
    ]


def test_a_box_is_the_marker_of_its_row():
    rows = [row for segment in segments(mathtext.parse(TEXT)) for row in segment.rows]
    assert [row.marker for row in rows] == ["", "☐", "☑", "☑", "•", "•", "1.", "", "", ""]
    assert mathtext.plain((rows[1].block,)) == "open x"


@pytest.mark.parametrize("step", [1, 7])
def test_a_growing_text_ends_as_the_whole_one(step):
    reader = Incremental()
    for end in range(0, len(TEXT), step):
        reader.update(TEXT[:end])
        assert reader.update(TEXT[:end]) == mathtext.parse(TEXT[:end], final=False)
    assert reader.update(TEXT, final=True) == mathtext.parse(TEXT)
