"""Finding: in both languages, whatever is typed, and only what is there."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.search import Hit, words

QUESTION = "Solve the quadratic equation $x^2 - 5x + 6 = 0$ for the Größe x"
CHINESE = "解一元二次方程 x² − 5x + 6 = 0,并说明判别式的意义"


@pytest.fixture
def filled(store, ask):
    ask(store, QUESTION, r"The roots are \boxed{2} and \boxed{3}.")
    ask(store, CHINESE, "因式分解得 (x−2)(x−3)=0。")
    return store


def found(store, typed):
    """Messages, the first question of a conversation standing for its title."""
    return [hit.message_id or 2 * hit.conversation_id - 1 for hit in store.search(typed, 50)]


@pytest.mark.parametrize(
    ("typed", "messages"),
    [
        ("quadratic", [1]),
        ("QUADR", [1]),
        ("solve equation", [1]),
        ("equation solve", [1]),
        ("große", [1]),
        ("boxed 3", [2]),
        ("x^2", [3, 1]),
        ("x²", [3, 1]),
        ("x^2 - 5x + 6 = 0", [3, 1]),
        (r"x^{2}-5x", [3, 1]),
        ("x-2", [4]),
        ("x^3", []),
        ("方程", [3]),
        ("二次", [3]),
        ("判别式 方程", [3]),
        ("分解", [4]),
        ("程方", []),
        ("5x", [3, 1]),
        ("方", [3]),
        ("uadratic", []),
        ("quadratic 方程", []),
    ],
)
def test_words_are_found(filled, typed, messages):
    assert found(filled, typed) == messages


def test_titles_come_first_and_follow_renaming(filled):
    filled.rename(1, "期末复习 algebra")
    assert filled.search("复习", 10) == [Hit(1, None, "期末复习 algebra", QUESTION, 2.0)]
    # The question that gave the title is not shown a second time.
    hits = filled.search("方程", 10)
    assert [(hit.conversation_id, hit.message_id) for hit in hits] == [(2, None)]
    filled.rename(2, "other")
    assert [hit.message_id for hit in filled.search("方程", 10)] == [3]


def test_a_hit_has_what_is_shown_of_it(filled):
    [hit] = filled.search("分解", 10)
    assert hit == Hit(2, 4, CHINESE, "因式分解得 (x−2)(x−3)=0。", 1.0)


def test_whole_words_come_before_words_that_begin_so_and_then_the_newest(store, ask):
    ask(store, "1", "sin of x")
    ask(store, "2", "a single line")
    ask(store, "3", "cos and sin")
    ask(store, "4", "singular since")
    assert found(store, "sin") == [6, 2, 8, 4]


def test_one_conversation_does_not_fill_the_list(store, ask):
    ask(store, "other", "needle")
    parent = None
    for _ in range(10):
        begun = ask(store, "q", "needle", conversation_id=2 if parent else None, parent_id=parent)
        parent = begun.answer.id
    assert [hit.conversation_id for hit in store.search("needle", 50)] == [2, 2, 2, 1]


def test_archived_conversations_are_found(filled):
    filled.archive(1, archived=True)
    assert found(filled, "quadratic") == [1]


def test_deleted_conversations_are_not_found_and_restored_ones_are(filled):
    filled.delete(1)
    assert filled.search("quadratic", 10) == []
    filled.restore(1)
    assert found(filled, "quadratic") == [1]


def test_the_limit_holds_for_titles_and_messages_together(filled):
    assert [hit.message_id for hit in filled.search("x", 3)] == [None, 4, 1]
    assert [hit.message_id for hit in filled.search("x", 4)] == [None, None, 4]
    assert filled.search("x", 0) == []


def test_an_answer_is_found_once_it_is_written(store):
    begun = store.begin_turn(
        conversation_id=None, parent_id=None, question="q", title="t", model="m", now=1.0
    )
    store.checkpoint(begun.answer.id, reasoning="", text="pythagoras")
    assert found(store, "pythagoras") == []


OPERATORS = ['"', '""', "*", "(", ")", "AND", "OR", "NOT", "NEAR", ":", "^", "-", "+", "{", "}"]
OPERATORS += ["'", ";", "--", "\0", "\ud800", "words", "rowid", "message_words", "方", "\\", "%"]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=400
)
@given(
    st.lists(st.sampled_from(OPERATORS) | st.text(max_size=5), max_size=12).map(" ".join)
    | st.lists(st.sampled_from(OPERATORS)).map("".join)
    | st.text(st.characters(exclude_categories=[]), max_size=400)
)
def test_nothing_typed_breaks_the_search(filled, typed):
    for hit in filled.search(typed, 5):
        assert hit.conversation_id in (1, 2)


def test_endless_queries_are_answered(filled):
    assert found(filled, "quadratic " * 5000) == [1]
    assert found(filled, "方" * 5000) == []


PIECES = r"x^2 x² \frac{1}{2} \sqrt{2} √2 π \pi r 5x a_1 a₁ 方程 解 Größe roots = ** $ αβ \left( ."
MATHEMATICS = st.lists(
    st.sampled_from([*PIECES.split(), " - ", " ", "\n\n"]), min_size=1, max_size=12
).map("".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(MATHEMATICS, st.data())
def test_any_piece_of_a_text_finds_it(store, ask, text, data):
    there = [*words(text)]
    if there:
        first = data.draw(st.integers(0, len(there) - 1))
        last = data.draw(st.integers(first, len(there) - 1))
        answer = ask(store, "q", text).answer
        typed = text[there[first].start : there[last].end]
        assert answer.id in [hit.message_id for hit in store.search(typed, 400)], typed
