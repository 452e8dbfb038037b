"""Drafts: one for each conversation and one for the one that is not begun; gone with them."""

from app.store.database import Database
from app.store.schema import MIGRATIONS, m004_drafts, migrate


def test_a_draft_replaces_the_one_before(place, ask):
    store = place.open()
    first = ask(store, "q").conversation.id
    for text in ("a", "ab"):
        store.keep_draft(first, text)
        store.keep_draft(None, f"new {text}")
    store.close()
    store = place.open()
    assert store.drafts() == {first: "ab", None: "new ab"}
    store.keep_draft(first, "")
    store.keep_draft(None, "")
    assert store.drafts() == {}


def test_a_draft_goes_with_its_conversation(store, ask):
    first = ask(store, "q").conversation.id
    store.keep_draft(first, "secret words")
    store.delete(first)
    assert store.drafts() == {first: "secret words"}  # it may be restored
    store.purge()
    assert store.drafts() == {}
    store.keep_draft(first, "too late")
    assert store.drafts() == {}


def test_a_file_of_the_version_before_gets_room_for_drafts(place):
    place.path.touch(mode=0o600)
    before = Database(place.path)
    before.take()
    migrate(before, backup=lambda: None, migrations=MIGRATIONS[: MIGRATIONS.index(m004_drafts)])
    before.close()
    store = place.open()
    store.keep_draft(None, "typed")
    assert store.drafts() == {None: "typed"}
