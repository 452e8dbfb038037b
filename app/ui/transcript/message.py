"""One message of the visible path: a light shell whose content is there while it is near.

The shell knows its turn and its height, or an estimate of it; the content (``QuestionView`` or
``AnswerView``) has the widgets. Whatever changes, the transcript lays it out by ``fit``.
"""

from itertools import repeat
from operator import floordiv

import shiboken6
from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QShowEvent,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QWidget

from app.domain import mathtext
from app.domain.attached import words_of
from app.domain.chat import Message, Role, Status, Turn
from app.ui.transcript import accessible, contents
from app.ui.transcript.answer import AnswerView
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look
from app.ui.transcript.matches import NOTHING, Found
from app.ui.transcript.poll import VoteState
from app.ui.transcript.question import QuestionView

EM_PER_CHARACTER = 0.5  # of usual text, for the height of what is not built yet
FRAME_LINES = 3  # lines of height that do not depend on the text


class Wishes(QObject):
    """What people want of the messages of a transcript; the numbers are the messages' ids."""

    copy_requested = Signal(int)
    edit_requested = Signal(int)
    regenerate_requested = Signal(int)
    branch_requested = Signal(int, int)  # -1 or +1
    answer_now_requested = Signal(int)
    retry_requested = Signal(int)
    vote_requested = Signal(int)
    stop_vote_requested = Signal(int)
    focus_changed = Signal(QWidget, bool)  # of a message itself
    folded = Signal(QWidget)  # a height changed by hand; carries what must stay in its place


