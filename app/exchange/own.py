"""Our own JSON: all branches and thoughts of conversations, to be read back; no verdicts, no votes.

``{"format": "lemma-conversations", "version": 1, "conversations": [{"title", "created_at",
"updated_at", "active": id, "pinned", "archived", "folder", "messages": [{"id", "parent", "role",
"text", ...}]}]}``. Times are seconds since the epoch; ids hold within one conversation. What has
its usual value is not written. A reader passes over fields that it does not know; a change that it
could misread needs a new version.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from app import i18n
from app.domain.chat import Chat, Conversation, Message, Role, Status
from app.domain.titles import tidy
from app.errors import ExchangeError
from app.exchange import loose
from app.exchange.planting import Head, Left, Node, planted

FORMAT = "lemma-conversations"
VERSION = 1

#: Where a conversation stands in the list.
PLACES = ("pinned", "archived", "folder")

_MOST_TOKENS = 1e9
_MOST_SECONDS = 1e9


def to_json(chats: Iterable[Chat]) -> bytes:
    """All of these conversations."""
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "conversations": [_conversation(chat) for chat in chats],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"


def _conversation(chat: Chat) -> dict[str, Any]:
    conversation = chat.conversation
    return {
        "title": conversation.title,
        "created_at": conversation.created_at,
        "updated_at": conversation.updated_at,
        "active": conversation.active_leaf_id,
        **{name: place for name in PLACES if (place := getattr(conversation, name))},
        "messages": [_message(found) for found in chat.messages],
    }


def _message(found: Message) -> dict[str, Any]:
    usual = Message(0, 0, None, found.role, found.text)
    written: dict[str, Any] = {
        "id": found.id,
        "parent": found.parent_id,
        "role": found.role.value,
        "created_at": found.created_at,
        "text": found.text,
    }
    for name in ("reasoning", "status", "thought_s", "model", "error", "tokens", "decode_tps"):
        value = getattr(found, name)
        if value != getattr(usual, name):
            written[name] = value
    return written


def is_own(value: Any) -> bool:
    """Whether this is, or claims to be, our format."""
    return loose.table(value).get("format") == FORMAT


def read(value: Any, left: Left, *, now: float) -> Iterator[Chat]:
    """The conversations in a file of ours.

    Raises:
        ExchangeError: a newer Lemma wrote it.
    """
    version = loose.number(value.get("version"), most=1e6) or 0
    if version > VERSION:
        raise ExchangeError("exchange.newer", found=round(version), known=VERSION)
    for entry in map(loose.table, loose.rows(value.get("conversations"))):
        head = Head(
            title=loose.text(entry.get("title")),
            created_at=loose.seconds(entry.get("created_at")),
            updated_at=loose.seconds(entry.get("updated_at")),
            active=loose.key(entry.get("active")),
        )
        nodes = [*_nodes(loose.rows(entry.get("messages")), left)]
        chat = planted(head, nodes, left, now=now, join=False)
        if chat is not None:
            yield replace(chat, conversation=_placed(chat.conversation, entry))


def _placed(conversation: Conversation, entry: dict[str, Any]) -> Conversation:
    return replace(
        conversation,
        pinned=entry.get("pinned") is True,
        archived=entry.get("archived") is True,
        folder=tidy(loose.text(entry.get("folder"))),
    )


def _nodes(written: list[Any], left: Left) -> Iterator[Node]:
    for row in map(loose.table, written):
        key, role = loose.key(row.get("id")), loose.text(row.get("role"))
        if key is None or role not in [*Role]:
            left.note("unreadable")
        else:
            yield Node(key, loose.key(row.get("parent")), _read_message(row, Role(role)))


def _read_message(row: dict[str, Any], role: Role) -> Message:
    return Message(
        id=0,
        conversation_id=0,
        parent_id=None,
        role=role,
        text=loose.text(row.get("text")),
        reasoning=loose.text(row.get("reasoning")),
        status=_status(row.get("status")),
        created_at=loose.seconds(row.get("created_at")) or 0.0,
        thought_s=loose.number(row.get("thought_s"), most=_MOST_SECONDS),
        model=loose.text(row.get("model")),
        error=_error(row.get("error")),
        tokens=round(loose.number(row.get("tokens"), most=_MOST_TOKENS) or 0),
        decode_tps=loose.number(row.get("decode_tps"), most=_MOST_TOKENS) or 0.0,
    )


def _status(value: Any) -> Status:
    """Nobody writes on at an answer that comes from a file."""
    if value not in [*Status]:
        return Status.COMPLETE
    return Status.INTERRUPTED if value == Status.STREAMING else Status(value)


def _error(value: Any) -> str:
    """A key of a sentence that we have: others could not be shown."""
    return value if isinstance(value, str) and value in i18n.sentences(i18n.FALLBACK) else ""
