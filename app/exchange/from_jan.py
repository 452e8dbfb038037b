"""Conversations as Jan keeps them: a folder each, with ``thread.json`` and ``messages.jsonl``.

A message is a line; its ``content`` is a list of parts, of which texts come over. Times are in
seconds or milliseconds. There are no branches.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.domain.chat import Chat, Message, Role
from app.errors import ExchangeError
from app.exchange import loose
from app.exchange.planting import Head, Left, Node, message, planted, split_thoughts

THREAD = "thread.json"
MESSAGES = "messages.jsonl"

#: What else a message may have, and what it is counted as.
_OTHERS = {"image_url": "pictures", "image": "pictures", "tool_call": "steps"}


def read(thread: bytes, messages: bytes, left: Left, *, now: float) -> Chat | None:
    """The conversation of one folder; None if there is nothing in it."""
    try:
        about = loose.table(loose.parsed(thread, file=THREAD))
    except ExchangeError:
        about = {}  # the messages are what matters
    head = Head(
        title=loose.text(about.get("title")),
        created_at=loose.seconds(about.get("created")),
        updated_at=loose.seconds(about.get("updated")),
    )
    rows = [row for row in _rows(messages, left) if _is_message(row, left)]
    rows.sort(key=lambda row: loose.seconds(row.get("created_at")) or 0.0)
    return planted(head, [*_in_a_row(rows, _model(about), left)], left, now=now)


def _rows(messages: bytes, left: Left) -> Iterator[dict[str, Any]]:
    for line in messages.split(b"\n"):
        if line.strip():
            try:
                yield loose.table(json.loads(line))
            except (ValueError, RecursionError):
                left.note("unreadable")


def _is_message(row: dict[str, Any], left: Left) -> bool:
    role = row.get("role")
    if role in ("user", "assistant"):
        return True
    left.note({"system": "instructions", "tool": "steps"}.get(str(role), "unreadable"))
    return False


def _in_a_row(rows: Iterable[dict[str, Any]], model: str, left: Left) -> Iterator[Node]:
    for place, row in enumerate(rows):
        found = _question(row, left) if row["role"] == "user" else _answer(row, model, left)
        yield Node(str(place), str(place - 1) if place else None, found)


def _question(row: dict[str, Any], left: Left) -> Message | None:
    words = _texts(row, left)["text"]
    created_at = loose.seconds(row.get("created_at"))
    return message(Role.USER, words, created_at=created_at) if words else None


def _answer(row: dict[str, Any], model: str, left: Left) -> Message | None:
    texts = _texts(row, left)
    inline, words = split_thoughts(texts["text"])
    reasoning = "\n\n".join(filter(None, [texts["reasoning"], inline]))
    if not reasoning and not words:
        return None
    return message(
        Role.ASSISTANT,
        words,
        reasoning=reasoning,
        created_at=loose.seconds(row.get("created_at")),
        model=loose.text(loose.table(row.get("metadata")).get("modelId")) or model,
    )


def _texts(row: dict[str, Any], left: Left) -> dict[str, str]:
    """What a message says as "text" and as "reasoning"."""
    content = row.get("content")
    said: dict[str, list[str]] = {"text": [], "reasoning": []}
    plain = [{"type": "text", "text": content}] if isinstance(content, str) else []
    for part in plain or loose.rows(content):
        found = loose.table(part)
        kind, value = loose.text(found.get("type")), found.get("text")
        if kind in said:
            said[kind].append(loose.text(value) or loose.text(loose.table(value).get("value")))
        else:
            left.note(_OTHERS.get(kind, "files"))
    return {kind: "\n\n".join(filter(None, parts)).strip() for kind, parts in said.items()}


def _model(about: dict[str, Any]) -> str:
    first = loose.rows(about.get("assistants"))[:1]
    return loose.text(loose.table(loose.table(first[0]).get("model")).get("id")) if first else ""
