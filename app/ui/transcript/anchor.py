"""Something on a transcript's canvas that must stay where it is when what is above it changes."""

from collections.abc import Sequence
from dataclasses import dataclass

import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from app.domain.reading_place import ReadingPlace
from app.ui.transcript.document import DocumentView
from app.ui.transcript.message import MessageView
from app.ui.transcript.prose import ProseView
from app.ui.transcript.reasoning import ReasoningView
from app.ui.transcript.text import TextView

PROBE_PX = 14  # how finely we look for something to hold on to


@dataclass(frozen=True)
class Anchor:
    """A widget, a place in its text, and where it is on the screen."""

    widget: QWidget
    place: int | None  # in a text; None means the widget's top
    y: int  # pixels below the top of the viewport


def at_top(canvas: QWidget, top: int, screen: int) -> Anchor | None:
    """What stands at the top of a screen of this height that shows the canvas from ``top`` on."""
    middle = canvas.width() // 2
    for y in range(0, screen, PROBE_PX):
        found = canvas.childAt(QPoint(middle, top + y))
        if found is not None:
            return _anchor_at(canvas, found, top)
    return None


def _anchor_at(canvas: QWidget, found: QWidget, top: int) -> Anchor:
    text = found.parentWidget()
    if not isinstance(text, ProseView):
        return Anchor(found, None, y_of(canvas, found, None) - top)
    place = text.place_at(max(0, top - y_of(canvas, text, None)))
    return Anchor(text, place, y_of(canvas, text, place) - top)


def y_of(canvas: QWidget, widget: QWidget, place: int | None) -> int:
    """The height of a widget, or of a place in its text, on the canvas."""
    inside = widget.y_of(place) if isinstance(widget, TextView) and place is not None else 0
    return widget.mapTo(canvas, QPoint(0, inside)).y()


def to_place(anchor: Anchor, canvas: QWidget, views: Sequence[MessageView]) -> ReadingPlace | None:
    """An anchor in words that hold when its widgets are gone."""
    view = next((v for v in views if v is anchor.widget or v.isAncestorOf(anchor.widget)), None)
    if view is None:
        return None
    top = y_of(canvas, anchor.widget, anchor.place) - anchor.y
    found = _block_of(anchor.widget)
    if found is None:
        return ReadingPlace(view.message.id, False, -1, 0, y_of(canvas, view, None) - top)
    document, block = found
    position = anchor.place if block is anchor.widget else None
    y = y_of(canvas, block, position) - top
    thoughts = isinstance(document.parentWidget(), ReasoningView)
    return ReadingPlace(view.message.id, thoughts, document.number_of(block), position or 0, y)


def _block_of(widget: QWidget) -> tuple[DocumentView, QWidget] | None:
    """The document and the block of it that a widget is, or is in."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, DocumentView):
        widget, parent = parent, parent.parentWidget()
    return (parent, widget) if parent is not None else None


def from_place(place: ReadingPlace, view: MessageView) -> Anchor:
    """The anchor that a place means, in widgets that are made for it."""
    document = view.document(thoughts=place.thoughts)
    if place.block < 0:
        return Anchor(view, None, place.y)
    block = document.block(place.block)
    return Anchor(block, place.position if isinstance(block, ProseView) else None, place.y)


def is_shown(widget: QWidget, canvas: QWidget) -> bool:
    """Whether a widget we hold is still there and not about to go."""
    return shiboken6.isValid(widget) and widget.isVisibleTo(canvas)
