"""The scrolling column of messages.

It follows the end of an answer only while the reader is at the bottom; otherwise a button says that
there is new text. What is being read stays where it is when something above it changes its height.
Messages far from the screen are not built.
"""

import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.domain.chat import Message, Turn
from app.i18n import tr
from app.typeset.typesetter import Typesetter
from app.ui.theme import MEASURE_PX, Theme
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look
from app.ui.transcript.message import MessageView

AT_BOTTOM_PX = 24  # so near to the end counts as being there
NEAR_SCREENS = 1.5  # messages within so many screens are built
SIDE_PX = 24


class Transcript(QScrollArea):
    """Shows the visible path of a conversation and reports what people want of its messages."""

    copy_requested = Signal(int)
    regenerate_requested = Signal(int)
    edit_requested = Signal(int)
    branch_requested = Signal(int, int)

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._look = Look(theme)
        self._formulas = Formulas(typesetter, self)
        self._turns: list[Turn] = []
        self._views: list[MessageView] = []
        self._following = True
        self._anchor: tuple[QWidget, int] | None = None
        self._moving = False
        self._make_content()
        self.more = QPushButton(self)
        self.more.setObjectName("newTextButton")
        self.more.hide()
        self.more.clicked.connect(self.scroll_to_end)
        self._building = QTimer(self, interval=0, singleShot=True)
        self._building.timeout.connect(self._build_near)
        bar = self.verticalScrollBar()
        bar.valueChanged.connect(self._moved)
        bar.rangeChanged.connect(self._grown)
        self.retranslate()

    def _make_content(self) -> None:
        self._content = content = QWidget()
        content.setObjectName("pageBody")
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(0, 12, 0, 12)
        self._column.setSpacing(6)
        self._column.addStretch(1)
        row = QHBoxLayout(content)
        row.setContentsMargins(SIDE_PX, 0, SIDE_PX, 0)
        row.addStretch(1)
        row.addWidget(self._inner, 1000)
        row.addStretch(1)
        self._set_measure()
        self.setWidget(content)

    # --- content ------------------------------------------------------------------------------

    def show_turns(self, turns: list[Turn]) -> None:
        """Show this path; messages that are shown already and did not change stay as they are."""
        same = 0
        for view, turn in zip(self._views, turns, strict=False):
            if view.turn != turn:
                break
            same += 1
        other_conversation = same == 0
        self._remove_from(same)
        for turn in turns[same:]:
            self._add(turn)
        self._turns = list(turns)
        if other_conversation:
            self._following = True
        self._building.start()

    def update_stream(
        self, message_id: int, reasoning: str, answer: str, thought_s: float | None
    ) -> None:
        """Show what an answer has said so far."""
        view = self._view(message_id)
        if view is not None:
            view.stream(reasoning, answer, thought_s)
            self.more.setVisible(not self._following)
            self._place_button()

    def finish(self, message: Message) -> None:
        """An answer is complete."""
        view = self._view(message.id)
        if view is not None:
            view.finish(message)

    def scroll_to_end(self) -> None:
        """Show the end and follow it from now on."""
        self._following = True
        self.more.hide()
        self._to_bottom()

    def set_theme(self, theme: Theme) -> None:
        """Draw everything in other colours."""
        self._restyle(Look(theme, self._look.zoom))

    def set_zoom(self, zoom: float) -> None:
        """Draw everything in another size; 1.0 is 100 %."""
        if zoom != self._look.zoom:
            self._restyle(Look(self._look.theme, zoom))

    def retranslate(self) -> None:
        self.more.setText(tr("transcript.new_text"))
        self.setAccessibleName(tr("transcript.name"))
        self._restyle(self._look)

    def _restyle(self, look: Look) -> None:
        self._look = look
        self._set_measure()
        turns = self._turns
        self._remove_from(0)
        for turn in turns:
            self._add(turn)
        self._building.start()

    def _set_measure(self) -> None:
        self._inner.setMaximumWidth(round(MEASURE_PX * self._look.zoom))

    def _add(self, turn: Turn) -> None:
        view = MessageView(turn, self._look, self._formulas)
        view.copy_requested.connect(self.copy_requested)
        view.regenerate_requested.connect(self.regenerate_requested)
        view.edit_requested.connect(self.edit_requested)
        view.branch_requested.connect(self.branch_requested)
        self._column.insertWidget(self._column.count() - 1, view)
        self._views.append(view)

    def _remove_from(self, place: int) -> None:
        for view in self._views[place:]:
            view.hide()
            self._column.removeWidget(view)
            view.deleteLater()
        del self._views[place:]

    def _view(self, message_id: int) -> MessageView | None:
        return next((v for v in reversed(self._views) if v.message.id == message_id), None)

    def _build_near(self) -> None:
        """Build the messages near the screen, the last ones first when we follow the end."""
        margin = NEAR_SCREENS * self.viewport().height()
        top = self.verticalScrollBar().value() - margin
        bottom = top + self.viewport().height() + 2 * margin
        for view in reversed(self._views) if self._following else self._views:
            if not view.built and view.y() < bottom and view.y() + view.height() > top:
                view.build()
                self._building.start()  # heights have changed: look again
                return

    # --- scrolling ----------------------------------------------------------------------------

    def _moved(self, value: int) -> None:
        if not self._moving:
            self._following = value >= self.verticalScrollBar().maximum() - AT_BOTTOM_PX
            if self._following:
                self.more.hide()
            self._remember_anchor()
        self._building.start()

    def _grown(self, _least: int, _most: int) -> None:
        if self._following:
            self._to_bottom()
        else:
            self._restore_anchor()
        self._building.start()

    def _to_bottom(self) -> None:
        self._move_to(self.verticalScrollBar().maximum())

    def _move_to(self, value: int) -> None:
        self._moving = True
        self.verticalScrollBar().setValue(value)
        self._moving = False

    def _remember_anchor(self) -> None:
        """Remember the widget at the top of the screen, and how far it is above it."""
        top = self.verticalScrollBar().value()
        found = self._content.childAt(QPoint(self._content.width() // 2, top + 1))
        self._anchor = (found, self._top_of(found) - top) if found is not None else None

    def _restore_anchor(self) -> None:
        if self._anchor is None or not shiboken6.isValid(self._anchor[0]):
            return
        widget, offset = self._anchor
        self._move_to(self._top_of(widget) - offset)

    def _top_of(self, widget: QWidget) -> int:
        return widget.mapTo(self._content, QPoint(0, 0)).y()

    def _place_button(self) -> None:
        self.more.adjustSize()
        x = (self.width() - self.more.width()) // 2
        self.more.move(x, self.height() - self.more.height() - 12)
        self.more.raise_()

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_button()
        self._building.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
