"""Requests that nobody would write: right ones with parts replaced, dropped, added or broken.

The shapes are those of ``app.engine.api``. The same seed gives the same requests.
"""

import copy
import json
import random
from dataclasses import dataclass, field
from typing import Any

CHAT, COMPLETIONS, TOKENIZE = "/v1/chat/completions", "/v1/completions", "/tokenize"
PATHS = (CHAT, COMPLETIONS, TOKENIZE, "/v1/embeddings", "/v1/models", "/health", "/metrics")
MAX_TOKENS = 3  # of a right request, so that thousands take seconds

SCHEMA = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
TOOL = {"type": "function", "function": {"name": "add", "parameters": SCHEMA}}
RIGHT: dict[str, dict[str, Any]] = {
    CHAT: {
        "model": "any",
        "messages": [
            {"role": "system", "content": "Be kind."},
            {"role": "user", "content": [{"type": "text", "text": "2+2?"}]},
            {"role": "assistant", "content": "4"},
            {"role": "user", "content": "数学 $x^2$ 😀"},
        ],
        "max_tokens": MAX_TOKENS,
    },
    COMPLETIONS: {"model": "any", "prompt": "Once upon", "max_tokens": MAX_TOKENS},
    TOKENIZE: {"content": "Once upon", "parse_special": False},
    "/v1/embeddings": {"input": "Once upon", "model": "any"},
}
#: Fields that may be added to a right request, with a right value each.
MORE: dict[str, Any] = {
    "stream": True,
    "stream_options": {"include_usage": True},
    "n": 2,
    "temperature": 0.5,
    "top_p": 0.5,
    "top_k": 5,
    "min_p": 0.1,
    "repeat_penalty": 1.1,
    "seed": 7,
    "max_tokens": 2,
    "max_completion_tokens": 2,
    "stop": ["a", "b"],
    "logprobs": True,
    "top_logprobs": 2,
    "response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": SCHEMA}},
    "tools": [TOOL],
    "tool_choice": "auto",
    "reasoning_effort": "low",
    "thinking_budget": 2,
    "truncation": "auto",
    "cycles": "stop",
    "echo": True,
    "suffix": "x",
    "best_of": 2,
    "prompt": [1, 2, 3],
    "messages": [{"role": "tool", "tool_call_id": "1", "content": "4"}],
    "user": "left",
    "metadata": {"a": "b"},
}
ODD: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    -(2**63) - 1,
    10**40,
    0.5,
    -0.0,
    1e308,
    float("nan"),
    float("inf"),
    "",
    "a",
    "auto",
    "\0",
    "\ud800",
    "数" * 3,
    "<｜User｜>",
    "x" * 5000,
    [],
    {},
    [[]],
    [None],
    [1, "a"],
    {"type": None},
    {"type": "json_object"},
    [{"role": "user"}],
    [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}],
    {"type": "json_schema", "json_schema": {"name": "x", "schema": {"$ref": "#/none"}}},
)
BROKEN = (b"", b"{", b"null", b"[]", b'"a"', b"\xff\xfe", b"[" * 5000, b'{"a":1}{"b":2}', b"\0")
KINDS = ("application/json", "application/json; charset=utf-8", "text/plain", "", "a/b/c")


@dataclass(frozen=True)
class Fuzzed:
    """One request."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def requests(seed: int, count: int) -> list[Fuzzed]:
    """So many requests."""
    rng = random.Random(seed)
    return [_request(rng) for _ in range(count)]


def _request(rng: random.Random) -> Fuzzed:
    path = rng.choice([CHAT] * 6 + [COMPLETIONS] * 3 + [TOKENIZE, *PATHS, "/", "/v1", "/v1/x%00"])
    method = "POST" if rng.random() < 0.93 else rng.choice(["GET", "PUT", "DELETE", "HEAD", "X"])
    headers = {"Content-Type": "application/json"}
    if rng.random() < 0.03:
        headers["Content-Type"] = rng.choice(KINDS)
    return Fuzzed(method, path, _body(rng, path), headers)


def _body(rng: random.Random, path: str) -> bytes:
    if rng.random() < 0.06:
        return rng.choice(BROKEN)
    body = copy.deepcopy(RIGHT.get(path, RIGHT[CHAT]))
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        name = rng.choice(list(MORE))
        body[name] = copy.deepcopy(MORE[name])
    for _ in range(rng.choice([0, 0, 1, 1, 2])):
        _spoil(rng, body)
    return json.dumps(body).encode()


def _spoil(rng: random.Random, body: Any) -> None:
    """Replace, drop or add something, anywhere in ``body``."""
    place, key = _place(rng, body)
    if rng.random() < 0.15:
        del place[key]
    elif isinstance(place, dict) and rng.random() < 0.1:
        place[rng.choice(["", "__proto__", "x" * 300, "$ref"])] = rng.choice(ODD)
    else:
        place[key] = copy.deepcopy(rng.choice(ODD))


def _place(rng: random.Random, inside: Any) -> tuple[Any, Any]:
    """A container within ``inside``, and a key or index of it."""
    keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
    key = rng.choice(keys)
    deeper = inside[key]
    if isinstance(deeper, dict | list) and deeper and rng.random() < 0.6:
        return _place(rng, deeper)
    return inside, key
