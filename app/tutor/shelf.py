"""The models as a person sees them: what is here, what can be fetched, what is being fetched.

``entries`` gives the shelf in the order it is shown; ``changed`` fires when it may look different.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from app.domain import memory
from app.domain.memory import Choice
from app.errors import Cancelled, ModelError, UserFacingError
from app.i18n import tr
from app.models import disk, sources, wish
from app.models.catalogue import CatalogueModel
from app.models.library import How, Installed, Library
from app.models.places import Found
from app.models.progress import Progress, Stage
from app.models.sources import SourceError
from app.tutor import placement
from app.tutor.computer import Computer
from app.tutor.downloads import Downloads, Job
from app.tutor.observable import Changed

__all__ = ["How", "Progress", "Shelf", "ShelfEntry", "Stage"]

log = logging.getLogger(__name__)

#: Files and plans are looked at again after so long; progress comes ten times a second.
LOOK_AGAIN_S = 2.0


@dataclass(frozen=True)
class ShelfEntry:
    """One card. ``size`` and ``memory`` are bytes; ``at_hand`` files need no network."""

    id: str
    name: str
    about: str
    size: int
    licence: str = ""
    attribution: str = ""
    origin: str = ""  # "owner/name" of the repository, or the path of a file at hand
    memory: int = 0  # estimated need while it runs; 0: not known
    placement: str = ""  # why it would run there, in sentences
    suits: str = ""  # whether it fits this computer, in one sentence
    recommended: bool = False
    installed: bool = False
    current: bool = False
    bundled: bool = False  # comes with the program
    at_hand: bool = False  # lies on this computer, not yet imported
    verified: bool = False  # its checksum was right, not long ago
    progress: Progress | None = None
    error: UserFacingError | None = None
    mirrors: tuple[str, ...] = ()  # other sources to try, when one has failed


@dataclass(frozen=True)
class _Look:
    """What takes long to find out: the files on the disk, and what fits into the memory."""

    installed: list[Installed]
    best: CatalogueModel
    choices: dict[str, Choice]
    taken_at: float = field(default_factory=time.monotonic)

    @property
    def fresh(self) -> bool:
        return time.monotonic() - self.taken_at < LOOK_AGAIN_S


class Shelf:
    """Use cases on models. ``current`` tells the id of the model in use."""

    def __init__(
        self,
        library: Library,
        current: Callable[[], str],
        places: Iterable[Path] = (),
        mirror: Callable[[], str] = str,
        computer: Computer | None = None,
    ) -> None:
        self.changed = Changed()
        self.downloads = Downloads(library, lambda: sources.in_order(mirror()))
        self.arrived = self.downloads.arrived
        self._library = library
        self._current = current
        self._mirror = mirror
        self._computer = computer or Computer()
        self._places = tuple(places)
        self._checks: dict[str, Progress] = {}
        self._verified: set[str] = set()
        self._unwanted: set[str] = set()  # checks that were stopped
        self._errors: dict[str, UserFacingError] = {}
        self._found: list[Found] = []
        self._seen: _Look | None = None
        self._open = True
        self.downloads.changed.connect(self.changed.emit)
        self.arrived.connect(lambda _model: self._tell())
        self._computer.changed.connect(self._tell)

    @property
    def is_empty(self) -> bool:
        """Whether there is no model but the one that comes with the program."""
        chosen = self._current()
        others = any(model.id != wish.DEMO for model in self._look().installed)
        return chosen in ("", wish.DEMO) and not others

    @property
    def mirrors(self) -> tuple[str, ...]:
        """The names of other sources than the one that is asked first."""
        first = sources.in_order(self._mirror())[0]
        return tuple(source.name for source in sources.KNOWN if source != first)

    def disk_use(self) -> tuple[int, int]:
        """Bytes that the models here take, and bytes that are free on their disk."""
        here = self._look().installed
        used = sum(model.bytes for model in here if not (model.in_place or model.bundled))
        return used, disk.free(self._library.folder)

    def entries(self) -> list[ShelfEntry]:
        """Models of the person, what suits this computer best, the demo, files here, the rest."""
        look = self._look()
        here = {model.id for model in look.installed}
        offered = [m for m in self._library.catalogue.models if m.downloadable and m.id not in here]
        offered.sort(key=lambda model: model.id != look.best.id)
        catalogue = [self._offered_entry(model, look) for model in offered]
        at_hand = [self._found_entry(found) for found in self._found]
        installed = [self._installed_entry(model, look) for model in look.installed]
        added = [entry for entry in installed if not entry.bundled]
        demo = [entry for entry in installed if entry.bundled]
        return [*added, *catalogue[:1], *demo, *at_hand, *catalogue[1:]]

    @property
    def full(self) -> ShelfEntry | None:
        """The model for this computer's real work, here or to be fetched."""
        best = self._look().best.id
        return next((entry for entry in self.entries() if entry.id == best), None)

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
        """Search this computer for graphics cards, and its usual places for model files."""
        await self._computer.look()
        self._found = await asyncio.to_thread(self._library.found, self._places)
        self._tell()

    def download(self, model_id: str) -> None:
        """Fetch a catalogue model, after those that were asked for before; or go on with it.

        Raises:
            ModelError: it is unknown.
        """
        model = self._library.catalogue.get(model_id)
        if model is None:
            raise ModelError("models.unknown", id=model_id)
        self.downloads.add(model)

    async def verify(self, model_id: str) -> None:
        """Hash a model's file again; the entry says how far that is and what came of it."""
        if model_id in self._checks:
            return
        self._verified.discard(model_id)
        self._errors.pop(model_id, None)
        self._show_check(model_id, 0, 1)
        try:
            work = partial(self._library.verify, model_id)
            show = partial(self._show_check, model_id)
            await self._watched(work, show, lambda: model_id not in self._unwanted)
            self._verified.add(model_id)
        except UserFacingError as error:
            self._errors[model_id] = error
        except Cancelled:
            log.info("the check of %s was not finished", model_id)
        finally:
            self._checks.pop(model_id, None)
            self._unwanted.discard(model_id)
            self._tell()

    def stop_check(self, model_id: str) -> None:
        """End the check of a model's file; nothing is known of it then."""
        if model_id in self._checks:
            self._unwanted.add(model_id)

    async def take(self, model_id: str) -> Installed:
        """The installed model of an entry; a file at hand is taken up where it lies.

        Raises:
            ModelError, DownloadError: see ``Library.import_file``.
        """
        for found in self._found:
            if str(found.path) == model_id:
                return await self.import_file(found.path, how=How.IN_PLACE)
        return wish.get(self._library, model_id)

    async def import_file(
        self, path: Path, *, how: How = How.COPY, watch: Callable[[float], object] = float
    ) -> Installed:
        """Take up a model file that is on this computer; ``watch`` is told the share done.

        Raises:
            ModelError, DownloadError: see ``Library.import_file``.
        """
        work = partial(self._library.import_file, path, how=how)
        installed = await self._watched(work, lambda done, total: watch(done / total))
        self._found = [found for found in self._found if found.path != path]
        self._tell()
        return installed

    async def remove(self, model_id: str) -> None:
        """Delete a model from the disk.

        Raises:
            ModelError: see ``Library.remove``.
        """
        await asyncio.to_thread(self._library.remove, model_id)
        self._errors.pop(model_id, None)
        self._verified.discard(model_id)
        self._tell()

    async def close(self) -> None:
        """Stop downloads and checks; what has arrived is kept."""
        self._open = False
        await self.downloads.close()

    def _tell(self) -> None:
        """The disk looks different now."""
        self._seen = None
        self.changed.emit()

    async def _watched(
        self,
        work: Callable[..., Installed],
        show: Callable[[int, int], object],
        goes_on: Callable[[], bool] = lambda: True,
    ) -> Installed:
        """Do long work on a file in a thread and ``show`` its progress; ends with the shelf."""
        loop = asyncio.get_running_loop()

        def watch(done: int, total: int) -> None:
            if not (self._open and goes_on()):
                raise Cancelled
            loop.call_soon_threadsafe(show, done, total)

        return await asyncio.to_thread(work, watch=watch)

    def _show_check(self, model_id: str, done: int, total: int) -> None:
        self._checks[model_id] = Progress(Stage.CHECKING, done, total)
        self.changed.emit()

    def _look(self) -> _Look:
        if self._seen is None or not self._seen.fresh:
            free, cards = self._computer.ram_free, self._computer.cards
            known = self._library.catalogue
            shapes = {model.id: model.shape for model in known.models if model.shape}
            self._seen = _Look(
                installed=self._library.installed(),
                best=known.recommend(ram_free=free, devices=cards),
                choices={
                    id_: memory.choose(shape, ram_free=free, devices=cards)
                    for id_, shape in shapes.items()
                },
            )
        return self._seen

    def _installed_entry(self, model: Installed, look: _Look) -> ShelfEntry:
        known, choice = model.model, look.choices.get(model.id)
        return ShelfEntry(
            id=model.id,
            name=model.name,
            about=known.describe() if known else "",
            size=model.bytes,
            licence=known.licence if known else "",
            attribution=known.makers() if known else "",
            origin=known.repo if known else "",
            suits=self._suits(choice),
            installed=True,
            bundled=model.bundled,
            current=model.id == self._current(),
            verified=model.id in self._verified,
            progress=self._checks.get(model.id),
            error=self._errors.get(model.id),
        )

    def _suits(self, choice: Choice | None) -> str:
        return placement.suits(choice, self._computer.cards) if choice is not None else ""

    def _found_entry(self, found: Found) -> ShelfEntry:
        path, about = str(found.path), tr("models.found_here")
        return ShelfEntry(path, found.name, about, found.bytes, origin=path, at_hand=True)

    def _offered_entry(self, model: CatalogueModel, look: _Look) -> ShelfEntry:
        job: Job | None = self.downloads.find(model.id)
        choice = look.choices.get(model.id)
        return ShelfEntry(
            id=model.id,
            name=model.title,
            about=model.describe(),
            size=model.bytes,
            licence=model.licence,
            attribution=model.makers(),
            origin=model.repo,
            memory=choice.need.card + choice.need.ram if choice else 0,
            placement=placement.explain(choice) if choice else "",
            suits=self._suits(choice),
            recommended=model.id == look.best.id,
            progress=job.progress if job else None,
            error=job.error if job else None,
            mirrors=self.mirrors if job and isinstance(job.error, SourceError) else (),
        )
