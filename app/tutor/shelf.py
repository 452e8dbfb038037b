"""The models as a person sees them: what is here, what can be fetched, what is being fetched.

``entries`` gives the shelf in the order it is shown; ``changed`` fires when it may look different.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.domain import memory
from app.domain.memory import Fit, ModelShape
from app.errors import ModelError, UserFacingError
from app.i18n import tr
from app.models import hub, wish
from app.models.catalogue import CatalogueModel
from app.models.download import Progress, Stage, download
from app.models.library import How, Installed, Library
from app.models.places import Found
from app.tutor.observable import Changed

__all__ = ["Progress", "Shelf", "ShelfEntry", "Stage"]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ShelfEntry:
    """One card. ``size`` and ``memory`` are bytes; ``at_hand`` files need no network."""

    id: str
    name: str
    about: str
    size: int
    licence: str = ""
    attribution: str = ""
    memory: int = 0  # estimated need while it runs; 0: not known
    fit: Fit | None = None
    recommended: bool = False
    installed: bool = False
    current: bool = False
    at_hand: bool = False  # lies on this computer, not yet imported
    progress: Progress | None = None
    error: UserFacingError | None = None


class Shelf:
    """Use cases on models. ``current`` tells the id of the model in use."""

    def __init__(
        self, library: Library, current: Callable[[], str], places: Iterable[Path] = ()
    ) -> None:
        self.changed = Changed()
        self._library = library
        self._current = current
        self._places = tuple(places)
        self._jobs: dict[str, asyncio.Task[None]] = {}
        self._progress: dict[str, Progress] = {}
        self._errors: dict[str, UserFacingError] = {}
        self._found: list[Found] = []

    @property
    def is_empty(self) -> bool:
        """Whether no model was chosen yet and none is installed."""
        return not self._current() and not self._library.installed()

    def entries(self) -> list[ShelfEntry]:
        """What is installed, then what suits this computer best, what lies here, and the rest."""
        installed = self._library.installed()
        here = {model.id for model in installed}
        best = self._library.catalogue.recommend(ram_free=_free_memory())
        offered = [m for m in self._library.catalogue.models if m.downloadable and m.id not in here]
        offered.sort(key=lambda model: model.id != best.id)
        catalogue = [self._offered_entry(model, best) for model in offered]
        at_hand = self._demo_entries() + [self._found_entry(found) for found in self._found]
        here_first = [self._installed_entry(model) for model in installed]
        return [*here_first, *catalogue[:1], *at_hand, *catalogue[1:]]

    def entry(self, model_id: str) -> ShelfEntry:
        """The entry of this id.

        Raises:
            ModelError: there is none.
        """
        for entry in self.entries():
            if entry.id == model_id:
                return entry
        raise ModelError("models.unknown", id=model_id)

    async def look_around(self) -> None:
        """Search the usual places of this computer for model files."""
        found = await asyncio.to_thread(self._library.found, self._places)
        demo = wish.demo_file()
        self._found = [file for file in found if demo is None or not file.path.samefile(demo)]
        self.changed.emit()

    def download(self, model_id: str) -> "asyncio.Task[None]":
        """Fetch a catalogue model; a download that runs already goes on."""
        if model_id not in self._jobs:
            model = self._library.catalogue.get(model_id)
            if model is None:
                raise ModelError("models.unknown", id=model_id)
            self._errors.pop(model_id, None)
            self._jobs[model_id] = asyncio.create_task(
                self._download(model), name=f"download-{model_id}"
            )
            self.changed.emit()
        return self._jobs[model_id]

    def cancel(self, model_id: str) -> None:
        """Stop a download; what has arrived is kept and the next try goes on from there."""
        if (job := self._jobs.get(model_id)) is not None:
            # Not at once: a task cancelled before its first step would never run its ``finally``.
            asyncio.get_running_loop().call_soon(job.cancel)

    async def take(self, model_id: str) -> Installed:
        """The installed model of an entry; a file at hand is taken up where it lies.

        Raises:
            ModelError, DownloadError: see ``Library.import_file``.
        """
        for found in self._found:
            if str(found.path) == model_id:
                return await self.import_file(found.path, how=How.IN_PLACE)
        return wish.get(self._library, model_id)

    async def import_file(self, path: Path, *, how: How = How.COPY) -> Installed:
        """Take up a model file that is on this computer.

        Raises:
            ModelError, DownloadError: see ``Library.import_file``.
        """
        installed = await asyncio.to_thread(self._library.import_file, path, how=how)
        self._found = [found for found in self._found if found.path != path]
        self.changed.emit()
        return installed

    async def remove(self, model_id: str) -> None:
        """Delete a model from the disk.

        Raises:
            ModelError: see ``Library.remove``.
        """
        await asyncio.to_thread(self._library.remove, model_id)
        self.changed.emit()

    async def close(self) -> None:
        """Pause all downloads; what has arrived is kept."""
        jobs = list(self._jobs.values())
        for model_id in list(self._jobs):
            self.cancel(model_id)
        await asyncio.gather(*jobs, return_exceptions=True)

    async def _download(self, model: CatalogueModel) -> None:
        def report(progress: Progress) -> None:
            self._progress[model.id] = progress
            self.changed.emit()

        try:
            await download(model, self._library.folder, sources=hub.sources(), on_progress=report)
        except UserFacingError as error:
            log.info("download of %s ended: %s", model.id, error)
            self._errors[model.id] = error
        finally:
            self._jobs.pop(model.id, None)
            self._progress.pop(model.id, None)
            self.changed.emit()

    def _installed_entry(self, model: Installed) -> ShelfEntry:
        known = model.model
        return ShelfEntry(
            id=model.id,
            name=model.name,
            about=known.describe() if known else "",
            size=model.bytes,
            licence=known.licence if known else "",
            attribution=known.attribution if known else "",
            installed=True,
            current=model.id == self._current(),
            error=self._errors.get(model.id),
        )

    def _demo_entries(self) -> list[ShelfEntry]:
        file = wish.demo_file()
        if file is None:
            return []
        current = self._current() == wish.DEMO
        name, about = tr("tutor.demo_name"), tr("tutor.demo_about")
        size = file.stat().st_size
        return [ShelfEntry(wish.DEMO, name, about, size, at_hand=True, current=current)]

    def _found_entry(self, found: Found) -> ShelfEntry:
        about = str(found.path)
        return ShelfEntry(about, found.path.stem, about, found.bytes, at_hand=True)

    def _offered_entry(self, model: CatalogueModel, best: CatalogueModel) -> ShelfEntry:
        return ShelfEntry(
            id=model.id,
            name=model.title,
            about=model.describe(),
            size=model.bytes,
            licence=model.licence,
            attribution=model.attribution,
            memory=_need(model.shape),
            fit=memory.fit(model.shape, ram_free=_free_memory()) if model.shape else None,
            recommended=model.id == best.id,
            progress=self._progress.get(model.id) or self._starting(model),
            error=self._errors.get(model.id),
        )

    def _starting(self, model: CatalogueModel) -> Progress | None:
        if model.id not in self._jobs:
            return None
        return Progress(Stage.CONNECTING, 0, model.bytes)


def _free_memory() -> int:
    return int(psutil.virtual_memory().available)


def _need(shape: ModelShape | None) -> int:
    """Bytes of memory that a model takes with the plan it would get now."""
    if shape is None:
        return 0
    needed = memory.need(shape, memory.plan(shape, ram_free=_free_memory()))
    return needed.card + needed.ram
