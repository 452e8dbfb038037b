"""Calls of tools, in the format of Qwen's models, which others learn from the prompt.

A call is a line of JSON between tags. ``CallReader`` takes calls out of an answer as it comes,
``call_grammar`` makes sure that they can be read.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from app.domain import json_grammar
from app.domain.tools import Call, Tool

MAX_CALLS = 8  # in one answer
OPEN_CALL = "<tool_call>"
CLOSE_CALL = "</tool_call>"

# Inside JSON a newline is always escaped, so this cannot stand in an argument.
_END = f"\n{CLOSE_CALL}"
_HEAD = re.compile(r'\s*\{"name": ("(?:[^"\\]|\\.)*"), "arguments": ')
_MAY_OPEN = re.compile(r"\s*(?:<[a-z_]*)?$")
_MAY_END = re.compile(r"\s*\}?\s*(?:\n<[/a-z_]*)?$")

_INSTRUCTIONS = """# Tools

You may call one or more functions to assist with the user query.

You are provided with function signatures within <tools></tools> XML tags:
<tools>
{tools}
</tools>

For each function call, return a json object with function name and arguments within \
<tool_call></tool_call> XML tags:
<tool_call>
{{"name": <function-name>, "arguments": <args-json-object>}}
</tool_call>"""


@dataclass(frozen=True)
class CallBegun:
    """A call of ``name`` begins; its arguments follow."""

    name: str


@dataclass(frozen=True)
class Arguments:
    """A piece of the JSON of the arguments of the call begun last."""

    text: str


Piece = str | CallBegun | Arguments


def instructions(tools: Sequence[Tool]) -> str:
    """What the model is told of its tools, in Qwen's words."""
    rows = (
        {"name": tool.name, "description": tool.description, "parameters": tool.parameters}
        for tool in tools
    )
    lines = (json.dumps({"type": "function", "function": row}, ensure_ascii=False) for row in rows)
    return _INSTRUCTIONS.format(tools="\n".join(lines))


def called(calls: Sequence[Call]) -> str:
    """The calls of an earlier answer, as the model wrote them."""
    bodies = (f'{{"name": {json.dumps(c.name)}, "arguments": {c.arguments}}}' for c in calls)
    return "\n".join(f"{OPEN_CALL}\n{body}\n{CLOSE_CALL}" for body in bodies)


def returned(text: str) -> str:
    """What a tool gave back, as the model is told."""
    return f"<tool_response>\n{text}\n</tool_response>"


def call_grammar(tools: Sequence[Tool], *, opened: bool, most: int = MAX_CALLS) -> str:
    """The grammar of up to so many calls of these tools; ``opened``: the first tag is written.

    Raises:
        SchemaError: the parameters of a tool ask for what we cannot make sure of.
    """

    def root(expression: Callable[[object, str], str]) -> str:
        alternatives = []
        for tool in tools:
            begin = f'\n{{"name": {json.dumps(tool.name)}, "arguments": '
            parameters = {"type": "object", **tool.parameters}
            arguments = expression(parameters, f"tools.{tool.name}.parameters")
            alternatives.append(f"{json_grammar.exactly(begin)} {arguments}")
        end, open_ = json_grammar.exactly(f"}}{_END}"), json_grammar.exactly(OPEN_CALL)
        call = f"({' | '.join(alternatives)}) {end}"
        more = f' ("\\n" {open_} {call}){{0,{most - 1}}}' if most > 1 else ""
        return f"{call}{more}" if opened else f"{open_} {call}{more}"

    return json_grammar.compose(root)


class CallReader:
    """Feed it an answer as it comes; it tells text and calls apart."""

    def __init__(self) -> None:
        self._held = ""
        self._in_call = False
        self._has_name = False

    def feed(self, text: str) -> list[Piece]:
        """What is certain by now."""
        self._held += text
        found: list[Piece] = []
        while (piece := self._next()) is not None:
            found.append(piece)
        return [piece for piece in found if piece != "" and piece != Arguments("")]

    def flush(self) -> list[Piece]:
        """The rest, at the end of the answer."""
        held, self._held = self._held, ""
        if not self._in_call:
            return [held] if held else []
        return [Arguments(held)] if held and self._has_name else []

    def _next(self) -> Piece | None:
        if not self._in_call:
            return self._text()
        return self._arguments() if self._has_name else self._name()

    def _text(self) -> Piece | None:
        before, tag, after = self._held.partition(OPEN_CALL)
        if tag:
            self._in_call, self._has_name = True, False
            self._held = after
            return before.rstrip()
        return self._all_but(_MAY_OPEN)

    def _name(self) -> Piece | None:
        head = _HEAD.match(self._held)
        if head is None:
            return None
        self._has_name = True
        self._held = self._held[head.end() :]
        return CallBegun(json.loads(head[1]))

    def _arguments(self) -> Piece | None:
        before, end, after = self._held.partition(_END)
        if end:
            self._in_call = False
            self._held = after
            return Arguments(before.rstrip().removesuffix("}"))
        text = self._all_but(_MAY_END)
        return None if text is None else Arguments(text)

    def _all_but(self, undecided: "re.Pattern[str]") -> str | None:
        """What is held up to where it is ``undecided``; None if that is nothing."""
        match = undecided.search(self._held)
        sure = match.start() if match else len(self._held)
        text, self._held = self._held[:sure], self._held[sure:]
        return text or None
