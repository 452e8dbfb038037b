"""The decode loop over a tiny model: sharing, reuse, limits, and ends of all kinds."""

import time

import pytest
from support.desk import Desk, opened

from app.domain.generation import Sampling
from app.engine import scheduler
from app.engine.jobs import Ended, Piece
from app.engine.llama import ContextOptions, EvaluationError, Model
from app.engine.scheduler import FIRST_CHUNK, MIN_CHUNK

CANCEL_S = 0.25


def drawn(seed: int) -> Sampling:
    return Sampling(temperature=1.5, top_p=1.0, seed=seed)


def test_an_answer_ends_at_max_tokens_and_counts_itself(desk: Desk) -> None:
    answer = desk.ask("one two three", max_tokens=7).wait()
    assert answer.reasons == ["length"]
    assert len(answer.texts[0]) == 7  # one printable character a token
    counts = answer.counts[0]
    assert (counts.prompt_tokens, counts.cached_tokens, counts.completion_tokens) == (13, 0, 7)
    assert counts.prompt_s > 0
    assert counts.decode_s > 0


def test_the_same_prompt_again_is_not_evaluated_again_and_says_the_same(desk: Desk) -> None:
    first = desk.ask("what is two and two").wait()
    second = desk.ask("what is two and two").wait()
    assert second.texts == first.texts
    assert second.counts[0].cached_tokens == second.counts[0].prompt_tokens - 1


def test_a_conversation_goes_on_from_what_is_known(desk: Desk) -> None:
    first = desk.ask("a first question", max_tokens=20).wait()
    second = desk.ask(f"a first question{first.texts[0]} and a second one").wait()
    # The last token drawn was never evaluated.
    assert second.counts[0].cached_tokens == len("a first question") + 20 - 1


def test_what_is_reused_is_what_would_have_been_evaluated(smol: Model) -> None:
    sizes = ContextOptions(tokens=1024, sequences=2, batch=64, threads=1)
    with opened(smol, sizes) as desk:
        first = desk.ask("The largest planets of the solar system are", max_tokens=16).wait()
        turns = f"The largest planets of the solar system are{first.texts[0]} In short, they are"
        reused = desk.ask(turns, max_tokens=24).wait()
    with opened(smol, sizes) as desk:
        fresh = desk.ask(turns, max_tokens=24).wait()
    assert fresh.counts[0].cached_tokens == 0
    assert reused.counts[0].cached_tokens > 16
    assert reused.texts == fresh.texts


def test_reuse_does_not_change_the_text(desk: Desk) -> None:
    beginning = "common beginning of two different texts, long enough to count: "
    alone = [desk.ask(beginning + end, max_tokens=30).wait().texts for end in ("x = 1", "y = 2")]
    forget_all(desk)
    together = []
    for end in ("y = 2", "x = 1"):
        together.append(desk.ask(beginning + end, max_tokens=30).wait())
    assert [answer.texts for answer in reversed(together)] == alone
    assert together[1].counts[0].cached_tokens == len(beginning)


def forget_all(desk: Desk) -> None:
    """Push everything out of the cache with prompts that begin differently."""
    for letter in "abcd":
        desk.ask(letter * 100, max_tokens=1).wait()


def test_an_answer_under_way_lends_its_beginning(desk: Desk) -> None:
    running = desk.ask("the same long beginning, then this", max_tokens=200)
    running.wait_for_text()
    other = desk.ask("the same long beginning, then that").wait()
    assert other.counts[0].cached_tokens == len("the same long beginning, then th")
    assert running.wait().counts[0].completion_tokens == 200


def test_several_answers_share_one_evaluation_of_their_prompt(desk: Desk) -> None:
    before = desk.scheduler.totals.prompt_tokens
    answers = desk.ask("x" * 90, n=4, sampling=drawn(1)).wait()
    assert desk.scheduler.totals.prompt_tokens - before == 90
    assert len(set(answers.texts)) == 4
    assert answers.reasons == ["length"] * 4


def test_each_of_several_answers_is_what_its_seed_alone_gives(desk: Desk) -> None:
    together = desk.ask("seeded", n=3, sampling=drawn(40)).wait()
    alone = [desk.ask("seeded", sampling=drawn(40 + index)).wait().texts[0] for index in range(3)]
    assert together.texts == alone


def test_without_a_seed_answers_differ(desk: Desk) -> None:
    free = Sampling(temperature=1.5, top_p=1.0)
    texts = {desk.ask("unseeded", sampling=free).wait().texts[0] for _ in range(4)}
    assert len(texts) == 4


def test_a_stop_string_ends_the_answer_before_itself(desk: Desk) -> None:
    whole = desk.ask("tell me", max_tokens=40).wait().texts[0]
    stop = whole[10:14]
    stopped = desk.ask("tell me", max_tokens=40, stop=("never said", stop)).wait()
    assert stopped.texts[0] == whole[: whole.index(stop)]
    assert stopped.reasons == ["stop"]


