"""How far the model agrees with itself: the question in sight, asked several times, in a table."""

import asyncio

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QProgressBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.chat import Message
from app.domain.verdict import Status
from app.domain.votes import SAMPLES, Sample
from app.errors import UserFacingError
from app.i18n import explain, tr
from app.tutor import consistency
from app.tutor.program import Program
from app.tutor.voting import Vote
from app.ui.tasks import spawn
from app.ui.widgets import button, label, named

SIZE_PX = (640, 560)
LOOK_MS = 200  # at the answers as they come
TIMES = (2, 4, 8, 16, 32)  # that a question can be asked
QUESTION_CHARS = 240  # that are shown
TABLE_CHARS = 60  # of an answer
COLUMNS = {
    "answer": "checker.consistency_answer",
    "check": "checker.consistency_check",
    "tokens": "checker.consistency_tokens",
    "seconds": "checker.consistency_seconds",
}
NUMBERS = ("tokens", "seconds")  # stand in these
CHECKED = {
    Status.VERIFIED: "checker.consistency_verified",
    Status.CONTRADICTED: "checker.consistency_contradicted",
    Status.UNCHECKED: "checker.consistency_unchecked",
}
#: A table is found here alone, so its looks are here; the colours are the palette's.
TABLE_STYLE = """
QTableWidget { background: palette(base); border: 1px solid palette(alternate-base);
  border-radius: 8px; selection-background-color: palette(highlight);
  selection-color: palette(highlighted-text); }
QTableWidget::item { padding: 0 7px; }
QHeaderView { background: transparent; }
QHeaderView::section { background: palette(alternate-base); border: none; padding: 6px 10px; }
"""


