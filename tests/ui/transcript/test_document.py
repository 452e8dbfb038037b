"""A column of blocks: widgets that still hold are kept, and no raw TeX is ever seen."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTextEdit
from support.transcripts import REFERENCE

from app.domain import mathtext
from app.ui.transcript.code import CodeView
from app.ui.transcript.display import FormulaView
from app.ui.transcript.document import DocumentView
from app.ui.transcript.prose import ProseView
from app.ui.transcript.table import TableView

ANSWER = r"""To solve \(x^2 - 5x + 6 = 0\), factor it:

\[
x^2 - 5x + 6 = (x - 2)(x - 3)
\]

So $x_1 = 2$ and $x_2 = 3$.

| root | check |
|------|-------|
| $2$  | \(4 - 10 + 6 = 0\) |

```python
print(x ** 2)  # $not math$
```

1. First $\frac{a}{b}$
   $$
   y = \sqrt{x}
   $$
2. Done: $\boxed{2, 3}$
"""


@pytest.fixture
def document(qtbot, formulas, look):
    view = DocumentView(look, formulas)
    qtbot.addWidget(view)
    view.resize(700, 400)
    return view


def show(document, text, *, final=True):
    document.show_document(mathtext.parse(text, final=final))
    document.setFixedHeight(document.fit(700))


def texts(document):
    return [
        view.toPlainText()
        for view in document.findChildren(QTextEdit)
        if view.isVisibleTo(document)
    ]


def views(document):
    return list(document._views)


def test_blocks_become_the_widgets_that_show_them(document):
    show(document, ANSWER)
    assert [type(view) for view in views(document)] == [
        ProseView,
        FormulaView,
        ProseView,
        TableView,
        CodeView,
        ProseView,
        FormulaView,
        ProseView,
    ]


def test_blocks_are_stacked_without_overlap_and_fill_the_height(document):
    show(document, REFERENCE)
    bottom = 0
    for view in views(document):
        assert view.y() >= bottom
        bottom = view.y() + view.height()
    assert document.height() == bottom


def test_what_did_not_change_keeps_its_widget(document):
    show(document, "one $x$\n\n\\[ y \\]\n\ntwo", final=False)
    before = views(document)
    show(document, "one $x$\n\n\\[ y \\]\n\ntwo and more\n\n\\[ z \\]", final=False)
    after = views(document)
    assert after[:3] == before
    assert len(after) == 4
    assert "more" in after[2].toPlainText()


def test_only_the_last_paragraph_is_written_again(document):
    show(document, "one\n\ntwo\n\nthr", final=False)
    (prose,) = views(document)
    changes = []
    prose.document().contentsChange.connect(lambda at, removed, added: changes.append(at))
    show(document, "one\n\ntwo\n\nthree", final=False)
    assert prose.toPlainText() == "one\ntwo\nthree"
    assert min(changes) >= len("one\ntwo")


def test_a_selection_survives_what_is_written_after_it(document):
    show(document, "one\n\ntwo\n\nthr", final=False)
    (prose,) = views(document)
    cursor = prose.textCursor()
    cursor.setPosition(4)
    cursor.movePosition(cursor.MoveOperation.EndOfBlock, cursor.MoveMode.KeepAnchor)
    prose.setTextCursor(cursor)
    show(document, "one\n\ntwo\n\nthree and more", final=False)
    assert prose.textCursor().selectedText() == "two"


def test_code_grows_in_its_widget(document):
    show(document, "```python\nimport ma", final=False)
    (code,) = views(document)
    show(document, "```python\nimport math\nprint(1)\n```")
    assert views(document) == [code]
    assert texts(document) == ["import math\nprint(1)"]


@pytest.mark.parametrize(
    ("begun", "further", "whole"),
    [
        ("So\n\n$$ x", "So\n\n$$ x + y", "So\n\n$$ x + y = z $$"),
        ("So\n\n|a|\n|-|\n|1|\n", "So\n\n|a|\n|-|\n|1|\n|2", "So\n\n|a|\n|-|\n|1|\n|$x$|\n"),
    ],
    ids=["formula", "table"],
)
def test_formulas_and_tables_grow_in_their_widgets(qtbot, document, begun, further, whole):
    show(document, begun, final=False)
    kept = views(document)
    show(document, further, final=False)
    show(document, whole)
    with qtbot.waitSignal(document._formulas.arrived) as came:
        pass
    document.refresh(*came.args)
    document.setFixedHeight(document.fit(700))
    assert views(document) == kept
    fresh = DocumentView(document._look, document._formulas, document)
    show(fresh, whole)
    assert [view.size() for view in kept] == [view.size() for view in views(fresh)]
    assert kept[1].grab().toImage() == views(fresh)[1].grab().toImage()


@pytest.mark.parametrize("holds", [False, True])
def test_pain_04_no_raw_tex_is_seen_while_an_answer_streams(document, typesetter, settle, holds):
    typesetter.holds = holds
    reader = mathtext.Incremental()
    for end in range(1, len(ANSWER)):
        document.show_document(reader.update(ANSWER[:end]))
        seen = "\n".join(text for text in texts(document) if "not math" not in text)
        for raw in ("\\frac", "\\sqrt", "\\boxed", "x^2", "x_1", "\\(", "\\[", "$$"):
            assert raw not in seen, (end, seen)
    document.show_document(reader.update(ANSWER, final=True))
    streamed = texts(document)
    show(document, "")
    show(document, ANSWER)
    assert texts(document) == streamed


def test_late_formulas_are_put_in_place(document, typesetter, settle):
    typesetter.holds = True
    show(document, ANSWER)
    waiting = {key for view in views(document) for key in view.pending}
    assert ("x_1 = 2", False) in waiting
    typesetter.release()
    settle()
    assert document.refresh(waiting)
    assert not any(view.pending for view in views(document))
    assert not document.refresh(waiting)


def test_a_display_formula_that_cannot_be_set_shows_its_source_alone(document, settle, formulas):
    show(document, r"\[ \bad{ \]")
    settle()
    (view,) = views(document)
    document.refresh(set(view.pending))
    document.fit(700)
    place = view._place()
    assert place.width() > view.fontMetrics().horizontalAdvance(r"\[ \bad{ \]")
    assert view._found.why not in view.accessibleName()


def test_a_wide_formula_scrolls_sideways_and_not_on_paper(qtbot, document, formulas, look, settle):
    wide = r"\[ " + "x" * 300 + r" \]"
    show(document, wide)
    settle()
    (view,) = views(document)
    document.refresh(set(view.pending))
    document.fit(700)
    assert view.bar is not None
    assert view.bar.maximum() > 0
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.bar.value() > 0
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.bar.value() == 0
    paper = DocumentView(type(look)(look.theme, paper=True), formulas)
    qtbot.addWidget(paper)
    paper.show_document(mathtext.parse(wide))
    paper.fit(700)
    assert views(paper)[0].bar is None
    assert paper.natural_width() <= 702


def test_quotes_get_a_bar_from_their_first_to_their_last_block(document):
    show(document, "a\n\n> q\n>\n> \\[ x \\]\n>\n> r\n\nb")
    bars = [bar for bars in document._bars for bar in bars]
    quoted = views(document)[1:4]
    assert bars[0].top() == quoted[0].y()
    assert bars[-1].bottom() + 1 == quoted[-1].y() + quoted[-1].height()
    for upper, lower in pairwise(bars):
        assert upper.bottom() + 1 == lower.top()


def test_pages_may_end_below_every_line(document):
    show(document, "word " * 200 + "\n\n| a |\n|---|\n| b |\n\n```\n1\n2\n```")
    breaks = document.breaks()
    assert breaks == sorted(breaks)
    assert breaks[-1] == document.height()
    assert len(breaks) > 10