def test_a_possible_stop_string_at_the_end_is_text_after_all(desk: Desk) -> None:
    whole = desk.ask("tell me", max_tokens=10).wait().texts[0]
    answer = desk.ask("tell me", max_tokens=10, stop=(whole[-2:] + "never",)).wait()
    assert answer.texts[0] == whole


def test_the_end_of_the_context_ends_the_answer(desk: Desk) -> None:
    answer = desk.ask("y" * 400, max_tokens=None).wait()
    assert answer.reasons == ["length"]
    assert answer.counts[0].completion_tokens == desk.context.size - 400 + 1


def test_when_the_cells_run_out_the_longest_answer_ends(desk: Desk) -> None:
    long = desk.ask("long " * 60, max_tokens=None)
    long.wait_for_text()
    short = desk.ask("z" * 50, max_tokens=100).wait()
    assert short.counts[0].completion_tokens == 100
    assert long.wait().reasons == ["length"]
    assert 300 + long.counts[0].completion_tokens < desk.context.size


def test_what_nobody_uses_makes_room(desk: Desk) -> None:
    for letter in "abc":
        desk.ask(letter * 150, max_tokens=1).wait()
    answer = desk.ask("d" * 300, max_tokens=50).wait()
    assert answer.counts[0].completion_tokens == 50


def test_a_prompt_waits_until_it_fits(desk: Desk) -> None:
    first = desk.ask("p" * 300, max_tokens=100)
    first.wait_for_text()
    second = desk.ask("q" * 300, max_tokens=5).wait()
    assert first.events.qsize() > 0, "the first had ended before the second began"
    assert second.counts[0].completion_tokens == 5
    assert first.wait().counts[0].completion_tokens == 100


def test_more_questions_than_slots_are_all_answered_in_their_order(desk: Desk) -> None:
    answers = [desk.ask(f"question {number}", max_tokens=6) for number in range(12)]
    texts = [answer.wait().texts[0] for answer in answers]
    assert [desk.ask(f"question {n}", max_tokens=6).wait().texts[0] for n in range(12)] == texts


def test_a_long_prompt_is_read_beside_a_running_answer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "MAX_STALL_S", 0.0)  # so chunks are as short as they get
    running = desk.ask("r", max_tokens=300)
    running.wait_for_text()
    desk.ask("s" * 192, max_tokens=1).wait()
    steps = (192 - FIRST_CHUNK) // MIN_CHUNK
    assert running.events.qsize() >= steps, "the running answer stood still"
    running.wait()


@pytest.mark.parametrize("when", ["queued", "running"])
def test_cancelling_ends_a_job_at_once(desk: Desk, when: str) -> None:
    blockers = [desk.ask("b", max_tokens=400) for _ in range(4 if when == "queued" else 0)]
    answers = desk.ask("to be cancelled", max_tokens=400, n=2)
    if when == "running":
        answers.wait_for_text()
    started = time.perf_counter()
    desk.scheduler.cancel(answers.job)
    assert answers.wait().reasons == ["cancelled", "cancelled"]
    assert time.perf_counter() - started < CANCEL_S
    for blocker in blockers:
        desk.scheduler.cancel(blocker.job)
        blocker.wait()
    assert desk.scheduler.busy == 0


def test_closing_ends_everything(desk: Desk) -> None:
    answers = [desk.ask("c", max_tokens=None) for _ in range(6)]
    answers[0].wait_for_text()
    desk.scheduler.close()
    assert {reason for answer in answers for reason in answer.wait().reasons} == {"cancelled"}


@pytest.mark.expects_log
def test_a_failed_evaluation_ends_the_answers_and_nothing_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = desk.ask("before").wait()

    def fail(batch: object, *, abortable: bool) -> None:
        raise EvaluationError("on purpose")

    with monkeypatch.context() as patch:
        patch.setattr(desk.context, "evaluate", fail)
        assert desk.ask("broken", n=3).wait().reasons == ["error"] * 3
    again = desk.ask("before").wait()
    assert again.texts == good.texts
    assert again.counts[0].cached_tokens == 0


def test_each_job_hears_of_a_step_once(desk: Desk) -> None:
    answers = desk.ask("batches", n=4, max_tokens=5)
    batches = []
    ended = 0
    while ended < 4:
        batches.append(answers.events.get(timeout=5))
        ended += sum(isinstance(event, Ended) for event in batches[-1])
    assert len(batches) == 5
    assert all(len({e.index for e in batch if isinstance(e, Piece)}) == 4 for batch in batches)


def test_totals_are_counted(desk: Desk) -> None:
    desk.ask("count me", max_tokens=4).wait()
    desk.ask("count me", max_tokens=4).wait()
    totals = desk.scheduler.totals
    assert (totals.requests, totals.prompt_tokens, totals.cached_tokens) == (2, 16, 7)
    assert totals.generated_tokens == 8
