"""An answer: its reasoning, the text, room for a verdict, how it ended, and its actions."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.domain import mathtext
from app.domain.answers import boxed
from app.domain.chat import Message, Status, Turn
from app.domain.functions import Plot
from app.ui.transcript import contents
from app.ui.transcript.actions import Actions
from app.ui.transcript.document import DocumentView
from app.ui.transcript.ending import Ending, how_it_ended
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import Look
from app.ui.transcript.matches import Found
from app.ui.transcript.plots import open_plot, plot_in
from app.ui.transcript.poll import PollView, VoteState
from app.ui.transcript.reasoning import ReasoningView
from app.ui.transcript.verdict import VerdictView, badge_height

GAP_EM = 0.7
ACTIONS_GAP_EM = 0.35


class AnswerView(QWidget):
    """Shows an answer, while it is written and afterwards.

    What most answers have not is made when it is first shown: a verdict, a vote, how it ended.
    """

    folded = Signal(QWidget)
    answer_now_requested = Signal()
    retry_requested = Signal()
    stop_vote_requested = Signal()

    def __init__(self, turn: Turn, look: Look, formulas: Formulas, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self.setAttribute(Qt.WidgetAttribute.WA_StaticContents)  # growing paints nothing anew
        self._formulas = formulas
        self._turn = turn
        self._reader: mathtext.Incremental | None = None  # while the answer is written
        self.reasoning = ReasoningView(look, formulas)
        self.reasoning.setParent(self)
        self.reasoning.folded.connect(self.folded)
        self.reasoning.answer_now_requested.connect(self.answer_now_requested)
        self._text = DocumentView(look, formulas, self)
        self._text.setObjectName("answer")
        self._verdict: VerdictView | None = None
        self._poll: PollView | None = None
        self._ending: Ending | None = None
        self._vote: VoteState | None = None  # of a vote under way
        self.action_row = Actions(turn, look, self)
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
        self._show_text(message.text, streaming=streaming)
        self._text.setVisible(bool(message.text))
        self._show_verdict(message, may_retry=not streaming)
        self.show_vote(self._vote)
        self._show_ending(message)
        self.action_row.show_turn(turn)
        self.action_row.setVisible(not streaming)

    def show_vote(self, vote: VoteState | None) -> None:
        """Show a vote that is under way; None: what is kept of an earlier one, if there was one."""
        self._vote = vote
        kept = self._turn.message.poll
        shown = vote or (VoteState(kept) if kept is not None else None)
        if shown is not None and self._poll is None:
            self._poll = self._make_poll()
        if self._poll is not None:
            self._poll.show_vote(shown)
        self.action_row.set_voting(vote is not None)

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        bottom = 0
        for part in (self.reasoning, self._text, self._verdict, self._poll, self._ending):
            if part is not None and not part.isHidden():
                top = bottom + (self._look.px(GAP_EM) if bottom else 0)
                part.setGeometry(0, top, width, part.fit(width))
                bottom = top + part.height()
            if part is self._text and self._awaits_verdict:
                bottom += self._look.px(GAP_EM) + badge_height(self._look)
        top = bottom + self._look.px(ACTIONS_GAP_EM)
        # Room for the actions is kept while they are hidden: the end of an answer moves nothing.
        row = self.action_row.sizeHint().height()
        self.action_row.setGeometry(0, top, width, row)
        return top + row

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come; whether one of them was waited for."""
        parts = (self.reasoning, self._text, self._poll)
        return any([part.refresh(keys) for part in parts if part is not None])

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

    def _show_text(self, text: str, *, streaming: bool) -> None:
        if streaming and self._reader is None:
            self._reader = mathtext.Incremental()
        if self._reader is not None:  # it has read the most of it already
            document = self._reader.update(text, final=not streaming)
            self._plot = None if streaming else plot_in(document)
        else:
            document, self._plot = contents.answer(text)
        self._text.show_document(document)
        self.action_row.offer_plot(self._plot is not None)

    @property
    def _awaits_verdict(self) -> bool:
        """Whether a verdict is on its way: its room is kept, so that it moves nothing."""
        message = self._turn.message
        return message.judgement is None and boxed(message.text) is not None

    def _show_verdict(self, message: Message, *, may_retry: bool) -> None:
        judgement = message.judgement
        if self._verdict is None and judgement is not None and judgement.tells:
            self._verdict = VerdictView(self._look, self)
            self._verdict.folded.connect(self.folded)
            self._verdict.retry_requested.connect(self.retry_requested)
        if self._verdict is not None:
            self._verdict.show_judgement(judgement, may_retry=may_retry)

    def _show_ending(self, message: Message) -> None:
        ended = bool(how_it_ended(message))
        if self._ending is None and ended:
            self._ending = Ending(self._look, self)
            self._ending.regenerate_requested.connect(self.action_row.regenerate_requested)
        if self._ending is not None:
            self._ending.show_message(message)
            self._ending.setVisible(ended)

    def _make_poll(self) -> PollView:
        poll = PollView(self._look, self._formulas, self)
        poll.folded.connect(self.folded)
        poll.stop_requested.connect(self.stop_vote_requested)
        return poll

    def _open_plot(self) -> None:
        if self._plot is not None:
            open_plot(self, self._plot, self._look, self._formulas)
