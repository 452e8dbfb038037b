"""Shows the report of a crash, which may be copied or deleted."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.desktop.reading_box import ReadingBox
from app.ui.widgets import button, named


def show_report(path: Path, parent: QWidget) -> ReadingBox:
    """Open the box."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        text = tr("desktop.report_gone")
    box = ReadingBox(tr("desktop.report_title"), tr("desktop.report_about"), text, parent)
    box.setObjectName("reportBox")

    def delete() -> None:
        path.unlink(missing_ok=True)
        box.close()

    remove = button(tr("desktop.report_delete"), delete, style="danger")
    box.add_button(named(remove, "reportDelete"))
    box.open()
    return box
