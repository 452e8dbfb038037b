"""Documents to pictures and PDF pages, through the transcript's own widgets."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QPoint, QRect, QSize
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from app.domain import mathtext
from app.domain.blocks import Document
from app.typeset.formula import FormulaError
from app.typeset.typesetter import Typesetter
from app.ui import fonts
from app.ui.style import palette, sheet
from app.ui.theme import Theme
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look

MARGIN_PX = 24
PDF_DPI = 1200  # coordinates of the PDF; everything in it is vectors anyway
PAGE_MARGIN_MM = 18.0


def make_application(theme: Theme) -> QApplication:
    """A QApplication for drawing; without a display it draws in memory."""
    wanted = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    if not any(os.environ.get(name) for name in wanted):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(["lemma"])
    application.setStyle("Fusion")
    fonts.install(application)
    application.setPalette(palette(theme))
    application.setStyleSheet(sheet(theme))
    return application


def failures(document: Document, typesetter: Typesetter) -> tuple[int, list[FormulaError]]:
    """Set every formula of a document; returns their number and those that cannot be set."""
    waiting = [
        typesetter.typeset(math.tex, display=math.display) for math in mathtext.formulas(document)
    ]
    found = [future.result() for future in waiting]
    return len(found), [result for result in found if isinstance(result, FormulaError)]


class Sheet:
    """One document laid out for a width in pixels; its formulas must have been set."""

    def __init__(self, document: Document, look: Look, formulas: Formulas, width: int) -> None:
        self._look = look
        self._ground = QWidget()
        self._ground.setObjectName("pageBody")
        self.view = DocumentView(look, formulas, self._ground)
        self.view.show_document(document)
        inside = width - 2 * MARGIN_PX
        self.view.setGeometry(MARGIN_PX, MARGIN_PX, inside, self.view.fit(inside))
        self._ground.resize(width, self.view.height() + 2 * MARGIN_PX)

    def picture(self, scale: float) -> QImage:
        """The sheet with its margins, at ``scale`` pixels per logical pixel."""
        size = self._ground.size()
        image = QImage(
            QSize(round(size.width() * scale), round(size.height() * scale)),
            QImage.Format.Format_RGB32,
        )
        image.setDevicePixelRatio(scale)
        image.fill(self._look.theme.window)
        self._ground.render(image, QPoint(0, 0))
        return image


def write_pdf(path: Path, sheets: Sequence[Sheet]) -> None:
    """All sheets as vectors, one after the other on A4; pages end between lines.

    Raises:
        OSError: the file cannot be written.
    """
    path.touch()  # QPdfWriter would not say why it cannot write
    writer = QPdfWriter(str(path))
    writer.setResolution(PDF_DPI)
    margins = QMarginsF(PAGE_MARGIN_MM, PAGE_MARGIN_MM, PAGE_MARGIN_MM, PAGE_MARGIN_MM)
    page = QPageSize(QPageSize.PageSizeId.A4)
    layout = QPageLayout(
        page, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter
    )
    writer.setPageLayout(layout)
    painter = QPainter(writer)
    room = QRect(QPoint(0, 0), layout.paintRectPixels(PDF_DPI).size())
    first = True
    for sheet_ in sheets:
        scale = room.width() / sheet_.view.width()
        for top, bottom in pages(sheet_.view.breaks(), round(room.height() / scale)):
            if not first:
                writer.newPage()
            first = False
            _draw(painter, sheet_.view, top, bottom, scale)
    painter.end()


def pages(breaks: Sequence[int], height: int) -> list[tuple[int, int]]:
    """Top and bottom of each page of at most ``height``, cut at ``breaks`` where there are any."""
    found: list[tuple[int, int]] = []
    top, end = 0, max(breaks, default=0)
    while top < end:
        fitting = [place for place in breaks if top < place <= top + height]
        bottom = max(fitting, default=top + height)  # a picture higher than a page is cut
        found.append((top, bottom))
        top = bottom
    return found


def _draw(painter: QPainter, view: DocumentView, top: int, bottom: int, scale: float) -> None:
    painter.save()
    painter.scale(scale, scale)
    part = QRect(0, top, view.width(), bottom - top)
    view.render(painter, QPoint(0, 0), QRegion(part), QWidget.RenderFlag.DrawChildren)
    painter.restore()
