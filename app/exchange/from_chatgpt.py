"""Conversations as ChatGPT exports them: ``conversations.json``, a list of trees of messages.

Each has a ``mapping`` from ids to nodes with ``message``, ``parent`` and ``children``. A message's
``content`` is one of many kinds: texts come over, the thoughts before an answer too; what tools did
and what is no text is counted as left out.
"""

import re
from collections.abc import Iterator
from typing import Any

from app.domain.chat import Chat, Message
from app.exchange import loose
from app.exchange.planting import Head, Left, Node, answer, entries, planted, question

_TEXTS = frozenset({"text", "multimodal_text"})
_NOT_SHOWN = frozenset({"reasoning_recap", "user_editable_context", "model_editable_context"})
# Marks of sources, from a private area of Unicode: they lead nowhere outside of that program.
_SOURCE_MARK = re.compile("\ue200[^\ue200\ue201]*\ue201|[\ue200-\ue206]")
_MOST_SECONDS = 1e6


def is_chatgpt(value: Any) -> bool:
    """Whether this is one conversation of such an export."""
    return isinstance(loose.table(value).get("mapping"), dict)


def read(value: Any, left: Left, *, now: float) -> Iterator[Chat]:
    """The conversations of an export, or the one."""
    found = entries(value, is_chatgpt, left)
    yield from filter(None, (_conversation(entry, left, now=now) for entry in found))


def _conversation(entry: dict[str, Any], left: Left, *, now: float) -> Chat | None:
    head = Head(
        title=loose.text(entry.get("title")),
        created_at=loose.seconds(entry.get("create_time")),
        updated_at=loose.seconds(entry.get("update_time")),
        active=loose.key(entry.get("current_node")),
    )
    mapping = entry["mapping"].items()
    nodes = [_node(key, loose.table(found), left) for key, found in mapping]
    return planted(head, nodes, left, now=now)


def _node(key: str, found: dict[str, Any], left: Left) -> Node:
    return Node(
        key, loose.key(found.get("parent")), _message(loose.table(found.get("message")), left)
    )


def _message(found: dict[str, Any], left: Left) -> Message | None:
    content = loose.table(found.get("content"))
    kind = loose.text(content.get("content_type"))
    metadata = loose.table(found.get("metadata"))
    if not found or kind in _NOT_SHOWN or metadata.get("is_visually_hidden_from_conversation"):
        return None
    role = loose.table(found.get("author")).get("role")
    if role == "user":
        created_at = loose.seconds(found.get("create_time"))
        return question(_words(content, left), created_at=created_at)
    if role == "assistant":
        return _answer(found, content, metadata, left)
    _note_other(role, content, left)
    return None


def _answer(
    found: dict[str, Any], content: dict[str, Any], metadata: dict[str, Any], left: Left
) -> Message | None:
    thoughts = _thoughts(content) if content.get("content_type") == "thoughts" else ""
    is_for_tool = loose.text(found.get("recipient")) not in ("", "all")
    words = "" if thoughts or is_for_tool else _words(content, left)
    if is_for_tool:
        left.note("steps")
    return answer(
        words,
        thoughts,
        created_at=loose.seconds(found.get("create_time")),
        thought_s=loose.number(metadata.get("finished_duration_sec"), most=_MOST_SECONDS),
        model=loose.text(metadata.get("model_slug")),
    )


def _words(content: dict[str, Any], left: Left) -> str:
    kind = loose.text(content.get("content_type"))
    if kind == "code":
        code = loose.text(content.get("text")).strip()
        return f"```\n{code}\n```" if code else ""
    if kind not in _TEXTS:
        left.note("other")
        return ""
    parts = [_part(part, left) for part in loose.rows(content.get("parts"))]
    return _SOURCE_MARK.sub("", "\n\n".join(part for part in parts if part)).strip()


def _part(part: Any, left: Left) -> str:
    if isinstance(part, str):
        return loose.text(part)
    kind = loose.text(loose.table(part).get("content_type"))
    if kind == "audio_transcription":
        return loose.text(part.get("text"))
    left.note("pictures" if "image" in kind else "files")
    return ""


def _thoughts(content: dict[str, Any]) -> str:
    steps = map(loose.table, loose.rows(content.get("thoughts")))
    return "\n\n".join(
        "\n\n".join(filter(None, (_bold(step.get("summary")), loose.text(step.get("content")))))
        for step in steps
    ).strip()


def _bold(summary: Any) -> str:
    line = " ".join(loose.text(summary).split())
    return f"**{line}**" if line else ""


def _note_other(role: Any, content: dict[str, Any], left: Left) -> None:
    """Count a tool's or the system's message, unless it is empty."""
    parts = [*loose.rows(content.get("parts")), content.get("text"), content.get("result")]
    if any(parts):
        left.note("instructions" if role == "system" else "steps")
