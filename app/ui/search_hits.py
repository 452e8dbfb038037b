"""What the search found: a title, its age, and the text around the words, which are marked."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetrics,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.domain.search import Excerpt, Hit, excerpt, marked
from app.i18n import tr
from app.ui.ages import age
from app.ui.theme import LIGHT, Theme

HIT_ROLE = Qt.ItemDataRole.UserRole + 1
TITLE_ROLE = Qt.ItemDataRole.UserRole + 2  # Excerpt
EXCERPT_ROLE = Qt.ItemDataRole.UserRole + 3  # Excerpt
LINES = 2  # of the excerpt
SMALLER_PX = 1  # the excerpt's letters are so much smaller than the title's
AIR_PX = 7  # above and below
SIDE_PX = 12
GAP_PX = 3  # between title and excerpt
RADIUS_PX = 7

Index = QModelIndex | QPersistentModelIndex


class HitList(QAbstractListModel):
    """The hits; what is shown of one is made when it is shown first."""

    def __init__(self) -> None:
        super().__init__()
        self._hits: Sequence[Hit] = ()
        self._typed = ""
        self._excerpts: dict[int, Excerpt] = {}

    def show(self, hits: Sequence[Hit], typed: str) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self._hits, self._typed = hits, typed
        self._excerpts.clear()
        self.endResetModel()

    def _excerpt(self, row: int) -> Excerpt:
        if row not in self._excerpts:
            self._excerpts[row] = excerpt(self._hits[row].text, self._typed)
        return self._excerpts[row]

    # Qt's overrides

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        hit = self._hits[index.row()]
        if role == HIT_ROLE:
            return hit
        if role == TITLE_ROLE:
            return marked(hit.title, self._typed)
        if role == EXCERPT_ROLE:
            return self._excerpt(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = self._excerpt(index.row()).text
            return tr("conversations.spoken_hit", title=hit.title, text=text)
        return None


class _Rows(QStyledItemDelegate):
    """Paints a title with its age, and below it two lines of the text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme = LIGHT

    # Qt's overrides

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        small = QFontMetrics(_small(option.font))
        lines = option.fontMetrics.height() + GAP_PX + LINES * small.lineSpacing()
        return QSize(0, lines + 2 * AIR_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit = index.data(HIT_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option)
        room: QRect = option.rect.adjusted(SIDE_PX, AIR_PX, -SIDE_PX + 2, -AIR_PX)
        when, small = age(hit.at, date.today()), _small(option.font)
        painter.setFont(small)
        painter.setPen(QColor(self.theme.muted))
        top = QRect(room.left(), room.top(), room.width(), option.fontMetrics.height())
        painter.drawText(top, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, when)
        top.setRight(top.right() - QFontMetrics(small).horizontalAdvance(when) - 8)
        self._write(painter, top, index.data(TITLE_ROLE), option.font, self.theme.text, lines=1)
        room.setTop(top.bottom() + 1 + GAP_PX)
        self._write(painter, room, index.data(EXCERPT_ROLE), small, self.theme.muted, lines=LINES)
        painter.restore()

    # Inside

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.selected if selected else self.theme.hover))
            painter.drawRoundedRect(option.rect.adjusted(2, 1, -2, -1), RADIUS_PX, RADIUS_PX)

    def _write(
        self,
        painter: QPainter,
        room: QRect,
        text: Excerpt,
        font: QFont,
        colour: str,
        *,
        lines: int,
    ) -> None:
        """Up to so many lines of the text, its marks in the colours of a selection."""
        layout = laid_out(text.text, font, room.width(), lines)
        formats = []
        for start, end in text.marks:
            piece = QTextLayout.FormatRange()
            piece.start, piece.length = _in_utf16(text.text, start, end)
            form = QTextCharFormat()
            form.setBackground(QColor(self.theme.selection))
            form.setForeground(QColor(self.theme.text))
            piece.format = form
            formats.append(piece)
        painter.setPen(QColor(colour))
        layout.draw(painter, QPointF(room.topLeft()), formats)


class HitsView(QListView):
    """The list of hits; it can be walked through from the search field."""

    chosen = Signal(object)  # Hit

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = HitList()
        self._rows = _Rows(self)
        self.setModel(self._model)
        self.setItemDelegate(self._rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._choose)

    def show_hits(self, hits: Sequence[Hit], typed: str) -> None:
        """Show what was found; while the same is looked for, the current one stays so."""
        before = self.current()
        self._model.show(hits, typed)
        self.scrollToTop()
        if before in hits:
            self.setCurrentIndex(self._model.index(hits.index(before)))

    def current(self) -> Hit | None:
        """The hit that is current."""
        index = self.currentIndex()
        hit: Hit | None = index.data(HIT_ROLE) if index.isValid() else None
        return hit

    def walk(self, step: int) -> None:
        """Make current what stands so many rows further."""
        last = self._model.rowCount() - 1
        if last >= 0:
            here = self.currentIndex().row() if self.currentIndex().isValid() else -1
            row = min(max(here + step, 0), last)
            self.setCurrentIndex(self._model.index(row))

    def choose_current(self) -> None:
        """Open the current hit, or the first."""
        if not self.currentIndex().isValid():
            self.walk(+1)
        self._choose(self.currentIndex())

    def set_theme(self, theme: Theme) -> None:
        self._rows.theme = theme
        self.viewport().update()

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(index.data(HIT_ROLE))

    # Qt's overrides

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._model.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(self._rows.theme.muted))
            place = self.viewport().rect().adjusted(SIDE_PX, SIDE_PX, -SIDE_PX, 0)
            flags = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter
            painter.drawText(place, flags | Qt.TextFlag.TextWordWrap, self._nothing())

    def _nothing(self) -> str:
        return tr("conversations.nothing_found")


def _small(font: QFont) -> QFont:
    small = QFont(font)
    small.setPixelSize(QFontInfo(font).pixelSize() - SMALLER_PX)
    return small


def laid_out(text: str, font: QFont, width: int, lines: int) -> QTextLayout:
    """At most so many lines; the last one ends in dots if there is more."""
    layout = _lines(text, font, width, lines)
    last = layout.lineAt(layout.lineCount() - 1) if layout.lineCount() else None
    written = text.encode("utf-16-le", "surrogatepass")
    if last is not None and (last.textStart() + last.textLength()) * 2 < len(written):
        start = last.textStart() * 2
        before, rest = (
            part.decode("utf-16-le", "ignore") for part in (written[:start], written[start:])
        )
        right = Qt.TextElideMode.ElideRight
        # A pixel less: rounded up it might be broken before its last word, and lose that.
        layout = _lines(
            before + QFontMetrics(font).elidedText(rest, right, width - 1), font, width, lines
        )
    return layout


def _lines(text: str, font: QFont, width: int, lines: int) -> QTextLayout:
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    top = 0.0
    for _ in range(lines):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(width)
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout


def _in_utf16(text: str, start: int, end: int) -> tuple[int, int]:
    """Place and length as Qt counts them: characters beyond the first plane count twice."""
    place, beyond = (
        len(part.encode("utf-16-le", "surrogatepass")) // 2 for part in (text[:start], text[:end])
    )
    return place, beyond - place
