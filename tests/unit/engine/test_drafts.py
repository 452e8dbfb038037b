"""Guessed tokens change how soon a text is there, and nothing of it: verified over real models."""

import pytest
from support.desk import Desk, opened

from app.domain.generation import Sampling
from app.engine.drafts import Draft, Drafter, Guessing, Text
from app.engine.jobs import Piece
from app.engine.llama import ContextOptions, Model
from app.engine.thought import Thinking

SIZES = ContextOptions(tokens=256, sequences=4, batch=64, threads=1, outputs=4)
SONG = ("One, two, three, four, and again: " * 3).strip()


def both(model: Model, ask: dict[str, object], prompt: str = SONG) -> list[object]:
    """The same question without guesses and with them: texts, ends and scores must be alike."""
    answers = []
    for mode in (Guessing.OFF, Guessing.ALWAYS):
        with opened(model, SIZES, guessing=mode) as desk:
            answers.append(desk.ask(prompt, **ask).wait())
    plain, guessed = answers
    assert (plain.texts, plain.reasons) == (guessed.texts, guessed.reasons)
    assert [c.completion_tokens for c in plain.counts] == [
        c.completion_tokens for c in guessed.counts
    ]
    assert plain.counts[0].drafted == 0
    return answers


def test_a_text_is_the_same_and_takes_fewer_steps(smol: Model) -> None:
    plain, guessed = both(smol, {"max_tokens": 40})
    assert guessed.counts[0].accepted > 20
    assert guessed.counts[0].drafted >= guessed.counts[0].accepted
    assert guessed.batches < plain.batches / 2


def test_with_a_seed_the_same_dice_are_thrown(smol: Model) -> None:
    sampling = Sampling(temperature=0.8, seed=2, repeat_penalty=1.02)
    _, guessed = both(smol, {"max_tokens": 40, "sampling": sampling})
    assert guessed.counts[0].drafted > 0


def test_stop_strings_scores_and_limits_see_only_what_was_drawn(smol: Model) -> None:
    plain, guessed = both(smol, {"max_tokens": 40, "stop": ("again: One, two, three, f",)})
    assert plain.reasons == ["stop"]
    plain, guessed = both(smol, {"max_tokens": 23, "top_scores": 2})
    scores = [
        [event.score for event in answer.order if isinstance(event, Piece)]
        for answer in (plain, guessed)
    ]
    assert scores[0] == scores[1]
    assert guessed.counts[0].completion_tokens == 23


def test_a_grammar_binds_guesses_too(smol: Model) -> None:
    wanted = {"max_tokens": 40, "grammar": 'root ::= (" One, two, three, five, and again:")+'}
    _, guessed = both(smol, wanted)
    assert guessed.counts[0].accepted > 10


def test_a_thought_is_closed_in_the_middle_of_right_guesses(smol: Model) -> None:
    wanted = {"max_tokens": 45, "thinking": Thinking(inside=True, budget=16)}
    plain, guessed = both(smol, wanted)
    assert "</think>" in plain.texts[0]
    assert guessed.counts[0].accepted > 0


def test_several_answers_share_the_rows(smol: Model) -> None:
    def texts(mode: Guessing) -> list[list[str]]:
        with opened(smol, SIZES, guessing=mode) as desk:
            asked = [desk.ask(f"{letter}: {SONG}", max_tokens=16) for letter in "AB"]
            return [answer.wait().texts for answer in asked]

    assert texts(Guessing.ALWAYS) == texts(Guessing.OFF)


def test_n_answers_each_guess(smol: Model) -> None:
    sampling = Sampling(temperature=0.8, seed=7)
    _, guessed = both(smol, {"max_tokens": 16, "n": 3, "sampling": sampling})
    assert len(set(guessed.texts)) > 1


def test_what_is_forgotten_is_not_reused(smol: Model) -> None:
    with opened(smol, SIZES, guessing=Guessing.ALWAYS) as desk:
        first = desk.ask(SONG, max_tokens=30).wait()
        again = desk.ask(SONG + first.texts[0] + " Then five", max_tokens=10).wait()
    with opened(smol, SIZES) as desk:
        fresh = desk.ask(SONG + first.texts[0] + " Then five", max_tokens=10).wait()
    assert again.texts == fresh.texts
    assert again.counts[0].cached_tokens > 40


