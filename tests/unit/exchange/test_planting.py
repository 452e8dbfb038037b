"""Nodes of any order become trees that the program can use."""

import pytest

from app.domain.chat import Role, path_to
from app.exchange.planting import Head, Left, Node, message, planted, split_thoughts

NOW = 1_000.0


def user(text):
    return message(Role.USER, text)


def answer(text, **fields):
    return message(Role.ASSISTANT, text, **fields)


def plant(*nodes, active=None, left=None):
    return planted(Head("T", active=active), nodes, left or Left(), now=NOW)


def shape(chat):
    return [(m.parent_id, m.role.value, m.text) for m in chat.messages]


def test_children_wait_for_their_parents():
    chat = plant(Node("b", "a", answer("A")), Node("a", None, user("Q")))
    assert shape(chat) == [(None, "user", "Q"), (1, "assistant", "A")]


def test_branches_stay_and_the_active_one_is_shown():
    nodes = (
        Node("q", None, user("Q")),
        Node("a", "q", answer("one")),
        Node("b", "q", answer("two")),
        Node("c", "a", user("more")),
    )
    chat = plant(*nodes, active="a")
    path = path_to(chat.messages, chat.conversation.active_leaf_id)
    assert [m.text for m in path] == ["Q", "one", "more"]


def test_an_answer_in_pieces_becomes_one():
    chat = plant(
        Node("q", None, user("Q")),
        Node("t", "q", answer("", reasoning="hm", thought_s=2.0)),
        Node("tool", "t"),
        Node("a", "tool", answer("first")),
        Node("b", "a", answer("second", model="m")),
    )
    [_, whole] = chat.messages
    assert (whole.text, whole.reasoning, whole.thought_s) == ("first\n\nsecond", "hm", 2.0)
    assert whole.model == "m"


def test_pieces_do_not_join_over_a_branch():
    chat = plant(
        Node("q", None, user("Q")),
        Node("a", "q", answer("start")),
        Node("b", "a", answer("one")),
        Node("c", "a", answer("two")),
    )
    assert [m.parent_id for m in chat.messages] == [None, 1, 2, 2]


def test_a_question_stands_above_every_answer():
    chat = plant(Node("a", None, answer("Hello!")), Node("b", "a", user("Hi")))
    assert [m.role for m in chat.messages] == [Role.USER, Role.ASSISTANT, Role.USER]


def test_circles_and_lost_parents():
    left = Left()
    chat = plant(
        Node("a", "b", user("in a circle")),
        Node("b", "a", user("in a circle")),
        Node("c", "c", user("its own parent")),
        Node("d", "gone", user("kept")),
        left=left,
    )
    assert [m.text for m in chat.messages] == ["kept"]
    assert left.counts == {"unreadable": 3}


def test_a_long_chain_takes_no_depth():
    nodes = [Node(str(n), str(n - 1) if n else None, user("x")) for n in range(20_000)]
    assert len(plant(*reversed(nodes)).messages) == 20_000


def test_titles_and_times_are_made_where_there_are_none():
    chat = planted(Head("  \n"), [Node("q", None, user("What is  2?"))], Left(), now=NOW)
    assert chat.conversation.title == "What is 2?"
    assert chat.conversation.created_at == chat.conversation.updated_at == NOW


def test_nothing_gives_none():
    assert plant() is None
    assert plant(Node("a", None)) is None


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("<think>\nhm\n</think>\n\n4", ("hm", "4")),
        ("4", ("", "4")),
        ("<think>cut", ("cut", "")),
        ("The tag <think> is", ("", "The tag <think> is")),
    ],
)
def test_thoughts_in_front_of_an_answer(content, parts):
    assert split_thoughts(content) == parts
