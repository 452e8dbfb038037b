"""An answer: its reasoning, the text, room for a verdict, how it ended, and its actions."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from app.domain import mathtext
from app.domain.answers import boxed
from app.domain.chat import Message, Status, Turn
from app.domain.functions import Plot
from app.i18n import tr
from app.ui.transcript.actions import Actions
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import QUIET_SCALE, Look
from app.ui.transcript.matches import Found
from app.ui.transcript.plots import open_plot, plot_in
from app.ui.transcript.poll import PollView, VoteState
from app.ui.transcript.reasoning import ReasoningView
from app.ui.transcript.verdict import VerdictView

GAP_EM = 0.7
ACTIONS_GAP_EM = 0.35


class AnswerView(QWidget):
    """Shows an answer, while it is written and afterwards."""

    folded = Signal(QWidget)
    answer_now_requested = Signal()
    retry_requested = Signal()
    stop_vote_requested = Signal()

    def __init__(self, turn: Turn, look: Look, formulas: Formulas, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._formulas = formulas
        self._turn = turn
        self._reader = mathtext.Incremental()
        self.reasoning = ReasoningView(look, formulas)
        self.reasoning.setParent(self)
        self.reasoning.folded.connect(self.folded)
        self.reasoning.answer_now_requested.connect(self.answer_now_requested)
        self._text = DocumentView(look, formulas, self)
        self._text.setObjectName("answer")
        self._verdict = VerdictView(look, self)
        self._verdict.folded.connect(self.folded)
        self._verdict.retry_requested.connect(self.retry_requested)
        self._poll = PollView(look, formulas, self)
        self._poll.folded.connect(self.folded)
        self._poll.stop_requested.connect(self.stop_vote_requested)
        self._vote: VoteState | None = None  # of a vote under way
        self._note = self._make_note()
        self._again = QPushButton(tr("transcript.regenerate"), self, flat=True)
        self._again.setObjectName(f"again-{turn.message.id}")
        self._again.setFont(look.font(QUIET_SCALE))
        self._again.setCursor(Qt.CursorShape.PointingHandCursor)
        self.action_row = Actions(turn, look, self)
        self._again.clicked.connect(self.action_row.regenerate_requested)
        self._plot: Plot | None = None
        self.action_row.plot_requested.connect(self._open_plot)
        self.show_turn(turn)

    def show_turn(self, turn: Turn, *, fold: bool = True) -> None:
        """Show the answer as far as it has come; ``fold`` the reasoning if it ends with this."""
        self._turn = turn
        message = turn.message
        streaming = message.status is Status.STREAMING
        self.reasoning.show_reasoning(
            message.reasoning,
            message.thought_s,
            thinking=streaming and not message.text,
            fold=fold,
        )
        document = self._reader.update(message.text, final=not streaming)
        self._text.show_document(document)
        self._text.setVisible(bool(message.text))
        self._verdict.show_judgement(message.judgement, may_retry=not streaming)
        self.show_vote(self._vote)
        self._note.setText(how_it_ended(message))
        self._note.setVisible(bool(self._note.text()))
        self._again.setVisible(bool(self._note.text()) and not streaming)
        self.action_row.show_turn(turn)
        self.action_row.setVisible(not streaming)
        if not streaming:
            self._plot = plot_in(document)
            self.action_row.offer_plot(self._plot is not None)

    def show_vote(self, vote: VoteState | None) -> None:
        """Show a vote that is under way; None: what is kept of an earlier one, if there was one."""
        self._vote = vote
        kept = self._turn.message.poll
        self._poll.show_vote(vote or (VoteState(kept) if kept is not None else None))
        self.action_row.set_voting(vote is not None)

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        bottom = 0
        for part, height in (
            (self.reasoning, self.reasoning.fit),
            (self._text, self._text.fit),
            (self._verdict, self._verdict.fit),
            (self._poll, self._poll.fit),
            (self._note, self._note.heightForWidth),
        ):
            if not part.isHidden():
                top = bottom + (self._look.px(GAP_EM) if bottom else 0)
                part.setGeometry(0, top, width, height(width))
                bottom = top + part.height()
            elif part is self._verdict and self._awaits_verdict:
                bottom += self._look.px(GAP_EM) + self._verdict.room()
        if not self._again.isHidden():
            self._again.move(0, bottom)
            self._again.resize(self._again.sizeHint())
            bottom += self._again.height()
        top = bottom + self._look.px(ACTIONS_GAP_EM)
        # Room for the actions is kept while they are hidden: the end of an answer moves nothing.
        row = self.action_row.sizeHint().height()
        self.action_row.setGeometry(0, top, width, row)
        return top + row

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come; whether one of them was waited for."""
        parts = (self.reasoning, self._text, self._poll)
        return any([part.refresh(keys) for part in parts])

    def show_found(self, text: Found, thoughts: Found) -> None:
        """Mark what a search found."""
        self._text.show_found(text)
        self.reasoning.show_found(thoughts)

    def document(self, *, thoughts: bool) -> DocumentView:
        """What shows the text, or the thoughts, which unfold."""
        return self.reasoning.document() if thoughts else self._text

    def wrong_lines(self) -> list[QRect]:
        """Where the text says what computing found wrong."""
        message = self._turn.message
        if message.judgement is None or self._text.isHidden():
            return []
        found = self._text.wrong_lines(message.text, message.judgement.claims)
        return [place.translated(self._text.pos()) for place in found]

    @property
    def _awaits_verdict(self) -> bool:
        """Whether a verdict is on its way: its room is kept, so that it moves nothing."""
        message = self._turn.message
        return message.judgement is None and boxed(message.text) is not None

    def _open_plot(self) -> None:
        if self._plot is not None:
            open_plot(self, self._plot, self._look, self._formulas)

    def _make_note(self) -> QLabel:
        note = QLabel(self)
        note.setTextFormat(Qt.TextFormat.PlainText)
        note.setWordWrap(True)
        note.setFont(self._look.font(QUIET_SCALE))
        note.setStyleSheet(f"color: {self._look.theme.muted};")
        return note


def how_it_ended(message: Message) -> str:
    """What stands under an answer that is still to come or did not end by itself, else nothing."""
    match message.status:
        case Status.STREAMING:
            return "" if message.reasoning or message.text else tr("transcript.waiting")
        case Status.FAILED:
            return _why(message.error)
        case Status.CUT:
            return _why(message.error) if message.error else tr("transcript.cut")
        case Status.STOPPED:
            return tr("transcript.stopped")
        case Status.INTERRUPTED:
            return tr("transcript.interrupted")
    return "" if message.text.strip() else tr("transcript.no_answer")


def _why(key: str) -> str:
    """The sentence of an error; a general one where we lack it or what it speaks of."""
    try:
        sentence = tr(key)
    except KeyError:  # kept by another version of the program, or no key at all
        return tr("transcript.failed")
    return tr("transcript.failed") if "{" in sentence else sentence
