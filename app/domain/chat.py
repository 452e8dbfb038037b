"""Conversations as trees of messages.

Editing a question or asking for another answer adds a sibling: nothing is ever overwritten. The
path that a person sees runs from the root to the active leaf.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.verdict import Judgement
from app.domain.votes import Poll


class Role(StrEnum):
    """Who speaks."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    """What state a message is in. Only an answer being written is STREAMING."""

    COMPLETE = "complete"
    STREAMING = "streaming"
    CUT = "cut"  # the limit of tokens came first, or what ``error`` names
    STOPPED = "stopped"  # a person pressed Stop
    INTERRUPTED = "interrupted"  # the program or the engine died meanwhile
    FAILED = "failed"  # an error, named in ``error``


@dataclass(frozen=True)
class Message:
    """One message of a conversation. Times are seconds since the epoch."""

    id: int
    conversation_id: int
    parent_id: int | None
    role: Role
    text: str  # a question as typed, or an answer without its reasoning
    reasoning: str = ""
    status: Status = Status.COMPLETE
    created_at: float = 0.0
    thought_s: float | None = None  # seconds spent reasoning, measured
    model: str = ""
    error: str = ""  # key of the translations
    tokens: int = 0  # tokens generated
    decode_tps: float = 0.0
    judgement: Judgement | None = None  # what the checker found out; None: not asked yet
    poll: Poll | None = None  # other answers to the same question, if it was put to the vote


@dataclass(frozen=True)
class Conversation:
    """One row of the sidebar. Times are seconds since the epoch."""

    id: int
    title: str
    created_at: float
    updated_at: float
    active_leaf_id: int | None = None
    pinned: bool = False
    archived: bool = False  # out of the way until it is used again
    folder: str = ""  # its name; empty outside of folders


@dataclass(frozen=True)
class Turn:
    """A message on the visible path: ``index`` of ``count`` siblings, counted from 1."""

    message: Message
    index: int
    count: int
    siblings: tuple[int, ...]  # ids, oldest first


@dataclass(frozen=True)
class Chat:
    """A conversation as a whole: all its branches, parents before their children."""

    conversation: Conversation
    messages: tuple[Message, ...]


def path_to(messages: Sequence[Message], leaf_id: int | None) -> list[Message]:
    """Messages from the root to ``leaf_id``; empty if there is no such message."""
    by_id = {message.id: message for message in messages}
    path: list[Message] = []
    current = by_id.get(leaf_id) if leaf_id is not None else None
    while current is not None:
        path.append(current)
        current = by_id.get(current.parent_id) if current.parent_id is not None else None
    return path[::-1]


def newest_leaf_below(messages: Sequence[Message], message_id: int) -> int:
    """The leaf reached from ``message_id`` by always taking the newest child."""
    newest_child: dict[int, int] = {}
    for message in messages:
        if message.parent_id is not None:
            newest_child[message.parent_id] = max(
                message.id, newest_child.get(message.parent_id, 0)
            )
    current = message_id
    while current in newest_child:
        current = newest_child[current]
    return current


def visible_turns(messages: Sequence[Message], leaf_id: int | None) -> list[Turn]:
    """The path to ``leaf_id``, each message with its place among its siblings."""
    siblings: dict[int | None, list[int]] = {}
    for message in messages:
        siblings.setdefault(message.parent_id, []).append(message.id)
    turns: list[Turn] = []
    for message in path_to(messages, leaf_id):
        ids = tuple(sorted(siblings[message.parent_id]))
        turns.append(Turn(message, ids.index(message.id) + 1, len(ids), ids))
    return turns
