"""The conversation tree: paths and branches."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.chat import (
    Message,
    Role,
    newest_leaf_below,
    path_to,
    visible_turns,
)


def tree(*parents):
    """Messages 1, 2, ... whose parents are given, None for a root."""
    return [
        Message(id=number, conversation_id=1, parent_id=parent, role=Role.USER, text=f"m{number}")
        for number, parent in enumerate(parents, start=1)
    ]


#: 1 -> 2 -> 3 -> 4, with a second answer 5 to question 1 and an edited first question 6 -> 7.
BRANCHED = tree(None, 1, 2, 3, 1, None, 6)


def ids(messages):
    return [message.id for message in messages]


def test_path_runs_from_the_root_to_the_leaf():
    assert ids(path_to(BRANCHED, 4)) == [1, 2, 3, 4]
    assert ids(path_to(BRANCHED, 7)) == [6, 7]
    assert ids(path_to(BRANCHED, 2)) == [1, 2]


def test_path_to_nothing_is_empty():
    assert path_to(BRANCHED, None) == []
    assert path_to(BRANCHED, 99) == []
    assert path_to([], 1) == []


def test_newest_leaf_follows_the_newest_child():
    assert newest_leaf_below(BRANCHED, 1) == 5
    assert newest_leaf_below(BRANCHED, 2) == 4
    assert newest_leaf_below(BRANCHED, 6) == 7
    assert newest_leaf_below(BRANCHED, 5) == 5


def test_visible_turns_know_their_place_among_siblings():
    turns = visible_turns(BRANCHED, 5)
    assert [(turn.message.id, turn.index, turn.count) for turn in turns] == [(1, 1, 2), (5, 2, 2)]
    assert turns[0].siblings == (1, 6)
    assert turns[1].siblings == (2, 5)


def test_visible_turns_of_nothing():
    assert visible_turns(BRANCHED, None) == []


@st.composite
def trees(draw):
    size = draw(st.integers(1, 40))
    return tree(*(draw(st.none() | st.integers(1, n)) if n else None for n in range(size)))


@given(trees(), st.data())
def test_every_message_is_shown_on_the_path_to_the_newest_leaf_below_it(messages, data):
    chosen = data.draw(st.sampled_from(messages))
    leaf = newest_leaf_below(messages, chosen.id)
    turns = visible_turns(messages, leaf)
    assert chosen.id in [turn.message.id for turn in turns]
    assert leaf not in [message.parent_id for message in messages]
    for above, below in zip([None, *turns], turns, strict=False):
        assert below.message.parent_id == (above.message.id if above else None)
        assert below.siblings[below.index - 1] == below.message.id
        assert below.count == len(below.siblings)
