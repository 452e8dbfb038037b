"""The shelf: its order, and what can be done with its entries."""

import pytest
from support import tiny_model

from app.errors import ModelError
from app.models import catalogue
from app.models.library import Library
from app.models.progress import Stage
from app.tutor.shelf import Shelf


@pytest.fixture
def library(data):
    return Library(data, catalogue.load())


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "found" / "My Model.gguf"
    path.parent.mkdir()
    path.write_bytes(tiny_model.model_bytes())
    return path


async def test_the_recommended_model_comes_before_the_demo_on_a_fresh_computer(library):
    shelf = Shelf(library, lambda: "demo")
    entries = shelf.entries()
    assert shelf.is_empty
    assert entries[0].recommended
    assert entries[1].id == "demo"
    assert entries[1].bundled
    assert entries[1].current
    assert all(entry.licence and entry.size for entry in entries if not entry.at_hand)
    assert sum(entry.recommended for entry in entries) == 1


async def test_files_on_this_computer_are_offered_and_taken_where_they_lie(library, file):
    shelf = Shelf(library, lambda: "", [file.parent])
    await shelf.look_around()
    (offer,) = [entry for entry in shelf.entries() if entry.name == "My Model"]
    installed = await shelf.take(offer.id)
    assert installed.path == file
    entries = shelf.entries()
    assert [entry.id for entry in entries if entry.installed] == [installed.id, "demo"]
    assert [entry for entry in entries if entry.at_hand] == []


async def test_import_and_remove(library, file):
    current = ""
    shelf = Shelf(library, lambda: current)
    changes: list[int] = []
    shelf.changed.connect(lambda: changes.append(1))
    installed = await shelf.import_file(file)
    current = installed.id
    assert shelf.entry(installed.id).current
    await shelf.remove(installed.id)
    assert file.exists(), "a copy was imported"
    with pytest.raises(ModelError):
        shelf.entry(installed.id)
    assert len(changes) == 2


async def test_a_download_can_be_paused_and_discarded_at_once(library, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    shelf = Shelf(library, lambda: "")
    model_id = next(entry.id for entry in shelf.entries() if not entry.installed)
    shelf.download(model_id)
    shelf.download(model_id)
    assert shelf.entry(model_id).progress is not None
    shelf.downloads.pause(model_id)
    assert shelf.entry(model_id).progress.stage is Stage.PAUSED
    await shelf.downloads.discard(model_id)
    assert shelf.entry(model_id).progress is None
    await shelf.close()
    with pytest.raises(ModelError):
        shelf.download("nonsense")


async def test_a_file_is_verified_with_progress(library, file):
    shelf = Shelf(library, lambda: "")
    installed = await shelf.import_file(file)
    seen: list[float] = []

    def look():
        if (progress := shelf.entry(installed.id).progress) is not None:
            seen.append(progress.done / progress.total)

    shelf.changed.connect(look)
    await shelf.verify(installed.id)
    assert seen == sorted(seen)
    assert len(seen) > 1
    assert shelf.entry(installed.id).verified

    with installed.path.open("r+b") as changed:
        changed.seek(-1, 2)
        changed.write(b"\xff")
    await shelf.verify(installed.id)
    entry = shelf.entry(installed.id)
    assert (entry.verified, entry.progress) == (False, None)
    assert entry.error.key == "models.damaged"


async def test_progress_does_not_look_at_the_disk_each_time(library, monkeypatch):
    looks: list[int] = []
    installed = library.installed
    monkeypatch.setattr(library, "installed", lambda: looks.append(1) or installed())
    shelf = Shelf(library, lambda: "")
    looks.clear()
    for _ in range(20):
        shelf.entries()
        assert shelf.is_empty
    assert len(looks) == 1


def test_the_mirrors_are_the_other_sources(library, monkeypatch):
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    assert Shelf(library, lambda: "").mirrors == ("hf-mirror", "ModelScope")
    chosen = Shelf(library, lambda: "", mirror=lambda: "ModelScope")
    assert chosen.mirrors == ("Hugging Face", "hf-mirror")


async def test_a_check_can_be_stopped(library, file):
    shelf = Shelf(library, lambda: "")
    installed = await shelf.import_file(file)
    shelf.stop_check(installed.id)  # none runs
    shelf.changed.connect(lambda: shelf.stop_check(installed.id))
    await shelf.verify(installed.id)
    entry = shelf.entry(installed.id)
    assert (entry.verified, entry.progress, entry.error) == (False, None, None)


def test_the_full_tutor_is_the_one_that_suits_this_computer(library):
    shelf = Shelf(library, lambda: "demo")
    assert shelf.full.recommended
    assert shelf.full.suits
