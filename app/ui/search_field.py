"""The search field: arrows walk through the hits while one goes on typing, Escape clears it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: +1,
    Qt.Key.Key_PageUp: -5,
    Qt.Key.Key_PageDown: +5,
}


class SearchField(QLineEdit):
    """One line. Empty, it leaves Escape to the window."""

    walked = Signal(int)  # so many hits further
    accepted = Signal()

    # Qt's overrides

    def event(self, event: QEvent) -> bool:
        # Escape is a key of the window; whoever takes this event gets it first.
        asks = event.type() == QEvent.Type.ShortcutOverride and bool(self.text())
        if asks and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.walked.emit(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
