"""A selection that goes over several blocks: text, formulas, tables and code of one document.

Each block keeps its own part of it. The block in which a person pressed the button has the focus;
as they drag beyond it, the blocks up to the pointer are selected with it.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QRect


class Selectable(Protocol):
    """A block of a document."""

    def geometry(self) -> QRect: ...

    def select(self, start: QPoint | None, end: QPoint | None) -> None:
        """Select between two points of the block; None is its start or its end."""

    def unselect(self) -> None: ...

    def selected(self, *, alone: bool) -> str:
        """What is selected, as Markdown; ``alone`` where no other block has a part of it."""


def drag(blocks: Sequence[Selectable], source: int, pressed: QPoint, point: QPoint) -> None:
    """Select from the point ``pressed`` in the block ``source`` to a point of the document."""
    target = _nearest(blocks, point)
    low, high = min(source, target), max(source, target)
    for number, block in enumerate(blocks):
        here = point - block.geometry().topLeft()
        if not low <= number <= high:
            block.unselect()
        elif number == source == target:
            continue  # its own affair
        elif number == source:
            block.select(*((pressed, None) if target > source else (None, pressed)))
        elif number == target:
            block.select(*((None, here) if target > source else (here, None)))
        else:
            block.select(None, None)


def select_all(blocks: Sequence[Selectable]) -> None:
    """Select everything."""
    for block in blocks:
        block.select(None, None)


def unselect(blocks: Sequence[Selectable], but: Selectable | None = None) -> None:
    """Select nothing, or only what ``but`` has selected."""
    for block in blocks:
        if block is not but:
            block.unselect()


def markdown(blocks: Sequence[Selectable]) -> str:
    """What is selected."""
    several = sum(bool(block.selected(alone=True)) for block in blocks) > 1
    parts = (block.selected(alone=not several) for block in blocks)
    return "\n\n".join(part for part in parts if part)


def _nearest(blocks: Sequence[Selectable], point: QPoint) -> int:
    """The block at the height of a point."""

    def distance(number: int) -> int:
        place = blocks[number].geometry()
        return max(place.top() - point.y(), point.y() - place.bottom(), 0)

    return min(range(len(blocks)), key=distance)
