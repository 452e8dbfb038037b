"""Tools that a model may call while it answers; all are computed in the checker process.

``answer`` asks, computes what the model calls, tells it the results and asks again, until an answer
comes without a call.
"""

import json
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace

from app.client.openai import Endpoint
from app.domain.events import Channel, Delta, Event, Finished, Recast, Usage
from app.domain.generation import Request, Round, ToolChoice
from app.domain.prompt import question_language
from app.domain.tools import Call, Tool
from app.i18n import tr_in
from app.tutor.checking import Judging

MOST_ROUNDS = 6  # of calls; then the model has to answer
TEXT_CHARS = 400  # of what is to be computed


def _tool(name: str, parameter: str, about: str, parameter_about: str) -> Tool:
    text = {"type": "string", "minLength": 1, "maxLength": TEXT_CHARS}
    text |= {"description": parameter_about}
    schema = {
        "type": "object",
        "properties": {parameter: text},
        "required": [parameter],
        "additionalProperties": False,
    }
    return Tool(name, about, schema)


TOOLS = (
    _tool(
        "calculate_expression",
        "expression",
        "Computes a mathematical expression exactly: arithmetic, powers, roots, functions,"
        " derivatives, integrals, sums, limits, matrices; expressions with letters are simplified.",
        r"In LaTeX or as typed, such as 12*13, \frac{1}{2}+\frac{1}{3} or \int_0^1 x^2 dx",
    ),
    _tool(
        "solve_equation",
        "equation",
        "Finds the real solutions of an equation in one letter.",
        "In LaTeX or as typed, such as x^2-5x+6=0",
    ),
)
_PARAMETERS = {tool.name: tool.parameters["required"][0] for tool in TOOLS}


@dataclass(frozen=True)
class Used:
    """A tool that was called, what it was given, and what came of it."""

    name: str
    given: str
    result: str


async def answer(
    endpoint: Endpoint, request: Request, judge: Judging
) -> AsyncGenerator[Event | Used, None]:
    """The events of all rounds as they come, with a ``Used`` for each call; one ``Finished``.

    ``request.tool_choice`` is for the first round. Raises the errors of ``Endpoint.stream``.
    """
    language = question_language(request.messages[-1].text)
    request, tokens, earlier = replace(request, tools=TOOLS), 0, ""
    for number in range(1, MOST_ROUNDS + 2):
        said = _Said()
        finished: Finished | None = None
        async for event in endpoint.stream(request):
            if isinstance(event, Finished):
                finished = event
                continue
            said.take(event)
            # What is taken back is taken back from the beginning: it tells the other rounds, too.
            yield Recast(earlier + event.text) if isinstance(event, Recast) else event
        assert finished is not None, "streams end with it"
        tokens += finished.usage.completion_tokens
        earlier += said.whole
        if not finished.calls or number > MOST_ROUNDS:
            yield replace(finished, usage=_with_tokens(finished.usage, tokens))
            return
        used = [await _used(call, judge, language) for call in finished.calls]
        for one in used:
            yield one
        request = _with_results(
            request, said.answer, finished.calls, used, last=number == MOST_ROUNDS
        )


@dataclass
class _Said:
    """What one round said, and what of it was no thought."""

    whole: str = ""
    answer: str = ""

    def take(self, event: Delta | Recast) -> None:
        if isinstance(event, Recast):
            self.whole, self.answer = event.text, ""
            return
        self.whole += event.text
        self.answer += event.text if event.channel is Channel.ANSWER else ""


def _with_tokens(usage: Usage, tokens: int) -> Usage:
    return replace(usage, completion_tokens=tokens)


def _with_results(
    request: Request, said: str, calls: tuple[Call, ...], used: Sequence[Used], *, last: bool
) -> Request:
    done = Round(said, calls, tuple(one.result for one in used))
    choice: ToolChoice = "none" if last else "auto"
    return replace(request, rounds=(*request.rounds, done), tool_choice=choice)


async def _used(call: Call, judge: Judging, language: str) -> Used:
    """What a call comes to; what is wrong with it is told to the model, too."""
    parameter = _PARAMETERS.get(call.name)
    if parameter is None:
        return Used(call.name, call.arguments, tr_in(language, "checker.tool_unknown"))
    given = _given(call.arguments, parameter)
    if given is None:
        told = tr_in(language, "checker.tool_arguments", parameter=parameter)
        return Used(call.name, call.arguments, told)
    found = await judge.compute(call.name, given)
    error = found.get("error")
    return Used(call.name, given, found["result"] if error is None else tr_in(language, error))


def _given(arguments: str, parameter: str) -> str | None:
    try:
        value = json.loads(arguments)[parameter]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return value if isinstance(value, str) and value.strip() else None
