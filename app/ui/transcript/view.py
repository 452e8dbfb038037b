"""The scrolling column of messages.

It follows the end of an answer only while the reader is at the bottom; otherwise a button says that
there is new text. What is being read stays where it is when something above it changes its height.
Messages far from the screen are not built: they have an estimated height.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QWidget

from app.domain.chat import Message, Turn
from app.domain.verdict import Judgement
from app.i18n import tr
from app.typeset.typesetter import Typesetter
from app.ui.theme import MEASURE_PX, Theme
from app.ui.transcript.arrival import found_in, frame, paged
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look
from app.ui.transcript.marks import Mark
from app.ui.transcript.message import MessageView
from app.ui.transcript.plots import restyle_plots
from app.ui.transcript.poll import VoteState
from app.ui.transcript.prose import ProseView

NEAR_SCREENS = 1.0  # messages within so many screens of what is visible are built
FAR_SCREENS = 6.0  # beyond so many they are given up again, so that memory stays small
SIDE_PX = 24
TOP_PX = 20
BOTTOM_PX = 28
GAP_PX = 18  # between messages
AT_END_PX = 8  # so near to the end counts as being there
PROBE_PX = 14  # how finely we look for something to hold on to
BUTTON_MARGIN_PX = 14


@dataclass(frozen=True)
class _Anchor:
    """Something that must not move: a widget, a place in its text, and where it is on screen."""

    widget: QWidget
    place: int | None  # in a text; None means the widget's top
    y: int  # pixels below the top of the viewport


class Transcript(QScrollArea):
    """Shows the visible path of a conversation and reports what people want of its messages."""

    copy_requested = Signal(int)
    regenerate_requested = Signal(int)
    edit_requested = Signal(int)
    branch_requested = Signal(int, int)  # message, -1 or +1
    answer_now_requested = Signal(int)
    retry_requested = Signal(int)  # a contradicted answer, with what was found
    vote_requested = Signal(int)
    stop_vote_requested = Signal(int)

    def __init__(self, typesetter: Typesetter, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transcript")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._look = Look(theme)
        self._formulas = Formulas(typesetter, self)
        self._formulas.arrived.connect(self._on_formulas_arrived)
        self._views: list[MessageView] = []
        self._marks: list[Mark] = []  # beside wrong lines; more than are shown may be there
        self._following = True
        self._arranging = False
        self._value = 0  # of the scroll bar, as we saw it last
        self._canvas = QWidget()
        self._canvas.setObjectName("pageBody")
        self.setWidget(self._canvas)
        self.more = QPushButton(self)
        self.more.setObjectName("newTextButton")
        self.more.hide()
        self.more.clicked.connect(self.scroll_to_end)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.retranslate()

    @property
    def is_following(self) -> bool:
        """Whether the end of the conversation is kept in sight."""
        return self._following

    @property
    def is_waiting(self) -> bool:
        """Whether a formula is still being set."""
        return self._formulas.is_waiting

    # --- content ------------------------------------------------------------------------------

    def show_turns(self, turns: Sequence[Turn]) -> None:
        """Show this path; messages that are shown already keep their widgets."""
        known = {view.message.id: view for view in self._views}
        pager = paged(known, turns)
        pager_y = self._y_of(pager.before, None) - self._value if pager else 0
        kept = any(turn.message.id in known for turn in turns)
        self._views = [
            self._kept(known.pop(turn.message.id), turn)
            if turn.message.id in known
            else self._made(turn)
            for turn in turns
        ]
        if not kept:
            self._following = True  # another conversation: its end is shown first
        for view in known.values():
            view.hide()
            view.deleteLater()
        self._arrange()
        if pager and (row := pager.after(self._view(pager.message_id))) is not None:
            self._hold(_Anchor(row, None, pager_y))  # the mouse is there, and so is the reader

    def show_message(self, message_id: int, typed: str = "") -> None:
        """Bring a message into view, at the first place where ``typed`` stands, and frame it."""
        view = self._view(message_id)
        if view is None:
            return
        self._hold(_Anchor(view, None, TOP_PX))
        found = found_in(view, typed)
        screen = self.viewport().height()
        if found is not None and self._y_of(*found) - self._value > screen - self._look.line_px:
            self._hold(_Anchor(*found, screen // 3))
        frame(view, self._look.theme, self._canvas)

    def update_stream(
        self, message_id: int, reasoning: str, answer: str, thought_s: float | None
    ) -> None:
        """Show what an answer has said so far; ``thought_s`` is measured by the caller."""
        view = self._view(message_id)
        if view is not None:
            message = replace(view.message, reasoning=reasoning, text=answer, thought_s=thought_s)
            self._show_message(view, message)

    def show_judgement(self, message_id: int, judgement: Judgement) -> None:
        """Show what was found out about an answer."""
        view = self._view(message_id)
        if view is not None:
            self._show_message(view, replace(view.message, judgement=judgement))

    def show_vote(self, message_id: int, vote: VoteState | None) -> None:
        """Show a vote on an answer that is under way; None when it is over."""
        view = self._view(message_id)
        if view is not None:
            anchor = self._anchor()
            view.show_vote(vote)
            self._arrange(anchor)

    def finish(self, message: Message) -> None:
        """An answer is complete."""
        view = self._view(message.id)
        if view is not None:
            self._show_message(view, message)

    def scroll_to_end(self) -> None:
        """Show the end and follow it from now on."""
        self._following = True
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Draw everything in other colours."""
        if theme != self._look.theme:
            self._restyle(replace(self._look, theme=theme))

    def set_zoom(self, zoom: float) -> None:
        """Draw everything in another size; 1.0 is 100 %."""
        if zoom != self._look.zoom:
            self._restyle(replace(self._look, zoom=zoom))

    def retranslate(self) -> None:
        """Take up another language."""
        self.more.setText(tr("transcript.new_text"))
        self.more.adjustSize()
        self.setAccessibleName(tr("transcript.name"))
        self._restyle(self._look)

    def _restyle(self, look: Look) -> None:
        self._look = look
        for mark in self._marks:
            mark.hide()
            mark.deleteLater()
        self._marks.clear()
        bar = self.verticalScrollBar()
        read = next((v for v in self._views if v.geometry().bottom() >= bar.value()), None)
        share = (bar.value() - read.y()) / max(1, read.height()) if read is not None else 0.0
        for view in self._views:
            view.restyle(look)
        restyle_plots(self, look)
        self._place_views()
        if read is not None and not self._following:
            bar.setValue(read.y() + round(share * read.height()))
        self._arrange()

    def _made(self, turn: Turn) -> MessageView:
        view = MessageView(turn, self._look, self._formulas, self._canvas)
        view.copy_requested.connect(self.copy_requested)
        view.regenerate_requested.connect(self.regenerate_requested)
        view.edit_requested.connect(self.edit_requested)
        view.branch_requested.connect(self.branch_requested)
        view.answer_now_requested.connect(self.answer_now_requested)
        view.retry_requested.connect(self.retry_requested)
        view.vote_requested.connect(self.vote_requested)
        view.stop_vote_requested.connect(self.stop_vote_requested)
        view.folded.connect(self._on_folded)
        view.show()
        return view

    def _kept(self, view: MessageView, turn: Turn) -> MessageView:
        view.show_turn(turn, fold=self._following)
        return view

    def _view(self, message_id: int) -> MessageView | None:
        return next((v for v in reversed(self._views) if v.message.id == message_id), None)

    def _show_message(self, view: MessageView, message: Message) -> None:
        anchor = self._anchor()
        longer = _length(message) > _length(view.message)
        view.show_turn(replace(view.turn, message=message), fold=self._following)
        self._arrange(anchor)
        if longer and not self._following:
            self._show_button()

    # --- layout and scrolling -----------------------------------------------------------------

    def _arrange(self, anchor: _Anchor | None = None) -> None:
        """Give every message its place, keeping what is read (or the end) where it is."""
        anchor = anchor or self._anchor()
        self._arranging = True
        try:
            self._place_views()
            self._scroll_back(anchor)
            while self._build_near():
                self._place_views()
                self._scroll_back(anchor)
        finally:
            self._arranging = False
        self._place_marks()
        self._value = self.verticalScrollBar().value()
        if self._following:
            self.more.hide()

    def _place_marks(self) -> None:
        """Put marks into the margin, beside the lines that are wrong."""
        lines = [
            (line.translated(view.pos()), view.x())
            for view in self._views
            for line in view.wrong_lines()
        ]
        while len(self._marks) < len(lines):
            self._marks.append(Mark(self._look.theme, self._canvas))
        for mark, (line, left) in zip(self._marks, lines, strict=False):
            mark.put(line, left)
        for mark in self._marks[len(lines) :]:
            mark.hide()

    def _place_views(self) -> None:
        room = self.viewport().width()
        width = max(1, min(room - 2 * SIDE_PX, round(MEASURE_PX * self._look.zoom)))
        left, bottom = (room - width) // 2, TOP_PX
        for view in self._views:
            height = view.fit(width)
            view.setGeometry(left, bottom, width, height)
            bottom += height + GAP_PX
        self._canvas.resize(room, bottom - GAP_PX + BOTTOM_PX if self._views else 0)

    def _build_near(self) -> bool:
        """Build the messages near the screen and forget those far away; whether any was built."""
        screen, news = self.viewport().height(), False
        top = self.verticalScrollBar().value()
        for view in self._views:
            distance = max(view.y() - top - screen, top - view.y() - view.height())
            if distance < NEAR_SCREENS * screen and not view.is_built:
                view.build()
                news = True
            elif distance > FAR_SCREENS * screen and view.is_built and view.is_idle:
                view.forget()
        return news

    def _scroll_back(self, anchor: _Anchor | None) -> None:
        bar = self.verticalScrollBar()
        if self._following:
            bar.setValue(bar.maximum())
        elif anchor is not None and _is_shown(anchor.widget, self._canvas):
            bar.setValue(self._y_of(anchor.widget, anchor.place) - anchor.y)

    def _anchor(self) -> _Anchor | None:
        """What stands at the top of the screen; None while the end is followed."""
        if self._following:
            return None
        top, middle = self.verticalScrollBar().value(), self._canvas.width() // 2
        for y in range(0, self.viewport().height(), PROBE_PX):
            found = self._canvas.childAt(QPoint(middle, top + y))
            if found is not None:
                return self._anchor_at(found, top)
        return None

    def _anchor_at(self, found: QWidget, top: int) -> _Anchor:
        text = found.parentWidget()
        if not isinstance(text, ProseView):
            return _Anchor(found, None, self._y_of(found, None) - top)
        place = text.place_at(max(0, top - self._y_of(text, None)))
        return _Anchor(text, place, self._y_of(text, place) - top)

    def _y_of(self, widget: QWidget, place: int | None) -> int:
        """The height of a widget, or of a place in its text, on the canvas."""
        inside = widget.y_of(place) if isinstance(widget, ProseView) and place is not None else 0
        return widget.mapTo(self._canvas, QPoint(0, inside)).y()

    def _hold(self, anchor: _Anchor) -> None:
        """Scroll so that something stands at its place, rather than to the end."""
        self._following = False
        self._arrange(anchor)
        bar = self.verticalScrollBar()
        self._following = bar.value() >= bar.maximum() - AT_END_PX

    def _show_button(self) -> None:
        x = (self.viewport().width() - self.more.width()) // 2
        self.more.move(x, self.viewport().height() - self.more.height() - BUTTON_MARGIN_PX)
        self.more.show()
        self.more.raise_()

    # --- what happens -------------------------------------------------------------------------

    def _on_scrolled(self, value: int) -> None:
        if self._arranging:
            return
        upwards, self._value = value < self._value, value
        at_end = value >= self.verticalScrollBar().maximum() - AT_END_PX
        self._following = at_end and not upwards
        if self._following:
            self.more.hide()
        self._arrange()

    def _on_folded(self, heading: QWidget) -> None:
        self._following = False
        bar = self.verticalScrollBar()
        self._arrange(_Anchor(heading, None, self._y_of(heading, None) - bar.value()))
        self._following = bar.value() >= bar.maximum() - AT_END_PX

    def _on_formulas_arrived(self, keys: set[Key]) -> None:
        anchor = self._anchor()
        if any([view.refresh(keys) for view in self._views]):
            self._arrange(anchor)

    # Qt's overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        if self.more.isVisible():
            self._show_button()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _length(message: Message) -> int:
    return len(message.reasoning) + len(message.text)


def _is_shown(widget: QWidget, canvas: QWidget) -> bool:
    """Whether a widget we hold is still there and not about to go."""
    return shiboken6.isValid(widget) and widget.isVisibleTo(canvas)
