"""Migrations: each all or nothing, with a backup before; newer and foreign files are left alone."""

import hashlib
import sqlite3
from contextlib import closing

import pytest

from app.domain.verdict import Judgement, Status, Verdict
from app.errors import StoreError
from app.i18n import explain
from app.store.database import Database
from app.store.schema import APPLICATION_ID, MIGRATIONS, migrate


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def set_version(path, version):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")


def add_table(database):
    database.run("CREATE TABLE later (x)")


def add_table_and_fail(database):
    add_table(database)
    database.run("INSERT INTO later VALUES (1)")
    raise KeyError("a defect in a migration")


@pytest.fixture
def old(place, ask):
    """A database as today's program leaves it."""
    store = place.open()
    ask(store, "kept")
    store.close()
    database = Database(place.path)
    database.take()
    yield database
    database.close()


def state(database):
    tables = database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'later'")
    return database.number("PRAGMA user_version"), tables


def test_a_new_file_has_the_newest_schema_and_our_mark(place):
    place.open().close()
    with closing(sqlite3.connect(place.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


def test_a_new_file_needs_no_backup(place):
    place.open()
    assert not place.backups.exists()


def test_a_file_without_verdicts_gets_room_for_them(place):
    place.path.touch(mode=0o600)
    first = Database(place.path)
    first.take()
    migrate(first, backup=lambda: None, migrations=MIGRATIONS[:1])
    first.run("INSERT INTO conversations (id, title, created_at, updated_at) VALUES (1, 't', 1, 1)")
    first.run(
        "INSERT INTO messages (conversation_id, role, text, status, created_at)"
        " VALUES (1, 'user', 'kept', 'complete', 1)"
    )
    first.close()
    store = place.open()
    [message] = store.messages(1)
    assert (message.text, message.judgement, message.poll) == ("kept", None, None)
    assert len(list(place.backups.iterdir())) == 1
    judgement = Judgement(Verdict(Status.VERIFIED, "checker.roots", {"count": "2"}), "2")
    store.keep_judgement(message.id, judgement)
    assert store.messages(1)[0].judgement == judgement


def test_a_file_without_places_gets_them_and_an_index_that_knows_formulas(place):
    place.path.touch(mode=0o600)
    old = Database(place.path)
    old.take()
    migrate(old, backup=lambda: None, migrations=MIGRATIONS[:2])
    old.run("INSERT INTO conversations (id, title, created_at, updated_at) VALUES (1, 't', 1, 1)")
    for status in ("complete", "streaming"):
        old.run(
            "INSERT INTO messages (conversation_id, role, text, status, created_at)"
            f" VALUES (1, 'assistant', 'so x² = 4', '{status}', 1)"
        )
    old.run("INSERT INTO message_words(rowid, words) VALUES (1, 'so x² = 4')")
    old.run("INSERT INTO title_words(rowid, words) VALUES (1, 't')")
    old.close()
    store = place.open()
    [conversation] = store.conversations()
    assert (conversation.pinned, conversation.archived, conversation.folder) == (False, False, "")
    assert [hit.message_id for hit in store.search("x^2 = 4", 9)] == [2, 1]
    assert [hit.message_id for hit in store.search("t", 9)] == [None]


def test_later_migrations_run_once_each_after_a_backup(old):
    seen = []
    migrations = (*MIGRATIONS, add_table)
    migrate(old, backup=lambda: seen.append(state(old)), migrations=migrations)
    migrate(old, backup=lambda: seen.append("again"), migrations=migrations)
    assert seen == [(len(MIGRATIONS), 0)]
    assert state(old) == (len(MIGRATIONS) + 1, 1)
    assert old.number("SELECT count(*) FROM messages") == 2


def test_a_failing_migration_changes_nothing(old):
    with pytest.raises(KeyError):
        migrate(old, backup=lambda: None, migrations=(*MIGRATIONS, add_table_and_fail))
    assert state(old) == (len(MIGRATIONS), 0)


def test_no_migration_without_a_backup(old):
    def no_room():
        raise StoreError("store.full")

    with pytest.raises(StoreError, match="full"):
        migrate(old, backup=no_room, migrations=(*MIGRATIONS, add_table))
    assert state(old) == (len(MIGRATIONS), 0)


def test_a_newer_file_is_refused_untouched(place, ask):
    store = place.open()
    ask(store, "from the future")
    store.close()
    set_version(place.path, 99)
    before = sha256(place.path), place.path.stat().st_mtime_ns
    with pytest.raises(StoreError) as refusal:
        place.open()
    assert refusal.value.key == "store.newer"
    assert "99" in explain(refusal.value)
    assert (sha256(place.path), place.path.stat().st_mtime_ns) == before
    assert [f.name for f in place.path.parent.iterdir()] == [place.path.name]


def test_a_newer_file_is_refused_even_if_only_its_log_says_so(old):
    old.run("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match=r"store\.newer"):
        migrate(old, backup=lambda: None)


def test_a_file_of_another_program_is_put_aside(place):
    with closing(sqlite3.connect(place.path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
        connection.commit()
    set_version(place.path, 57)
    before = sha256(place.path)
    with pytest.raises(StoreError, match=r"store\.set_aside") as refusal:
        place.open()
    [kept] = place.path.parent.glob("*.damaged-*")
    assert str(kept) == refusal.value.values["kept"]
    assert sha256(kept) == before
    assert place.open().conversations() == []