class ConsistencyDialog(QDialog):
    """Asks when somebody says so; Stop, and closing the window, end it. What came stays."""

    def __init__(
        self, program: Program, question: str, answer: Message, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("consistencyDialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("checker.consistency_title"))
        self.resize(*SIZE_PX)
        self._program = program
        self._question = question
        self._answer = answer
        self._vote: Vote | None = None
        self._task: asyncio.Task[None] | None = None
        self._seen = -1  # version of the vote
        self._frames = QTimer(self, interval=LOOK_MS)
        self._frames.timeout.connect(self._show)
        self.times = named(QComboBox(), "times")
        self.times.addItems([str(times) for times in TIMES])
        self.times.setCurrentText(str(SAMPLES))
        self.start_button = named(
            button(tr("checker.consistency_start"), self.start, style="primary"), "consistencyStart"
        )
        self.stop_button = named(button(tr("checker.consistency_stop"), self.stop), "stop")
        self.progress = QProgressBar(textVisible=False)
        self.table = named(QTableWidget(0, len(COLUMNS)), "consistencyTable")
        self.summary = named(label(wrap=True), "consistencySummary")
        self._lay_out()
        self._show_running(False)
        self.finished.connect(self._leave)

    # --- building -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(22, 18, 22, 18)
        column.setSpacing(10)
        shown = " ".join(self._question.split())
        if len(shown) > QUESTION_CHARS:
            shown = f"{shown[: QUESTION_CHARS - 1]}…"
        column.addWidget(label(shown, style="section", wrap=True))
        column.addWidget(label(tr("checker.consistency_about"), style="muted", wrap=True))
        column.addLayout(self._wishes())
        self._prepare_table()
        column.addWidget(self.table, 1)
        column.addWidget(self.progress)
        column.addWidget(self.summary)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(named(button(tr("checker.consistency_close"), self.reject), "close"))
        column.addLayout(row)

    def _wishes(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        times = label(tr("checker.consistency_times"))
        times.setBuddy(self.times)
        row.addWidget(times)
        row.addWidget(self.times)
        row.addStretch(1)
        row.addWidget(self.stop_button)
        row.addWidget(self.start_button)
        self.start_button.setDefault(True)
        return row

    def _prepare_table(self) -> None:
        table = self.table
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for place, (name, key) in enumerate(COLUMNS.items()):
            title = QTableWidgetItem(tr(key))
            title.setTextAlignment(_alignment(name))
            table.setHorizontalHeaderItem(place, title)
        table.setStyleSheet(TABLE_STYLE)
        table.verticalHeader().hide()
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.setAccessibleName(tr("checker.consistency_title"))

    # --- asking -------------------------------------------------------------------------------

    def start(self) -> None:
        """Ask, as often as is wished."""
        vote = self._vote = Vote(self._question, int(self.times.currentText()), self._program.judge)
        self._seen = -1
        self._show_running(True)
        self._task = spawn(self._run(vote), on_error=self._show_error)

    def stop(self) -> None:
        """End it; a task that is cancelled before its first step would never say that it ended."""
        if self._task is not None:
            asyncio.get_event_loop().call_soon(self._task.cancel)

    async def _run(self, vote: Vote) -> None:
        try:
            await consistency.ask_again(self._program, vote, self._answer)
        finally:
            if self._vote is vote:  # else the dialog is gone
                self._task = None
                self._show()
                self._show_running(False)

    def _leave(self) -> None:
        self._frames.stop()
        self.stop()
        self._vote = None

    # --- showing ------------------------------------------------------------------------------

    def _show_running(self, running: bool) -> None:
        self.stop_button.setVisible(running)
        self.start_button.setEnabled(not running)
        self.times.setEnabled(not running)
        self.progress.setVisible(running)
        if running:
            self._frames.start()
            self._show()
            self.stop_button.setFocus()
        else:
            self._frames.stop()

    def _show(self) -> None:
        vote = self._vote
        if vote is None or vote.version == self._seen:
            return
        self._seen = vote.version
        found = consistency.agreement(vote.poll)
        self.progress.setRange(0, vote.poll.wanted)
        self.progress.setValue(found.asked)
        agreeing = {at for c in vote.poll.candidates if c.answer == found.answer for at in c.voters}
        self.table.setRowCount(found.asked)
        for row, sample in enumerate(vote.poll.samples):
            self._fill(row, sample, stands_out=row in agreeing)
        self.summary.setText(self._told(found, vote))

    def _fill(self, row: int, sample: Sample, *, stands_out: bool) -> None:
        cells = {
            "answer": _short(sample.final or tr("checker.consistency_none")),
            "check": tr(CHECKED[sample.status]),
            "tokens": str(sample.tokens),
            "seconds": f"{sample.seconds:.1f}",
        }
        for column, name in enumerate(COLUMNS):
            cell = QTableWidgetItem(cells[name])
            cell.setTextAlignment(_alignment(name))
            if name == "answer":
                cell.setToolTip(sample.final or "")
            if not stands_out:
                cell.setForeground(self._muted())
            self.table.setItem(row, column, cell)

    def _muted(self) -> QColor:
        return self.palette().color(QPalette.ColorRole.PlaceholderText)

    def _told(self, found: consistency.Agreement, vote: Vote) -> str:
        if not found.asked:
            return tr("checker.consistency_writing", tokens=vote.pieces)
        values = {
            "agree": found.agree,
            "asked": found.asked,
            "answer": _short(found.answer),
            "median": f"{found.median_s:.1f}",
            "least": f"{found.least_s:.1f}",
            "greatest": f"{found.greatest_s:.1f}",
        }
        key = "checker.consistency_summary" if found.agree else "checker.consistency_no_answers"
        return tr(key, **values)

    def _show_error(self, error: UserFacingError) -> None:
        if self._vote is not None:
            self.summary.setText(explain(error))


def _alignment(column: str) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in NUMBERS else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _short(answer: str) -> str:
    line = " ".join(answer.split())
    return line if len(line) <= TABLE_CHARS else f"{line[: TABLE_CHARS - 1]}…"
