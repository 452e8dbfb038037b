"""OpenAI's chat dialect: our values to JSON, and JSON to our values.

Pure functions. Unknown fields are ignored and missing ones have defaults; anything of the wrong
shape raises ``EndpointError("client.not_openai")``.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app.domain.events import FinishReason, Timings, Usage
from app.domain.generation import Request, Round
from app.errors import EndpointError

#: Fields that OpenAI does not define. Most servers take or ignore them, strict ones refuse.
EXTENSIONS = ("top_k", "min_p", "repeat_penalty", "truncation", "thinking_budget")

#: What reading JSON of another shape, or nested without end, raises.
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, RecursionError)
MESSAGE_CHARS = 300  # of what a server says about its error

_REASONS = {
    "length": FinishReason.LENGTH,
    "cycle": FinishReason.CYCLE,
    "cancelled": FinishReason.CANCELLED,
    "error": FinishReason.ERROR,
}


@dataclass(frozen=True)
class Choice:
    """What one choice of a reply, or of a chunk of it, says. ``reason`` None: it goes on."""

    reasoning: str
    content: str
    reason: FinishReason | None
    index: int = 0  # of the answers that were asked for together
    calls: tuple["CallPart", ...] = ()


@dataclass(frozen=True)
class CallPart:
    """A piece of a call of a tool: id and name come with the first, arguments bit by bit."""

    place: int  # of the call in its answer
    id: str
    name: str
    arguments: str


@dataclass(frozen=True)
class Reply:
    """A chunk of a stream, or a whole reply. ``timings`` has no time to the first token."""

    choices: tuple[Choice, ...] = ()
    usage: Usage | None = None
    timings: Timings | None = None
    model: str = ""
    dropped_messages: int = 0
    id: str = ""


def chat_body(request: Request, *, model: str, stream: bool, extensions: bool) -> dict[str, Any]:
    """The JSON of a chat request; without ``extensions``, OpenAI's own fields alone."""
    sampling = request.sampling
    body: dict[str, Any] = {
        "model": request.model or model,
        "messages": _messages(request),
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "stream": stream,
    }
    optional = {
        "max_tokens": request.max_tokens,
        "stop": list(request.stop) or None,
        "seed": sampling.seed,
        "n": request.n if request.n > 1 else None,
        "stream_options": {"include_usage": True} if stream else None,
        "tools": _tools(request),
        "tool_choice": request.tool_choice if request.tools else None,
    }
    body.update({name: value for name, value in optional.items() if value is not None})
    if extensions:
        truncation = "auto" if request.truncate else "disabled"
        budget = request.thinking_budget
        values = (sampling.top_k, sampling.min_p, sampling.repeat_penalty, truncation, budget)
        given = zip(EXTENSIONS, values, strict=True)
        body.update({name: value for name, value in given if value is not None})
    return body


def _messages(request: Request) -> list[dict[str, Any]]:
    said = [{"role": m.role.value, "content": m.text} for m in request.messages]
    return [*said, *(message for one in request.rounds for message in _round(one))]


def _round(one: Round) -> Iterator[dict[str, Any]]:
    calls = [
        {
            "id": call.id,
            "type": "function",
            "function": {"name": call.name, "arguments": call.arguments},
        }
        for call in one.calls
    ]
    yield {"role": "assistant", "content": one.text, "tool_calls": calls}
    for call, result in zip(one.calls, one.results, strict=True):
        yield {"role": "tool", "tool_call_id": call.id, "content": result}


def _tools(request: Request) -> list[dict[str, Any]] | None:
    functions = [
        {"name": tool.name, "description": tool.description, "parameters": dict(tool.parameters)}
        for tool in request.tools
    ]
    return [{"type": "function", "function": function} for function in functions] or None


def parse_reply(text: str) -> Reply:
    """A whole reply, or the data of one event of a stream.

    Raises:
        EndpointError: it is not one, or it carries an error.
    """
    try:
        return _reply(json.loads(text))
    except MALFORMED as error:
        raise EndpointError("client.not_openai") from error


