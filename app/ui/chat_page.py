"""One conversation: the transcript above, the composer below, and what happens between them."""

import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.chat import Conversation, Message, Status, Turn
from app.domain.verdict import Judgement
from app.errors import UserFacingError
from app.i18n import explain, tr
from app.tutor.buffer import TurnBuffer
from app.tutor.program import Program
from app.tutor.reading_places import ReadingPlaces
from app.tutor.turns import BegunTurn, as_message
from app.tutor.voting import Vote
from app.typeset.typesetter import Typesetter
from app.ui.composer import Composer
from app.ui.composer.desk import Desk
from app.ui.demo_note import DemoNote
from app.ui.start_view import StartView
from app.ui.tasks import spawn
from app.ui.theme import MEASURE_PX, Theme
from app.ui.transcript import Transcript
from app.ui.transcript.column import SIDE_PX
from app.ui.transcript.poll import VoteState
from app.ui.widgets import Banner, Edge, label

log = logging.getLogger(__name__)

FRAME_MS = 33  # at most 30 updates of a streaming answer a second
FIGURES_EVERY = 12  # updates: more often than twice a second nobody reads a number
TOKENS_STEP = 50  # how finely the tokens of a vote are counted on the screen


@dataclass(frozen=True)
class Figures:
    """Tokens per second, and tokens of context that the last turn used."""

    decode_tps: float
    used: int


