"""A word through the desktop, where it has a place for such; else nothing."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QSystemTrayIcon, QWidget

from app.i18n import tr

SHOWN_MS = 10_000


def tell(window: QWidget, text: str) -> QSystemTrayIcon | None:
    """Show ``text`` beside the clock for a while; a click on it brings ``window`` to the front."""
    if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
        return None
    icon = QSystemTrayIcon(window.windowIcon(), window)

    def bring() -> None:
        window.showNormal()
        window.raise_()
        window.activateWindow()

    icon.messageClicked.connect(bring)
    icon.show()
    icon.showMessage(tr("ui.window_title"), text, window.windowIcon(), SHOWN_MS)
    QTimer.singleShot(SHOWN_MS, icon, icon.deleteLater)
    return icon
