"""A streamed body that is read from the network at a pace: what came meanwhile comes at once.

A server sends an event for each token, and to be woken for one costs more than to read it. Who
shows an answer needs no token sooner than the next picture.
"""

import asyncio
from collections.abc import AsyncIterator

import httpx2


class Paced(httpx2.AsyncByteStream):
    """The body ``stream``; after whatever had to be waited for, nothing is read for ``pause_s``.

    The first bytes come without delay, and so does all that has arrived when a pause is over.
    """

    def __init__(self, stream: httpx2.AsyncByteStream, pause_s: float) -> None:
        self._stream = stream
        self._pause_s = pause_s

    async def __aiter__(self) -> AsyncIterator[bytes]:
        loop, chunks, waited = asyncio.get_running_loop(), aiter(self._stream), True

        def note_wait() -> None:
            nonlocal waited
            waited = True  # the event loop went round: the next chunk was not there yet

        while True:
            if waited:
                waited = False
                loop.call_soon(note_wait)
            chunk = await anext(chunks, None)
            if chunk is None:
                return
            pause = waited
            yield chunk
            if pause:
                await asyncio.sleep(self._pause_s)

    async def aclose(self) -> None:
        """Close the body."""
        await self._stream.aclose()
