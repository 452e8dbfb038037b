"""The turn buffer: one truth, readers at their own pace."""

from app.domain.chat import Message, Role, Status
from app.domain.events import Channel, Delta, Finished, FinishReason, Recast, Timings
from app.tutor.buffer import TurnBuffer


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def make() -> tuple[TurnBuffer, Clock]:
    clock = Clock()
    message = Message(2, 1, 1, Role.ASSISTANT, "", status=Status.STREAMING)
    return TurnBuffer(message, clock), clock


def test_text_is_joined_by_channel_and_versions_count():
    buffer, _ = make()
    for channel, text in (("reasoning", "a"), ("reasoning", "b"), ("answer", "c")):
        buffer.append(Delta(Channel(channel), text))
    assert (buffer.reasoning, buffer.answer, buffer.version) == ("ab", "c", 3)


def test_thinking_is_measured_until_the_answer_begins():
    buffer, clock = make()
    assert buffer.thought_s is None
    buffer.append(Delta(Channel.REASONING, "hm"))
    clock.now += 3
    assert buffer.thinking
    assert buffer.thought_s == 3
    clock.now += 4
    buffer.append(Delta(Channel.ANSWER, "x"))
    clock.now += 10
    assert not buffer.thinking
    assert buffer.thought_s == 7


def test_reasoning_that_comes_back_is_added():
    buffer, clock = make()
    for channel in (Channel.REASONING, Channel.ANSWER, Channel.REASONING):
        buffer.append(Delta(channel, "x"))
        clock.now += 2
    buffer.end(Status.STOPPED)
    assert buffer.thought_s == 4


def test_an_answer_without_reasoning_has_no_thinking_time():
    buffer, _ = make()
    buffer.append(Delta(Channel.ANSWER, "x"))
    buffer.end(Status.COMPLETE)
    assert buffer.thought_s is None


def test_speed_is_measured_and_the_engines_own_figure_wins():
    buffer, clock = make()
    for _ in range(11):
        buffer.append(Delta(Channel.ANSWER, "x"))
        clock.now += 0.1
    assert 8 < buffer.decode_tps < 10
    buffer.end(Status.COMPLETE, Finished(FinishReason.STOP, timings=Timings(decode_tps=42.0)))
    assert buffer.decode_tps == 42.0


def test_a_failure_has_a_key_for_people():
    buffer, _ = make()
    buffer.append(Delta(Channel.ANSWER, "half"))
    buffer.fail("tutor.defect", {})
    assert (buffer.status, buffer.error, buffer.answer) == (Status.FAILED, "tutor.defect", "half")
    assert buffer.done.is_set()


def test_what_was_said_can_turn_out_to_have_been_a_thought():
    buffer, clock = make()
    buffer.append(Delta(Channel.ANSWER, "2 and 2"))
    clock.now += 5
    buffer.recast(Recast("2 and 2"))
    buffer.append(Delta(Channel.ANSWER, "4"))
    clock.now += 7
    assert (buffer.reasoning, buffer.answer) == ("2 and 2", "4")
    assert (buffer.thinking, buffer.thought_s) == (False, 5)
