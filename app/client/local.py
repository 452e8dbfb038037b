"""The endpoint of our own engine: when it is not reached, that is the engine's fault."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2

from app.client.openai import Endpoint
from app.domain.generation import Request
from app.errors import EngineError, UserFacingError


class LocalEndpoint(Endpoint):
    """An ``Endpoint`` whose server is a child of ours. It knows whether it has work."""

    def __init__(self, address: str, **wanted: Any) -> None:
        super().__init__(address, **wanted)
        self.asked = asyncio.Event()  # set while answers are asked for
        self._under_way = 0

    @asynccontextmanager
    async def _posted(self, request: Request, *, stream: bool) -> AsyncIterator[httpx2.Response]:
        self._under_way += 1
        self.asked.set()
        try:
            async with super()._posted(request, stream=stream) as response:
                yield response
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.asked.clear()

    def _unreached(self, error: Exception) -> UserFacingError:
        return EngineError("engine.gone")
