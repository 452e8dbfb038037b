"""Downloads one after the other, in the order in which they were asked for.

The queue is kept in the models folder: after a restart it is there again with all that has arrived,
and ``start`` lets go on what was not paused. A failure pauses its download, gives the reason, and
makes way for the next one.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import DownloadError, UserFacingError
from app.models import disk
from app.models.catalogue import CatalogueModel
from app.models.library import Library
from app.models.progress import Progress, Stage
from app.models.sources import Source
from app.tutor.observable import Changed, News

log = logging.getLogger(__name__)

FILE_NAME = "downloads.json"


@dataclass
class Job:
    """One model of the queue."""

    model: CatalogueModel
    done: int  # bytes that have arrived
    paused: bool = False
    leaving: bool = False  # being discarded
    error: UserFacingError | None = None
    running: Progress | None = None

    @property
    def progress(self) -> Progress:
        """How far it is, also while it does not run."""
        if self.running is not None and not self.paused:
            return self.running
        return Progress(Stage.PAUSED if self.paused else Stage.QUEUED, self.done, self.model.bytes)

    @property
    def missing(self) -> int:
        """Bytes that must still come."""
        return self.model.bytes - self.done

    def pause(self, error: UserFacingError | None = None) -> None:
        self.paused, self.error = True, error


class Downloads:
    """The queue. ``changed`` fires at every progress, ``arrived`` tells each model that is here."""

    def __init__(self, library: Library, sources: Callable[[], Sequence[Source]]) -> None:
        self.changed = Changed()
        self.arrived: News[CatalogueModel] = News()
        self._library = library
        self._sources = sources
        self._file = library.folder / FILE_NAME
        self._jobs = self._restored()
        self._task: asyncio.Task[None] | None = None
        self._current: Job | None = None
        self._open = True

    @property
    def is_running(self) -> bool:
        """Whether bytes are coming."""
        return self._task is not None

    def find(self, model_id: str) -> Job | None:
        """The download of this model, if it is in the queue."""
        return next((job for job in self._jobs if job.model.id == model_id), None)

    @property
    def running(self) -> Progress | None:
        """How far the download that runs is; None if none does."""
        return self._current.progress if self._current is not None else None

    def start(self) -> None:
        """Let the first download that is not paused go on, if none runs."""
        if self._open and self._task is None:
            self._current = next((job for job in self._jobs if not job.paused), None)
            if self._current is not None:
                name = f"download-{self._current.model.id}"
                self._task = asyncio.create_task(self._run(self._current), name=name)

    def add(self, model: CatalogueModel) -> None:
        """Put a model at the end of the queue; if it is there already, let it go on."""
        job = self.find(model.id)
        if job is None:
            job = Job(model, self._library.arrived(model.id))
            self._jobs.append(job)
        if job.leaving:
            return
        job.paused, job.error = False, None
        if job is not self._current:
            self._require_space(job)
        self._news()
        self.start()

    def pause(self, model_id: str) -> None:
        """Stop a download; what has arrived is kept, and the next one begins."""
        if (job := self.find(model_id)) is not None:
            job.pause()
            self._stop(job)
            self._news()

    async def discard(self, model_id: str) -> None:
        """Take a model out of the queue and delete what has arrived.

        Raises:
            ModelError: another program holds the file (Windows).
        """
        if (job := self.find(model_id)) is None:
            return
        job.pause()
        job.leaving = True
        if (task := self._stop(job)) is not None:
            await asyncio.gather(task, return_exceptions=True)
        try:
            await asyncio.to_thread(self._library.discard, model_id)
            self._jobs = [other for other in self._jobs if other is not job]
        finally:
            job.leaving = False
            self._news()

    async def close(self) -> None:
        """Stop; at the next start everything goes on where it is."""
        self._open = False
        if self._current is not None and (task := self._stop(self._current)) is not None:
            await asyncio.gather(task, return_exceptions=True)

    def _stop(self, job: Job) -> "asyncio.Task[None] | None":
        task = self._task if job is self._current else None
        if task is not None:
            # Not at once: a task cancelled before its first step would never run its ``finally``.
            asyncio.get_running_loop().call_soon(task.cancel)
        return task

    async def _run(self, job: Job) -> None:
        def report(progress: Progress) -> None:
            job.running, job.done = progress, progress.done
            self.changed.emit()

        from app.models.download import download  # not at the start: it brings the HTTP client

        try:
            folder = self._library.folder
            await download(job.model, folder, sources=self._sources(), on_progress=report)
            self._jobs = [other for other in self._jobs if other is not job]
        except UserFacingError as error:
            log.info("download of %s ended: %s", job.model.id, error)
            job.pause(error)
        except Exception:  # a defect must not keep the others from coming, nor be tried for ever
            log.exception("download of %s failed", job.model.id)
            job.pause()
        finally:
            self._ended(job)
        if job not in self._jobs:
            self.arrived.emit(job.model)

    def _ended(self, job: Job) -> None:
        job.running = None
        job.done = self._library.arrived(job.model.id)
        self._task = self._current = None
        self._news()
        self.start()

    def _require_space(self, job: Job) -> None:
        """See that there is room for all that is to come; else ``job`` is paused and says so."""
        coming = [other for other in self._jobs if not other.paused]
        try:
            disk.require_space(self._library.folder, sum(other.missing for other in coming))
        except DownloadError as error:
            together = DownloadError("models.queue_full", count=len(coming), **error.values)
            job.pause(together if len(coming) > 1 else error)

    def _news(self) -> None:
        self._keep()
        self.changed.emit()

    def _keep(self) -> None:
        rows = [{"id": job.model.id, "paused": job.paused} for job in self._jobs]
        try:
            disk.write_text(self._file, json.dumps({"version": 1, "queue": rows}, indent=1))
        except OSError as error:
            log.warning("the queue of downloads is not kept: %s", error.strerror)

    def _restored(self) -> list[Job]:
        """The queue that was kept, and downloads that were begun elsewhere, which are paused."""
        kept = _read(self._file)
        here = {model.id for model in self._library.installed()}
        known = {m.id: m for m in self._library.catalogue.models if m.downloadable}
        begun = [model_id for model_id in known if self._library.arrived(model_id)]
        ids = [model_id for model_id in dict.fromkeys([*kept, *begun]) if model_id not in here]
        return [
            Job(known[model_id], self._library.arrived(model_id), kept.get(model_id, True))
            for model_id in ids
            if model_id in known
        ]


def _read(file: Path) -> dict[str, bool]:
    """Ids in their order, and whether each is paused. What cannot be read counts as empty."""
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["queue"]
        return {str(row["id"]): bool(row["paused"]) for row in rows}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.info("the queue of downloads cannot be read: %s", type(error).__name__)
        return {}
