"""Sequences set aside: which are kept, which go, and which one is found again."""

import numpy as np
import pytest

from app.engine.saved import SavedStates, State, common_length


def state(text: str, size: int = 10) -> State:
    return State(list(text.encode()), np.zeros(size, np.uint8))


def found(saved: SavedStates, prompt: str, *, cut: bool = True) -> tuple[str, int]:
    best, known = saved.best(list(prompt.encode()), cut=cut)
    return (bytes(best.tokens).decode() if best is not None else ""), known


@pytest.mark.parametrize(
    ("one", "other", "length"),
    [("", "", 0), ("abc", "", 0), ("abc", "abc", 3), ("abc", "abcd", 3), ("abxd", "abyd", 2)],
)
def test_common_beginning(one: str, other: str, length: int):
    assert common_length(one, other) == common_length(other, one) == length


def test_the_one_that_knows_most_is_found():
    saved = SavedStates(100)
    for text in ("abc", "abcd-else", "xyz"):
        saved.keep(state(text))
    assert found(saved, "abcde") == ("abcd-else", 4)
    assert found(saved, "xyz and so on") == ("xyz", 3)
    assert found(saved, "qrs") == ("", 0)


def test_the_last_token_of_a_prompt_has_to_be_evaluated():
    saved = SavedStates(100)
    saved.keep(state("abcd"))
    assert found(saved, "abcd") == ("abcd", 3)


def test_what_cannot_be_cut_is_of_use_as_a_whole_or_not_at_all():
    saved = SavedStates(100)
    saved.keep(state("abcd"))
    assert found(saved, "abcde", cut=False) == ("abcd", 4)
    assert found(saved, "abc and more", cut=False) == ("", 0)


def test_those_not_used_for_longest_go_first():
    saved = SavedStates(30)
    old, used = state("old"), state("used")
    for each in (old, used, state("new")):
        saved.keep(each)
    saved.use(old)
    saved.keep(state("latest"))
    assert not saved.covers(list(b"used"))
    assert all(saved.covers(list(text)) for text in (b"old", b"new", b"latest"))
    assert saved.size == 30


def test_a_longer_one_replaces_its_beginning():
    saved = SavedStates(30)
    saved.keep(state("ab"))
    saved.keep(state("abcd"))
    assert saved.size == 10
    assert saved.covers(list(b"abc"))


def test_what_is_too_large_is_not_taken_in():
    saved = SavedStates(30)
    saved.keep(state("small"))
    saved.keep(state("large", 31))
    assert found(saved, "large?") == ("", 0)
    assert saved.size == 10


def test_what_is_gone_already_can_be_dropped_and_used():
    saved = SavedStates(30)
    gone = state("gone")
    saved.drop(gone)
    saved.use(gone)
    assert saved.size == 0
