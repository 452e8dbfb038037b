"""Which source to fetch from: the first if it answers in time, else whoever answers first.

A source answers when it gives the first bytes of the very file; a hub that can be reached while
its store cannot does not count.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import httpx2

from app.models.catalogue import CatalogueModel
from app.models.faults import connection_error, refusal
from app.models.gguf import MAGIC
from app.models.hub import located
from app.models.sources import Source, SourceError

FIRST_BYTES = {"Range": f"bytes=0-{len(MAGIC) - 1}"}


async def answers(client: httpx2.AsyncClient, model: CatalogueModel, source: Source) -> None:
    """Ask ``source`` for the first bytes of ``model``.

    Raises:
        SourceError: they did not come.
    """
    url = await located(model, source)
    try:
        async with client.stream("GET", url, headers=FIRST_BYTES) as response:
            if not response.is_success:
                raise refusal(response, source)
            async for data in response.aiter_raw():
                if data.startswith(MAGIC[: len(data)]):
                    return
                break
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise connection_error(error, source) from error
    raise SourceError("models.download_intercepted", source=source.name)


async def in_order(
    sources: Sequence[Source], ask: Callable[[Source], Awaitable[None]], patience_s: float
) -> list[Source]:
    """``sources`` in the order in which to try them; the first alone if none of them answers.

    The others are asked when the first has failed, or not answered for ``patience_s``.
    """
    asked: dict[asyncio.Future[None], Source]
    asked = {asyncio.ensure_future(ask(sources[0])): sources[0]}
    try:
        await asyncio.wait(asked, timeout=patience_s)
        if _answered(next(iter(asked))):
            return list(sources)
        asked |= {asyncio.ensure_future(ask(source)): source for source in sources[1:]}
        best = await _first_answer(asked)
        return [best, *(s for s in sources if s is not best)] if best else [sources[0]]
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def _first_answer(asked: "dict[asyncio.Future[None], Source]") -> Source | None:
    waiting = set(asked)
    while waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for task in asked:  # in their order, if several come at once
            if task in done and _answered(task):
                return asked[task]
    return None


def _answered(task: "asyncio.Future[None]") -> bool:
    """Whether ``task`` is done and all went well; its defects are not swallowed."""
    if not task.done():
        return False
    error = task.exception()
    if error is not None and not isinstance(error, SourceError):
        raise error
    return error is None
