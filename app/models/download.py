"""Fetches a catalogue model: resumable, checked, one transfer per file.

What arrives goes straight into the part file and into a running sha256; the model gets its name
when both its size and its hash are those of the catalogue, never before. A transfer that is
cancelled, killed or broken goes on where it stopped, be it at another source: ``Range`` asks for
the rest, and ``If-Range`` makes sure that the same server still has the same file. Cancelling the
task pauses the download.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import httpx2

from app.errors import DownloadError
from app.models import disk, probe
from app.models.catalogue import CatalogueModel
from app.models.faults import connection_error, refusal, usable_proxy
from app.models.gguf import MAGIC
from app.models.hub import USER_AGENT, located, no_cookies
from app.models.part import Part, open_part
from app.models.progress import Meter, Report, Stage
from app.models.sources import Source, SourceError

T = TypeVar("T")

MAX_REDIRECTS = 5


@dataclass(frozen=True)
class Patience:
    """How long to wait for a network, and how often to try again."""

    connect_s: float = 15.0
    stall_s: float = 30.0  # without a byte
    slow_s: float = 6.0  # for a first answer; then other sources are asked as well
    attempts: int = 5  # in a row that brought nothing
    backoff_s: float = 1.0  # after the first failure; doubles with each
    longest_wait_s: float = 60.0  # a server that asks for more is not asked again


async def download(
    model: CatalogueModel,
    folder: Path,
    *,
    sources: Sequence[Source],
    on_progress: Report,
    patience: Patience = Patience(),
) -> Path:
    """Fetch ``model`` into ``folder`` and return its path; at once if it is there.

    The first of the sources is asked first; the others when it fails or is slow to answer.
    ``on_progress`` is called in the task's own thread.

    Raises:
        DownloadError: with the sentence that says why, that of the first source if all of them
            fail. What arrived is kept, unless it is damaged.
    """
    target = folder / model.file_name
    if target.exists():
        return target
    if not model.downloadable:
        raise DownloadError("models.download_no_source", model=model.title)
    with (
        open_part(target, sha256=model.sha256, size=model.bytes) as part,
        # One thread touches the part, and ends before it is closed: also when we are cancelled.
        ThreadPoolExecutor(1, thread_name_prefix="download") as writer,
    ):
        disk.require_space(folder, model.bytes - part.length)
        with usable_proxy(sources[0]):
            client = _client(patience)
        async with client:
            transfer = _Transfer(model, part, writer, client, Meter(model.bytes, on_progress))
            await transfer.check()
            await transfer.run(sources, patience)
            return await transfer.finish()


def _client(patience: Patience) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        # The model's own bytes are counted and hashed: no compression on the way.
        headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
        cookies=no_cookies(),
        timeout=httpx2.Timeout(patience.stall_s, connect=patience.connect_s),
        follow_redirects=True,
        max_redirects=MAX_REDIRECTS,
    )


class _Transfer:
    """One run of a download: asks, receives, waits and asks again until the part is whole."""

    def __init__(
        self,
        model: CatalogueModel,
        part: Part,
        writer: ThreadPoolExecutor,
        client: httpx2.AsyncClient,
        meter: Meter,
    ) -> None:
        self._model = model
        self._part = part
        self._writer = writer
        self._client = client
        self._meter = meter

    async def check(self) -> None:
        """Hash what arrived in earlier runs."""
        self._meter.enter(Stage.CHECKING)
        chunks = self._part.rehash()
        while (done := await self._on_disk(next, chunks, None)) is not None:
            self._meter.advance(done)

    async def run(self, sources: Sequence[Source], patience: Patience) -> None:
        """Fill the part from the first source that can."""
        errors: dict[Source, SourceError] = {}
        for source in await self._in_order(sources, patience):
            try:
                return await self._fill(source, patience)
            except SourceError as error:
                errors[source] = error
        raise errors[sources[0]]

    async def _in_order(self, sources: Sequence[Source], patience: Patience) -> Sequence[Source]:
        if len(sources) == 1 or self._part.length == self._model.bytes:
            return sources
        self._meter.enter(Stage.CONNECTING)
        ask = partial(probe.answers, self._client, self._model)
        return await probe.in_order(sources, ask, patience.slow_s)

    async def finish(self) -> Path:
        """Check the whole file and give it its name."""
        return await self._on_disk(self._part.finish)

    async def _fill(self, source: Source, patience: Patience) -> None:
        failures = 0
        while self._part.length < self._model.bytes:
            before = self._part.length
            try:
                await self._attempt(source)
            except SourceError as error:
                failures = 1 if self._part.length > before else failures + 1
                patient = failures < patience.attempts and error.wait_s <= patience.longest_wait_s
                if not error.transient or not patient:
                    raise
                self._meter.enter(Stage.WAITING, source.name)
                pause_s = patience.backoff_s * 2 ** (failures - 1)
                await asyncio.sleep(max(pause_s, error.wait_s))

    async def _attempt(self, source: Source) -> None:
        """One request, as far as it brings us.

        Raises:
            SourceError: it ended before the part was whole.
        """
        self._meter.enter(Stage.CONNECTING, source.name)
        url = await located(self._model, source)
        try:
            async with self._client.stream("GET", url, headers=self._wish(source)) as response:
                await self._receive(response, source)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise connection_error(error, source) from error
        if self._part.length < self._model.bytes:
            raise SourceError("models.download_dropped", transient=True, source=source.name)

    def _wish(self, source: Source) -> dict[str, str]:
        """Headers that ask for what is missing, if the server still has the same version.

        Another server has other names for versions: there only the final check can tell.
        """
        if not self._part.length:
            return {}
        wish = {"Range": f"bytes={self._part.length}-"}
        if self._part.etag and self._part.origin == source.endpoint:
            wish["If-Range"] = self._part.etag
        return wish

    async def _receive(self, response: httpx2.Response, source: Source) -> None:
        await self._begin(response, source)
        self._meter.enter(Stage.DOWNLOADING, source.name)
        async for data in response.aiter_raw():
            if not self._part.length and not data.startswith(MAGIC[: len(data)]):
                raise SourceError("models.download_intercepted", source=source.name)
            missing = self._model.bytes - self._part.length
            await self._on_disk(self._part.append, data[:missing])
            self._meter.advance(self._part.length)
            if len(data) >= missing:
                return

    async def _begin(self, response: httpx2.Response, source: Source) -> None:
        """See what the server answers, and leave the part ready for the bytes that follow."""
        if response.status_code == httpx2.codes.RANGE_NOT_SATISFIABLE:
            await self._on_disk(self._part.restart)
        if response.status_code not in (httpx2.codes.OK, httpx2.codes.PARTIAL_CONTENT):
            raise refusal(response, source)
        if _is_page(response):
            raise SourceError("models.download_intercepted", source=source.name)
        start, total = _extent(response)
        if total not in (None, self._model.bytes):
            raise SourceError("models.download_changed", source=source.name)
        etag = _strong_etag(response)
        same = self._part.origin != source.endpoint or etag in ("", self._part.etag)
        if start == 0:
            await self._on_disk(self._part.restart, etag, source.endpoint)
        elif start == self._part.length and same:
            await self._on_disk(self._part.go_on, etag, source.endpoint)
        else:
            await self._on_disk(self._part.restart)
            raise SourceError("models.download_dropped", transient=True, source=source.name)

    async def _on_disk(self, work: Callable[..., T], *args: object) -> T:
        loop = asyncio.get_running_loop()
        with disk.explained(self._part.folder, self._model.bytes - self._part.length):
            return await loop.run_in_executor(self._writer, work, *args)


def _is_page(response: httpx2.Response) -> bool:
    """Whether this is a page of some network between us and the hub, or bytes changed by it."""
    content_type = response.headers.get("Content-Type", "")
    encoding = response.headers.get("Content-Encoding", "identity")
    return content_type.lower().startswith("text/html") or encoding.lower() != "identity"


def _extent(response: httpx2.Response) -> tuple[int, int | None]:
    """Where the bytes of an answer start in the file, and the size of the file if it is told.

    A part whose place is not told is at -1, which fits nowhere.
    """
    if response.status_code == httpx2.codes.OK:
        length = response.headers.get("Content-Length", "")
        return 0, int(length) if length.isdecimal() else None
    told = re.fullmatch(r"bytes (\d+)-\d+/(\d+)", response.headers.get("Content-Range", ""))
    return (int(told[1]), int(told[2])) if told else (-1, None)


def _strong_etag(response: httpx2.Response) -> str:
    """The ETag if it promises equal bytes: only such a one may stand in ``If-Range``."""
    etag: str = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else ""
