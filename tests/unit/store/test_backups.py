"""Backups: complete, private, thinned; and what happens to a damaged file."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.errors import StoreError
from app.store import Store, backups
from app.store.backups import KEPT_DAYS
from app.store.schema import MIGRATIONS

DAY_S = 86_400
NEWEST = f"v{len(MIGRATIONS)}"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()


def copies(place):
    return sorted(f.name for f in place.backups.iterdir())


def opening_fails_with(place):
    with pytest.raises(StoreError) as failure:
        place.open()
    return failure.value


def test_a_backup_holds_everything(place, ask, tmp_path):
    store = place.open()
    ask(store, "one", "alpha")
    copy = store.backup(now=NOON)
    assert copy.name == f"lemma-20260301T120000Z-{NEWEST}.sqlite3"
    restored = Store.open(copy, tmp_path)
    assert restored.conversations() == store.conversations()
    assert restored.messages(1) == store.messages(1)
    assert restored.search("alpha", 5) == store.search("alpha", 5)
    restored.close()


def test_nothing_new_needs_no_backup(place, ask):
    store = place.open()
    assert store.backup(now=NOON) is None
    ask(store, "one")
    assert store.backup(now=NOON) is not None
    assert store.backup(now=NOON + DAY_S) is None


def test_one_backup_a_day_for_a_week_is_kept(place, ask):
    store = place.open()
    for hour in range(0, 24 * 10, 6):
        ask(store, "more")
        store.backup(now=NOON + hour * 3600)
    kept = copies(place)
    assert len(kept) == KEPT_DAYS + 1
    assert len({name[6:14] for name in kept}) == len(kept)
    assert kept[-1] == f"lemma-{backups.stamp(NOON + 234 * 3600)}-{NEWEST}.sqlite3"


def test_what_a_killed_backup_left_is_swept(place, ask):
    store = place.open()
    ask(store, "one")
    place.backups.mkdir()
    (place.backups / "lemma-20260101T000000Z-v1.part").write_bytes(b"half")
    (place.backups / "lemma-my own-copy.sqlite3").write_text("not ours")
    store.backup(now=NOON)
    assert copies(place) == [
        f"lemma-20260301T120000Z-{NEWEST}.sqlite3",
        "lemma-my own-copy.sqlite3",
    ]


def test_a_damaged_file_is_never_backed_up(place, ask):
    store = place.open()
    for number in range(50):
        ask(store, f"question {number} " * 50)
    store._database.run("PRAGMA wal_checkpoint(TRUNCATE)")
    scribble(place.path, seed=1)
    store._database.run("PRAGMA shrink_memory")
    with pytest.raises(StoreError, match=r"store\.corrupt"):
        store.backup(now=NOON)
    assert not place.backups.exists()


def scribble(path, seed):
    """Overwrite a few places with noise, the header excluded."""
    rng = random.Random(seed)
    with path.open("r+b") as file:
        for _ in range(40):
            file.seek(rng.randrange(4096, path.stat().st_size))
            file.write(rng.randbytes(64))


def cut(path, seed):
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(random.Random(seed).randrange(1, size // 4096) * 4096)


def blank_header(path, seed):
    with path.open("r+b") as file:
        file.write(bytes(100))


def foreign(path, seed):
    path.write_bytes(b"GGUF" + bytes(5000))


def empty(path, seed):
    path.write_bytes(b"")


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("damage", [scribble, cut, blank_header, foreign, empty])
def test_a_damaged_file_is_kept_and_the_backup_takes_its_place(place, ask, damage, seed):
    store = place.open()
    for number in range(40):
        ask(store, f"question {number} " * 20)
    before = store.conversations()
    store.backup(now=NOON)
    ask(store, "after the backup")
    store.close()
    damage(place.path, seed)
    damaged = place.path.read_bytes()

    error = opening_fails_with(place)

    assert error.key == "store.restored"
    [kept] = place.path.parent.glob("*.damaged-*")
    assert str(kept) == error.values["kept"]
    assert kept.read_bytes() == damaged or not damaged
    assert place.open().conversations() == before


@pytest.mark.parametrize("damage", [cut, empty])
def test_a_damaged_backup_is_passed_over(place, ask, damage):
    store = place.open()
    ask(store, "one")
    store.backup(now=NOON)
    ask(store, "two")
    newest = store.backup(now=NOON + DAY_S)
    store.close()
    damage(newest, 0)
    blank_header(place.path, 0)
    assert opening_fails_with(place).key == "store.restored"
    assert [c.title for c in place.open().conversations()] == ["one"]


def test_without_a_backup_the_next_start_is_empty(place, ask):
    store = place.open()
    ask(store, "one")
    store.close()
    blank_header(place.path, 0)
    assert opening_fails_with(place).key == "store.set_aside"
    assert place.open().conversations() == []


def test_the_log_is_kept_with_the_damaged_file(place, ask):
    store = place.open()
    ask(store, "only in the log")
    log = place.path.with_name("lemma.sqlite3-wal").read_bytes()
    store.close()
    blank_header(place.path, 0)
    place.path.with_name("lemma.sqlite3-wal").write_bytes(log)
    error = opening_fails_with(place)
    kept = Path(error.values["kept"] + "-wal")
    assert kept.read_bytes() == log
    assert not place.path.with_name("lemma.sqlite3-wal").exists()


def break_index(store):
    store._database.run("UPDATE message_words_data SET block = x'ffffffff' WHERE id > 1000")


def test_damage_met_while_running_makes_the_next_start_look_closely(place, ask, monkeypatch):
    monkeypatch.setattr("app.store.database.ALWAYS_CHECKED_BYTES", 0)
    store = place.open()
    ask(store, "one", "words of the index")
    break_index(store)
    store.close()

    store = place.open()
    with pytest.raises(StoreError, match=r"store\.corrupt"):
        store.search("index", 5)
    store.close()

    store = place.open()
    assert [hit.message_id for hit in store.search("index", 5)] == [2]
    store.close()
    assert [f.name for f in place.path.parent.iterdir()] == [place.path.name]


def test_damage_in_the_index_alone_is_mended_at_the_start(place, ask):
    store = place.open()
    ask(store, "one", "words of the index")
    store.delete(ask(store, "two").conversation.id)
    break_index(store)
    store.close()
    store = place.open()
    assert [c.title for c in store.conversations()] == ["one"]
    assert [hit.message_id for hit in store.search("index", 5)] == [2]


def test_damage_that_only_the_purge_meets_is_damage(place, ask, monkeypatch):
    """A large file is not read at the start; then a broken table shows itself in use."""
    monkeypatch.setattr("app.store.database.ALWAYS_CHECKED_BYTES", 0)
    store = place.open()
    for number in range(40):
        ask(store, f"question {number} " * 20)
        store.delete(number + 1)
    store.close()
    scribble(place.path, seed=1)
    assert opening_fails_with(place).key == "store.set_aside"
