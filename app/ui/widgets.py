"""Small widgets and makers that several pages share. Every label shows plain text, never markup."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr

PAGE_WIDTH_PX = 720
CROSS_PX = 26
TURN_MS = 20  # for keys and clicks, between two parts of a long piece of work

W = TypeVar("W", bound=QWidget)


def label(text: str = "", *, style: str = "", wrap: bool = False) -> QLabel:
    """A plain-text label; ``style`` names a property of the style sheet (title, muted ...)."""
    widget = QLabel(text)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    widget.setWordWrap(wrap)
    if wrap:
        widget.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
    if style:
        widget.setProperty(style, True)
    return widget


def named(widget: W, name: str) -> W:
    """The widget itself, with an objectName for style sheets and tests."""
    widget.setObjectName(name)
    return widget


def button(text: str, clicked: Callable[[], object], *, style: str = "") -> QPushButton:
    """A push button; ``style`` is "primary", "danger" or empty."""
    widget = QPushButton(text)
    widget.clicked.connect(lambda: clicked())
    if style:
        widget.setProperty(style, True)
    return widget


def cross(clicked: Callable[[], object], parent: QWidget | None = None) -> QPushButton:
    """A quiet button that takes something away, large enough to be hit."""
    widget = QPushButton("✕", parent, flat=True)
    widget.setProperty("cross", True)
    widget.setFixedSize(CROSS_PX, CROSS_PX)
    widget.setCursor(Qt.CursorShape.PointingHandCursor)
    widget.clicked.connect(lambda: clicked())
    return widget


def clear(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Take everything out of a layout and delete the widgets."""
    # ``takeAt`` is None at the end, whatever its type says.
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


class Afterwards(QObject):
    """Says that it is time, once, when what is due has been done and keys and clicks had a turn.

    A single timer would not do: during long work it becomes due with everything else, and Qt lets
    all timers that are due run before it looks for keys.
    """

    came = Signal()

    def __init__(self, parent: QObject, turn_ms: int = TURN_MS) -> None:
        super().__init__(parent)
        self._turn = QTimer(self, singleShot=True, interval=turn_ms)
        self._turn.timeout.connect(self.came)
        self._due = QTimer(self, singleShot=True, interval=0)
        self._due.timeout.connect(self._turn.start)

    def start(self) -> None:
        """Begin to wait, or begin anew."""
        self._turn.stop()
        self._due.start()

    def stop(self) -> None:
        """Wait no longer."""
        self._due.stop()
        self._turn.stop()

    @property
    def is_waiting(self) -> bool:
        return self._due.isActive() or self._turn.isActive()


class Page(QScrollArea):
    """A page of the window: a centred column of bounded width that scrolls.

    Its contents are there only while it is in sight, so that what nobody sees is neither styled nor
    translated; the page is opened again where it was left. In other colours or another language
    they are made anew, which takes no longer than changing them.
    """

    to_make = Signal()  # the contents, if there are none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._left_at = 0  # pixels from the top
        self._had_focus = ""  # name of the control that gets it back
        self._again = Afterwards(self)  # other parts of the window come first
        self._again.came.connect(self.to_make)
        self.setObjectName("page")
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body = named(QWidget(), "pageBody")
        # Else the page is as high as it would be at its narrowest, and ends in nothing.
        self.body.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(28, 28, 28, 28)
        self._inner = QWidget()
        self._inner.setMaximumWidth(PAGE_WIDTH_PX)
        self._inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._inner.hide()  # until it is filled: each of its parts shown alone would be laid out
        row.addStretch(1)
        row.addWidget(self._inner, 100, Qt.AlignmentFlag.AlignTop)
        row.addStretch(1)
        self.column = QVBoxLayout(self._inner)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(14)
        self.setWidget(self.body)
        self._filled = Afterwards(self)
        self._filled.came.connect(self._show_contents)

    def reveal(self) -> None:
        """Have what was put into the column shown where the page was left.

        Styling it takes as long as making it, so keys and clicks come between; until then what was
        seen stays.
        """
        self.setUpdatesEnabled(False)
        self._filled.start()

    def settle(self) -> None:
        """Make, show and lay out now what is still to come."""
        if self._again.is_waiting:
            self._again.stop()
            self.to_make.emit()
        if self._filled.is_waiting:
            self._show_contents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)

    def _show_contents(self) -> None:
        self._filled.stop()
        self._inner.show()
        self.settle()
        self.verticalScrollBar().setValue(self._left_at)
        self.setUpdatesEnabled(True)
        same = self.findChildren(QWidget, self._had_focus) if self._had_focus else []
        self._had_focus = ""
        if same:
            same[-1].setFocus()  # before it are those that are given up

    def make_anew(self) -> None:
        """Have the contents made again; until they are there, what was seen stays."""
        if not self.column.count():
            return
        focus = self.focusWidget()
        had_focus = focus.objectName() if focus is not None and focus.hasFocus() else ""
        self.give_up()
        self._had_focus = had_focus
        self.setUpdatesEnabled(False)
        self._again.start()

    def give_up(self) -> None:
        """Let the contents go; they come back in the same place."""
        self._again.stop()
        self._filled.stop()
        self.setUpdatesEnabled(True)
        if not self._inner.isHidden():
            self._left_at = self.verticalScrollBar().value()
            self._inner.hide()
        clear(self.column)

    # Qt's overrides

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():  # else only the window is out of sight
            self._had_focus = ""
            self.give_up()


class Edge(QWidget):
    """A thin line under a scrolling view, seen only while there is more of it below."""

    def __init__(self, view: QScrollArea, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self.setFixedHeight(1)
        view.installEventFilter(self)
        view.verticalScrollBar().valueChanged.connect(self._look)
        view.verticalScrollBar().rangeChanged.connect(self._look)
        self.is_shown = False

    def _look(self, *_values: int) -> None:
        bar = self._view.verticalScrollBar()
        shown = self._view.isVisible() and bar.value() < bar.maximum()
        if shown != self.is_shown:
            self.is_shown = shown
            self.update()

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.Hide):
            self._look()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.is_shown:
            QPainter(self).fillRect(self.rect(), self.palette().mid())


class Banner(QFrame):
    """One line about something that happened, with an action and a way to close it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._text = label(wrap=True)
        self.action_button = QPushButton(self)
        self._close = named(cross(self.dismiss, self), "bannerClose")
        self.action_button.clicked.connect(self._act)
        self._on_action: Callable[[], object] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 6, 8, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self.action_button)
        row.addWidget(self._close)
        self.hide()

    def say(
        self,
        text: str,
        *,
        kind: str = "info",
        action: str = "",
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Show ``text``; ``kind`` "error" frames it so. A new message replaces the old one."""
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._text.setText(text)
        self._close.setToolTip(tr("shell.dismiss"))
        self._close.setAccessibleName(tr("shell.dismiss"))
        self.action_button.setText(action)
        self.action_button.setVisible(bool(action))
        self._on_action = on_action
        self.show()

    @property
    def text(self) -> str:
        return self._text.text()

    def dismiss(self) -> None:
        self.hide()
        self.closed.emit()

    def _act(self) -> None:
        self.dismiss()
        if self._on_action is not None:
            self._on_action()
