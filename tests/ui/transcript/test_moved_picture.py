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


def lines(image):
    """The pixels of each line of a picture."""
    pixels, width = bytes(image.constBits()), image.bytesPerLine()
    return [pixels[start : start + width] for start in range(0, len(pixels), width)]


def stale_lines(transcript):
    """Where the screen shows something else than painting everything would."""
    shown = transcript.backingStore().paintDevice()
    anew = transcript.grab().toImage().convertToFormat(shown.format())
    assert anew.size() == shown.size()
    return [y for y, (a, b) in enumerate(zip(lines(shown), lines(anew), strict=True)) if a != b]


def wait_for_screen(qtbot, transcript):
    """Qt paints when it has time; what it never paints stays wrong however long one waits."""

    def nothing_is_stale():
        assert stale_lines(transcript) == []

    qtbot.waitUntil(nothing_is_stale)


@pytest.mark.parametrize("thoughts", [False, True])
def test_a_growing_answer_looks_as_if_painted_at_once(qtbot, transcript, settle, thoughts):
    transcript.show_turns([question(1, "Why?"), streaming(2)])
    for number, end in enumerate(range(STEP, len(TEXT), STEP)):
        said = (TEXT[:end], "") if thoughts else ("", TEXT[:end])
        transcript.update_stream(2, *said, None)
        if number % 4 == 3:
            settle()
            wait_for_screen(qtbot, transcript)
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
    wait_for_screen(qtbot, transcript)
