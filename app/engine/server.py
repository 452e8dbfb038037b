"""The engine's HTTP API: OpenAI's endpoints and a few of its own.

Reading a request, making its prompt and writing its reply happen here; the model's own thread gets
tokens and gives back text. A client that goes away cancels its request.
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from app.domain.prompt import fit
from app.engine import api
from app.engine.api import ApiError, ChatRequest, CompletionRequest, GenerationRequest
from app.engine.core import Engine, Loaded
from app.engine.footprint import peak_memory_bytes
from app.engine.grammar import Grammar, GrammarError
from app.engine.guard import Guard, refusal
from app.engine.jobs import Events, Question
from app.engine.keys import KeyRing, RateLimit
from app.engine.metrics import CONTENT_TYPE, Row
from app.engine.options import ServeOptions
from app.engine.reception import Reception
from app.engine.replies import Reply
from app.engine.shapes import ChatShape, TextShape
from app.engine.templates import Prompt
from app.engine.visits import RequestLog, visit_of
from app.errors import EngineError

#: Share of the context that old turns have to leave for the answer when they may be dropped.
ANSWER_SHARE = 2


def build_app(
    engine: Engine, options: ServeOptions, *, key: str, reception: Reception | None = None
) -> ASGIApp:
    """The application that uvicorn serves; ``key`` is accepted beside those of the options."""
    reception = reception or build_reception(options, RequestLog(None, texts=False))
    server = Server(engine, options, reception)
    routes = [
        Route("/health", server.health),
        Route("/metrics", server.metrics),
        Route("/v1/models", server.models),
        Route("/v1/chat/completions", server.chat, methods=["POST"]),
        Route("/v1/completions", server.complete, methods=["POST"]),
        Route("/v1/embeddings", server.embed, methods=["POST"]),
        Route("/tokenize", server.tokenize, methods=["POST"]),
        Route("/lemma/answer_now", server.answer_now, methods=["POST"]),
    ]
    handlers: Any = {ApiError: _on_refusal, HTTPException: _on_http_error, Exception: _on_defect}
    app = Starlette(routes=routes, exception_handlers=handlers)
    keys = KeyRing.of(key, options.keys)
    rate = RateLimit(options.rate)
    return reception.attends(Guard(app, keys=keys, loopback=options.on_loopback, rate=rate))


def build_reception(options: ServeOptions, log: RequestLog) -> Reception:
    """The reception of an engine with these options."""
    return Reception(at_once=options.parallel, queue=options.queue, log=log)


async def _on_refusal(_request: Request, error: ApiError) -> Response:
    return refusal(error)


async def _on_http_error(_request: Request, error: HTTPException) -> Response:
    return refusal(ApiError(error.status_code, error.detail), error.headers)


async def _on_defect(_request: Request, _error: Exception) -> Response:
    return refusal(ApiError(500, "The engine failed; its log says why"))


class Server:
    """The endpoints."""

    def __init__(self, engine: Engine, options: ServeOptions, reception: Reception) -> None:
        self._engine = engine
        self._options = options
        self._reception = reception

    async def health(self, _request: Request) -> Response:
        loaded = self._engine.loaded
        if self._reception.closing:
            return JSONResponse({"status": "stopping"}, 503)
        if loaded is None:
            return JSONResponse({"status": "loading", "progress": self._engine.progress}, 503)
        busy = loaded.scheduler.busy
        return JSONResponse({"status": "ok", "context": loaded.context, "slots_busy": busy})

    async def models(self, _request: Request) -> Response:
        loaded = self._loaded()
        model = {
            "id": self._options.model_name,
            "object": "model",
            "created": int(self._options.model.stat().st_mtime),
            "owned_by": "local",
            "context": loaded.context,
        }
        return JSONResponse({"object": "list", "data": [model]})

    async def metrics(self, _request: Request) -> Response:
        scheduler = self._loaded().scheduler
        totals = scheduler.totals
        rows: list[Row] = [
            ("slots", "gauge", self._options.parallel),
            ("slots_busy", "gauge", scheduler.busy),
            ("requests_waiting", "gauge", scheduler.waiting),
            ("queue_limit", "gauge", self._reception.queue),
            ("requests_total", "counter", totals.requests),
            ("prompt_tokens_total", "counter", totals.prompt_tokens),
            ("cached_tokens_total", "counter", totals.cached_tokens),
            ("generated_tokens_total", "counter", totals.generated_tokens),
            ("saved_bytes", "gauge", scheduler.saved_bytes),
            ("drafted_tokens_total", "counter", totals.drafted_tokens),
            ("accepted_tokens_total", "counter", totals.accepted_tokens),
            ("threads", "gauge", scheduler.threads),
            ("peak_memory_bytes", "gauge", peak_memory_bytes()),
            ("card_memory_bytes", "gauge", self._loaded().card_bytes),
        ]
        return Response(self._reception.metrics.text(rows), media_type=CONTENT_TYPE)

    async def chat(self, request: Request) -> Response:
        loaded = self._loaded()
        asked = api.parse(ChatRequest, await request.body())
        asked.refuse_unsupported()
        self._refuse_many(asked)
        prompt, dropped = await asyncio.to_thread(_chat_prompt, asked, loaded)
        shapes = [
            ChatShape(
                in_reasoning=prompt.in_reasoning,
                with_scores=bool(asked.logprobs),
                with_calls=bool(asked.offered),
            )
            for _ in range(asked.n or 1)
        ]
        reply = Reply(shapes, model=self._options.model_name, dropped=dropped)
        grammars = await asyncio.to_thread(_grammars, asked, loaded)
        question = replace(
            self._question(asked, prompt.tokens),
            thinking=asked.thinking(inside=prompt.in_reasoning),
            stops_cycles=asked.cycles != "ignore",
            top_scores=asked.top_scores,
            grammar=grammars.answer,
            call_grammar=grammars.call,
        )
        return await self._answer(request, asked, question, reply)

    async def complete(self, request: Request) -> Response:
        loaded = self._loaded()
        asked = api.parse(CompletionRequest, await request.body())
        asked.refuse_unsupported()
        self._refuse_many(asked)
        tokens = await asyncio.to_thread(_plain_prompt, asked, loaded)
        shapes = [TextShape() for _ in range(asked.n or 1)]
        reply = Reply(shapes, model=self._options.model_name)
        return await self._answer(request, asked, self._question(asked, tokens), reply)

    def _question(self, asked: GenerationRequest, prompt: list[int]) -> Question:
        if len(prompt) >= self._loaded().context:
            raise _too_long(len(prompt), self._loaded().context - 1)
        return Question(
            prompt,
            sampling=asked.sampling(),
            n=asked.n or 1,
            max_tokens=asked.token_limit,
            stop=asked.stops(),
        )

    async def _answer(
        self, request: Request, asked: GenerationRequest, question: Question, reply: Reply
    ) -> Response:
        visit = visit_of(request.scope)
        self._reception.admit(visit, question.n)
        visit.asked = asked
        events = visit.follow(self._engine.answer(question, name=reply.id))
        if asked.stream:
            stream = reply.stream(events, usage=asked.wants_usage)
            return StreamingResponse(stream, media_type="text/event-stream")
        return await _unless_gone(request, _whole(reply, events))

    def _refuse_many(self, asked: GenerationRequest) -> None:
        """Raise the ApiError for more answers than we can write, before any is prepared."""
        if (asked.n or 1) > self._options.parallel:
            raise ApiError(400, f"n can be at most {self._options.parallel}", param="n")

    async def answer_now(self, request: Request) -> Response:
        asked = api.parse(api.AnswerNowRequest, await request.body())
        if not self._engine.answer_now(asked.id):
            raise ApiError(404, "No answer of this id is under way", param="id", code="not_running")
        return JSONResponse({"id": asked.id})

    async def embed(self, _request: Request) -> Response:
        raise ApiError(501, "This model writes text; it does not make embeddings")

    async def tokenize(self, request: Request) -> Response:
        loaded = self._loaded()
        asked = api.parse(api.TokenizeRequest, await request.body())
        tokens = await asyncio.to_thread(_tokens, asked, loaded)
        return JSONResponse({"tokens": tokens, "count": len(tokens)})

    def _loaded(self) -> Loaded:
        loaded = self._engine.loaded
        if loaded is None:
            raise ApiError(503, "The model is still loading", code="loading")
        return loaded


def _chat_prompt(asked: ChatRequest, loaded: Loaded) -> tuple[Prompt, int]:
    """The prompt for a chat, and how many old messages were left out of it."""
    messages = asked.conversation()
    encode = partial(loaded.encoder.encode, thinks=asked.thinks)
    if asked.truncation != "auto":
        return encode(messages), 0
    most = loaded.context // ANSWER_SHARE
    limit = loaded.context - min(asked.token_limit or most, most)
    try:
        fitted = fit(messages, lambda some: len(encode(some).tokens), limit)
    except EngineError as error:
        raise _too_long(error.values["tokens"], limit) from error
    return encode(fitted.messages), fitted.dropped


def _grammars(asked: ChatRequest, loaded: Loaded) -> api.Grammars:
    """What the answer has to keep to; llama.cpp accepts it."""
    grammars = asked.grammars()
    try:
        for text in filter(None, (grammars.answer, grammars.call)):
            Grammar(loaded.model, text).close()
    except GrammarError as error:
        raise api.unusable_schema("schema: it is too large, or refers to itself") from error
    return grammars


def _plain_prompt(asked: CompletionRequest, loaded: Loaded) -> list[int]:
    model = loaded.model
    if isinstance(asked.prompt, str):
        begin = [model.begin_token] if model.begin_token is not None else []
        tokens = begin + model.tokenize(asked.prompt, special=True)
    else:
        tokens = asked.prompt
    if not tokens or not all(0 <= token < model.vocab_size for token in tokens):
        raise ApiError(400, "The prompt is empty or has unknown tokens", param="prompt")
    return tokens


def _tokens(asked: api.TokenizeRequest, loaded: Loaded) -> list[int]:
    if asked.messages is not None:
        return loaded.encoder.encode([message.value() for message in asked.messages]).tokens
    return loaded.model.tokenize(asked.content, special=asked.parse_special)


def _too_long(tokens: int, limit: int) -> ApiError:
    message = f"The prompt has {tokens} tokens; at most {limit} fit the context"
    return ApiError(400, message, param="messages", code="context_length_exceeded")


async def _whole(reply: Reply, events: Events) -> Response:
    return JSONResponse(await reply.whole(events))


async def _unless_gone(request: Request, work: Coroutine[Any, Any, Response]) -> Response:
    """What ``work`` replies; it is cancelled if the client goes away first."""
    working = asyncio.create_task(work)
    leaving = asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else Response()
    finally:
        working.cancel()
        leaving.cancel()


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