class ChatPage(QWidget):
    """Shows and continues one conversation; ``conversation_id`` is None for a new one."""

    conversation_changed = Signal(object)  # int or None
    figures_changed = Signal()

    def __init__(self, program: Program, typesetter: Typesetter, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("chatPage")
        self.conversation_id: int | None = None
        self._program = program
        self._turns: list[Turn] = []
        self._editing: Message | None = None
        self._seen_version = -1
        self._updates = 0  # of the answer that is followed
        self._used = 0
        self._followed: TurnBuffer | None = None
        self._shown_votes: dict[int, VoteState] = {}  # by message
        self._places = ReadingPlaces(program.data.reading)
        self.transcript = Transcript(typesetter, theme)
        self.start = StartView()
        self._views = QStackedWidget()
        self._views.addWidget(self.start)
        self._views.addWidget(self.transcript)
        self.composer = Composer(typesetter, theme)
        self.desk = Desk(self.composer, program, self.show_error, lambda: self._turns)
        self.banner = Banner()
        self.demo_note = DemoNote()
        self.note = label(style="muted")
        self._frames = QTimer(self, interval=FRAME_MS)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setMaximumWidth(MEASURE_PX + 2 * SIDE_PX)
        below = QVBoxLayout(inner)
        below.setContentsMargins(SIDE_PX, 0, SIDE_PX, 10)
        below.setSpacing(6)
        below.addWidget(self.banner)
        below.addWidget(self.demo_note)
        below.addWidget(self.composer)
        below.addWidget(self.note, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(inner, 10_000)  # all there is, up to its measure
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._views, 1)
        column.addWidget(Edge(self.transcript))
        column.addLayout(row)

    def _connect(self) -> None:
        self.composer.sent.connect(self._submit)
        self.composer.stop_requested.connect(self.stop)
        self.start.chosen.connect(self._try_example)
        self.composer.cancelled_edit.connect(self._forget_edit)
        self._frames.timeout.connect(self._next_frame)
        view = self.transcript
        view.copy_requested.connect(self._copy)
        view.regenerate_requested.connect(lambda id_: self._spawn(self._regenerate(id_)))
        view.edit_requested.connect(self._begin_edit)
        hurry = self._program.turns.answer_now
        view.answer_now_requested.connect(lambda id_: self._spawn(hurry(id_)))
        view.branch_requested.connect(lambda id_, step: self._spawn(self._page(id_, step)))
        view.retry_requested.connect(lambda id_: self._spawn(self._retry(id_)))
        view.vote_requested.connect(self._begin_vote)
        view.stop_vote_requested.connect(self._program.votes.stop)
        self._disconnect = [
            self._program.checking.found.connect(lambda found: self._show_judgement(*found)),
            self._program.checking.retried.connect(self._on_retried),
            self._program.votes.changed.connect(lambda news: self._on_vote_changed(*news)),
        ]

    @property
    def last_message_id(self) -> int | None:
        """The message at the end of the visible path."""
        return self._turns[-1].message.id if self._turns else None

    @property
    def running(self) -> TurnBuffer | None:
        """The answer being written in this conversation, if any."""
        last = self.last_message_id
        return self._program.turns.running.get(last) if last is not None else None

    @property
    def is_working(self) -> bool:
        """Whether there is anything to stop."""
        return self.running is not None or bool(self._votes())

    def figures(self) -> Figures:
        """Measured figures of the last answer in sight; zeros before there is one."""
        if self._followed is not None:
            return Figures(self._followed.decode_tps, self._used)
        last = self._turns[-1].message if self._turns else None
        return Figures(last.decode_tps if last else 0.0, self._used)

    async def show_conversation(self, conversation_id: int | None) -> None:
        """Show a conversation, or an empty page for a new one."""
        self.composer.end_edit()
        self._places.put(self.conversation_id, self.transcript.reading_place())
        if conversation_id != self.conversation_id:
            self._used = 0
        self.conversation_id = conversation_id
        await self.desk.open(conversation_id)
        await self._reload()
        self.conversation_changed.emit(conversation_id)
        self.composer.setFocus()

    def stop(self) -> None:
        """End the answer or the votes under way; what they said stays."""
        if (buffer := self.running) is not None:
            self._program.turns.stop(buffer.message.id)
        else:
            for message_id in self._votes():
                self._program.votes.stop(message_id)

    def end(self) -> None:
        """The program closes: nothing is asked of the store any more."""
        self._frames.stop()
        self.desk.end()
        self._followed = None
        self._places.put(self.conversation_id, self.transcript.reading_place())
        for disconnect in self._disconnect:
            disconnect()
        self._disconnect.clear()

    def set_theme(self, theme: Theme) -> None:
        self.transcript.set_theme(theme)
        self.composer.set_theme(theme)

    def show_room(self) -> None:
        """Say beside the composer what who answers can do."""
        demo = self._program.room.is_demo
        self.demo_note.setVisible(demo)
        self.start.suggest(demo=demo)

    def retranslate(self) -> None:
        self.note.setText(tr("ui.check_note"))

    async def _reload(self) -> None:
        shown = self.conversation_id
        turns = await self._read(shown) if shown is not None else []
        if shown != self.conversation_id:
            return  # another conversation was opened meanwhile
        self._turns = turns
        self._views.setCurrentWidget(self.transcript if turns else self.start)  # has its size now
        self.transcript.show_turns(turns, self._places.get(shown))
        self._follow()
        self._program.checking.catch_up(turns)
        self.figures_changed.emit()

    async def _read(self, conversation_id: int) -> list[Turn]:
        turns = await self._program.conversations.turns(conversation_id)
        last = turns[-1].message if turns else None
        if last and last.status is Status.STREAMING and last.id not in self._program.turns.running:
            # It ended after it was read: now its end is on the disk.
            turns = await self._program.conversations.turns(conversation_id)
        return turns

    def _follow(self) -> None:
        """Follow the running answer of this conversation, if there is one."""
        self._followed = self.running
        self._seen_version, self._updates = -1, 0
        self._shown_votes.clear()
        self.composer.set_busy(self._followed is not None)
        if self._followed is not None or self._votes():
            self._frames.start()
            self._next_frame()

    def _next_frame(self) -> None:
        self._show_votes()
        buffer = self._followed
        if buffer is None:
            if not self._votes():
                self._frames.stop()
            return
        if buffer.version != self._seen_version or buffer.thinking:
            self._seen_version = buffer.version
            self.transcript.update_stream(
                buffer.message.id, buffer.reasoning, buffer.answer, buffer.thought_s
            )
            if self._updates % FIGURES_EVERY == 0:
                self.figures_changed.emit()
            self._updates += 1
        if buffer.done.is_set():
            self._end_following(buffer)

    def _end_following(self, buffer: TurnBuffer) -> None:
        self._followed = None
        self.transcript.finish(as_message(buffer))
        usage = buffer.finished.usage if buffer.finished else None
        self._used = usage.prompt_tokens + usage.completion_tokens if usage else 0
        self._spawn(self._reload())
        if self.isVisible():
            self.composer.setFocus()

    def _submit(self, text: str) -> None:
        self.composer.set_busy(True)  # at once: a second Enter must not send the text again
        self._spawn(self._send(text))

    async def _send(self, text: str) -> None:
        question, self._editing = self._editing, None
        try:
            begun = await self._begin(text, question)
        except BaseException:
            self._editing = question
            self.composer.set_busy(False)
            raise
        self.composer.take()
        await self._show_begun(begun.conversation)

    async def _begin(self, text: str, question: Message | None) -> BegunTurn:
        turns = self._program.turns
        if question is not None:
            return (await turns.edit(question, text))[0]
        place = {"conversation_id": self.conversation_id, "parent_id": self.last_message_id}
        return (await turns.ask(text, **place))[0]

    async def _show_begun(self, conversation: Conversation) -> None:
        self.conversation_id = conversation.id
        self.desk.move_to(conversation.id)
        await self._reload()
        self.transcript.scroll_to_end()
        self.conversation_changed.emit(conversation.id)

    async def _regenerate(self, message_id: int) -> None:
        if self.running is None:
            await self._program.turns.regenerate(self._message(message_id))
            await self._reload()
            self.transcript.scroll_to_end()

    async def _page(self, message_id: int, step: int) -> None:
        if self.conversation_id is not None and self.running is None:
            await self._program.conversations.show_sibling(self.conversation_id, message_id, step)
            await self._reload()

    # --- verdicts and votes -------------------------------------------------------------------

    async def _retry(self, message_id: int) -> None:
        answer = self._message(message_id)
        if self.running is None and answer.judgement is not None:
            await self._program.checking.retry(answer, answer.judgement)
            await self._reload()
            self.transcript.scroll_to_end()

    def _show_judgement(self, message_id: int, judgement: Judgement) -> None:
        self._turns = [
            replace(turn, message=replace(turn.message, judgement=judgement))
            if turn.message.id == message_id
            else turn
            for turn in self._turns
        ]
        self.transcript.show_judgement(message_id, judgement)

    def _on_retried(self, buffer: TurnBuffer) -> None:
        if buffer.message.conversation_id == self.conversation_id:
            self._spawn(self._reload())

    def _votes(self) -> dict[int, Vote]:
        """The votes under way on answers in sight."""
        running = self._program.votes.running
        return {t.message.id: running[t.message.id] for t in self._turns if t.message.id in running}

    def _begin_vote(self, message_id: int) -> None:
        if message_id not in self._program.votes.running:
            places = [turn.message.id for turn in self._turns]
            question = self._turns[places.index(message_id) - 1].message
            self._program.votes.begin(self._message(message_id), question.text)

    def _show_votes(self) -> None:
        for message_id, vote in self._votes().items():
            tokens = vote.pieces // TOKENS_STEP * TOKENS_STEP or vote.pieces
            state = VoteState(vote.poll, running=True, tokens=tokens)
            if self._shown_votes.get(message_id) != state:
                self._shown_votes[message_id] = state
                self.transcript.show_vote(message_id, state)

    def _on_vote_changed(self, message_id: int, vote: Vote) -> None:
        if vote.error is not None:
            self.show_error(vote.error)
        if message_id in self._votes():
            self._frames.start()
            self._next_frame()
        else:
            self._spawn(self._end_vote(message_id))

    async def _end_vote(self, message_id: int) -> None:
        await self._reload()
        self.transcript.show_vote(message_id, None)

    def _try_example(self, text: str) -> None:
        self.composer.editor.setPlainText(text)
        self.composer.setFocus()

    def _begin_edit(self, message_id: int) -> None:
        if self.running is None:
            self._editing = self._message(message_id)
            self.composer.begin_edit(self._editing.text)

    def _forget_edit(self) -> None:
        self._editing = None

    def _copy(self, message_id: int) -> None:
        self.transcript.copy(self._message(message_id).text)

    def _message(self, message_id: int) -> Message:
        return next(turn.message for turn in self._turns if turn.message.id == message_id)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        spawn(work, on_error=self.show_error)

    def show_error(
        self, error: UserFacingError, action: str = "", do: Callable[[], object] | None = None
    ) -> None:
        """Say what went wrong, above the composer; the text typed stays in it."""
        self.banner.say(explain(error), kind="error", action=action, on_action=do)

    # Qt's overrides

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
