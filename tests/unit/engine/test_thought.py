"""When a thought is closed, and in whose words."""

import pytest

from app.domain.prompt import CLOSINGS
from app.engine.thought import ANSWER_SHARE, Cut, Thinking, Thought

ROOM = 10_000
SENTENCE = "This is a thought. "


def closed_after(thought: Thought, text: str, *, most: int = 200, hurried: bool = False) -> int:
    """Tokens, each of them ``text``, after which the thought is closed; 0 for never."""
    counts = range(1, most + 1)
    cuts = (count for count in counts if thought.follow(text, count, hurried=hurried))
    return next(cuts, 0)


def test_a_budget_ends_at_the_end_of_a_sentence_shortly_before_it() -> None:
    thought = Thought(Thinking(inside=True, budget=100), ROOM)
    assert closed_after(thought, SENTENCE) == 100 - 24
    assert closed_after(Thought(Thinking(inside=True, budget=8), ROOM), SENTENCE) == 6


def test_a_budget_ends_at_the_latest_when_it_is_used_up() -> None:
    assert closed_after(Thought(Thinking(inside=True, budget=100), ROOM), "word ") == 100


def test_a_decimal_point_ends_no_sentence() -> None:
    assert closed_after(Thought(Thinking(inside=True, budget=100), ROOM), "3.") == 100


def test_without_a_budget_nothing_is_closed() -> None:
    assert closed_after(Thought(Thinking(inside=True), ROOM), SENTENCE, most=ROOM) == 0


def test_a_thought_that_the_model_closed_itself_is_left_alone() -> None:
    thought = Thought(Thinking(inside=True, budget=20), ROOM)
    assert thought.follow("I know it.</think>", 5, hurried=False) is None
    assert closed_after(thought, "Four. ", hurried=True) == 0


def test_a_thought_that_the_model_opens_itself_is_closed() -> None:
    thought = Thought(Thinking(inside=False, budget=20), ROOM)
    assert thought.follow("<think>\n", 1, hurried=False) is None
    assert closed_after(thought, "word ") == 20


def test_half_a_tag_is_waited_for() -> None:
    thought = Thought(Thinking(inside=True, budget=1), ROOM)
    assert thought.follow("So it is.</th", 7, hurried=False) is None
    assert thought.follow("ink>", 8, hurried=False) is None
    half = Thought(Thinking(inside=True, budget=1), ROOM)
    assert half.follow("a <", 7, hurried=False) is None
    assert half.follow(" b", 8, hurried=False) is Cut.BUDGET


def test_a_hurry_waits_for_nothing() -> None:
    assert closed_after(Thought(Thinking(inside=True), ROOM), "word ", hurried=True) == 1


@pytest.mark.parametrize("room", [40, 400, 100_000])
def test_an_automatic_budget_keeps_room_for_the_answer(room: int) -> None:
    thought = Thought(Thinking(inside=True, auto=True), room)
    closed = closed_after(thought, "word ", most=room)
    assert room - closed == min(1024, room // ANSWER_SHARE)


@pytest.mark.parametrize(
    ("said", "language"), [("First we add the numbers ", "en"), ("先把这两个数相加 ", "zh")]
)
def test_pain_12_it_is_closed_in_the_language_of_the_thought(said: str, language: str) -> None:
    thought = Thought(Thinking(inside=True, budget=3), ROOM)
    closed_after(thought, said)
    assert CLOSINGS[language] in thought.close()
