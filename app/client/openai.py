"""A client for any server that speaks OpenAI's chat dialect, the local engine included.

Reasoning is understood as ``reasoning_content``, as ``reasoning``, or inside the content before
``</think>``, with ``<think>`` or, where the chat template opens the thought itself, without.
Cancelling the task that reads a stream closes its connection, by which the server knows.
"""

import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from app.client import LOOPBACK_NAMES, failures, wire
from app.client.pacing import Paced
from app.client.reading import ManyReader, StreamReader
from app.client.unopened import split
from app.domain.events import Event, Finished, FinishReason, Recast, Timings, Usage
from app.domain.generation import Request
from app.errors import EndpointError, UserFacingError

CONNECT_TIMEOUT_S = 10.0
#: Silence that ends a request. A long prompt on a slow processor is silent for minutes.
QUIET_TIMEOUT_S = 600.0
QUICK_TIMEOUT_S = 4.0  # silence that ends a request which needs no model
MODELS_NAMED = 8  # of those a server offers, in the sentence that ours is not among them
MANY = 64
MAX_PORT = 65535
EVENT_STREAM = "text/event-stream"


@dataclass(frozen=True)
class Completion:
    """A whole answer."""

    reasoning: str
    answer: str
    finished: Finished


@dataclass(frozen=True)
class Health:
    """State of the local engine; ``progress`` of loading the model, from 0 to 1."""

    ready: bool
    progress: float


