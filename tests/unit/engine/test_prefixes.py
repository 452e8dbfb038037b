"""Conversations that the context had to forget are set aside and come back, with a tiny model."""

from collections.abc import Iterator

import pytest
from support.desk import Answers, Desk, opened

from app.engine.llama import ContextOptions, Model
from app.engine.prefixes import MIN_TOKENS
from app.engine.thought import Thinking

LIMIT = 1_000_000  # bytes, enough for anything here
SIZES = ContextOptions(tokens=512, sequences=2, batch=64, threads=1, spare=1)
TALK = "a conversation of which nobody would like to read the beginning once more, "


@pytest.fixture
def desk(tiny: Model) -> Iterator[Desk]:
    """Two sequences that share 512 tokens."""
    with opened(tiny, SIZES, saved_bytes=LIMIT) as desk:
        yield desk


def cached(answer: Answers) -> int:
    return answer.counts[0].cached_tokens


def talk_of_others(desk: Desk) -> None:
    for letter in "xy":
        desk.ask(letter * 100).wait()


def test_a_conversation_comes_back_after_others(desk: Desk):
    first = desk.ask(TALK, max_tokens=20).wait()
    talk_of_others(desk)
    assert desk.scheduler.saved_bytes > 0
    turns = f"{TALK}{first.texts[0]} and on"
    second = desk.ask(turns, max_tokens=20).wait()
    # The last token drawn was never evaluated.
    assert cached(second) == len(TALK) + 20 - 1
    with opened(desk.model, SIZES) as fresh:
        assert second.texts == fresh.ask(turns, max_tokens=20).wait().texts


def test_it_comes_back_when_the_cells_ran_out(desk: Desk):
    desk.ask(TALK, max_tokens=1).wait()
    desk.ask("z" * 400, max_tokens=100).wait()
    assert cached(desk.ask(f"{TALK} again").wait()) == len(TALK)


def test_it_comes_back_among_answers_under_way(desk: Desk):
    desk.ask(TALK, max_tokens=1).wait()
    talk_of_others(desk)
    running = desk.ask("r" * 40, max_tokens=300)
    running.wait_for_text()
    assert cached(desk.ask(f"{TALK} again").wait()) == len(TALK)
    assert running.wait().counts[0].completion_tokens == 300


def test_many_take_turns(desk: Desk):
    talks = [f"{number} {TALK}" for number in range(6)]
    first = [desk.ask(talk).wait().texts for talk in talks]
    for _ in range(2):
        again = [desk.ask(talk).wait() for talk in talks]
        assert [answer.texts for answer in again] == first
        assert all(
            cached(answer) == len(talk) - 1 for answer, talk in zip(again, talks, strict=True)
        )


def test_an_earlier_branch_comes_back_after_an_edit(desk: Desk):
    branches = [TALK + end * 2 * MIN_TOKENS for end in "pq"]
    for branch in branches:
        desk.ask(branch, max_tokens=1).wait()
        desk.ask("other", max_tokens=1).wait()
    assert cached(desk.ask(branches[0]).wait()) == len(branches[0]) - 1


def test_thoughts_are_not_set_aside(tiny: Model):
    sizes = []
    for thinking in (None, Thinking(inside=True)):
        with opened(tiny, SIZES, saved_bytes=LIMIT) as desk:
            desk.ask(TALK, max_tokens=200, thinking=thinking).wait()
            talk_of_others(desk)
            sizes.append(desk.scheduler.saved_bytes)
            assert cached(desk.ask(TALK).wait()) == len(TALK) - 1
    assert 2 * sizes[1] < sizes[0]


def test_several_answers_to_one_question_are_set_aside_once(desk: Desk):
    desk.ask(TALK, n=2, max_tokens=1).wait()
    talk_of_others(desk)
    alone = desk.scheduler.saved_bytes
    with opened(desk.model, SIZES, saved_bytes=LIMIT) as other:
        other.ask(TALK, max_tokens=1).wait()
        talk_of_others(other)
        assert other.scheduler.saved_bytes == alone


def test_what_is_short_is_not_worth_it(desk: Desk):
    for letter in "abcd":
        desk.ask(letter * (MIN_TOKENS - 12), max_tokens=12).wait()
    assert desk.scheduler.saved_bytes == 0


@pytest.mark.parametrize("limit", [0, 60_000])
def test_never_more_is_taken_than_allowed(tiny: Model, limit: int):
    with opened(tiny, SIZES, saved_bytes=limit) as desk:
        for number in range(8):
            desk.ask(f"{number} {TALK}").wait()
            assert desk.scheduler.saved_bytes <= limit
        assert (desk.scheduler.saved_bytes > 0) == (limit > 0)
