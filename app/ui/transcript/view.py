"""The scrolling column of messages.

It follows the end of an answer only while the reader is at the bottom; otherwise a button says that
there is new text. What is being read stays where it is when something above it changes its height.
Where the messages stand, and which of them are built, is the ``Column``'s.
"""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from app.domain.chat import Message, Turn
from app.domain.reading_place import ReadingPlace
from app.domain.verdict import Judgement
from app.i18n import tr
from app.typeset.typesetter import Typesetter
from app.ui.theme import MEASURE_PX, Theme
from app.ui.transcript import accessible, copying
from app.ui.transcript.anchor import Anchor, at_top, from_place, is_shown, to_place, y_of
from app.ui.transcript.arrival import found_in, frame, paged
from app.ui.transcript.column import TOP_PX, Column
from app.ui.transcript.focus import Ring, bring_into_sight, focused, let_go, put_in_order
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look
from app.ui.transcript.marks import Mark, clear_marks, put_marks
from app.ui.transcript.matches import Spot
from app.ui.transcript.message import MessageView, Wishes
from app.ui.transcript.new_text import NewTextButton
from app.ui.transcript.plots import restyle_plots
from app.ui.transcript.poll import VoteState
from app.ui.transcript.searching import Searching

AT_END_PX = 8  # so near to the end counts as being there
REVEALED_SHARE = 0.3  # of the screen: so far down stands what is brought into sight
SIGHT_MARGIN_PX = 60  # so near to an edge nothing is well in sight

