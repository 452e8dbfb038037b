"""The library: importing, recognising, verifying, removing, and files found elsewhere."""

import os
import time
from pathlib import Path

import pytest
from support.gguf_bytes import METADATA, tiny_gguf

from app.errors import Cancelled, DownloadError, ModelError
from app.models import disk, index, places
from app.models.catalogue import Catalogue, CatalogueModel
from app.models.index import Record
from app.models.library import TEMPORARY_PREFIX, How, Library
from app.paths import DataDir


@pytest.fixture
def library(data: DataDir, catalogue: Catalogue) -> Library:
    return Library(data, catalogue)


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A valid model that no catalogue knows, under a name that is no good here."""
    path = tmp_path / "我的 Model (final).gguf"
    path.write_bytes(tiny_gguf().data)
    return path


def names_in(library: Library) -> set[str]:
    return {path.name for path in library.folder.iterdir()}


def test_a_catalogue_file_is_recognised(library: Library, model_file: Path, entry: CatalogueModel):
    found = library.import_file(model_file, how=How.COPY)
    assert (found.id, found.name, found.model) == (entry.id, entry.title, entry)
    assert found.path == library.folder / entry.file_name
    assert found.path.stat().st_mode & 0o777 == 0o600
    assert library.installed() == [found]
    assert model_file.exists()


def test_a_foreign_file_gets_a_safe_name(library: Library, foreign: Path):
    found = library.import_file(foreign, how=How.COPY)
    assert (found.id, found.name, found.model) == ("model-final", "Tiny model F32", None)
    assert found.path.read_bytes() == foreign.read_bytes()
    assert library.get("model-final") == found
    assert found.shape.layers == 2


def test_equal_names_do_not_collide(library: Library, foreign: Path, tmp_path: Path):
    first = library.import_file(foreign, how=How.COPY)
    foreign.write_bytes(tiny_gguf(metadata=METADATA | {"general.name": "Other"}).data)
    second = library.import_file(foreign, how=How.COPY)
    assert (first.id, second.id) == ("model-final", "model-final-2")
    assert {model.id for model in library.installed()} == {first.id, second.id}


@pytest.mark.parametrize("how", How)
def test_the_same_file_again_is_the_same_model(how: How, library: Library, foreign: Path):
    first = library.import_file(foreign, how=How.COPY)
    assert library.import_file(foreign, how=how) == first
    assert names_in(library) == {"model-final.gguf", "library.json"}


def test_moving_leaves_nothing_behind(library: Library, foreign: Path):
    found = library.import_file(foreign, how=How.MOVE)
    assert found.path.exists()
    assert not foreign.exists()


def test_a_file_used_in_place_stays_where_it_is(library: Library, foreign: Path):
    found = library.import_file(foreign, how=How.IN_PLACE)
    assert (found.path, found.in_place) == (foreign, True)
    assert names_in(library) == {"library.json"}
    library.remove(found.id)
    assert foreign.exists()
    assert library.installed() == []


@pytest.mark.parametrize("how", [How.COPY, How.MOVE])
def test_a_cancelled_import_leaves_no_trace(how: How, library: Library, foreign: Path):
    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        library.import_file(foreign, how=how, watch=stop)
    assert names_in(library) == set()
    assert foreign.exists()


def test_damaged_files_are_not_imported(library: Library, foreign: Path):
    foreign.write_bytes(foreign.read_bytes()[:5000])
    with pytest.raises(ModelError) as caught:
        library.import_file(foreign, how=How.MOVE)
    assert caught.value.key == "models.gguf_truncated"
    assert foreign.exists()


def test_no_room_for_a_copy(library: Library, foreign: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(disk, "SPARE_BYTES", 1 << 60)
    with pytest.raises(DownloadError) as caught:
        library.import_file(foreign, how=How.COPY)
    assert caught.value.key == "models.disk_full"


def test_what_a_killed_import_left_is_swept(library: Library, foreign: Path):
    old, young = (library.folder / (TEMPORARY_PREFIX + name) for name in ("old", "young"))
    for file in (old, young):
        file.write_bytes(b"half")
    os.utime(old, (0, time.time() - 7200))
    library.import_file(foreign, how=How.COPY)
    assert (old.exists(), young.exists()) == (False, True)


def test_progress_runs_to_the_end(library: Library, foreign: Path):
    seen: list[tuple[int, int]] = []
    library.import_file(foreign, how=How.COPY, watch=lambda done, total: seen.append((done, total)))
    size = foreign.stat().st_size
    assert seen[-1] == (size, size)


def test_verify_finds_a_changed_byte(library: Library, foreign: Path):
    found = library.import_file(foreign, how=How.COPY)
    assert library.verify(found.id) == found
    data = bytearray(found.path.read_bytes())
    data[-1] ^= 1
    found.path.write_bytes(data)
    with pytest.raises(ModelError) as caught:
        library.verify(found.id)
    assert caught.value.key == "models.damaged"


def test_a_file_of_the_wrong_size_is_not_installed(library: Library, entry: CatalogueModel):
    (library.folder / entry.file_name).write_bytes(b"GGUF")
    assert library.installed() == []
    with pytest.raises(ModelError) as caught:
        library.get(entry.id)
    assert caught.value.key == "models.not_installed"


def test_removing_takes_the_rest_of_a_download_along(library: Library, entry: CatalogueModel):
    for suffix in (".part", ".part.json"):
        (library.folder / (entry.file_name + suffix)).write_bytes(b"x")
    library.remove(entry.id)
    assert names_in(library) == {"library.json"}


@pytest.mark.parametrize(
    ("model_id", "key"),
    [
        ("tiny-q4_k_m", "models.not_installed"),
        ("nobody", "models.unknown"),
        ("../outside", "models.unknown"),
    ],
)
def test_what_is_not_here_cannot_be_removed(model_id: str, key: str, library: Library):
    outside = library.folder.parent / "outside.gguf"
    outside.write_bytes(b"GGUF")
    with pytest.raises(ModelError) as caught:
        library.remove(model_id)
    assert caught.value.key == key
    assert outside.exists()


def test_a_file_that_was_taken_away_is_named(library: Library, foreign: Path):
    found = library.import_file(foreign, how=How.IN_PLACE)
    foreign.unlink()
    with pytest.raises(ModelError) as caught:
        library.path(found.id)
    assert caught.value.key == "models.gone"
    assert caught.value.values["path"] == str(foreign)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"models": [{"id": 1}]}', "\x00", '{"models": 3}']
)
def test_a_damaged_index_is_kept_aside(text: str, library: Library, foreign: Path):
    (library.folder / index.FILE_NAME).write_text(text, encoding="utf-8")
    assert library.installed() == []
    assert (library.folder / "library.json.bad").read_text(encoding="utf-8") == text
    library.import_file(foreign, how=How.COPY)
    assert len(library.installed()) == 1


def test_an_index_cannot_point_outside(library: Library, foreign: Path):
    record = Record(id="../elsewhere/x", name="x", bytes=1, sha256="")
    index.write(library.folder, [record])
    assert index.read(library.folder) == []
    assert (library.folder / index.FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_found_files_are_models_that_are_not_here_yet(library: Library, tmp_path: Path):
    home = tmp_path / "person"
    downloads = home / "Downloads"
    hub_cache = home / ".cache/huggingface/hub/models--x/snapshots/1"
    for folder in (downloads, hub_cache):
        folder.mkdir(parents=True)
    small, big = tiny_gguf().data, tiny_gguf(metadata=METADATA | {"x": "y" * 999}).data
    (downloads / "big.gguf").write_bytes(big)
    (downloads / "page.gguf").write_bytes(b"<html>")
    (downloads / "mmproj-big.gguf").write_bytes(big)
    (downloads / "split-00001-of-00003.gguf").write_bytes(big)
    (downloads / "big.txt").write_bytes(big)
    (hub_cache / "blob").write_bytes(small)
    (hub_cache / "small.gguf").symlink_to(hub_cache / "blob")
    (downloads / "again.gguf").symlink_to(hub_cache / "blob")
    (downloads / "dangling.gguf").symlink_to(home / "nowhere")

    found = library.found(places.usual(home))
    assert [file.path.name for file in found] == ["big.gguf", "again.gguf"]
    assert found[0].bytes == len(big)
    library.import_file(found[0].path, how=How.IN_PLACE)
    assert [file.path.name for file in library.found(places.usual(home))] == ["again.gguf"]


def test_the_search_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    deep = tmp_path / "1/2/3/4/5/6/7/8"
    deep.mkdir(parents=True)
    (deep / "deep.gguf").write_bytes(b"GGUF")
    (tmp_path / "near.gguf").write_bytes(b"GGUF")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert [found.path.name for found in places.search([tmp_path])] == ["near.gguf"]
    monkeypatch.setattr(places, "MAX_FILES", 0)
    assert places.search([tmp_path]) == []
