"""While an answer grows and while somebody scrolls, what stays is moved, not painted again.

What the screen shows then must be what painting everything would show.
"""

import pytest
from PySide6.QtWidgets import QApplication
from support.transcripts import conversation, question, streaming

from app.ui.transcript.text import TextView

PART = r"""Because $x_{3} > 2$ holds, the sum is at most $\frac{1}{2}$ and we may write

\[ \sum_{k=1}^{3} k^2 = \frac{n}{6} \]

> quoted words in which $a$ stands
> and goes on

- one item
- two **bold** items with `code`

| a | b |
|---|---|
| 1 | $x$ |

```
code line
another
```

"""
TEXT = 4 * PART
STEP = 37  # characters from one update to the next
LINES = "\n\n---\n\n".join(12 * ["word " * 60])


@pytest.fixture
def painted(monkeypatch):
    """The texts painted so far."""
    texts = []
    paint = TextView.paintEvent

    def noted(view, event):
        texts.append(view)
        paint(view, event)

    monkeypatch.setattr(TextView, "paintEvent", noted)
    return texts


def settled(qtbot):
    qtbot.wait(20)  # Qt paints a few milliseconds after it was asked to


def on_screen(transcript):
    """The pixels that are shown; a copy, for Qt paints on in the others."""
    return transcript.backingStore().paintDevice().copy()


def painted_anew(transcript):
    return transcript.grab().toImage().convertToFormat(on_screen(transcript).format())


@pytest.mark.parametrize("thoughts", [False, True])
def test_a_growing_answer_looks_as_if_painted_at_once(qtbot, transcript, settle, thoughts):
    transcript.show_turns([question(1, "Why?"), streaming(2)])
    for number, end in enumerate(range(STEP, len(TEXT), STEP)):
        said = (TEXT[:end], "") if thoughts else ("", TEXT[:end])
        transcript.update_stream(2, *said, None)
        if number % 4 == 3:
            settle()
            settled(qtbot)
            assert on_screen(transcript) == painted_anew(transcript)
    assert transcript.verticalScrollBar().maximum() > transcript.height()


def test_a_new_line_paints_its_paragraph_alone(qtbot, transcript, painted):
    transcript.show_turns([question(1, "Why?"), streaming(2)])
    transcript.update_stream(2, "", LINES, None)
    settled(qtbot)
    bar = transcript.verticalScrollBar()
    seen = grown = 0
    for words in range(1, 30):
        before = bar.value()
        painted.clear()
        transcript.update_stream(2, "", LINES + "more words " * words, None)
        settled(qtbot)
        if bar.value() > before:
            grown += 1
            seen = max(seen, len(set(painted)))
    assert grown > 2
    assert seen == 1


def test_scrolling_paints_what_comes_into_sight_alone(qtbot, transcript, settle, painted):
    transcript.show_turns(conversation(12))
    settle()
    bar = transcript.verticalScrollBar()
    for _ in range(6):
        bar.setValue(bar.value() - 10)
        settled(qtbot)
        painted.clear()
    bar.setValue(bar.value() - 10)
    settled(qtbot)
    QApplication.processEvents()
    assert len(set(painted)) <= 1
    assert on_screen(transcript) == painted_anew(transcript)
