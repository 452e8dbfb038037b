"""The queue of downloads: one after the other, paused, failed, discarded, kept over a restart."""

import asyncio
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from support import tiny_model
from support.hub import Fault, Hub, Kind

from app.models import disk
from app.models.catalogue import Catalogue, CatalogueModel
from app.models.library import Library
from app.models.part import part_files
from app.models.progress import Stage
from app.models.sources import Source
from app.tutor.downloads import FILE_NAME, Downloads

NAMES = ("one", "two", "three")
DEADLINE_S = 20.0


@pytest.fixture
def models() -> list[CatalogueModel]:
    """Three models of the hub, all with the same bytes."""
    entry = tiny_model.entry_for(tiny_model.model_bytes())
    return [replace(entry, id=name, repo=f"owner/{name}") for name in NAMES]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    file = tmp_path / "served.gguf"
    file.write_bytes(tiny_model.model_bytes())
    with Hub({f"owner/{name}/{tiny_model.FILE}": file for name in NAMES}) as running:
        yield running


@pytest.fixture
def library(data, models) -> Library:
    return Library(data, Catalogue(tuple(models)))


@pytest.fixture
async def queue(library, hub):
    """Makes the queue, as each start of the program does; the last one is closed at the end."""
    made: list[Downloads] = []

    def make() -> Downloads:
        made.append(Downloads(library, lambda: [Source("the hub", hub.endpoint)]))
        return made[-1]

    yield make
    for downloads in made:
        await downloads.close()


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(DEADLINE_S):
        while not true():
            await asyncio.sleep(0.01)


def asked(hub: Hub) -> list[str]:
    """The models whose bytes were asked for, in order."""
    return [request.path.split("/")[2] for request in hub.gets()]


def stages(downloads: Downloads) -> dict[str, Stage]:
    jobs = {name: downloads.find(name) for name in NAMES}
    return {name: job.progress.stage for name, job in jobs.items() if job is not None}


async def test_they_come_one_after_the_other_in_their_order(queue, models, hub, library):
    downloads = queue()
    came: list[str] = []
    downloads.arrived.connect(lambda model: came.append(model.id))
    for model in models:
        downloads.add(model)
    assert [stages(downloads)[name] for name in NAMES[1:]] == [Stage.QUEUED, Stage.QUEUED]
    await until(lambda: len(came) == len(models))
    assert came == asked(hub) == list(NAMES)
    assert len(library.installed()) == len(models)
    assert stages(downloads) == {}


async def test_a_paused_one_makes_way_and_goes_on_where_it_was(queue, models, hub, library):
    hub.rate = 4_000_000
    downloads = queue()
    for model in models[:2]:
        downloads.add(model)
    await until(lambda: library.arrived("one") > 300_000)
    downloads.pause("one")
    assert stages(downloads)["one"] is Stage.PAUSED
    await until(lambda: stages(downloads)["two"] is Stage.DOWNLOADING)
    kept = library.arrived("one")
    assert kept > 300_000
    hub.rate = 0
    downloads.add(models[0])
    await until(lambda: stages(downloads) == {})
    assert hub.gets()[-1].headers["range"] == f"bytes={kept}-"


async def test_pause_and_on_at_once(queue, models):
    downloads = queue()
    downloads.add(models[0])
    downloads.pause("one")
    downloads.add(models[0])
    await until(lambda: stages(downloads) == {})


async def test_a_failure_gives_its_reason_and_makes_way(queue, models, hub):
    hub.faults.append(Fault(Kind.STATUS, status=404, on_head=True))
    downloads = queue()
    for model in models[:2]:
        downloads.add(model)
    await until(lambda: "two" not in stages(downloads))
    failed = downloads.find("one")
    assert (failed.error.key, failed.paused) == ("models.download_missing", True)
    downloads.add(models[0])
    assert failed.error is None
    await until(lambda: stages(downloads) == {})


async def test_a_discarded_one_leaves_nothing_behind(queue, models, hub, library):
    hub.rate = 2_000_000
    downloads = queue()
    for model in models[:2]:
        downloads.add(model)
    await until(lambda: library.arrived("one") > 200_000)
    await downloads.discard("one")
    assert downloads.find("one") is None
    assert not any(file.exists() for file in part_files(library.folder / "one.gguf"))
    hub.rate = 0
    await until(lambda: stages(downloads) == {})
    await downloads.discard("one")


async def test_a_restart_changes_nothing(queue, models, hub, library):
    """Order, pauses and what has arrived are there again; nothing runs before ``start``."""
    hub.rate = 2_000_000
    downloads = queue()
    for model in models:
        downloads.add(model)
    downloads.pause("two")
    await until(lambda: library.arrived("one") > 200_000)
    await downloads.close()
    kept, requests = library.arrived("one"), len(hub.requests)

    again = queue()
    assert stages(again) == {"one": Stage.QUEUED, "two": Stage.PAUSED, "three": Stage.QUEUED}
    assert again.find("one").done == kept
    await asyncio.sleep(0.05)
    assert len(hub.requests) == requests

    hub.rate = 0
    again.start()
    await until(lambda: stages(again) == {"two": Stage.PAUSED})
    assert asked(hub)[-2:] == ["one", "three"]
    assert hub.gets()[-2].headers["range"] == f"bytes={kept}-"
    rows = json.loads((library.folder / FILE_NAME).read_text())["queue"]
    assert rows == [{"id": "two", "paused": True}]


async def test_downloads_that_were_begun_elsewhere_are_there_paused(queue, models, library):
    part_files(library.folder / "three.gguf")[0].write_bytes(b"GGUF" + bytes(1000))
    downloads = queue()
    assert stages(downloads) == {"three": Stage.PAUSED}
    assert downloads.find("three").done == 1004


@pytest.mark.parametrize("text", ["", "[]", '{"queue": [7]}', '{"queue": [{"id": "gone"}]}', "\0"])
async def test_a_queue_that_cannot_be_read_is_empty(text, queue, library):
    (library.folder / FILE_NAME).write_text(text)
    assert stages(queue()) == {}


async def test_all_that_is_to_come_must_fit_on_the_disk(queue, models, hub, monkeypatch):
    hub.rate = 500_000
    size = models[0].bytes
    free = lambda folder: disk.shutil._ntuple_diskusage(10 * size, 0, 2 * size)  # noqa: E731
    monkeypatch.setattr(disk, "SPARE_BYTES", 0)
    monkeypatch.setattr(disk.shutil, "disk_usage", free)
    downloads = queue()
    for model in models:
        downloads.add(model)
    refused = downloads.find("three")
    assert refused.paused
    assert (refused.error.key, refused.error.values["count"]) == ("models.queue_full", 3)
    assert stages(downloads)["two"] is Stage.QUEUED


@pytest.mark.expects_log
async def test_a_defect_is_not_tried_for_ever(queue, models, monkeypatch):
    async def broken(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr("app.models.download.download", broken)
    downloads = queue()
    downloads.add(models[0])
    await until(lambda: stages(downloads) == {"one": Stage.PAUSED})
