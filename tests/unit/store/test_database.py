"""When the file cannot be used: a plain sentence, nothing half done, and life goes on after."""

import errno
import os
import subprocess
import sys

import pytest

from app import i18n
from app.domain.chat import Status
from app.errors import StoreError
from app.i18n import explain
from app.store import Store
from app.store.database import Database, plain_errors

IN_ANOTHER_PROCESS = """
import sys
from pathlib import Path
from app.errors import StoreError
from app.store import Store
try:
    Store.open(Path(sys.argv[1]), Path(sys.argv[2])).close()
except StoreError as error:
    print(error.key)
"""


def open_elsewhere(place):
    """The key of the error that another program gets."""
    command = [sys.executable, "-c", IN_ANOTHER_PROCESS, str(place.path), str(place.backups)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_second_program_is_locked_out_and_let_in_afterwards(place, ask):
    store = place.open()
    ask(store, "one")
    assert open_elsewhere(place) == "store.locked"
    store.backup(now=1.0)
    assert open_elsewhere(place) == "store.locked"
    ask(store, "still ours")
    store.close()
    assert open_elsewhere(place) == ""
    assert len(place.open().conversations()) == 2


def test_a_second_store_in_the_same_program_is_locked_out(place):
    place.open()
    with pytest.raises(StoreError, match=r"store\.locked"):
        place.open()
    assert open_elsewhere(place) == "store.locked"


@pytest.mark.parametrize(
    "name", ["with space", "解方程", "😀", "50%", "a#b?c", "it's", "%41", "x" * 200]
)
def test_any_folder_will_do(tmp_path, name, ask):
    folder = tmp_path / name
    folder.mkdir()
    store = Store.open(folder / "lemma.sqlite3", folder / "backups")
    ask(store, "one")
    store.backup(now=1.0)
    store.close()
    store = Store.open(folder / "lemma.sqlite3", folder / "backups")
    assert len(store.conversations()) == 1
    store.close()
    assert sorted(f.name for f in folder.iterdir()) == ["backups", "lemma.sqlite3"]


def test_a_missing_folder_is_explained(tmp_path):
    with pytest.raises(StoreError) as failure:
        Store.open(tmp_path / "nowhere" / "lemma.sqlite3", tmp_path)
    assert failure.value.key == "store.io"
    assert "lemma.sqlite3" in explain(failure.value)


def test_a_full_disk_loses_nothing_that_was_kept(store, ask):
    """SQLite's own limit of pages stands for the disk, at every step of a turn."""
    begun = ask(store, "before", "kept")
    database = store._database
    answer = store.begin_answer(question_id=begun.question.id, model="m", now=2.0)
    before = store.messages(1)
    database.run(f"PRAGMA max_page_count = {database.number('PRAGMA page_count')}")
    long = "words " * 20_000
    for attempt in (
        lambda: ask(store, long),
        lambda: store.checkpoint(answer.id, reasoning=long, text=""),
        lambda: store.finish(answer.id, reasoning="", text=long, status=Status.COMPLETE, now=3.0),
        lambda: store.rename(1, long),
    ):
        with pytest.raises(StoreError, match=r"store\.full"):
            attempt()
        assert store.messages(1) == before
        assert len(store.conversations()) == 1
    database.run("PRAGMA max_page_count = 1000000")
    store.finish(answer.id, reasoning="", text=long, status=Status.COMPLETE, now=3.0)
    assert store.messages(1)[2].text == long
    database.run("INSERT INTO message_words(message_words) VALUES ('integrity-check')")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "lemma", str(folder)]
    if sys.platform != "linux" or os.getuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("mounting needs root on Linux")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(store, ask):
    for number in range(1000):
        ask(store, f"{number} " * 1000)


def test_a_really_full_disk_is_said_and_overcome(small_disk, ask):
    store = Store.open(small_disk / "lemma.sqlite3", small_disk / "backups")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(400_000))
    with pytest.raises(StoreError, match=r"store\.full"):
        fill(store, ask)
    kept = store.conversations()
    assert 1 < len(kept) < 1000
    with pytest.raises(StoreError, match=r"store\.full"):
        store.backup(now=1.0)
    ballast.unlink()
    ask(store, "there is room again")
    store.close()
    store = Store.open(small_disk / "lemma.sqlite3", small_disk / "backups")
    assert store.conversations()[1:] == kept
    store.close()


def test_a_start_on_a_full_disk_is_explained_and_possible_later(small_disk):
    store = Store.open(small_disk / "lemma.sqlite3", small_disk / "backups")
    store.begin_turn(
        conversation_id=None, parent_id=None, question="q", title="t", model="m", now=1.0
    )
    store.close()
    ballast = small_disk / "ballast"
    with pytest.raises(OSError, match="space"):
        ballast.write_bytes(bytes(2_000_000))
    with pytest.raises(StoreError, match=r"store\.full"):
        Store.open(small_disk / "lemma.sqlite3", small_disk / "backups")
    ballast.unlink()
    store = Store.open(small_disk / "lemma.sqlite3", small_disk / "backups")
    assert store.messages(1)[1].status is Status.INTERRUPTED
    store.close()


def test_a_write_protected_folder_is_explained(small_disk, ask):
    store = Store.open(small_disk / "lemma.sqlite3", small_disk / "backups")
    ask(store, "one")
    store.close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    with pytest.raises(StoreError, match=r"store\.read_only"):
        Store.open(small_disk / "lemma.sqlite3", small_disk / "backups")


@pytest.mark.parametrize(
    ("number", "key"),
    [
        (errno.ENOSPC, "store.full"),
        (errno.EACCES, "store.read_only"),
        (errno.EROFS, "store.read_only"),
        (errno.EIO, "store.io"),
    ],
)
def test_errors_of_the_system_have_sentences(tmp_path, number, key):
    with pytest.raises(StoreError) as failure, plain_errors(tmp_path):
        raise OSError(number, os.strerror(number))
    assert failure.value.key == key
    assert i18n.explain(failure.value)


def test_misuse_stays_a_defect(place):
    place.open().close()
    database = Database(place.path)
    with pytest.raises(Exception, match="syntax error") as failure:
        database.run("SELEKT")
    assert not isinstance(failure.value, StoreError)
    database.close()
