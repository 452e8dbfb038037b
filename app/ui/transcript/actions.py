"""The quiet row under a message: copy, edit or answer again, a plot, the pager of branches."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.domain.chat import Role, Turn
from app.domain.votes import SAMPLES
from app.i18n import tr
from app.ui.transcript.buttons import IconButton
from app.ui.transcript.look import QUIET_SCALE, Look

COUNT_SCALE = 0.8


class Actions(QWidget):
    """Buttons for one message; each emits its signal."""

    copy_requested = Signal()
    edit_requested = Signal()
    regenerate_requested = Signal()
    branch_requested = Signal(int)  # -1 or +1
    plot_requested = Signal()
    vote_requested = Signal()

    def __init__(self, turn: Turn, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = look
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(2)
        self._turn = turn
        self._has_plot = False
        self._voting = False
        self._vote: QPushButton | None = None
        self._fill()

    def offer_plot(self, offered: bool) -> None:
        """Show or hide the button that draws what the message is about."""
        if offered != self._has_plot:
            self._has_plot = offered
            self._refill()

    def set_voting(self, voting: bool) -> None:
        """Whether a vote is under way: there is one at a time."""
        self._voting = voting
        if self._vote is not None:
            self._vote.setEnabled(not voting)

    def show_turn(self, turn: Turn) -> None:
        """Show another place among the branches, and whether there was a vote."""
        before, self._turn = self._turn, turn
        if _shown(before) != _shown(turn):
            self._refill()

    def _refill(self) -> None:
        while (item := self._row.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._fill()

    def _fill(self) -> None:
        is_question = self._turn.message.role is Role.USER
        if is_question:
            self._row.addStretch(1)
        self._add_buttons(is_question=is_question)
        if self._turn.count > 1:
            self._add_pager(self._turn)
        if not is_question:
            self._add_vote()
            self._row.addStretch(1)

    def _add_buttons(self, *, is_question: bool) -> None:
        copy = self._button("copy", "copy", tr("transcript.copy_message"))
        copy.clicked.connect(self.copy_requested)
        copy.clicked.connect(copy.confirm)
        if is_question:
            edit = self._button("edit", "edit", tr("transcript.edit"))
            edit.clicked.connect(self.edit_requested)
        else:
            again = self._button("regenerate", "again", tr("transcript.regenerate"))
            again.clicked.connect(self.regenerate_requested)
        if self._has_plot:
            plot = self._button("plot", "plot", tr("transcript.plot_message"))
            plot.clicked.connect(self.plot_requested)

    def _add_vote(self) -> None:
        voted = self._turn.message.poll is not None
        said = tr("transcript.vote_again" if voted else "transcript.vote", samples=SAMPLES)
        vote = QPushButton(said, self, flat=True)
        vote.setObjectName(f"vote-{self._turn.message.id}")
        vote.setToolTip(tr("transcript.vote_tip", samples=SAMPLES))
        vote.setFont(self._look.font(QUIET_SCALE))
        vote.setCursor(Qt.CursorShape.PointingHandCursor)
        vote.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        vote.clicked.connect(self.vote_requested)
        vote.setEnabled(not self._voting)
        self._vote = vote
        self._row.addWidget(vote)

    def _add_pager(self, turn: Turn) -> None:
        back = self._button("previous", "back", tr("transcript.previous"))
        back.setEnabled(turn.index > 1)
        back.clicked.connect(lambda: self.branch_requested.emit(-1))
        count = QLabel(f"{turn.index} / {turn.count}")
        count.setTextFormat(Qt.TextFormat.PlainText)
        count.setFont(self._look.font(COUNT_SCALE))
        count.setStyleSheet(f"color: {self._look.theme.muted};")
        self._row.addWidget(count)
        on = self._button("next", "on", tr("transcript.next"))
        on.setEnabled(turn.index < turn.count)
        on.clicked.connect(lambda: self.branch_requested.emit(+1))

    def _button(self, name: str, icon: str, label: str) -> IconButton:
        button = IconButton(icon, label, self._look.theme)
        button.setObjectName(f"{name}-{self._turn.message.id}")
        self._row.addWidget(button)
        return button


def _shown(turn: Turn) -> tuple[int, int, bool]:
    """What of a turn the row shows."""
    return turn.index, turn.count, turn.message.poll is not None