def parse_models(text: str) -> list[str]:
    """The names in a list of models.

    Raises:
        EndpointError: it is not one.
    """
    try:
        return [str(row["id"]) for row in json.loads(text)["data"] or ()]
    except MALFORMED as error:
        raise EndpointError("client.not_openai") from error


def parse_figures(text: str) -> dict[str, float]:
    """The figures of a server in Prometheus' text form, by their names with labels.

    Raises:
        EndpointError: it is not that.
    """
    rows = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    try:
        return {name: float(value) for name, _, value in rows}
    except MALFORMED as error:
        raise EndpointError("client.not_openai") from error


def parse_progress(text: str) -> float:
    """How far the local engine has loaded its model, from 0 to 1, by its health."""
    try:
        return float(json.loads(text).get("progress", 1.0))
    except MALFORMED as error:
        raise EndpointError("client.not_openai") from error


def parse_count(text: str) -> int:
    """The number of tokens in an answer of the local engine."""
    try:
        return int(json.loads(text)["count"])
    except MALFORMED as error:
        raise EndpointError("client.not_openai") from error


def _reply(payload: Any) -> Reply:
    if payload.get("error"):
        raise EndpointError("client.said_error", message=error_message(payload))
    return Reply(
        choices=tuple(_choice(choice) for choice in payload.get("choices") or ()),
        usage=_usage(payload.get("usage")),
        timings=_timings(payload.get("timings")),
        model=str(payload.get("model") or ""),
        dropped_messages=int(payload.get("dropped_messages") or 0),
        id=str(payload.get("id") or ""),
    )


def _choice(choice: Any) -> Choice:
    said = choice.get("delta") or choice.get("message") or {}
    reason = choice.get("finish_reason")
    if reason and choice.get("stop_reason") == "cycle":
        reason = "cycle"
    return Choice(
        reasoning=_text(said.get("reasoning_content") or said.get("reasoning")),
        content=_text(said.get("content")),
        reason=_REASONS.get(reason, FinishReason.STOP) if reason else None,
        index=int(choice.get("index") or 0),
        calls=tuple(map(_call_part, enumerate(said.get("tool_calls") or ()))),
    )


def _call_part(numbered: tuple[int, Any]) -> CallPart:
    """Servers that send calls whole may leave out their places, or send arguments as an object."""
    place, call = numbered
    function = call.get("function") or {}
    arguments = function.get("arguments")
    if isinstance(arguments, dict):
        arguments = json.dumps(arguments, ensure_ascii=False)
    found = call.get("index")
    return CallPart(
        place=place if found is None else int(found),
        id=_text(call.get("id")),
        name=_text(function.get("name")),
        arguments=_text(arguments),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str | None):
        raise TypeError(f"text expected, not {type(value).__name__}")
    return value or ""


def _usage(usage: Any) -> Usage | None:
    if not usage:
        return None
    details = usage.get("prompt_tokens_details") or {}
    return Usage(
        prompt_tokens=int(usage.get("prompt_tokens") or 0),
        completion_tokens=int(usage.get("completion_tokens") or 0),
        cached_tokens=int(details.get("cached_tokens") or 0),
    )


def _timings(timings: Any) -> Timings | None:
    if not timings:
        return None
    return Timings(
        prompt_tps=_per_second(timings.get("prompt_n"), timings.get("prompt_ms")),
        decode_tps=_per_second(timings.get("predicted_n"), timings.get("predicted_ms")),
    )


def _per_second(count: Any, milliseconds: Any) -> float:
    return 1000 * float(count) / float(milliseconds) if count and milliseconds else 0.0


def error_message(payload: Any) -> str:
    """What an error reply says in words, as OpenAI, FastAPI or Ollama put it: one line or none."""
    if not isinstance(payload, dict):
        return ""
    error = payload.get("error") or payload.get("detail") or payload.get("message") or ""
    message = error.get("message") if isinstance(error, dict) else error
    return " ".join(str(message or "").split())[:MESSAGE_CHARS]
