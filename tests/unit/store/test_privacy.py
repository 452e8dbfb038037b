"""Only the owner can read the files, and deleted means deleted."""

import os
import stat

import pytest

from app.domain.chat import Status

CANARIES = ["xylographer", "quizzacious", "zyzzyvas", "kvetching", "fjordwise", "mbaqanga"]


@pytest.fixture
def umask(request):
    old = os.umask(request.param)
    yield
    os.umask(old)


@pytest.mark.skipif(
    os.name == "nt", reason="Windows has no such modes; folders inherit their lists"
)
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077], indirect=True)
def test_files_are_private_from_their_first_byte(place, ask, umask):
    store = place.open()
    ask(store, "q")
    store.backup(now=1.0)
    files = [f for f in place.path.parent.rglob("*") if f.is_file()]
    assert {f.name for f in files} >= {"lemma.sqlite3", "lemma.sqlite3-wal"}
    assert len(files) == 3
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}
    assert stat.S_IMODE(place.backups.stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="as above")
def test_a_file_made_readable_by_others_is_made_private_again(place):
    place.open().close()
    place.path.chmod(0o644)
    place.open()
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o600


@pytest.fixture
def tell(ask):
    """Makes a conversation with a canary in every text there is, beside an ordinary one."""

    def tell(store):
        title, renamed, question, answer, reasoning, checkpoint = CANARIES
        ask(store, "an ordinary question", "an ordinary answer")
        begun = store.begin_turn(
            conversation_id=None,
            parent_id=None,
            question=f"the {question} equation",
            title=f"{title} sums",
            model="m",
            now=1.0,
        )
        store.checkpoint(begun.answer.id, reasoning=f"{reasoning} hm", text=f"{checkpoint} so")
        assert canaries_in(store._database.path) == [title, question, reasoning, checkpoint]
        store.finish(
            begun.answer.id,
            reasoning=f"{reasoning} hm hm",
            text=f"{answer} is it",
            status=Status.COMPLETE,
            now=2.0,
        )
        store.rename(begun.conversation.id, f"{renamed} sums")
        return begun.conversation.id

    return tell


def canaries_in(path):
    """Canaries in the file and what lies beside it; the index may cut a word's first letters."""
    content = b"".join(f.read_bytes() for f in path.parent.iterdir() if f.is_file())
    return [canary for canary in CANARIES if canary[3:].encode() in content]


def test_no_word_of_a_purged_conversation_is_left_in_the_files(place, tell):
    store = place.open()
    conversation = tell(store)
    store.delete(conversation)
    store.purge()
    assert canaries_in(place.path) == []
    store.close()
    assert canaries_in(place.path) == []


def test_no_word_is_left_when_the_program_closes_before_the_purge(place, tell):
    store = place.open()
    store.delete(tell(store))
    store.close()
    assert canaries_in(place.path) != []
    place.open()
    assert canaries_in(place.path) == []


def test_backups_hold_nothing_that_was_purged_before(place, tell):
    store = place.open()
    store.delete(tell(store))
    store.purge()
    assert canaries_in(store.backup(now=9.0)) == []


def test_control_plain_deleting_leaves_words_behind(place, tell):
    """The tests above can fail: without the merging of the index its words stay in the file."""
    store = place.open()
    conversation = tell(store)
    for statement in (
        "DELETE FROM message_words WHERE rowid > 2",
        "DELETE FROM title_words WHERE rowid = 2",
        f"DELETE FROM conversations WHERE id = {conversation}",
    ):
        store._database.run(statement)
    store.close()
    assert canaries_in(place.path) != []
