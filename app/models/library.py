"""The models on this computer: downloaded, imported, or used where they lie.

A catalogue model lies in the models folder under its id, or below resources/ if it comes with the
program; imported files are named by us and listed in an index (see ``index``). Files only get their
name when they are whole and checked, so what is there with the right size is installed.
"""

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from app.domain.allocation import ModelShape
from app.errors import ModelError
from app.models import disk, index, names
from app.models.catalogue import Catalogue, CatalogueModel
from app.models.disk import Watch
from app.models.gguf import Header, read_header
from app.models.index import Record
from app.models.part import part_files
from app.models.places import Found, search
from app.paths import RESOURCES, DataDir

TEMPORARY_PREFIX = ".import-"
#: An import that has not written for so long was killed.
ABANDONED_AFTER_S = 3600.0


class How(StrEnum):
    """What becomes of a file that is imported."""

    COPY = "copy"
    MOVE = "move"
    IN_PLACE = "in-place"


@dataclass(frozen=True)
class Installed:
    """A model that can be loaded. ``model`` is its entry in the catalogue, if it has one."""

    id: str
    name: str
    path: Path
    bytes: int
    sha256: str
    model: CatalogueModel | None = None
    in_place: bool = False

    @property
    def bundled(self) -> bool:
        """Whether it comes with the program."""
        return bool(self.model and self.model.bundled)

    @property
    def header(self) -> Header:
        """What the file says about itself; reading it, if it has changed, takes half a second.

        Raises:
            ModelError: the file is damaged.
        """
        try:
            now = self.path.stat()
        except OSError:
            return read_header(self.path)  # which says so
        return _header(self.path, now.st_size, now.st_mtime_ns)

    @property
    def shape(self) -> ModelShape:
        """What the memory plan needs, from the header."""
        return self.header.shape


@lru_cache(maxsize=32)
def _header(path: Path, _size: int, _changed_ns: int) -> Header:
    return read_header(path)


