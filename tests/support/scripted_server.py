"""A scripted HTTP server: sends exactly the bytes that a test says, and keeps what it got."""

import asyncio
import json
from collections.abc import Sequence

from app.client.openai import Endpoint
from app.domain.chat import Role
from app.domain.events import Channel, Delta, Finished
from app.domain.generation import Request
from app.domain.prompt import ChatMessage

HANG = None  # a piece of a script: send nothing more, keep the connection open


class ScriptedServer:
    """Each request is answered by the next script, the last one repeating."""

    def __init__(self) -> None:
        self.scripts: list[Sequence[bytes | None]] = []
        self.requests: list[tuple[str, dict[str, str], bytes]] = []  # request line, headers, body
        self.hung_up = asyncio.Event()  # the client closed a connection that we kept open
        self.address = ""
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        host, port = self._server.sockets[0].getsockname()
        self.address = f"http://{host}:{port}/v1"

    async def close(self) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    def answers(self, *scripts: Sequence[bytes | None]) -> None:
        self.scripts = list(scripts)

    def body(self, index: int = -1) -> dict:
        return json.loads(self.requests[index][2])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._receive(reader)
            script = self.scripts[min(len(self.requests), len(self.scripts)) - 1]
            for piece in script:
                if piece is HANG:
                    await reader.read()
                    self.hung_up.set()
                    return
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0)  # so that pieces arrive one by one
        except ConnectionError:
            self.hung_up.set()
        finally:
            writer.close()

    async def _receive(self, reader: asyncio.StreamReader) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.split(": ", 1) for line in head[1:] if line)
        headers = {name.lower(): value for name, value in pairs}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.requests.append((head[0], headers, body))


def reply(
    body: bytes = b"", *, status: str = "200 OK", kind: str = "application/json", more: str = ""
) -> bytes:
    """A whole HTTP response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\n"
    b"Connection: close\r\n\r\n"
)
CHUNKED_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)
DONE = b"data: [DONE]\n\n"


def event(payload: object, *, end: str = "\n") -> bytes:
    """One server-sent event; characters stay themselves, as many servers send them."""
    return f"data: {json.dumps(payload, ensure_ascii=False)}{end}{end}".encode()


def delta(*, finish: str | None = None, **said: str) -> bytes:
    """The event of one chunk."""
    return event({"choices": [{"index": 0, "delta": said, "finish_reason": finish}]})


REQUEST = Request((ChatMessage(Role.USER, "2+2?"),))


async def ask(
    endpoint: Endpoint, request: Request = REQUEST
) -> tuple[dict[Channel, str], Finished]:
    """One answer to its end: what was said on each channel, and how it ended."""
    said = {channel: "" for channel in Channel}
    events = [piece async for piece in endpoint.stream(request)]
    for piece in events[:-1]:
        assert isinstance(piece, Delta)
        said[piece.channel] += piece.text
    assert isinstance(events[-1], Finished)
    return said, events[-1]
