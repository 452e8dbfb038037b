"""Opens plots beside the conversation, and keeps them in its look.

What draws them is imported with the first plot: most conversations need none.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QWidget

from app.domain import functions, mathtext
from app.domain.blocks import Document, Heading, ListBlock, Paragraph, Quote, Text
from app.domain.functions import Plot
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look

if TYPE_CHECKING:
    from app.ui.plot.window import PlotWindow

WINDOW = "plotWindow"  # the objectName of every plot's window


def open_plot(near: QWidget, plot: Plot, look: Look, formulas: Formulas) -> None:
    """Show a plot in a window of its own; one that is open already comes to the front."""
    from app.ui.plot.window import PlotWindow

    owner = near.window()
    found = next((window for window in _open(owner) if window.plot == plot), None)
    if found is None:
        found = PlotWindow(plot, replace(look, quiet=False), formulas, owner)
        found.setObjectName(WINDOW)
        _put_beside(found, owner)
    found.setWindowState(found.windowState() & ~Qt.WindowState.WindowMinimized)
    found.show()
    found.activateWindow()
    found.canvas.setFocus()


def _put_beside(window: QWidget, owner: QWidget) -> None:
    """To the right of the conversation, as far as the screen goes."""
    screen, size = owner.screen().availableGeometry(), window.sizeHint()
    left = min(owner.frameGeometry().right() + 1, screen.right() - size.width())
    window.move(max(screen.left(), left), max(screen.top(), owner.y()))


def plot_in(document: Document) -> Plot | None:
    """What a message has to draw."""
    tex = [math.tex for math in mathtext.formulas(document)]
    return functions.find_in_message(tex, _words(document))


def restyle_plots(near: QWidget, look: Look) -> None:
    """Give another look to the plots that are open."""
    for window in _open(near.window()):
        window.set_look(look)


def _open(owner: QWidget) -> "list[PlotWindow]":
    if not owner.findChild(QDialog, WINDOW):
        return []
    from app.ui.plot.window import PlotWindow

    return owner.findChildren(PlotWindow, WINDOW)


def _words(document: Document) -> str:
    """The words outside of formulas, one line for each paragraph."""
    lines = []
    for block in document:
        match block:
            case Paragraph(inlines) | Heading(_, inlines):
                texts = [one.text if isinstance(one, Text) else "\n" for one in inlines]
                lines.append("".join(texts))
            case ListBlock(items):
                lines += [_words(item.blocks) for item in items]
            case Quote(blocks):
                lines.append(_words(blocks))
    return "\n".join(lines)