class MessageView(QWidget):
    """A message; what people want of it goes to ``wishes``."""

    spoken_role = QAccessible.Role.Paragraph

    def __init__(
        self, turn: Turn, look: Look, formulas: Formulas, wishes: Wishes, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.turn = turn
        self.is_built = False
        self.is_read = False  # so that to build it is the less work
        self._wishes = wishes
        self._look = look
        self._formulas = formulas
        self._content: QuestionView | AnswerView | None = None
        self._height = 0  # in pixels, as last laid out or estimated
        self._fits = 0  # the width in pixels that the height belongs to; 0 when it no longer holds
        self._unfolded = False
        self._vote: VoteState | None = None  # of a vote under way
        self._found = (NOTHING, NOTHING)  # by a search, in the text and in the thoughts
        self.setObjectName(f"message-{turn.message.id}")
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # growing paints nothing anew
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    @property
    def message(self) -> Message:
        return self.turn.message

    @property
    def is_idle(self) -> bool:
        """Whether nothing is written and nothing has the focus in it."""
        focus = QApplication.focusWidget()
        has_focus = focus is not None and self.isAncestorOf(focus)
        return self.message.status is not Status.STREAMING and not has_focus

    def read(self) -> None:
        """Do what needs no widgets before it is built."""
        self.is_read = True
        if self.message.status is not Status.STREAMING:
            contents.read(self.message)

    def build(self) -> None:
        """Make the widgets."""
        self._content = self._make()
        self.is_built, self.is_read, self._fits = True, False, 0
        if isinstance(self._content, AnswerView):
            if self._unfolded:
                self._content.reasoning.set_open(True)
            self._content.show_vote(self._vote)
        self._content.show_found(*self._found)

    def forget(self, *, at_once: bool = False) -> None:
        """Give the widgets up; what was unfolded will be so again, and the height stays.

        ``at_once`` where none of them can be in the middle of something.
        """
        old, self._content, self.is_built = self._content, None, False
        if old is not None:
            self._unfolded = isinstance(old, AnswerView) and old.reasoning.is_open
            old.hide()
            shiboken6.delete(old) if at_once else old.deleteLater()

    def show_turn(self, turn: Turn, *, fold: bool = True) -> None:
        """Show a newer state of the message; ``fold`` the reasoning if it ends with this."""
        if turn == self.turn:
            return
        self.turn = turn
        if self._content is not None:
            self._content.show_turn(turn, fold=fold)
        self._fits = 0

    def show_vote(self, vote: VoteState | None) -> None:
        """Show a vote that is under way; None when it is over."""
        self._vote = vote
        if isinstance(self._content, AnswerView):
            self._content.show_vote(vote)
            self._fits = 0

    def show_found(self, text: Found, thoughts: Found) -> None:
        """Mark what a search found in the text and in the thoughts."""
        self._found = (text, thoughts)
        if self._content is not None:
            self._content.show_found(text, thoughts)

    def document(self, *, thoughts: bool) -> DocumentView:
        """What shows the text or the thoughts; built and unfolded for it."""
        if self._content is None:
            self.build()
        assert self._content is not None
        self._fits = 0
        return self._content.document(thoughts=thoughts)

    def spoken(self) -> str:
        """The message in words, with who says it."""
        return accessible.message_text(self.message)

    def menu(self) -> QMenu:
        """What can be done with the message and its formulas."""
        from app.ui.transcript import message_menu

        buttons = self._content.action_row.findChildren(QAbstractButton) if self._content else []
        maths = mathtext.formulas(mathtext.parse(self.message.text))
        menu = message_menu.make(self, buttons, maths, self._look, self._formulas)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def wrong_lines(self) -> list[QRect]:
        """Where the text says what computing found wrong, as it was laid out last."""
        return self._content.wrong_lines() if isinstance(self._content, AnswerView) else []

    def restyle(self, look: Look) -> None:
        """Take another look; the content is built anew, what was unfolded stays unfolded."""
        if look.zoom != self._look.zoom:
            self._fits = 0
        self._look = look
        if self.is_built:
            self.forget()
            self.build()

    def fits(self, width: int) -> bool:
        """Whether it is laid out for ``width`` pixels."""
        return self._fits == width

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels, estimated if not built."""
        if width != self._fits:
            self._fits = width
            self._height = self._laid_out(width)
        return self._height

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come; whether one of them was waited for."""
        came = self._content is not None and self._content.refresh(keys)
        if came:
            self._fits = 0
        return came

    # Qt's overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            if not self.document(thoughts=False).copy_selected():
                self._wishes.copy_requested.emit(self.message.id)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.document(thoughts=False).select_all()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu().popup(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._wishes.focus_changed.emit(self, True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._wishes.focus_changed.emit(self, False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.is_built:
            self._fits = 0  # only what is shown knows its style

    # --- what is in it --------------------------------------------------------------------------

    def _laid_out(self, width: int) -> int:
        if self._content is None:
            return self._estimated_height(width)
        height = self._content.fit(width)
        self._content.setGeometry(0, 0, width, height)
        return height

    def _estimated_height(self, width: int) -> int:
        per_line = max(1, int(width / (self._look.font_px * EM_PER_CHARACTER)))
        lines = words_of(self.message.text).split("\n")
        wrapped: int = sum(map(floordiv, map(len, lines), repeat(per_line)))
        return (len(lines) + wrapped + FRAME_LINES) * self._look.line_px

    def _make(self) -> QuestionView | AnswerView:
        content: QuestionView | AnswerView
        if self.message.role is Role.USER:
            content = QuestionView(self.turn, self._look, self._formulas, self)
        else:
            content = AnswerView(self.turn, self._look, self._formulas, self)
            self._connect_answer(content)
        content.folded.connect(self._on_folded)
        self._connect(content)
        content.show()
        return content

    def _on_folded(self, heading: QWidget) -> None:
        self._fits = 0
        self._wishes.folded.emit(heading)

    def _connect_answer(self, content: AnswerView) -> None:
        for wish, report in (
            (content.answer_now_requested, self._wishes.answer_now_requested),
            (content.retry_requested, self._wishes.retry_requested),
            (content.stop_vote_requested, self._wishes.stop_vote_requested),
            (content.action_row.vote_requested, self._wishes.vote_requested),
        ):
            wish.connect(lambda report=report: report.emit(self.message.id))

    def _connect(self, content: QuestionView | AnswerView) -> None:
        actions = content.action_row
        actions.copy_requested.connect(lambda: self._wishes.copy_requested.emit(self.message.id))
        actions.edit_requested.connect(lambda: self._wishes.edit_requested.emit(self.message.id))
        actions.regenerate_requested.connect(
            lambda: self._wishes.regenerate_requested.emit(self.message.id)
        )
        actions.branch_requested.connect(
            lambda step: self._wishes.branch_requested.emit(self.message.id, step)
        )
