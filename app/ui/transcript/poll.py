"""A vote on an answer's question: what other answers say, as a small chart.

One row for each candidate: the answer, a bar as long as its share, how many gave it, and what
computing found. A row unfolds into the paths that led to it, each to be read.
"""

import re
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget

from app.domain import mathtext
from app.domain.verdict import Status
from app.domain.votes import Candidate, Poll, Sample
from app.i18n import tr
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import QUIET_SCALE, Look
from app.ui.transcript.reasoning import FOCUS_RADIUS_PX, arrow
from app.ui.transcript.verdict import draw_sign, ink, word

ANSWER_SHARE = 0.42  # of the width, for the answers
ARROW_EM = 1.3
COUNT_EM = 1.6
SIGN_EM = 0.9
GAP_EM = 0.5
BAR_EM = 0.75  # height of a bar
INSET_EM = 1.3  # of the paths
MOST_ROWS = 8

_HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True)
class VoteState:
    """A vote as it is shown: ``running`` with so many ``tokens`` written, or over."""

    poll: Poll
    running: bool = False
    tokens: int = 0


def headline(state: VoteState) -> str:
    """The outcome, or how far it is."""
    poll, winner = state.poll, state.poll.winner
    given = len(poll.samples)
    if state.running:
        return tr("transcript.vote_running", given=given, wanted=poll.wanted, tokens=state.tokens)
    if winner is None:
        return tr("transcript.vote_none", given=given)
    if winner.votes == 1 and len(poll.candidates) > 1 and winner.status is not Status.VERIFIED:
        return tr("transcript.vote_scattered", given=given)
    told = tr("transcript.vote_agree", votes=winner.votes, given=given)
    early = tr("transcript.vote_early", wanted=poll.wanted) if given < poll.wanted else ""
    return f"{told} {early}".strip()


