"""Messages of any order and reference made into a conversation tree that the program can use.

In such a tree parents come before their children, a question stands above every answer, and an
answer that another program kept in several pieces (thoughts, a tool's steps, the text) is one.
"""

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.chat import Chat, Conversation, Message, Role, newest_leaf_below
from app.domain.titles import title_from
from app.i18n import tr

TITLE_LIMIT = 120  # characters

#: Stands where an answer has no question above it.
NO_QUESTION = "…"


@dataclass(frozen=True)
class Node:
    """A place in a tree. Without a ``message`` it only leads from its parent to its children."""

    key: str
    parent: str | None
    message: Message | None = None  # its ids do not count


@dataclass
class Left:
    """What was left out, by kind: keys ``exchange.left_KIND`` of the translations."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self, kind: str, count: int = 1) -> None:
        if count:
            self.counts[kind] += count


@dataclass(frozen=True)
class Head:
    """What a file says of a conversation; an absent time is that of its messages."""

    title: str
    created_at: float | None = None
    updated_at: float | None = None
    active: str | None = None  # key of a node on the visible branch, if it says


def message(
    role: Role,
    text: str,
    *,
    created_at: float | None = None,
    reasoning: str = "",
    thought_s: float | None = None,
    model: str = "",
) -> Message:
    """A message yet to be planted; without a time it gets that of the one above."""
    return Message(
        id=0,
        conversation_id=0,
        parent_id=None,
        role=role,
        text=text,
        reasoning=reasoning,
        thought_s=thought_s,
        model=model,
        created_at=created_at or 0.0,
    )


def question(words: str, *, created_at: float | None) -> Message | None:
    """What a person said; None if that is nothing."""
    return message(Role.USER, words, created_at=created_at) if words else None


def answer(
    words: str,
    *thoughts: str,
    created_at: float | None,
    thought_s: float | None = None,
    model: str = "",
) -> Message | None:
    """What a model said after its thoughts; None if there is neither."""
    reasoning = "\n\n".join(filter(None, thoughts))
    if not reasoning and not words:
        return None
    return message(
        Role.ASSISTANT,
        words,
        reasoning=reasoning,
        created_at=created_at,
        thought_s=thought_s,
        model=model,
    )


def in_a_row(messages: Iterable[Message | None]) -> Iterator[Node]:
    """Messages that follow each other without branches."""
    for place, found in enumerate(messages):
        yield Node(str(place), str(place - 1) if place else None, found)


def entries(value: Any, is_one: Callable[[Any], bool], left: Left) -> Iterator[Any]:
    """The conversations of an export, or the one; others in it count as unreadable."""
    for entry in value if isinstance(value, list) else [value]:
        if is_one(entry):
            yield entry
        else:
            left.note("unreadable")


def planted(
    head: Head, nodes: Sequence[Node], left: Left, *, now: float, join: bool = True
) -> Chat | None:
    """The conversation, or None if there is nothing in it; with ``join`` in our manner."""
    tree = _Tree(nodes, head.created_at or now, join=join)
    tree.grow()
    left.note("unreadable", len({node.key for node in nodes}) - len(tree.places))
    if not tree.messages:
        return None
    times = [found.created_at for found in tree.messages]
    conversation = Conversation(
        id=0,
        title=_title(head.title, tree.messages),
        created_at=head.created_at or min(times),
        updated_at=head.updated_at or max(times),
        active_leaf_id=newest_leaf_below(tree.messages, tree.place_of(head.active)),
    )
    return Chat(conversation, tuple(tree.messages))


def _title(given: str, messages: Sequence[Message]) -> str:
    line = " ".join(given.split())[:TITLE_LIMIT]
    first = next((found.text for found in messages if found.text.strip()), "")
    return line or title_from(first) or tr("exchange.untitled")


@dataclass(frozen=True)
class _Place:
    """Where a node came to: the message there or above, and whether one may go on with it."""

    message_id: int | None
    alone: bool  # no branch between that message and this node


class _Tree:
    def __init__(self, nodes: Sequence[Node], created_at: float, *, join: bool) -> None:
        self.messages: list[Message] = []
        self.places: dict[str, _Place] = {}
        self._created_at = created_at
        self._may_join = join
        self._nodes: dict[str, Node] = {}
        for node in nodes:
            self._nodes.setdefault(node.key, node)
        self._children = _children(self._nodes)

    def grow(self) -> None:
        """Take the nodes in their order, but each after its parent; circles are never reached."""
        order = {key: number for number, key in enumerate(self._nodes)}
        ready = [order[key] for key in self._children.get(None, [])]
        keys = [*self._nodes]
        heapq.heapify(ready)
        while ready:
            node = self._nodes[keys[heapq.heappop(ready)]]
            self.places[node.key] = self._place(node)
            for child in self._children.get(node.key, []):
                heapq.heappush(ready, order[child])

    def place_of(self, key: str | None) -> int:
        """The id of the message at a node; of the last one if there is none."""
        place = self.places.get(key) if key is not None else None
        return (place.message_id if place else None) or self.messages[-1].id

    def _place(self, node: Node) -> _Place:
        above = self.places.get(node.parent) if node.parent is not None else None
        above = above or _Place(None, alone=False)
        only_child = len(self._children.get(node.key, [])) == 1
        if node.message is None:
            return _Place(above.message_id, above.alone and only_child)
        if self._may_join and above.alone and self._goes_on(above, node.message):
            self._join(above, node.message)
            return _Place(above.message_id, only_child)
        return _Place(self._add(above.message_id, node.message), only_child)

    def _goes_on(self, above: _Place, found: Message) -> bool:
        assert above.message_id is not None
        before = self.messages[above.message_id - 1]
        return before.role is Role.ASSISTANT and found.role is Role.ASSISTANT

    def _join(self, above: _Place, found: Message) -> None:
        assert above.message_id is not None
        before = self.messages[above.message_id - 1]
        self.messages[above.message_id - 1] = replace(
            before,
            text=_joined(before.text, found.text),
            reasoning=_joined(before.reasoning, found.reasoning),
            thought_s=found.thought_s if before.thought_s is None else before.thought_s,
            model=before.model or found.model,
            status=found.status,
        )

    def _add(self, above_id: int | None, found: Message) -> int:
        if above_id is None and found.role is Role.ASSISTANT:
            asked = message(Role.USER, NO_QUESTION, created_at=found.created_at)
            above_id = self._add(None, asked)
        created_at = found.created_at or self._time_of(above_id)
        number = len(self.messages) + 1
        self.messages.append(replace(found, id=number, parent_id=above_id, created_at=created_at))
        return number

    def _time_of(self, message_id: int | None) -> float:
        return self.messages[message_id - 1].created_at if message_id else self._created_at


def _children(nodes: Mapping[str, Node]) -> dict[str | None, list[str]]:
    """The keys below each key; below None what has no parent, or one that is not there."""
    found: dict[str | None, list[str]] = {}
    for node in nodes.values():
        parent = node.parent if node.parent in nodes else None
        found.setdefault(parent, []).append(node.key)
    return found


def _joined(one: str, other: str) -> str:
    return "\n\n".join(part for part in (one, other) if part.strip())


def split_thoughts(content: str) -> tuple[str, str]:
    """(thoughts, answer) of a text that begins with thoughts between tags, as servers send them."""
    opened, tag, rest = content.partition("<think>")
    if not tag or opened.strip():
        return "", content
    thoughts, closed, answer = rest.partition("</think>")
    return (thoughts.strip(), answer.strip()) if closed else (rest.strip(), "")
