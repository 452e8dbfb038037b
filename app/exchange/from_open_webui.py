"""Conversations as Open WebUI exports them: a list of rows with ``chat.history.messages``.

Messages are a mapping from ids to ``parentId``, ``role``, ``content`` and times in seconds; old
exports have a plain list instead. Thoughts stand in front of an answer as a ``<details>`` element.
"""

import html
import re
from collections.abc import Iterator
from typing import Any

from app.domain.chat import Chat, Message
from app.exchange import loose
from app.exchange.planting import (
    Head,
    Left,
    Node,
    answer,
    entries,
    in_a_row,
    planted,
    question,
    split_thoughts,
)

_DETAILS = re.compile(
    r'<details type="(?P<type>[a-z_]+)"(?P<attributes>[^>\n]*)>\n?'
    r"(?:<summary>[^<\n]*</summary>\n?)?(?P<inside>.*?)</details>\n*",
    re.DOTALL,
)
_DURATION = re.compile(r'duration="([0-9]{1,6}(?:\.[0-9]{1,6})?)"')
_QUOTED = re.compile(r"^> ?", re.MULTILINE)


def is_open_webui(value: Any) -> bool:
    """Whether this is one conversation of such an export."""
    chat = _chat(value)
    history = loose.table(chat.get("history"))
    return isinstance(history.get("messages"), dict) or isinstance(chat.get("messages"), list)


def read(value: Any, left: Left, *, now: float) -> Iterator[Chat]:
    """The conversations of an export, or the one."""
    found = entries(value, is_open_webui, left)
    yield from filter(None, (_conversation(entry, left, now=now) for entry in found))


def _chat(value: Any) -> dict[str, Any]:
    """The part that holds the messages: exports of one chat have no row around it."""
    row = loose.table(value)
    return loose.table(row.get("chat")) or row


def _conversation(entry: dict[str, Any], left: Left, *, now: float) -> Chat | None:
    chat = _chat(entry)
    history = loose.table(chat.get("history"))
    head = Head(
        title=loose.text(entry.get("title")) or loose.text(chat.get("title")),
        created_at=loose.seconds(entry.get("created_at") or chat.get("timestamp")),
        updated_at=loose.seconds(entry.get("updated_at")),
        active=loose.key(history.get("currentId")),
    )
    found = loose.table(history.get("messages"))
    if found:
        nodes = [_node(key, loose.table(row), left) for key, row in found.items()]
    else:
        rows = map(loose.table, loose.rows(chat.get("messages")))
        nodes = [*in_a_row(_message(row, left) for row in rows)]
    return planted(head, nodes, left, now=now)


def _node(key: str, row: dict[str, Any], left: Left) -> Node:
    return Node(key, loose.key(row.get("parentId")), _message(row, left))


def _message(row: dict[str, Any], left: Left) -> Message | None:
    left.note("files", len(loose.rows(row.get("files"))))
    content = _content(row.get("content"), left)
    created_at = loose.seconds(row.get("timestamp"))
    match row.get("role"):
        case "user" if content.strip():
            return question(content.strip(), created_at=created_at)
        case "assistant" if content.strip():
            return _answer(row, content, created_at, left)
        case "system" | "tool" as role if content.strip():
            left.note("instructions" if role == "system" else "steps")
    return None


def _content(value: Any, left: Left) -> str:
    """A text, or a list of parts as OpenAI's interface has them."""
    if not isinstance(value, list):
        return loose.text(value)
    parts = [*map(loose.table, value)]
    left.note("pictures", sum("image" in loose.text(part.get("type")) for part in parts))
    return "\n\n".join(filter(None, (loose.text(part.get("text")) for part in parts)))


def _answer(
    row: dict[str, Any], content: str, created_at: float | None, left: Left
) -> Message | None:
    thoughts, thought_s = [], None
    for details in _DETAILS.finditer(content):
        if details["type"] != "reasoning":
            left.note("steps")
            continue
        thoughts.append(html.unescape(_QUOTED.sub("", details["inside"])).strip())
        if (duration := _DURATION.search(details["attributes"])) is not None:
            thought_s = (thought_s or 0.0) + float(duration[1])
    inline, words = split_thoughts(_DETAILS.sub("", content).strip())
    return answer(
        words,
        *thoughts,
        inline,
        created_at=created_at,
        thought_s=thought_s,
        model=loose.text(row.get("modelName")) or loose.text(row.get("model")),
    )