class PollView(QWidget):
    """The chart with its heading; while the vote runs, a button ends it."""

    stop_requested = Signal()
    folded = Signal(QWidget)  # by hand; carries the row, which must not move

    def __init__(self, look: Look, formulas: Formulas, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("votes")
        self._look = look
        self._formulas = formulas
        self._state: VoteState | None = None
        self._rows: list[_CandidateRow] = []
        self._heading = QLabel(self, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._heading.setObjectName("votesHeading")
        self._heading.setFont(look.font(QUIET_SCALE, bold=True))
        self._stop = QPushButton(tr("transcript.vote_stop"), self, flat=True)
        self._stop.setObjectName("stopVote")
        self._stop.setFont(look.font(QUIET_SCALE))
        self._stop.clicked.connect(self.stop_requested)
        self.hide()

    def show_vote(self, state: VoteState | None) -> None:
        """Show a vote, or nothing."""
        self.setVisible(state is not None)
        if state is None or state == self._state:
            return
        before, self._state = self._state, state
        self._heading.setText(headline(state))
        self._stop.setVisible(state.running)
        if before is None or before.poll != state.poll:
            self._show_candidates(state.poll)

    def fit(self, width: int) -> int:
        """Lay out for ``width`` pixels; returns the height in pixels."""
        stop = self._stop.sizeHint().width() if not self._stop.isHidden() else 0
        height = max(self._heading.heightForWidth(width - stop), self._look.line_px)
        self._heading.setGeometry(0, 0, width - stop, height)
        self._stop.setGeometry(width - stop, 0, stop, self._look.line_px)
        bottom = height
        for row in self._rows:
            top = bottom + self._look.px(GAP_EM) // 2
            bottom = top + row.fit(width)
            row.setGeometry(0, top, width, bottom - top)
        return bottom

    def refresh(self, keys: set[Key]) -> bool:
        """Formulas have come; whether one of them was waited for."""
        return any([row.refresh(keys) for row in self._rows])

    def _show_candidates(self, poll: Poll) -> None:
        unfolded = {row.candidate.answer for row in self._rows if row.is_open}
        for row in self._rows:
            row.hide()
            row.deleteLater()
        shown = [*poll.candidates[:MOST_ROWS], *_without_answer(poll)]
        self._rows = [_CandidateRow(c, poll, self._look, self._formulas, self) for c in shown]
        for row in self._rows:
            row.folded.connect(self.folded)
            row.set_open(row.candidate.answer in unfolded)
            row.show()


def _without_answer(poll: Poll) -> list[Candidate]:
    """Those that came to no answer, as one row; its answer is empty."""
    silent = tuple(at for at, sample in enumerate(poll.samples) if sample.final is None)
    return [Candidate("", silent)] if silent else []


class _CandidateRow(QWidget):
    """One candidate: a heading with its bar, and its paths when unfolded."""

    folded = Signal(QWidget)

    def __init__(
        self, candidate: Candidate, poll: Poll, look: Look, formulas: Formulas, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.candidate = candidate
        self._poll = poll
        self._look = look
        self._formulas = formulas
        self._paths: list[_PathView] = []
        self._button = _Bar(candidate, len(poll.samples), look, self)
        self._button.clicked.connect(self._on_clicked)
        self._answer = DocumentView(look, formulas, self)
        self._answer.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._answer.show_document(mathtext.parse(shown_answer(candidate.answer)))

    @property
    def is_open(self) -> bool:
        return self._button.isChecked()

    def set_open(self, is_open: bool) -> None:
        self._button.setChecked(is_open)
        self._show_paths()

    def fit(self, width: int) -> int:
        left = self._look.px(ARROW_EM)
        room = max(1, int(width * ANSWER_SHARE) - left)
        height = self._answer.fit(room)
        line = max(height, self._look.line_px)
        self._button.setGeometry(0, 0, width, line)
        # A line has its free room above the letters: share it, so that they stand beside the bar.
        lift = (self._look.line_px - self._look.font_px) // 4
        self._answer.setGeometry(left, (line - height) // 2 - lift, room, height)
        bottom, inset = line, self._look.px(INSET_EM)
        for path in self._paths:
            top = bottom + self._look.px(GAP_EM)
            bottom = top + path.fit(width - inset)
            path.setGeometry(inset, top, width - inset, bottom - top)
        return bottom

    def refresh(self, keys: set[Key]) -> bool:
        return any([self._answer.refresh(keys), *(path.refresh(keys) for path in self._paths)])

    def _on_clicked(self) -> None:
        self._show_paths()
        self.folded.emit(self._button)

    def _show_paths(self) -> None:
        """Make the paths' widgets when they are wanted, and give them up again."""
        for path in self._paths:
            path.hide()
            path.deleteLater()
        wanted = self.candidate.voters if self.is_open else ()
        samples = [(at, self._poll.samples[at]) for at in wanted]
        self._paths = [_PathView(at, s, self._look, self._formulas, self) for at, s in samples]
        for path in self._paths:
            path.show()


class _Bar(QAbstractButton):
    """The heading of a candidate: arrow, room for the answer, bar, count and sign."""

    def __init__(self, candidate: Candidate, given: int, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("candidate")
        self._candidate = candidate
        self._share = len(candidate.voters) / max(1, given)
        self._look = look
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFont(look.font(QUIET_SCALE))
        count = len(candidate.voters)
        answer = candidate.answer or tr("transcript.vote_no_answer")
        name = tr("transcript.vote_row", answer=answer, votes=count, given=given)
        checked = candidate.status is not Status.UNCHECKED
        self.setAccessibleName(f"{name}, {word(candidate.status)}" if checked else name)
        self.setToolTip(tr("transcript.vote_row_tip"))

    # Qt's overrides

    def sizeHint(self) -> QSize:
        return QSize(self._look.px(10), self._look.line_px)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, theme = QPainter(self), self._look, self._look.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        lively = self.underMouse() or self.hasFocus()
        painter.setBrush(QColor(theme.accent if lively else theme.muted))
        painter.drawPolygon(arrow(look, self.height() / 2, down=self.isChecked()))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(theme.accent))
            edge = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(edge, FOCUS_RADIUS_PX, FOCUS_RADIUS_PX)
            painter.setPen(Qt.PenStyle.NoPen)
        left = int(self.width() * ANSWER_SHARE) + look.px(GAP_EM)
        right = self.width() - look.px(COUNT_EM + SIGN_EM + GAP_EM)
        self._paint_bar(painter, left, right)
        painter.setPen(look.colour)
        count = self.rect().adjusted(right, 0, -look.px(SIGN_EM + GAP_EM / 2), 0)
        aligned = Qt.AlignmentFlag.AlignCenter
        painter.drawText(count, aligned, str(len(self._candidate.voters)))
        if self._candidate.status is not Status.UNCHECKED:
            size = look.px(SIGN_EM)
            place = QRectF(self.width() - size - 1, (self.height() - size) / 2, size, size)
            colour = ink(self._candidate.status, theme)
            draw_sign(painter, self._candidate.status, place, colour)

    def _paint_bar(self, painter: QPainter, left: int, right: int) -> None:
        """The share on a quiet ground; hollow for a candidate that has no vote."""
        theme, height = self._look.theme, self._look.px(BAR_EM)
        ground = QRectF(left, (self.height() - height) / 2, right - left, height)
        radius = height / 4
        painter.setBrush(QColor(theme.bubble))
        painter.drawRoundedRect(ground, radius, radius)
        bar = QRectF(ground)
        bar.setWidth(max(height / 2, ground.width() * self._share))
        counts = bool(self._candidate.votes) and bool(self._candidate.answer)
        painter.setBrush(QColor(theme.accent if counts else theme.bubble))
        painter.setPen(QColor(theme.accent if counts else theme.faint))
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setPen(Qt.PenStyle.NoPen)


class _PathView(QWidget):
    """One path: which one it was, its thoughts and its answer."""

    def __init__(
        self, number: int, sample: Sample, look: Look, formulas: Formulas, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"path-{number + 1}")
        self._look = look
        seconds = round(sample.seconds)
        told = tr("transcript.vote_path", number=number + 1, tokens=sample.tokens, seconds=seconds)
        self._heading = QLabel(told, self, textFormat=Qt.TextFormat.PlainText)
        self._heading.setFont(look.font(QUIET_SCALE, bold=True))
        self._heading.setStyleSheet(f"color: {look.theme.muted};")
        texts = ((look.quieter(), sample.reasoning), (look, sample.text))
        self._parts = [_document(text, each, formulas, self) for each, text in texts if text]

    def fit(self, width: int) -> int:
        bottom = self._look.line_px
        self._heading.setGeometry(0, 0, width, bottom)
        for part in self._parts:
            top = bottom + self._look.px(GAP_EM)
            bottom = top + part.fit(width)
            part.setGeometry(0, top, width, bottom - top)
        return bottom + self._look.px(GAP_EM)

    def refresh(self, keys: set[Key]) -> bool:
        return any([part.refresh(keys) for part in self._parts])


def _document(text: str, look: Look, formulas: Formulas, parent: QWidget) -> DocumentView:
    view = DocumentView(look, formulas, parent)
    view.show_document(mathtext.parse(text))
    return view


def shown_answer(answer: str) -> str:
    """A final answer as Markdown: a formula, unless it is in words."""
    if not answer:
        return tr("transcript.vote_no_answer")
    in_words = "$" in answer or _HAN.search(answer) is not None
    return answer if in_words else f"${answer}$"
