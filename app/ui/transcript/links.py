"""Links out of a text: opened in the browser, and only after their real address was shown."""

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from app.i18n import tr

SCHEMES = frozenset({"http", "https", "mailto"})


def real_address(address: str) -> str | None:
    """The address as the network will see it (host in its ASCII form); None for other schemes."""
    url = QUrl(address.strip(), QUrl.ParsingMode.StrictMode)
    if not url.isValid() or url.scheme().lower() not in SCHEMES:
        return None
    return bytes(url.toEncoded().data()).decode("ascii")


def open_after_asking(parent: QWidget, address: str) -> None:
    """Show where a link leads and open it if the person agrees; other schemes do nothing."""
    real = real_address(address)
    if real is None:
        return
    box = QMessageBox(parent)
    box.setObjectName("linkQuestion")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(tr("transcript.open_link", address=real))
    opener = box.addButton(tr("transcript.open"), QMessageBox.ButtonRole.AcceptRole)
    box.addButton(tr("ui.cancel"), QMessageBox.ButtonRole.RejectRole)
    opener.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(real)))
    box.open()