class Endpoint:
    """A server at ``address`` and the model to ask there.

    Every request raises EndpointError when the server cannot be reached, refuses, or answers
    something else than this dialect.
    """

    def __init__(
        self,
        address: str,
        *,
        api_key: str = "",
        model: str = "",
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.base_url = base_url(address)
        self.model = model
        self._clock = clock
        self._server = self.base_url.netloc.decode("ascii")
        self._extensions = True
        self.most_together = MANY  # answers that one request may ask for, as far as we know
        self._first_offered: str | None = None  # the model to ask where none was named
        self._unopened = False  # whether thoughts are known to begin without a tag
        self._client = httpx2.AsyncClient(
            headers=_authorization(api_key),
            # What certificates need is slow to make; redirections elsewhere are not followed.
            verify=self.base_url.scheme == "https",
            # A proxy of the environment has no business between us and this computer.
            trust_env=self.base_url.host not in LOOPBACK_NAMES,
        )

    async def aclose(self) -> None:
        """Close all connections."""
        await self._client.aclose()

    async def stream(
        self,
        request: Request,
        *,
        begun: Callable[[str], None] | None = None,
        pause_s: float = 0.0,
    ) -> AsyncIterator[Event]:
        """Ask for one answer; yields its deltas as they come, then exactly one ``Finished``.

        A ``Recast`` among them takes back what came before it. A stream that breaks off after it
        began ends with ``FinishReason.INTERRUPTED``. ``begun`` hears once the id that the server
        gave the answer, for ``answer_now``. Who needs deltas less often than they are sent gives a
        ``pause_s``: see ``Paced``.
        """
        assert request.n == 1, "for several answers use stream_all() or complete()"
        model = request.model or self.model
        reader = StreamReader(self._clock, model, unopened=self._unopened)
        async with self._posted(request, stream=True) as response:
            self._refuse_unstreamed(response)
            if pause_s:
                assert isinstance(response.stream, httpx2.AsyncByteStream)
                response.stream = Paced(response.stream, pause_s)
            try:
                async for event in httpx2.EventSource(response):
                    read = reader.read(event.data)
                    if begun is not None and reader.id:
                        begun(reader.id)
                        begun = None
                    for said in read:
                        self._unopened |= isinstance(said, Recast)
                        yield said
            except httpx2.RequestError:
                pass  # the reader says that the end is missing
        for said in reader.rest():
            yield said
        yield reader.finished()

    async def stream_all(self, request: Request) -> AsyncGenerator[tuple[int, Event], None]:
        """Ask for ``request.n`` answers; yields events as ``stream`` does, with their numbers.

        A server may give fewer than were asked for. See ``samples.answers`` for one that refuses.
        """
        model = request.model or self.model
        reader = ManyReader(lambda: StreamReader(self._clock, model, unopened=self._unopened))
        async with self._posted(request, stream=True) as response:
            self._refuse_unstreamed(response)
            try:
                async for event in httpx2.EventSource(response):
                    for number, said in reader.read(event.data):
                        self._unopened |= isinstance(said, Recast)
                        yield number, said
            except httpx2.RequestError:
                pass  # the reader says that ends are missing
        for number, said in reader.rest():
            yield number, said

    async def complete(self, request: Request) -> list[Completion]:
        """Ask for ``request.n`` answers at once. Their usage is counted together."""
        async with self._posted(request, stream=False) as response:
            reply = wire.parse_reply(await self._text(response))
        return [_completion(choice, reply) for choice in reply.choices]

    async def answer_now(self, answer_id: str) -> bool:
        """Have the thoughts of an answer under way closed; False if the server cannot do that."""
        url = self.base_url.copy_with(path="/lemma/answer_now")
        asked = {"id": answer_id}
        response = await self._send("POST", str(url), json=asked, timeout_s=QUICK_TIMEOUT_S)
        await response.aclose()
        return response.is_success

    async def models(self) -> list[str]:
        """Names of the models that the server offers."""
        response = await self._send("GET", f"{self.base_url}/models", timeout_s=QUICK_TIMEOUT_S)
        try:
            if not response.is_success:
                raise failures.of_response(response, self._server)
            return wire.parse_models(await self._text(response))
        finally:
            await response.aclose()

    async def check(self) -> list[str]:
        """Whether this endpoint can be used; returns the models it offers.

        Raises:
            EndpointError: it cannot, or it does not offer our model.
        """
        offered = await self.models()
        if self.model and offered and self.model not in offered:
            names = ", ".join(offered[:MODELS_NAMED])
            raise EndpointError("client.model_not_offered", model=self.model, offered=names)
        return offered

    async def health(self) -> Health:
        """What the local engine says of itself; other servers need not know this request."""
        url = self.base_url.copy_with(path="/health")
        response = await self._send("GET", str(url), timeout_s=QUICK_TIMEOUT_S)
        try:
            return Health(response.is_success, wire.parse_progress(await self._text(response)))
        finally:
            await response.aclose()

    async def count_tokens(self, text: str) -> int:
        """How many tokens the local engine's model makes of a text; others need not know that."""
        url = self.base_url.copy_with(path="/tokenize")
        asked = {"content": text}
        response = await self._send("POST", str(url), json=asked, timeout_s=QUICK_TIMEOUT_S)
        try:
            if not response.is_success:
                raise failures.of_response(response, self._server)
            return wire.parse_count(await self._text(response))
        finally:
            await response.aclose()

    async def figures(self) -> dict[str, float]:
        """What the local engine counts of itself; other servers need not know this request."""
        url = self.base_url.copy_with(path="/metrics")
        response = await self._send("GET", str(url), timeout_s=QUICK_TIMEOUT_S)
        try:
            if not response.is_success:
                raise failures.of_response(response, self._server)
            return wire.parse_figures(await self._text(response))
        finally:
            await response.aclose()

    @asynccontextmanager
    async def _posted(self, request: Request, *, stream: bool) -> AsyncIterator[httpx2.Response]:
        """The reply to a chat request, closed at the end; its status is one of success."""
        response = await self._ask(request, stream=stream)
        try:
            yield response
        finally:
            await response.aclose()

    async def _ask(self, request: Request, *, stream: bool) -> httpx2.Response:
        model = self.model or request.model or await self._offered()
        body = wire.chat_body(request, model=model, stream=stream, extensions=self._extensions)
        url = f"{self.base_url}/chat/completions"
        response = await self._send("POST", url, json=body, timeout_s=QUIET_TIMEOUT_S)
        if response.is_success:
            return response
        if self._extensions and failures.names_extension(response):
            self._extensions = False  # a strict server: from now on nothing but OpenAI's own
            return await self._ask(request, stream=stream)
        raise failures.of_response(response, self._server)

    def _refuse_unstreamed(self, response: httpx2.Response) -> None:
        if not response.headers.get("content-type", "").lower().startswith(EVENT_STREAM):
            raise EndpointError("client.not_openai", server=self._server)

    async def _offered(self) -> str:
        """The first model that the server offers; empty if it does not say."""
        if self._first_offered is None:
            try:
                self._first_offered = next(iter(await self.models()), "")
            except EndpointError:
                return ""  # what is wrong shows itself in the question that follows
        return self._first_offered

    async def _send(
        self, method: str, url: str, *, json: Any = None, timeout_s: float
    ) -> httpx2.Response:
        """Send a request; the body of a refusal is read, that of a success is not."""
        timeout = httpx2.Timeout(timeout_s, connect=CONNECT_TIMEOUT_S)
        try:
            if self._client.is_closed:
                raise httpx2.ConnectError("closed by us")
            request = self._client.build_request(method, url, json=json, timeout=timeout)
            response = await self._client.send(request, stream=True)
            if not response.is_success:
                await response.aread()
        except httpx2.RequestError as error:
            raise self._unreached(error) from error
        return response

    async def _text(self, response: httpx2.Response) -> str:
        try:
            return (await response.aread()).decode("utf-8", errors="replace")
        except httpx2.RequestError as error:
            raise self._unreached(error) from error

    def _unreached(self, error: Exception) -> UserFacingError:
        return failures.of_transport(error, self._server)


def base_url(address: str) -> httpx2.URL:
    """The URL that requests are put below, from what a person typed.

    Without a scheme, ``http`` is meant for this computer or when a port is named, else ``https``;
    without a path, ``/v1`` is.

    Raises:
        EndpointError: this is no address.
    """
    text = address.strip()
    try:
        url = httpx2.URL(text if "://" in text else f"http://{text}")
    except httpx2.InvalidURL as error:
        raise EndpointError("client.bad_address", server=address) from error
    if url.scheme not in ("http", "https") or not _is_place(url):
        raise EndpointError("client.bad_address", server=address)
    if "://" not in text and url.port is None and url.host not in LOOPBACK_NAMES:
        url = url.copy_with(scheme="https")
    path = url.path.rstrip("/").removesuffix("/chat/completions")
    return url.copy_with(path=path or "/v1", query=None, fragment=None)


def _is_place(url: httpx2.URL) -> bool:
    return bool(url.host) and "%" not in url.host and (url.port or 0) <= MAX_PORT


def _authorization(api_key: str) -> dict[str, str]:
    """The header that carries the key.

    Raises:
        EndpointError: no key has such characters.
    """
    key = api_key.strip()
    if not (key.isascii() and key.isprintable()):
        raise EndpointError("client.bad_key")
    return {"Authorization": f"Bearer {key}"} if key else {}


def _completion(choice: wire.Choice, reply: wire.Reply) -> Completion:
    reasoning, answer = choice.reasoning, choice.content
    if not reasoning:
        reasoning, answer = split(choice.content)
    return Completion(
        reasoning=reasoning,
        answer=answer,
        finished=Finished(
            choice.reason or FinishReason.STOP,
            usage=reply.usage or Usage(),
            timings=reply.timings or Timings(),
            model=reply.model,
            dropped_messages=reply.dropped_messages,
        ),
    )