class Library:
    """The models folder of one person. Looks at the disk at every call; any thread may ask."""

    def __init__(self, data: DataDir, catalogue: Catalogue) -> None:
        self.folder = data.models
        self.catalogue = catalogue

    def installed(self) -> list[Installed]:
        """Every model whose file is there with its right size, catalogue models first."""
        models = [self._downloaded(model) for model in self.catalogue.models]
        models += [self._imported(record) for record in index.read(self.folder)]
        there: dict[str, Installed] = {}
        for model in models:
            if model.path.is_file() and model.path.stat().st_size == model.bytes:
                there.setdefault(model.id, model)
        return list(there.values())

    def find(self, model_id: str) -> Installed | None:
        """The installed model of this id."""
        return next((model for model in self.installed() if model.id == model_id), None)

    def get(self, model_id: str) -> Installed:
        """The installed model of this id.

        Raises:
            ModelError: unknown, not installed, or its file is gone.
        """
        if (found := self.find(model_id)) is not None:
            return found
        for record in index.read(self.folder):
            if record.id == model_id:
                path = self._imported(record).path
                raise ModelError("models.gone", id=model_id, path=str(path))
        raise self._absent(model_id)

    def path(self, model_id: str) -> Path:
        """The file of an installed model; raises like ``get``."""
        return self.get(model_id).path

    def import_file(self, path: Path, *, how: How, watch: Watch = disk.unwatched) -> Installed:
        """Take up the model at ``path``; a file of the catalogue is recognised by its sha256.

        A file that is here already gives the model that is here. ``watch`` may raise to stop: then
        nothing stays.

        Raises:
            ModelError: not a whole, plausible model.
            DownloadError: no room, or the disk fails.
        """
        source = path.expanduser().absolute()
        header = read_header(source)
        with disk.explained(self.folder, header.file_bytes):
            if how is How.IN_PLACE:
                sha256 = disk.sha256_of(source, watch)
                return self._here(sha256) or self._add(source, header, sha256, path=str(source))
            self._sweep()
            temporary = self.folder / (TEMPORARY_PREFIX + secrets.token_hex(8))
            sha256 = self._bring(source, temporary, how, watch)
            if (here := self._here(sha256)) is not None:
                temporary.unlink()
                return here
            return self._add(source, header, sha256, temporary=temporary)

    def verify(self, model_id: str, *, watch: Watch = disk.unwatched) -> Installed:
        """Hash a model's file again.

        Raises:
            ModelError: it is not the file that came here.
        """
        found = self.get(model_id)
        with disk.explained(self.folder, 0):
            if disk.sha256_of(found.path, watch) != found.sha256:
                raise ModelError("models.damaged", id=model_id)
        return found

    def remove(self, model_id: str) -> None:
        """Delete a model and what is left of its download. A file used in place is left alone.

        Raises:
            ModelError: unknown, not here, or in use (Windows).
        """
        records = index.read(self.folder)
        others = [record for record in records if record.id != model_id]
        files = self._files(model_id) if names.is_safe(model_id) else []
        if not files and len(others) == len(records):
            raise self._absent(model_id)
        try:
            for file in files:
                file.unlink()
        except PermissionError as error:
            raise ModelError("models.in_use", id=model_id) from error
        index.write(self.folder, others)

    def arrived(self, model_id: str) -> int:
        """How many bytes of a download that is not finished are here."""
        try:
            return part_files(self._target(model_id))[0].stat().st_size
        except OSError:
            return 0

    def discard(self, model_id: str) -> None:
        """Delete what has arrived of a download.

        Raises:
            ModelError: the file is in use (Windows).
        """
        try:
            for file in part_files(self._target(model_id)):
                file.unlink(missing_ok=True)
        except PermissionError as error:
            raise ModelError("models.in_use", id=model_id) from error

    def found(self, places: Iterable[Path]) -> list[Found]:
        """Model files below ``places`` and in the models folder that are not in the library yet."""
        here = {model.path.resolve() for model in self.installed()}
        files = search([self.folder, *places])
        return [found for found in files if found.path.resolve() not in here]

    def _files(self, model_id: str) -> list[Path]:
        """What is in the models folder of a model: the file itself or the part of a download."""
        target = self._target(model_id)
        return [file for file in (target, *part_files(target)) if file.exists()]

    def _target(self, model_id: str) -> Path:
        return self.folder / names.file_name(model_id)

    def _absent(self, model_id: str) -> ModelError:
        known = self.catalogue.get(model_id) is not None
        return ModelError("models.not_installed" if known else "models.unknown", id=model_id)

    def _downloaded(self, model: CatalogueModel) -> Installed:
        path = self.folder / model.file_name
        name = model.title
        if model.bundled:
            path, name = RESOURCES / model.bundled, model.name
        return Installed(model.id, name, path, model.bytes, model.sha256, model)

    def _imported(self, record: Record) -> Installed:
        path = Path(record.path) if record.path else self._target(record.id)
        model = self.catalogue.by_sha256(record.sha256)
        in_place = bool(record.path)
        return Installed(record.id, record.name, path, record.bytes, record.sha256, model, in_place)

    def _here(self, sha256: str) -> Installed | None:
        return next((model for model in self.installed() if model.sha256 == sha256), None)

    def _bring(self, source: Path, temporary: Path, how: How, watch: Watch) -> str:
        """Copy or move ``source`` to ``temporary``; returns its sha256."""
        on_this_disk = source.stat().st_dev == self.folder.stat().st_dev
        if how is How.MOVE and on_this_disk and not source.is_symlink():
            sha256 = disk.sha256_of(source, watch)
            source.rename(temporary)
            return sha256
        disk.require_space(self.folder, source.stat().st_size)
        sha256 = disk.copy(source, temporary, watch)
        if how is How.MOVE:
            source.unlink()
        return sha256

    def _add(
        self,
        source: Path,
        header: Header,
        sha256: str,
        *,
        path: str = "",
        temporary: Path | None = None,
    ) -> Installed:
        """List a new model, and give its ``temporary`` file its name."""
        records = index.read(self.folder)
        known = self.catalogue.by_sha256(sha256)
        taken = {record.id for record in records} | {model.id for model in self.catalogue.models}
        taken |= {file.stem for file in self.folder.glob("*" + names.SUFFIX)}
        new_id = known.id if known else names.safe_id(source.stem, taken=taken)
        called = header.name or names.one_line(source.stem) or new_id
        record = Record(
            id=new_id,
            name=known.title if known else f"{called} {header.quantization}",
            bytes=header.file_bytes,
            sha256=sha256,
            path=path,
        )
        if temporary is not None:
            temporary.replace(self._target(record.id))
        others = [other for other in records if other.id != record.id]
        index.write(self.folder, [*others, record])
        return self._imported(record)

    def _sweep(self) -> None:
        """Delete what killed imports have left."""
        for file in self.folder.glob(TEMPORARY_PREFIX + "*"):
            if time.time() - file.stat().st_mtime > ABANDONED_AFTER_S:
                file.unlink()
