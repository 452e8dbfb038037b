"""Fetches a catalogue model: resumable, checked, one transfer per file.

What arrives goes straight into the part file and into a running sha256; the model gets its name
when both its size and its hash are those of the catalogue, never before. A transfer that is
cancelled, killed or broken goes on where it stopped: ``Range`` asks for the rest and ``If-Range``
makes sure that the server still has the same file. Cancelling the task pauses the download.
"""

import asyncio
import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import httpx2

from app.errors import DownloadError
from app.models import disk
from app.models.catalogue import CatalogueModel
from app.models.gguf import MAGIC
from app.models.hub import (
    USER_AGENT,
    Source,
    SourceError,
    connection_error,
    no_cookies,
    refusal,
    resolve,
)
from app.models.part import Part, open_part

T = TypeVar("T")

SPEED_WINDOW_S = 5.0
SPEED_FROM_S = 0.5  # a speed measured over less means nothing
REPORT_INTERVAL_S = 0.1
MAX_REDIRECTS = 5


class Stage(StrEnum):
    """What a download is doing; its word is at ``models.stage_<value>``."""

    CHECKING = "checking"  # hashing what arrived earlier
    CONNECTING = "connecting"
    DOWNLOADING = "downloading"
    WAITING = "waiting"  # after a failure, before the next try


@dataclass(frozen=True)
class Progress:
    """How far a download is; speed and time left are measured over the last seconds."""

    stage: Stage
    done: int  # bytes
    total: int
    speed: float | None = None  # bytes per second
    left_s: float | None = None


@dataclass(frozen=True)
class Patience:
    """How long to wait for a network, and how often to try again."""

    connect_s: float = 15.0
    stall_s: float = 30.0  # without a byte
    attempts: int = 5  # in a row that brought nothing
    backoff_s: float = 1.0  # after the first failure; doubles with each
    longest_wait_s: float = 60.0  # a server that asks for more is not asked again


Report = Callable[[Progress], None]


async def download(
    model: CatalogueModel,
    folder: Path,
    *,
    sources: Sequence[Source],
    on_progress: Report,
    patience: Patience = Patience(),
) -> Path:
    """Fetch ``model`` into ``folder`` and return its path; at once if it is there.

    The sources are tried in turn; ``on_progress`` is called in the task's own thread.

    Raises:
        DownloadError: with the sentence that says why. What arrived is kept, unless it is damaged.
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
        async with _client(patience) as client:
            transfer = _Transfer(model, part, writer, client, _Meter(model.bytes, on_progress))
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
        meter: "_Meter",
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
        for source in sources[:-1]:
            with suppress(SourceError):
                return await self._fill(source, patience)
        await self._fill(sources[-1], patience)

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
                self._meter.enter(Stage.WAITING)
                pause_s = patience.backoff_s * 2 ** (failures - 1)
                await asyncio.sleep(max(pause_s, error.wait_s))

    async def _attempt(self, source: Source) -> None:
        """One request, as far as it brings us.

        Raises:
            SourceError: it ended before the part was whole.
        """
        self._meter.enter(Stage.CONNECTING)
        url = await asyncio.to_thread(resolve, self._model, source)
        try:
            async with self._client.stream("GET", url, headers=self._wish()) as response:
                await self._receive(response, source)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise connection_error(error, source) from error
        if self._part.length < self._model.bytes:
            raise SourceError("models.download_dropped", transient=True, source=source.name)

    def _wish(self) -> dict[str, str]:
        """Headers that ask for what is missing, if the server still has the same version."""
        if not self._part.length or not self._part.etag:
            return {}
        return {"Range": f"bytes={self._part.length}-", "If-Range": self._part.etag}

    async def _receive(self, response: httpx2.Response, source: Source) -> None:
        await self._begin(response, source)
        self._meter.enter(Stage.DOWNLOADING)
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
            await self._on_disk(self._part.restart, "")
        if response.status_code not in (httpx2.codes.OK, httpx2.codes.PARTIAL_CONTENT):
            raise refusal(response, source)
        if _is_page(response):
            raise SourceError("models.download_intercepted", source=source.name)
        start, total = _extent(response)
        if total not in (None, self._model.bytes):
            raise SourceError("models.download_changed", source=source.name)
        etag = _strong_etag(response)
        if start == 0:
            await self._on_disk(self._part.restart, etag)
        elif start != self._part.length or etag not in ("", self._part.etag):
            await self._on_disk(self._part.restart, "")
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


class _Meter:
    """Measures speed over a sliding window and reports at a bearable rate."""

    def __init__(self, total: int, report: Report) -> None:
        self._total = total
        self._report = report
        self._stage = Stage.CHECKING
        self._done = 0
        self._seen: deque[tuple[float, int]] = deque()  # when, bytes done
        self._reported_at = 0.0

    def enter(self, stage: Stage) -> None:
        self._stage = stage
        self._seen.clear()
        self._tell(time.monotonic())

    def advance(self, done: int) -> None:
        now = time.monotonic()
        self._done = done
        self._seen.append((now, done))
        while now - self._seen[0][0] > SPEED_WINDOW_S:
            self._seen.popleft()
        if now - self._reported_at >= REPORT_INTERVAL_S or done == self._total:
            self._tell(now)

    def _tell(self, now: float) -> None:
        self._reported_at = now
        speed = self._speed() if self._stage is Stage.DOWNLOADING else None
        left_s = (self._total - self._done) / speed if speed else None
        self._report(Progress(self._stage, self._done, self._total, speed, left_s))

    def _speed(self) -> float | None:
        if not self._seen:
            return None
        (first_at, first), (last_at, last) = self._seen[0], self._seen[-1]
        elapsed_s = last_at - first_at
        return (last - first) / elapsed_s if elapsed_s >= SPEED_FROM_S else None
