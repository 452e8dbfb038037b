"""A conversation as PDF: the transcript's own widgets on A4, vectors all of it, pages numbered.

Between messages and between pages the event loop has its turn, so that a window goes on working.
No page ends within a formula, nor right after a heading.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter, QRegion
from PySide6.QtWidgets import QApplication, QWidget

from app.domain import mathtext
from app.domain.blocks import Document, Heading, Paragraph, Text
from app.domain.chat import Chat, Role
from app.tutor.writing import Page, page
from app.typeset.typesetter import Typesetter
from app.ui import rendering
from app.ui.theme import LIGHT
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look

WIDTH_PX = 760  # of the text, which makes its type 10.4 points high
PAGE_MARGIN_MM = 18.0
FOOTER_PX = 46  # below the text, with the number of the page
PDF_DPI = 1200  # coordinates of the PDF; everything in it is vectors anyway

GAP_PX = 28  # above a message
INNER_GAP_PX = 8
AFTER_THOUGHTS_PX = 20
PADDING_PX = 12  # around a question
THOUGHTS_INSET_PX = 18
BAR_PX = 3
RADIUS_PX = 10


@dataclass(frozen=True)
class _Part:
    """A document to be shown and how."""

    document: Document
    look: Look
    gap: int = INNER_GAP_PX
    inset: int = 0
    is_bubble: bool = False
    has_bar: bool = False
    keeps_next: bool = False  # no page ends below it


@dataclass(frozen=True)
class _Placed:
    """A part laid out; ``top`` and ``bottom`` in the one long column that pages are cut from."""

    part: _Part
    view: DocumentView
    top: int
    bottom: int

    def breaks(self) -> list[int]:
        """Where a page may end."""
        if self.part.keeps_next:
            return []
        padding = PADDING_PX if self.part.is_bubble else 0
        inside = [self.top + padding + place for place in self.view.breaks()]
        return [*inside[:-1], self.bottom]


async def pdf(chat: Chat, typesetter: Typesetter, *, thoughts: bool) -> bytes:
    """The visible branch of a conversation as a PDF file."""
    if QApplication.instance() is None:
        rendering.make_application(LIGHT)
    ground = QWidget()
    try:
        shown = page(chat, thoughts=thoughts)
        placed = await _lay_out(_parts(shown), typesetter, ground)
        return await _drawn(placed, shown.title)
    finally:
        ground.deleteLater()


def _parts(shown: Page) -> list[_Part]:
    look = Look(LIGHT, paper=True)
    quiet = look.quieter()
    parts = [
        _Part(_heading(shown.title, 1), look, keeps_next=True),
        _Part(_line(shown.about), quiet),
    ]
    for entry in shown.entries:
        parts.append(_Part(_line(entry.heading, bold=True), quiet, gap=GAP_PX, keeps_next=True))
        if entry.thoughts:
            heading, inset = _line(entry.thoughts_heading), THOUGHTS_INSET_PX
            parts.append(_Part(heading, quiet, keeps_next=True))
            parts.append(_Part(entry.thoughts_document, quiet, inset=inset, has_bar=True))
        if entry.text.strip():
            is_question = entry.role is Role.USER
            inset = PADDING_PX if is_question else 0
            gap = AFTER_THOUGHTS_PX if entry.thoughts else INNER_GAP_PX
            parts.append(_Part(entry.document, look, gap, inset, is_bubble=is_question))
        if entry.note:
            parts.append(_Part(_line(entry.note), quiet))
    return [part for part in parts if part.document]


def _heading(text: str, level: int) -> Document:
    return (Heading(level, (Text(text),)),)


def _line(text: str, *, bold: bool = False) -> Document:
    return (Paragraph((Text(text, bold=bold),)),)


async def _lay_out(
    parts: Sequence[_Part], typesetter: Typesetter, ground: QWidget
) -> list[_Placed]:
    formulas = Formulas(typesetter, ground)
    placed: list[_Placed] = []
    bottom = 0
    for part in parts:
        await _set_formulas(part.document, typesetter)
        view = DocumentView(part.look, formulas, ground)
        view.show_document(part.document)
        width = WIDTH_PX - 2 * part.inset
        padding = 2 * PADDING_PX if part.is_bubble else 0
        top = bottom + (part.gap if placed else 0)
        height = view.fit(width)
        view.setGeometry(part.inset, 0, width, height)
        bottom = top + height + padding
        placed.append(_Placed(part, view, top, bottom))
        await asyncio.sleep(0)
    return placed


async def _set_formulas(document: Document, typesetter: Typesetter) -> None:
    """Have all formulas of a part at hand, for paper cannot be changed when they come."""
    waiting = [
        asyncio.wrap_future(typesetter.typeset(math.tex, display=math.display))
        for math in mathtext.formulas(document)
    ]
    await asyncio.gather(*waiting)


async def _drawn(placed: Sequence[_Placed], title: str) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = _writer(buffer, title)
    room = writer.pageLayout().paintRectPixels(PDF_DPI).size()
    scale = room.width() / WIDTH_PX
    breaks = sorted({place for one in placed for place in one.breaks()})
    pages = rendering.pages(breaks, round(room.height() / scale) - FOOTER_PX)
    painter = QPainter(writer)
    painter.scale(scale, scale)
    for number, (top, bottom) in enumerate(pages, 1):
        if number > 1:
            writer.newPage()
        _draw_page(painter, placed, top, bottom)
        _draw_number(painter, f"{number} / {len(pages)}", QSizeF(room) / scale)
        await asyncio.sleep(0)
    painter.end()
    return bytes(buffer.data().data())


def _writer(buffer: QBuffer, title: str) -> QPdfWriter:
    writer = QPdfWriter(buffer)
    writer.setResolution(PDF_DPI)
    writer.setTitle(title)
    writer.setCreator("Lemma")
    margins = QMarginsF(PAGE_MARGIN_MM, PAGE_MARGIN_MM, PAGE_MARGIN_MM, PAGE_MARGIN_MM)
    size = QPageSize(QPageSize.PageSizeId.A4)
    portrait, millimetre = QPageLayout.Orientation.Portrait, QPageLayout.Unit.Millimeter
    writer.setPageLayout(QPageLayout(size, portrait, margins, millimetre))
    return writer


def _draw_page(painter: QPainter, placed: Sequence[_Placed], top: int, bottom: int) -> None:
    for one in placed:
        first, last = max(top, one.top), min(bottom, one.bottom)
        if first < last:
            painter.save()
            painter.translate(0, -top)
            painter.setClipRect(QRect(0, first, WIDTH_PX, last - first))
            _draw_part(painter, one, first, last)
            painter.restore()


def _draw_part(painter: QPainter, one: _Placed, first: int, last: int) -> None:
    part, theme = one.part, one.part.look.theme
    if part.is_bubble:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.bubble))
        whole = QRectF(0, one.top, WIDTH_PX, one.bottom - one.top)
        painter.drawRoundedRect(whole, RADIUS_PX, RADIUS_PX)
    if part.has_bar:
        painter.fillRect(QRect(0, first, BAR_PX, last - first), QColor(theme.line))
    inside = one.top + (PADDING_PX if part.is_bubble else 0)
    first, last = max(first, inside), min(last, inside + one.view.height())
    if first < last:
        region = QRegion(0, first - inside, one.view.width(), last - first)
        painter.translate(part.inset, first)
        one.view.render(painter, QPoint(0, 0), region, QWidget.RenderFlag.DrawChildren)


def _draw_number(painter: QPainter, text: str, room: QSizeF) -> None:
    painter.setFont(Look(LIGHT, quiet=True).font(0.85))
    painter.setPen(QColor(LIGHT.muted))
    place = QRectF(0, room.height() - FOOTER_PX / 2, room.width(), FOOTER_PX / 2)
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
