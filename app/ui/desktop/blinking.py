"""The cursor stops blinking soon after the last key: it would wake the program twice a second."""

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

STILL_AFTER_MS = 10_000  # as long as on other desktops
_LIVELY = frozenset({QEvent.Type.KeyPress, QEvent.Type.InputMethod, QEvent.Type.MouseButtonPress})


class Blinking(QObject):
    """Watches ``field``, where people write, and where the focus goes."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._usual_ms = QGuiApplication.styleHints().cursorFlashTime()
        self._delay = QTimer(self, interval=STILL_AFTER_MS, singleShot=True)
        self._delay.timeout.connect(lambda: self._blink_every(0))
        field.installEventFilter(self)
        self._application = QApplication.instance()
        if isinstance(self._application, QApplication):
            self._application.focusChanged.connect(self._begin)
        self._begin()

    def end(self) -> None:
        """Blink as usual again."""
        if isinstance(self._application, QApplication):
            self._application.focusChanged.disconnect(self._begin)
        self._delay.stop()
        self._blink_every(self._usual_ms)

    def _begin(self, *_focus: object) -> None:
        self._delay.start()
        self._blink_every(self._usual_ms)

    def _blink_every(self, interval_ms: int) -> None:
        hints = QGuiApplication.styleHints()
        if hints.cursorFlashTime() != interval_ms:
            hints.setCursorFlashTime(interval_ms)

    # Qt's overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _LIVELY:
            self._begin()
        return False
