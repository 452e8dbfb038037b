"""Several answers to one question, from any server.

Where the server takes ``n``, a request asks for as many as it gives at once, so that they share
what was read of the prompt; where it refuses, or gives only one, each gets a request of its own.
What a server takes is tried once and remembered in its ``Endpoint``. Closing the generator, or
cancelling the task that reads it, ends all answers under way.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

from app.client.openai import Endpoint
from app.domain.events import Event, Finished
from app.domain.generation import Request
from app.errors import EndpointError, UserFacingError

PARALLEL = 4  # requests at once where each is for one answer
#: How servers say that they do not give so many at once, among other things.
_REFUSALS = frozenset({"client.said_error", "client.refused_request", "client.server_error"})

Numbered = tuple[int, Event]


async def answers(endpoint: Endpoint, request: Request) -> AsyncGenerator[Numbered, None]:
    """The events of ``request.n`` answers as they come, with their numbers from 0 on.

    Raises the errors of ``Endpoint.stream``.
    """
    begun = 0
    while begun < request.n:
        count = min(endpoint.most_together, request.n - begun)
        if count == 1:
            several = _apart(endpoint, _part(request, begun, request.n - begun))
        else:
            several = _together(endpoint, _part(request, begun, count))
        first = begun
        async with aclosing(several):
            async for number, event in several:
                begun = max(begun, first + number + 1)
                yield first + number, event


def _part(request: Request, begun: int, count: int) -> Request:
    """``count`` of the answers; a seed that was used is not used again."""
    seed = request.sampling.seed
    sampling = request.sampling if seed is None else replace(request.sampling, seed=seed + begun)
    return replace(request, n=count, sampling=sampling)


async def _together(endpoint: Endpoint, request: Request) -> AsyncGenerator[Numbered, None]:
    """As many of the answers as one request brings; none if it asked for too many."""
    heard: set[int] = set()
    events = endpoint.stream_all(request)
    try:
        async with aclosing(events):
            async for number, event in events:
                heard.add(number)
                yield number, event
    except EndpointError as error:
        if heard or error.key not in _REFUSALS:
            raise
        endpoint.most_together = request.n // 2
    else:
        endpoint.most_together = min(endpoint.most_together, max(1, len(heard)))


async def _apart(endpoint: Endpoint, request: Request) -> AsyncGenerator[Numbered, None]:
    """Each answer by a request of its own, some at once."""
    events: asyncio.Queue[Numbered | UserFacingError] = asyncio.Queue()
    places = asyncio.Semaphore(PARALLEL)

    async def ask(number: int) -> None:
        async with places:
            try:
                async for event in endpoint.stream(_part(request, number, 1)):
                    events.put_nowait((number, event))
            except UserFacingError as error:
                events.put_nowait(error)

    tasks = [asyncio.create_task(ask(number)) for number in range(request.n)]
    try:
        left = request.n
        while left:
            event = await events.get()
            if isinstance(event, UserFacingError):
                raise event
            left -= isinstance(event[1], Finished)
            yield event
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
