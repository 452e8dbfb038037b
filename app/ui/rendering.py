"""Documents to pictures and PDF pages, through the transcript's own widgets."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QMarginsF, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

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
PX_PER_INCH = 96
PAGE_MARGIN_MM = 18.0


def make_application(theme: Theme) -> QApplication:
    """A QApplication for drawing; without a display it draws in memory."""
    if not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
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


class Sheet(QWidget):
    """One document on a page of a given width, laid out; its formulas must have been set."""

    def __init__(self, document: Document, look: Look, formulas: Formulas, width: int) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("pageBody")
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.view = DocumentView(look, formulas)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        column.addWidget(self.view)
        column.addStretch(1)
        self.view.show_document(document)
        self.setFixedWidth(width)
        self.show()
        self._settle()

    def _settle(self) -> None:
        """Let the layouts come to rest: heights of text depend on widths."""
        for _ in range(4):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
            self.resize(self.width(), self.sizeHint().height())

    def picture(self, scale: float) -> QImage:
        """The sheet at ``scale`` pixels per logical pixel."""
        size = QSize(round(self.width() * scale), round(self.height() * scale))
        image = QImage(size, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(scale)
        image.fill(self._look.theme.window)
        self.render(image, QPoint(0, 0))
        return image

    def parts(self) -> list[QWidget]:
        """The block widgets from top to bottom: pages break between them."""
        return self.view.parts()


def write_pdf(path: Path, sheets: Sequence[Sheet]) -> None:
    """All sheets as vectors, one below the other on A4, broken between blocks.

    Raises:
        OSError: the file cannot be written.
    """
    path.touch()
    writer = QPdfWriter(str(path))
    writer.setResolution(PDF_DPI)
    margins = QMarginsF(PAGE_MARGIN_MM, PAGE_MARGIN_MM, PAGE_MARGIN_MM, PAGE_MARGIN_MM)
    page = QPageSize(QPageSize.PageSizeId.A4)
    layout = QPageLayout(page, QPageLayout.Orientation.Portrait, margins)
    layout.setUnits(QPageLayout.Unit.Millimeter)
    writer.setPageLayout(layout)
    painter = QPainter(writer)
    _Pages(painter, writer).write(sheets)
    painter.end()


class _Pages:
    """Puts block widgets onto pages."""

    def __init__(self, painter: QPainter, writer: QPdfWriter) -> None:
        self._painter = painter
        self._writer = writer
        self._top = 0.0  # logical pixels used of this page

    def write(self, sheets: Sequence[Sheet]) -> None:
        area = QRectF(self._writer.pageLayout().paintRectPixels(PDF_DPI))
        for sheet_ in sheets:
            scale = area.width() / sheet_.view.width()
            room = area.height() / scale
            for part in sheet_.parts():
                self._put(part, scale, room)
            self._top += MARGIN_PX

    def _put(self, part: QWidget, scale: float, room: float) -> None:
        if self._top > 0 and self._top + part.height() > room:
            self._writer.newPage()
            self._top = 0.0
        drawn = 0.0
        while drawn < part.height():  # a block higher than a page goes on on the next
            height = min(part.height() - drawn, room - self._top)
            self._draw(part, scale, drawn, height)
            drawn += height
            self._top += height
            if drawn < part.height():
                self._writer.newPage()
                self._top = 0.0

    def _draw(self, part: QWidget, scale: float, drawn: float, height: float) -> None:
        self._painter.save()
        self._painter.scale(scale, scale)
        self._painter.setClipRect(QRectF(0, self._top, part.width(), height))
        self._painter.translate(0, self._top - drawn)
        part.render(self._painter, QPoint(0, 0), renderFlags=QWidget.RenderFlag.DrawChildren)
        self._painter.restore()