def test_the_end_of_the_context_is_where_it_was(tiny: Model) -> None:
    for mode in (Guessing.OFF, Guessing.ALWAYS):
        with opened(tiny, SIZES, guessing=mode) as desk:
            answer = desk.ask("abcabcabc" * 20, max_tokens=None).wait()
        assert answer.reasons == ["length"]
        assert answer.counts[0].completion_tokens == 256 - 180 + 1


def test_answers_that_fill_the_context_end_as_without_guesses(tiny: Model) -> None:
    with opened(tiny, SIZES, guessing=Guessing.ALWAYS) as desk:
        long = desk.ask("long " * 20, max_tokens=None)
        long.wait_for_text()
        assert desk.ask("z" * 50, max_tokens=50).wait().counts[0].completion_tokens == 50
        assert long.wait().reasons == ["length"]


def test_prompts_from_before_still_count_what_they_had(desk: Desk) -> None:
    answer = desk.ask("abc " * 20, max_tokens=20).wait()
    assert (answer.counts[0].drafted, answer.counts[0].accepted) == (0, 0)  # off unless asked for


# --- what is guessed -------------------------------------------------------------------------


def text_of(*tokens: int, left: int = 100) -> Text:
    return Text(Draft(), tokens, left)


def test_a_guess_is_judged_by_what_was_drawn() -> None:
    text = text_of(1, 2, 3, 4, 5, 1, 2, 3)
    drafter = Drafter(Guessing.ALWAYS, rows=4)
    drafter.prepare([text], threads=1, cells=100)
    assert text.draft.tokens == [4, 5, 1]
    for token in (4, 5, 9):
        text.draft.hear(token)
    assert (text.draft.drafted, text.draft.accepted) == (3, 2)
    assert text.draft.tokens == []
    text.draft.hear(7)
    assert text.draft.drafted == 3


@pytest.mark.parametrize(
    ("left", "cells", "count"), [(100, 100, 7), (100, 2, 2), (3, 100, 2), (1, 100, 0), (9, 0, 0)]
)
def test_no_more_is_guessed_than_there_is_room_for(left: int, cells: int, count: int) -> None:
    text = text_of(*range(10), *range(5), left=left)
    Drafter(Guessing.ALWAYS, rows=8).prepare([text], threads=1, cells=cells)
    assert len(text.draft.tokens) == count


def test_nothing_is_guessed_before_the_cost_is_known() -> None:
    text = text_of(*range(10), *range(5))
    drafter = Drafter(Guessing.AUTO, rows=8)
    drafter.prepare([text], threads=1, cells=100)
    assert text.draft.tokens == []


@pytest.mark.parametrize(("repeatable", "guesses"), [(True, False), (False, True)])
def test_whoever_counts_on_the_same_text_gets_it_without_guesses(
    repeatable: bool, guesses: bool
) -> None:
    tokens = [*range(10), *range(5)]
    text = Text(Draft(), tokens, left=100, repeatable=repeatable)
    drafter, guessed = Drafter(Guessing.AUTO, rows=8), 0
    for _ in range(400):
        drafter.prepare([text], threads=2, cells=100)
        guessed += len(text.draft.tokens)
        text.draft.hear(5)
        drafter.record(threads=2, rows=1 + len(text.draft.tokens), base=1, seconds=0.03)
    assert (guessed > 0) == guesses


def test_a_seed_or_no_temperature_is_to_count_on_the_same_text() -> None:
    assert Sampling(temperature=0.0).is_repeatable
    assert Sampling(seed=5).is_repeatable
    assert not Sampling().is_repeatable


def test_where_it_pays_guessing_begins_by_itself_and_where_not_it_ends() -> None:
    def share_of_guessing(seconds_of_a_row: float) -> float:
        drafter, text, widths = Drafter(Guessing.AUTO, rows=8), text_of(*range(10), *range(5)), []
        for _ in range(4000):
            drafter.prepare([text], threads=2, cells=100)
            guessed = text.draft.tokens
            widths.append(1 + len(guessed))
            for token in [5, 6, 7, 8, 9, 0, 1, 2][: len(guessed) + 1]:
                text.draft.hear(token)
            seconds = 0.03 + seconds_of_a_row * (widths[-1] - 1)
            drafter.record(threads=2, rows=widths[-1], base=1, seconds=seconds)
        return sum(width > 1 for width in widths[-1000:]) / 1000

    assert share_of_guessing(0.001) > 0.95
    assert share_of_guessing(0.03) < 0.02
