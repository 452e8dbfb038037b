"""What can be done with conversations.

``Store`` is used from one thread, the one that opened it. What a method has done is on the disk
when it returns, so the sender of a question may be told. All times are seconds since the epoch.
Every method raises ``StoreError`` when the file cannot be read or written; nothing is half done
then, and the call may be repeated when there is room again.
"""

import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.chat import Chat, Conversation, Message, Role, Status
from app.domain.search import Hit
from app.domain.verdict import Judgement
from app.domain.votes import Poll
from app.errors import StoreError
from app.store import backups as copies
from app.store import drafts, imports, index, places
from app.store.database import CORRUPT, Database
from app.store.schema import migrate, refuse_others

_MESSAGE = (
    "id, conversation_id, parent_id, role, text, reasoning, status, created_at, thought_s, model,"
    " error, tokens, decode_tps, judgement, poll"
)


@dataclass(frozen=True)
class BegunTurn:
    """A question that is safely kept, and the answer to be written."""

    conversation: Conversation
    question: Message
    answer: Message


class Store:
    """The conversations of one person."""

    def __init__(self, database: Database, backups: Path) -> None:
        self._database = database
        self._backups = backups
        self._backed_up_at_change = 0

    @classmethod
    def open(cls, path: Path, backups: Path) -> "Store":
        """Open the file, or make it, readable by its owner alone.

        The schema is brought up to date (after a backup), answers that were being written become
        INTERRUPTED with their text, conversations marked deleted go for good.

        Raises:
            StoreError: ``store.newer``, nothing was touched; ``store.locked``, another program has
                it open; ``store.restored`` or ``store.set_aside``, the file was damaged, lies now
                beside its old place, and the next call opens the newest good backup or an empty
                file; others as everywhere.
        """
        with ExitStack() as opened:
            try:
                refuse_others(path)
                database = Database(path)
                opened.callback(database.close)
                store = cls(database, backups)
                store._prepare()
            except StoreError as error:
                if error.key != CORRUPT:
                    raise
                # Before closing, which would write the log into the damaged file.
                kept = copies.put_aside(path, now=time.time())
                opened.close()
                raise _replaced(path, backups, kept) from error
            opened.pop_all()
        return store

    def close(self) -> None:
        """Let go of the file; may be called again."""
        self._database.close()

    # --- reading ------------------------------------------------------------------------------

    def conversations(self) -> list[Conversation]:
        """All that are not deleted, the one used last first; behind them what is archived."""
        rows = self._database.rows(
            f"SELECT {places.COLUMNS} FROM conversations WHERE NOT deleted"
            " ORDER BY archived, updated_at DESC, id DESC"
        )
        return [*map(places.conversation, rows)]

    def conversation(self, conversation_id: int) -> Conversation | None:
        """One of them; None if there is none of this id."""
        rows = self._database.rows(
            f"SELECT {places.COLUMNS} FROM conversations WHERE id = ? AND NOT deleted",
            conversation_id,
        )
        return places.conversation(rows[0]) if rows else None

    def messages(self, conversation_id: int) -> list[Message]:
        """All messages of the tree, oldest first."""
        rows = self._database.rows(
            f"SELECT {_MESSAGE} FROM messages WHERE conversation_id = ? ORDER BY id",
            conversation_id,
        )
        return [_message(dict(row)) for row in rows]

    def search(self, query: str, limit: int) -> list[Hit]:
        """Titles, then messages, that have all words of ``query``, best first."""
        return index.find(self._database, query, limit=limit)

    def drafts(self) -> dict[int | None, str]:
        """What was typed and not sent, by conversation; None is the one that is not begun."""
        return drafts.read_all(self._database)

    def keep_draft(self, conversation_id: int | None, text: str) -> None:
        """Keep what was typed in place of what was kept before; nothing if ``text`` is empty."""
        drafts.keep(self._database, conversation_id, text)

    # --- turns --------------------------------------------------------------------------------

    def begin_turn(
        self,
        *,
        conversation_id: int | None,
        parent_id: int | None,
        question: str,
        title: str,
        model: str,
        now: float,
    ) -> BegunTurn:
        """Keep a question and make room for its answer, in a new conversation if there is none yet.

        ``title`` is that of a new conversation. A ``parent_id`` of None starts a tree anew: the
        first question of a conversation, or an edited first question.
        """
        with self._database.transaction():
            if conversation_id is None:
                conversation_id = self._add_conversation(title, now)
            asked = self._add_message(
                conversation_id, parent_id, role=Role.USER, text=question, now=now
            )
            index.add(self._database, index.MESSAGES, asked.id, question)
            answer = self._add_answer(conversation_id, asked.id, model, now)
            [row] = self._database.rows(
                f"SELECT {places.COLUMNS} FROM conversations WHERE id = ?", conversation_id
            )
        return BegunTurn(places.conversation(row), asked, answer)

    def begin_answer(self, *, question_id: int, model: str, now: float) -> Message:
        """Make room for one more answer to a question that is there already.

        Raises:
            StoreError: ``store.gone``, the conversation was deleted meanwhile.
        """
        with self._database.transaction():
            found = self._database.rows(
                "SELECT conversation_id FROM messages WHERE id = ?", question_id
            )
            if not found:
                raise StoreError("store.gone")
            return self._add_answer(found[0]["conversation_id"], question_id, model, now)

    def checkpoint(self, message_id: int, *, reasoning: str, text: str) -> None:
        """Keep what there is of an answer so far. No effect on one that is finished or deleted."""
        self._database.run(
            "UPDATE messages SET reasoning = ?, text = ? WHERE id = ? AND status = 'streaming'",
            *(reasoning, text, message_id),
        )

    def finish(
        self,
        message_id: int,
        *,
        reasoning: str,
        text: str,
        status: Status,
        now: float,
        thought_s: float | None = None,
        tokens: int = 0,
        decode_tps: float = 0.0,
        error: str = "",
    ) -> None:
        """Keep a whole answer. Only the first call has an effect, and none if it was deleted."""
        with self._database.transaction():
            finished = self._database.rows(
                """UPDATE messages SET reasoning = ?, text = ?, status = ?, thought_s = ?,
                    tokens = ?, decode_tps = ?, error = ?
                WHERE id = ? AND status = 'streaming' RETURNING conversation_id""",
                *(reasoning, text, status, thought_s, tokens, decode_tps, error, message_id),
            )
            for row in finished:
                index.add(self._database, index.MESSAGES, message_id, text)
                self._database.run(
                    "UPDATE conversations SET updated_at = ? WHERE id = ?",
                    *(now, row["conversation_id"]),
                )

    def keep_judgement(self, message_id: int, judgement: Judgement) -> None:
        """Keep what was found out about an answer, in place of what was found before."""
        self._keep_json("judgement", message_id, judgement.to_json())

    def keep_poll(self, message_id: int, poll: Poll) -> None:
        """Keep the vote on an answer's question, in place of an earlier one."""
        self._keep_json("poll", message_id, poll.to_json())

    # --- conversations ------------------------------------------------------------------------

    def rename(self, conversation_id: int, title: str) -> None:
        """Give a conversation another title."""
        with self._database.transaction():
            self._database.run(
                "UPDATE conversations SET title = ? WHERE id = ?", title, conversation_id
            )
            index.replace(self._database, index.TITLES, conversation_id, title)

    def pin(self, conversation_id: int, *, pinned: bool) -> None:
        """Put a conversation at the top, or back to the others."""
        places.pin(self._database, conversation_id, pinned=pinned)

    def archive(self, conversation_id: int, *, archived: bool) -> None:
        """Put a conversation out of the way, or bring it back; a new question does that, too."""
        places.archive(self._database, conversation_id, archived=archived)

    def move(self, conversation_id: int, folder: str) -> None:
        """Put a conversation into a folder; an empty name takes it out of its own."""
        places.move(self._database, conversation_id, folder)

    def rename_folder(self, folder: str, name: str) -> None:
        """Give a folder another name; that of another joins them, an empty one removes it."""
        places.rename_folder(self._database, folder, name)

    def take_in(self, chats: Sequence[Chat]) -> dict[int, Chat]:
        """Add conversations from elsewhere, all or none, but for those that are here already.

        Those that were added, by their new ids. In ``chats`` messages must come after their
        parents, and none may be STREAMING.
        """
        with self._database.transaction():
            return imports.take_in(self._database, chats)

    def select_leaf(self, conversation_id: int, leaf_id: int) -> None:
        """Make the path to ``leaf_id`` the visible one."""
        self._database.run(
            "UPDATE conversations SET active_leaf_id = ? WHERE id = ?", leaf_id, conversation_id
        )

    def delete(self, conversation_id: int) -> None:
        """Mark a conversation deleted: it is not listed nor found; ``restore`` undoes it."""
        self._mark(conversation_id, deleted=True)

    def restore(self, conversation_id: int) -> None:
        """Undo ``delete``; without effect after ``purge``."""
        self._mark(conversation_id, deleted=False)

    def purge(self) -> None:
        """Remove what is marked deleted, for good: no word of it stays in the files.

        Backups made before keep it until they are thinned.
        """
        with self._database.transaction():
            if not self._database.number("SELECT count(*) FROM conversations WHERE deleted"):
                return
            index.forget_deleted(self._database)
            self._database.run("DELETE FROM conversations WHERE deleted")
        self._empty_log()

    def backup(self, now: float) -> Path | None:
        """Copy everything, if anything changed since opening and the last copy; the copy's path."""
        if self._database.changes == self._backed_up_at_change:
            return None
        copy = copies.make(self._database, self._backups, now=now)
        self._backed_up_at_change = self._database.changes
        return copy

    # --- inside -------------------------------------------------------------------------------

    def _prepare(self) -> None:
        self._database.take()
        self._refuse_hollow()
        migrate(
            self._database,
            backup=lambda: copies.make(self._database, self._backups, now=time.time()),
        )
        if self._database.is_suspect:
            self._mend_index()
        try:
            self._settle()
        except StoreError as error:
            if error.key != CORRUPT:
                raise
            self._mend_index()
            self._settle()
        self._database.clear_suspicion()
        self._backed_up_at_change = self._database.changes

    def _settle(self) -> None:
        """Bring to an end what the last program left open."""
        self._interrupt_answers()
        self.purge()
        # The file alone now tells its schema (refuse_others reads only that), and a purge that was
        # cut short has nothing left in the log.
        self._empty_log()

    def _mend_index(self) -> None:
        """Damage in the index alone is no reason to go back to a backup."""
        self._database.check()
        index.rebuild(self._database)

    def _refuse_hollow(self) -> None:
        """A file that lost all its content looks new; that there are backups gives it away."""
        if self._database.was_empty and copies.newest(self._backups):
            raise StoreError(CORRUPT, file=str(self._database.path))

    def _interrupt_answers(self) -> None:
        with self._database.transaction():
            for row in self._database.rows(
                "UPDATE messages SET status = 'interrupted' WHERE status = 'streaming'"
                " RETURNING id, text"
            ):
                index.add(self._database, index.MESSAGES, row["id"], row["text"])

    def _empty_log(self) -> None:
        self._database.run("PRAGMA wal_checkpoint(TRUNCATE)")

    def _mark(self, conversation_id: int, *, deleted: bool) -> None:
        self._database.run(
            "UPDATE conversations SET deleted = ? WHERE id = ?", deleted, conversation_id
        )

    def _keep_json(self, column: str, message_id: int, value: dict[str, Any]) -> None:
        text = json.dumps(value, ensure_ascii=False)
        self._database.run(f"UPDATE messages SET {column} = ? WHERE id = ?", text, message_id)

    def _add_conversation(self, title: str, now: float) -> int:
        [row] = self._database.rows(
            "INSERT INTO conversations (title, created_at, updated_at) VALUES (?, ?, ?)"
            " RETURNING id",
            *(title, now, now),
        )
        index.add(self._database, index.TITLES, row["id"], title)
        return int(row["id"])

    def _add_answer(
        self, conversation_id: int, question_id: int, model: str, now: float
    ) -> Message:
        answer = self._add_message(
            conversation_id,
            question_id,
            role=Role.ASSISTANT,
            status=Status.STREAMING,
            model=model,
            now=now,
        )
        self._database.run(
            "UPDATE conversations SET active_leaf_id = ?, updated_at = ?, archived = 0"
            " WHERE id = ?",
            *(answer.id, now, conversation_id),
        )
        return answer

    def _add_message(
        self,
        conversation_id: int,
        parent_id: int | None,
        *,
        role: Role,
        now: float,
        text: str = "",
        status: Status = Status.COMPLETE,
        model: str = "",
    ) -> Message:
        [row] = self._database.rows(
            f"""INSERT INTO messages
                (conversation_id, parent_id, role, text, status, model, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING {_MESSAGE}""",
            *(conversation_id, parent_id, role, text, status, model, now),
        )
        return _message(dict(row))


def _replaced(path: Path, backups: Path, kept: Path) -> StoreError:
    """Put a backup in the place of a damaged file; what to tell."""
    copy = copies.replace_damaged(path, backups)
    if copy is None:
        return StoreError("store.set_aside", kept=str(kept))
    return StoreError("store.restored", kept=str(kept), when=copies.made_at(copy))


def _message(row: dict[str, Any]) -> Message:
    judgement, poll = row.pop("judgement"), row.pop("poll")
    return Message(
        **row | {"role": Role(row["role"]), "status": Status(row["status"])},
        judgement=Judgement.from_json(json.loads(judgement)) if judgement else None,
        poll=Poll.from_json(json.loads(poll)) if poll else None,
    )
