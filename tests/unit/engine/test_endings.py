"""How answers end, and how thoughts end before them, over models that run."""

import itertools
import time

import pytest
from support.desk import Answers, Desk, opened

from app.domain.events import Channel
from app.domain.prompt import CLOSINGS
from app.domain.reasoning import Splitter
from app.engine.jobs import Ended
from app.engine.llama import ContextOptions, Model
from app.engine.thought import ANSWER_SHARE, Cut, Thinking

CANCEL_S = 0.25
SONG = "One, two, three, four, and again: " * 6
CLOSING = f"{CLOSINGS['en']}\n</think>\n\n"


def split(text: str) -> dict[Channel, str]:
    splitter = Splitter(starts_in_reasoning=True)
    said = dict.fromkeys(Channel, "")
    for delta in splitter.feed(text) + splitter.flush():
        said[delta.channel] += delta.text
    return said


def cut_of(answers: Answers) -> list[Cut | None]:
    ends = (event for event in answers.order if isinstance(event, Ended))
    return [end.cut for end in sorted(ends, key=lambda end: end.index)]


def test_a_thought_is_closed_when_its_budget_is_used_up(desk: Desk) -> None:
    thinking = Thinking(inside=True, budget=40)
    answer = desk.ask("q", thinking=thinking, max_tokens=300).wait()
    assert cut_of(answer) == [Cut.BUDGET]
    said = split(answer.texts[0])
    assert said[Channel.REASONING].endswith(f"\n\n{CLOSINGS['en']}")
    assert len(said[Channel.REASONING]) <= 40 + 2 + len(CLOSINGS["en"])
    assert len(said[Channel.ANSWER]) > 100
    assert answer.counts[0].completion_tokens == 300


def test_what_the_model_goes_on_from_has_the_closed_thought(desk: Desk) -> None:
    thinking = Thinking(inside=True, budget=16)
    first = desk.ask("q", thinking=thinking, max_tokens=200).wait()
    thought = first.texts[0].partition("</think>\n\n")[0] + "</think>\n\n"
    again = desk.ask(
        f"q{thought}", max_tokens=200 - len(desk.model.tokenize(thought, special=True))
    )
    assert again.wait().texts[0] == first.texts[0].removeprefix(thought)


def test_without_a_budget_a_thought_goes_on(desk: Desk) -> None:
    answer = desk.ask("q", thinking=Thinking(inside=True), max_tokens=200).wait()
    assert cut_of(answer) == [None]
    assert len(answer.texts[0]) == 200


def test_what_is_no_thought_is_not_closed(desk: Desk) -> None:
    thinking = Thinking(inside=False, budget=10)
    answer = desk.ask("q", thinking=thinking, max_tokens=60).wait()
    assert cut_of(answer) == [None]
    assert len(answer.texts[0]) == 60


def test_several_answers_each_have_the_budget(desk: Desk) -> None:
    thinking = Thinking(inside=True, budget=12)
    answers = desk.ask("q", thinking=thinking, n=3, max_tokens=150).wait()
    assert cut_of(answers) == [Cut.BUDGET] * 3
    assert all(text.count(CLOSING) == 1 for text in answers.texts)


def test_an_automatic_budget_leaves_room_for_the_answer(desk: Desk) -> None:
    thinking = Thinking(inside=True, auto=True)
    answer = desk.ask("q" * 100, thinking=thinking, max_tokens=None).wait()
    assert answer.reasons == ["length"]
    room = desk.context.size - 100
    assert len(split(answer.texts[0])[Channel.ANSWER]) > room // ANSWER_SHARE - len(CLOSING)


def test_answer_now_closes_the_thought_at_once(desk: Desk) -> None:
    answer = desk.ask("q", thinking=Thinking(inside=True), max_tokens=400)
    answer.wait_for_text()
    answer.job.hurried = True
    answer.wait()
    assert cut_of(answer) == [Cut.ASKED]
    assert len(split(answer.texts[0])[Channel.ANSWER]) > 0


def test_answer_now_counts_from_the_queue_too(desk: Desk) -> None:
    blockers = [desk.ask(letter, max_tokens=100) for letter in "abcd"]
    answer = desk.ask("q", thinking=Thinking(inside=True), max_tokens=150)
    answer.job.hurried = True
    assert len(split(answer.wait().texts[0])[Channel.REASONING]) < 5 + len(CLOSING)
    for blocker in blockers:
        blocker.wait()


def test_answer_now_is_nothing_to_an_answer_that_thinks_no_more(desk: Desk) -> None:
    answer = desk.ask("q", thinking=Thinking(inside=False), max_tokens=80)
    answer.job.hurried = True
    assert cut_of(answer.wait()) == [None]


def test_a_thought_is_never_closed_inside_a_character(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    halves = itertools.cycle("中文".encode())
    monkeypatch.setattr(Model, "token_bytes", lambda *_: bytes([next(halves)]))
    for budget in range(1, 8):
        thinking = Thinking(inside=True, budget=budget)
        text = desk.ask("q", thinking=thinking, max_tokens=30).wait().texts[0]
        assert set(text.partition("\n\n")[0]) <= set("中文")
        assert CLOSINGS["zh"] in text or budget == 1


@pytest.mark.parametrize("after_s", [0.0, 0.1, 0.3])
def test_cancelling_in_the_middle_of_a_long_prompt_frees_the_slot(
    smol: Model, after_s: float
) -> None:
    with opened(smol, ContextOptions(2048, 2, 512, 1)) as desk:
        answer = desk.ask([500 + at % 90 for at in range(2000)], n=2)
        time.sleep(after_s)
        started = time.perf_counter()
        desk.scheduler.cancel(answer.job)
        assert answer.wait().reasons == ["cancelled", "cancelled"]
        assert time.perf_counter() - started < CANCEL_S
        assert desk.scheduler.busy == 0


def test_an_answer_that_repeats_itself_is_ended(smol: Model) -> None:
    with opened(smol, ContextOptions(2048, 1, 64, 1)) as desk:
        cycle = desk.ask(SONG, stops_cycles=True, max_tokens=400).wait()
        assert cycle.reasons == ["cycle"]
        assert desk.ask(SONG, max_tokens=100).wait().reasons == ["length"]


def test_pain_08_a_thought_that_repeats_itself_is_closed_and_answered(smol: Model) -> None:
    with opened(smol, ContextOptions(2048, 1, 64, 1)) as desk:
        thinking = Thinking(inside=True, auto=True)
        wanted = {"thinking": thinking, "stops_cycles": True, "max_tokens": 600}
        answer = desk.ask(SONG, **wanted).wait()
    assert cut_of(answer) == [Cut.CYCLE]
    assert split(answer.texts[0])[Channel.ANSWER]
