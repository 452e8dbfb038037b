"""A vote on an answer's question: what other answers say, as a small chart.

One row for each candidate: the answer, a bar as long as its share, how many gave it, and what
computing found. A row unfolds into the paths that led to it, each to be read.
"""

import re
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget

from app.domain import mathtext
from app.domain.verdict import Status
from app.domain.votes import Candidate, Poll, Sample
from app.i18n import paragraph, tr
from app.ui.transcript.document import DocumentView
from app.ui.transcript.formulas import Formulas, Key
from app.ui.transcript.look import QUIET_SCALE, Look
from app.ui.transcript.reasoning import FOCUS_RADIUS_PX, arrow
from app.ui.transcript.text import TextView
from app.ui.transcript.verdict import draw_sign, ink, word

ANSWER_SHARE = 0.42  # of the width, for the answers at most
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
    return paragraph(told, early)


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
        most = int(width * ANSWER_SHARE) - self._look.px(ARROW_EM)
        column = max((row.answer_width(most) for row in self._rows), default=0)
        for row in self._rows:
            top = bottom + self._look.px(GAP_EM) // 2
            bottom = top + row.fit(width, column)
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
        signed = any(candidate.status is not Status.UNCHECKED for candidate in shown)
        self._rows = [_CandidateRow(c, poll, self._look, self._formulas, self) for c in shown]
        for row in self._rows:
            row.keep_room_for_sign(signed)
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
        self._button = _Bar(candidate, poll, look, self)
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

    def keep_room_for_sign(self, signed: bool) -> None:
        """Whether a row of the chart has a sign at its end: all bars end at the same place."""
        self._button.signed = signed

    def answer_width(self, most: int) -> int:
        """The pixels that the answer takes when it has ``most`` at hand; lays it out for them."""
        most = max(1, most)
        self._answer.resize(most, self._answer.fit(most))
        return min(most, self._answer.natural_width())

    def fit(self, width: int, column: int) -> int:
        """Lay out for ``width`` pixels, ``column`` of them for the answers of all rows."""
        left = self._look.px(ARROW_EM)
        self._button.bar_left = left + column + self._look.px(GAP_EM)
        line = self._place_answer(left)
        self._button.setGeometry(0, 0, width, line)
        bottom, inset = line, self._look.px(INSET_EM)
        for path in self._paths:
            top = bottom + self._look.px(GAP_EM)
            bottom = top + path.fit(width - inset)
            path.setGeometry(inset, top, width - inset, bottom - top)
        return bottom

    def _place_answer(self, left: int) -> int:
        """One line stands on the baseline of the count, more of them beside its middle.

        Returns the height of the row.
        """
        height, base = self._answer.height(), _baseline(self._answer)
        if base is None:
            line = max(height, self._look.line_px)
            self._answer.move(left, (line - height) // 2)
            return line
        drop = self._button.drop
        air = (self._look.line_px - self._look.font_px) / 2  # above the letters of a line
        half = max(self._look.line_px / 2, height - base + drop, base - drop - air)
        self._answer.move(left, round(half + drop - base))
        return round(2 * half)

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

    def __init__(self, candidate: Candidate, poll: Poll, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("candidate")
        self.bar_left = 0  # where the bar begins, in pixels
        self.signed = False  # whether room is kept for a sign
        self._candidate = candidate
        self._wins = candidate == poll.winner
        given = len(poll.samples)
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

    @property
    def drop(self) -> float:
        """How far below the middle the count's baseline is, so that its digits stand there."""
        return QFontMetricsF(self.font()).capHeight() / 2

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
        right = self.width() - (look.px(SIGN_EM + GAP_EM) if self.signed else 0)
        self._paint_bar(painter, self.bar_left, right - look.px(COUNT_EM))
        painter.setPen(look.colour)
        count = str(len(self._candidate.voters))
        begin = right - self.fontMetrics().horizontalAdvance(count)
        painter.drawText(QPointF(begin, self.height() / 2 + self.drop), count)
        if self._candidate.status is not Status.UNCHECKED:
            size = look.px(SIGN_EM)
            place = QRectF(self.width() - size - 1, (self.height() - size) / 2, size, size)
            colour = ink(self._candidate.status, theme)
            draw_sign(painter, self._candidate.status, place, colour)

    def _paint_bar(self, painter: QPainter, left: int, right: int) -> None:
        """The share on a quiet ground; the winner's in colour, hollow where there is no vote."""
        theme, height = self._look.theme, self._look.px(BAR_EM)
        ground = QRectF(left, (self.height() - height) / 2, right - left, height)
        radius = height / 4
        painter.setBrush(QColor(theme.bubble))
        painter.drawRoundedRect(ground, radius, radius)
        bar = QRectF(ground)
        bar.setWidth(max(height / 2, ground.width() * self._share))
        counts = bool(self._candidate.votes) and bool(self._candidate.answer)
        ink = theme.accent if self._wins else theme.faint
        painter.setBrush(QColor(ink if counts else theme.bubble))
        painter.setPen(QColor(ink))
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


def _baseline(view: DocumentView) -> float | None:
    """Where a document of one line has its baseline, in pixels; None if it has more lines."""
    block = view.block(0)
    if not isinstance(block, TextView) or block.document().blockCount() != 1:
        return None
    layout = block.document().firstBlock().layout()
    if layout.lineCount() != 1:
        return None
    line = layout.lineAt(0)
    return block.y() + layout.position().y() + line.y() + line.ascent()


def shown_answer(answer: str) -> str:
    """A final answer as Markdown: a formula, unless it is in words."""
    if not answer:
        return tr("transcript.vote_no_answer")
    in_words = "$" in answer or _HAN.search(answer) is not None
    return answer if in_words else f"${answer}$"
