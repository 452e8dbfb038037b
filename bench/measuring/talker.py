"""A server that says as much as it is asked for: answers for the window without a model.

The last message begins with a line of JSON. ``long_text(first, paragraphs)`` is repeated until
``tokens`` pieces were sent, the first ``at_once`` of them without a pause, the others ``per_s`` a
second, as ``channel`` (``content`` or ``reasoning_content``). Between the two it waits for any GET
request. It prints its address and ends with its standard input.
"""

import asyncio
import json
import sys
import time
from itertools import cycle, islice
from typing import Any

PIECE = 4  # characters that a piece has, about as many as a token
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"

PARAGRAPH = (
    "Because $x_{{{n}}} > {n}$ holds, the sum is at most $\\frac{{{n}}}{{n+{n}}}$, and so we may "
    "write\n\n\\[ \\sum_{{k=1}}^{{{n}}} k^2 = \\frac{{{n}(n+1)(2n+1)}}{{6}} \\]\n\n"
    "which is what we wanted: **step {n}** is done, 即证明完毕。\n\n"
)


def long_text(first: int, paragraphs: int) -> str:
    """Mathematics whose formulas are no others' whose ``first`` is elsewhere."""
    return "".join(PARAGRAPH.format(n=first + k) for k in range(paragraphs))


class Talker:
    """Answers requests; ``go_on`` lets those go on that wait."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            writer.write(HEAD)
            if head.startswith(b"get"):
                self.go_on.set()
            else:
                await self._answer(await _body(head, reader), writer)
            await writer.drain()
        except ConnectionError:
            pass  # stopped
        finally:
            writer.close()

    async def _answer(self, body: dict[str, Any], writer: asyncio.StreamWriter) -> None:
        self.go_on.clear()
        asked = body["messages"][-1]["content"].partition("\n")[0]  # the program may add a sentence
        wanted = json.loads(asked)
        await _say(writer, self.go_on, **wanted)
        writer.write(_event({}, finish_reason="stop") + b"data: [DONE]\n\n")


async def _body(head: bytes, reader: asyncio.StreamReader) -> dict[str, Any]:
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    body: dict[str, Any] = json.loads(await reader.readexactly(length))
    return body


async def _say(
    writer: asyncio.StreamWriter,
    go_on: asyncio.Event,
    *,
    first: int,
    paragraphs: int,
    tokens: int,
    per_s: float,
    at_once: int = 0,
    channel: str = "content",
) -> None:
    text = long_text(first, paragraphs)
    pieces = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    said = islice(cycle(pieces), tokens)
    for piece in islice(said, at_once):
        writer.write(_event({channel: piece}))
    await writer.drain()
    if at_once:
        await go_on.wait()
    began = time.monotonic()
    for number, piece in enumerate(said):
        await asyncio.sleep(max(0.0, began + number / per_s - time.monotonic()))
        writer.write(_event({channel: piece}))
        await writer.drain()


def _event(delta: dict[str, str], **more: Any) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": None} | more
    return b"data: " + json.dumps({"choices": [choice]}).encode() + b"\n\n"


async def main() -> None:
    server = await asyncio.start_server(Talker().serve, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