#: Signals of a message that are passed on.
WISHES = (
    *("copy_requested", "regenerate_requested", "edit_requested", "branch_requested"),
    *("answer_now_requested", "retry_requested", "vote_requested", "stop_vote_requested"),
)


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
        self._marks: list[Mark] = []  # beside wrong lines; more than are shown may be there
        self._following = True
        self._held: Anchor | None = None  # stays in its place until somebody scrolls
        self._arranging = False
        self._value = 0  # of the scroll bar, as we saw it last
        self._canvas = QWidget(autoFillBackground=True)  # opaque: Qt moves it without painting it
        self._canvas.setAttribute(Qt.WidgetAttribute.WA_StaticContents)
        self.setWidget(self._canvas)
        self._wishes = Wishes(self)
        for name in WISHES:
            getattr(self._wishes, name).connect(getattr(self, name))
        self._wishes.folded.connect(self._on_folded)
        self._wishes.focus_changed.connect(self._on_focus_changed)
        self._column = Column(self, self._canvas)
        self._column.has_time.connect(self._build)
        self._column.has_turn.connect(lambda: self._arrange())
        self.more = NewTextButton(self.viewport())  # screen readers see nothing else of the area
        self.more.clicked.connect(self.scroll_to_end)
        self.searching = Searching(self)
        self._ring = Ring(self._canvas)
        accessible.install()
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

    @property
    def views(self) -> Sequence[MessageView]:
        """The messages, in their order."""
        return self._column.views

    @property
    def theme(self) -> Theme:
        return self._look.theme

    # --- content ------------------------------------------------------------------------------

    def show_turns(self, turns: Sequence[Turn], place: ReadingPlace | None = None) -> None:
        """Show this path; messages that are shown already keep their widgets.

        Another conversation is shown at ``place``, or at its end.
        """
        known = {view.message.id: view for view in self.views}
        pager = paged(known, turns)
        pager_y = y_of(self._canvas, pager.before, None) - self._value if pager else 0
        kept = any(turn.message.id in known for turn in turns)
        self._column.take(
            self._kept(known.pop(turn.message.id), turn)
            if turn.message.id in known
            else self._made(turn)
            for turn in turns
        )
        put_in_order(self, self.views)
        if not kept:
            self._following = True  # another conversation: its end is shown first
            let_go(self._canvas, self)
        for view in known.values():
            view.hide()
            view.deleteLater()
        if kept:
            self._arrange()
            self.searching.follow()
        else:
            self.searching.close()
            self._open_at(place)
        if pager and (row := pager.after(self._view(pager.message_id))) is not None:
            self._bring(Anchor(row, None, pager_y))  # the mouse is there, and so is the reader

    def show_message(self, message_id: int, typed: str = "") -> None:
        """Bring a message into view, at the first place where ``typed`` stands, and frame it."""
        view = self._view(message_id)
        if view is None:
            return
        self._column.build(view)  # else nothing could be found in it
        self._bring(Anchor(view, None, TOP_PX))
        lowest = self._value + self.viewport().height() - self._look.line_px
        found = found_in(view, typed)
        if found is not None and y_of(self._canvas, *found) > lowest:
            self._bring(Anchor(*found, self.viewport().height() // 3))
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
            if judgement.tells:
                accessible.announce(self, lambda: accessible.verdict_text(judgement))

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
            accessible.announce(self, view.spoken)

    def copy(self, markdown: str) -> None:
        """Put a text on the clipboard, with its formulas as MathML beside their LaTeX."""
        copying.copy(markdown, self._formulas)

    # Qt's ``find`` is another one, for numbers of windows; nobody asks a transcript for it.
    def find(self, text: str, message_id: int | None = None) -> int:  # type: ignore[override]
        """Mark ``text`` and go to it, from a message on; returns how often it was found."""
        return self.searching.find(text, message_id)

    def first_in_sight(self) -> int:
        """The number of the first message that can be seen, counted from 0."""
        return self._column.first_below(self.verticalScrollBar().value() + 1) or 0

    def reading_place(self) -> ReadingPlace | None:
        """What is being read; None at the end, or where there is nothing to read."""
        anchor = self._anchor()
        return to_place(anchor, self._canvas, self.views) if anchor is not None else None

    def _open_at(self, place: ReadingPlace | None) -> None:
        view = self._view(place.message_id) if place is not None else None
        if view is None or place is None:
            self._arrange()
        else:
            self._bring(from_place(place, view))

    def reveal(self, turn: int, spot: Spot, *, thoughts: bool) -> None:
        """Bring a match into sight, unfolding the thoughts if it is in them."""
        widget, place = self.views[turn].document(thoughts=thoughts).place_of(spot)
        wanted = round(REVEALED_SHARE * self.viewport().height())
        self._bring(Anchor(widget, place, wanted), near=SIGHT_MARGIN_PX)

    def _bring(self, anchor: Anchor, *, near: int = 0) -> None:
        """Let something just built stand where the anchor says, unless it is well in sight."""
        self._following, self._arranging = False, True  # what is built now scrolls nothing
        self._place_views()
        y = y_of(self._canvas, anchor.widget, anchor.place) - self.verticalScrollBar().value()
        in_sight = near and near < y < self.viewport().height() - near
        self._held = replace(anchor, y=y) if in_sight else anchor
        self._arrange(self._held)

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
        self.more.retranslate()
        self.setAccessibleName(tr("transcript.name"))
        self._restyle(self._look)

    def forget_built(self) -> None:
        """Give widgets up: another look is about to come, in which they are made anew."""
        self._column.forget_idle()

    def _restyle(self, look: Look) -> None:
        self._look = look
        clear_marks(self._marks)
        self._column.forget_idle()
        bar = self.verticalScrollBar()
        number = self._column.first_below(bar.value())
        read = self.views[number] if number is not None else None
        share = (bar.value() - read.y()) / max(1, read.height()) if read is not None else 0.0
        for view in self.views:
            view.restyle(look)
        if read is not None:
            self._column.build(read)  # its height is needed, not an estimate
        restyle_plots(self, look)
        self.searching.restyle()
        self._place_views()
        if read is not None and not self._following:
            bar.setValue(read.y() + round(share * read.height()))
        self._arrange()

    def _made(self, turn: Turn) -> MessageView:
        view = MessageView(turn, self._look, self._formulas, self._wishes, self._canvas)
        view.show()
        return view

    def _kept(self, view: MessageView, turn: Turn) -> MessageView:
        view.show_turn(turn, fold=self._following)
        return view

    def _view(self, message_id: int) -> MessageView | None:
        return next((v for v in reversed(self.views) if v.message.id == message_id), None)

    def _show_message(self, view: MessageView, message: Message) -> None:
        anchor = self._anchor()
        longer = _length(message) > _length(view.message)
        view.show_turn(replace(view.turn, message=message), fold=self._following)
        self._arrange(anchor, grows=True)
        self.searching.follow()
        if longer and not self._following:
            self.more.offer()

    # --- layout and scrolling -----------------------------------------------------------------

    def _arrange(self, anchor: Anchor | None = None, *, grows: bool = False) -> None:
        """Give every message its place, keeping what is read (or the end) where it is."""
        anchor = anchor or self._anchor()
        self._arranging = True
        try:
            self._place_views()
            if grows and self._following and self._value < self.verticalScrollBar().maximum():
                self.viewport().repaint(0, 0, 1, 1)  # Qt moves a picture only if all of it holds
            self._scroll_back(anchor)
            for view in self._column.wanted(at_end=self._following):
                self._column.build(view)
                self._place_views()
                self._scroll_back(anchor)
        finally:
            self._arranging = False
        put_marks(self._marks, self._column.built, self.theme, self._canvas)
        self._ring.put(focused(self.views), self.theme)
        self._value = self.verticalScrollBar().value()
        if self._following:
            self.more.hide()
        self._column.look_around()

    def _place_views(self) -> None:
        self._column.place(round(MEASURE_PX * self._look.zoom))

    def _build(self, view: MessageView) -> None:
        """Build a message that is not seen yet."""
        anchor = self._anchor()
        self._column.build(view)
        self._arrange(anchor)

    def _scroll_back(self, anchor: Anchor | None) -> None:
        bar = self.verticalScrollBar()
        if self._following:
            bar.setValue(bar.maximum())
        elif anchor is not None and is_shown(anchor.widget, self._canvas):
            bar.setValue(y_of(self._canvas, anchor.widget, anchor.place) - anchor.y)

    def _anchor(self) -> Anchor | None:
        """What stands at the top of the screen; None while the end is followed."""
        if self._following:
            return None
        if self._held is not None and is_shown(self._held.widget, self._canvas):
            return self._held
        return at_top(self._canvas, self.verticalScrollBar().value(), self.viewport().height())

    # --- what happens -------------------------------------------------------------------------

    def _on_scrolled(self, value: int) -> None:
        if self._arranging:
            return
        upwards, self._value, self._held = value < self._value, value, None
        left = self.verticalScrollBar().maximum() - value
        self._following = left == 0 or (left <= AT_END_PX and not upwards)
        if self._following or not self._column.is_whole:
            self._arrange()
        else:
            self._column.look_around()  # nothing has another place than before

    def _on_folded(self, heading: QWidget) -> None:
        self._following, self._held = False, None
        bar = self.verticalScrollBar()
        self._arrange(Anchor(heading, None, y_of(self._canvas, heading, None) - bar.value()))
        self._following = bar.value() >= bar.maximum() - AT_END_PX

    def _on_formulas_arrived(self, keys: set[Key]) -> None:
        anchor = self._anchor()
        if any([view.refresh(keys) for view in self._column.built]):
            self._arrange(anchor, grows=True)

    def _on_focus_changed(self, message: QWidget, has: bool) -> None:
        self._ring.put(message if has else None, self.theme)

    # Qt's overrides

    def focusNextPrevChild(self, forward: bool) -> bool:
        put_in_order(self, self.views)
        moved = QWidget.focusNextPrevChild(self, forward)
        focus = self.focusWidget() if moved else None
        if focus is not None and self._canvas.isAncestorOf(focus):
            bring_into_sight(focus, self._canvas, self.verticalScrollBar())
        return moved

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Home:
            self.verticalScrollBar().setValue(0)
        elif event.key() == Qt.Key.Key_End:
            self.scroll_to_end()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self.searching.place()
        if self.more.isVisible():
            self.more.offer()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()


def _length(message: Message) -> int:
    return len(message.reasoning) + len(message.text)
