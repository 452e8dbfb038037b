"""A stand-in that speaks vLLM's dialect over real HTTP: its chunks, its errors, its strictness.

After the sources of vLLM: the first chunk has the role and an empty content; the reason of the end
comes with a ``stop_reason``; usage comes in a chunk without choices when it was asked for, or with
every chunk; errors stand in an object that calls itself one or, later, in ``error``, with a number
for a code. Without a parser for reasoning the thought stands in the content, and where the chat
template opens it, as that of the R1 distills does, without its opening tag.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

MODEL = "deepseek-ai/DeepSeek-R1-Distill-Qwen-1.5B"
KEY = "key-of-the-school"
THOUGHT = ["2 and", " 2 make", " 4", "."]
ANSWER = ["It is ", "$4$", "."]
CONTEXT = 4096
USAGE = {"prompt_tokens": 9, "total_tokens": 18, "completion_tokens": 9}

#: How the reasoning stands in a message or in a delta.
DIALECTS = ("reasoning_content", "reasoning", "both", "tags", "unopened")


@dataclass
class Vllm:
    """``usage``: "asked" for, "always" with every chunk, or "never". ``old``: as of 2024."""

    dialect: str = "reasoning"
    usage: str = "asked"
    old: bool = False
    address: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/models", self._models),
                Route("/v1/chat/completions", self._chat, methods=["POST"]),
            ]
        )

    async def _models(self, request: Request) -> Response:
        if refusal := self._refuse_key(request):
            return refusal
        row = {"id": MODEL, "object": "model", "owned_by": "vllm", "max_model_len": CONTEXT}
        return JSONResponse({"object": "list", "data": [row]})

    async def _chat(self, request: Request) -> Response:
        if refusal := self._refuse_key(request):
            return refusal
        body = await request.json()
        self.bodies.append(body)
        if body["model"] != MODEL:
            text = f"The model `{body['model']}` does not exist."
            return self._error(404, text, "NotFoundError")
        if self.old and body.get("top_k") == 0:
            text = "top_k must be -1 (disable), or at least 1, got 0."
            return self._error(400, text, "BadRequestError")
        words = sum(len(message["content"].split()) for message in body["messages"])
        if words > CONTEXT:
            text = f"This model's maximum context length is {CONTEXT} tokens. You requested"
            return self._error(400, f"{text} {words} tokens.", "BadRequestError")
        if body["stream"]:
            return StreamingResponse(self._stream(body), media_type="text/event-stream")
        return JSONResponse(self._whole(body))

    def _refuse_key(self, request: Request) -> Response | None:
        if request.headers.get("authorization") == f"Bearer {KEY}":
            return None
        return JSONResponse({"error": "Unauthorized"}, 401)

    def _error(self, status: int, message: str, kind: str) -> Response:
        error = {"message": message, "type": kind, "param": None, "code": status}
        body = {"object": "error", **error} if self.old else {"error": error}
        return JSONResponse(body, status)

    # --- what it says -------------------------------------------------------------------------

    def _deltas(self) -> list[dict[str, str]]:
        if self.dialect in ("tags", "unopened"):
            opening = ["<think>", "\n"] if self.dialect == "tags" else []
            texts = [*opening, *THOUGHT, "\n", "</think>", "\n\n", *ANSWER]
            return [{"content": text} for text in texts]
        names = ("reasoning", "reasoning_content") if self.dialect == "both" else (self.dialect,)
        thoughts = [dict.fromkeys(names, text) for text in THOUGHT]
        return [*thoughts, *({"content": text} for text in ["\n\n", *ANSWER])]

    async def _stream(self, body: dict[str, Any]) -> AsyncIterator[bytes]:
        yield self._chunk({"role": "assistant", "content": ""})
        for delta in self._deltas():
            yield self._chunk(delta)
            await asyncio.sleep(0)
        yield self._chunk({"content": ""}, finish_reason="stop", stop_reason=None)
        options = body.get("stream_options") or {}
        if self.usage == "always" or (self.usage == "asked" and options.get("include_usage")):
            yield self._event({"choices": [], "usage": USAGE})
        yield b"data: [DONE]\n\n"

    def _chunk(self, delta: dict[str, Any], **more: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": None, **more}
        running = {"prompt_tokens": 9, "total_tokens": 10, "completion_tokens": 1}
        usage = {"usage": running} if self.usage == "always" else {}
        return self._event({"choices": [choice], **usage})

    def _event(self, payload: dict[str, Any]) -> bytes:
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": MODEL}
        return b"data: " + json.dumps(head | payload).encode() + b"\n\n"

    def _whole(self, body: dict[str, Any]) -> dict[str, Any]:
        said: dict[str, str] = {}
        for delta in self._deltas():
            for name, text in delta.items():
                said[name] = said.get(name, "") + text
        message = {"role": "assistant", "tool_calls": [], **said}
        choice = {"message": message, "logprobs": None, "finish_reason": "stop"}
        rows = [{"index": index, **choice} for index in range(body.get("n", 1))]
        usage = USAGE | {"prompt_tokens_details": None}
        return {"object": "chat.completion", "model": MODEL, "choices": rows, "usage": usage}


@asynccontextmanager
async def running(vllm: Vllm) -> AsyncIterator[Vllm]:
    """The stand-in at an address of its own."""
    config = uvicorn.Config(vllm.app(), port=0, lifespan="off", log_level="error", ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())  # without its handlers of signals
    while not server.started:
        await asyncio.sleep(0.005)
    vllm.address = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield vllm
    finally:
        server.should_exit = True
        await serving
