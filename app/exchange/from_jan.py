"""Conversations as Jan keeps them: a folder each, with ``thread.json`` and ``messages.jsonl``.

A message is a line; its ``content`` is a list of parts, of which texts come over. Times are in
seconds or milliseconds. There are no branches.
"""

import json
from collections.abc import Iterator
from typing import Any

from app.domain.chat import Chat, Message
from app.errors import ExchangeError
from app.exchange import loose
from app.exchange.planting import Head, Left, answer, in_a_row, planted, question, split_thoughts

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
    model = _model(about)
    return planted(head, [*in_a_row(_message(row, model, left) for row in rows)], left, now=now)


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


def _message(row: dict[str, Any], model: str, left: Left) -> Message | None:
    texts = _texts(row, left)
    created_at = loose.seconds(row.get("created_at"))
    if row["role"] == "user":
        return question(texts["text"], created_at=created_at)
    inline, words = split_thoughts(texts["text"])
    named = loose.text(loose.table(row.get("metadata")).get("modelId"))
    return answer(words, texts["reasoning"], inline, created_at=created_at, model=named or model)


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
