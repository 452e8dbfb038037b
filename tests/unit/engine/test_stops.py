"""Stop strings, however the text is cut."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.stops import StopStrings

TEXTS = st.text("ab<>", max_size=24)
STOPS = st.lists(st.text("ab<>", min_size=1, max_size=5), max_size=3)


def run(stops: list[str], pieces: list[str]) -> tuple[str, bool]:
    matcher = StopStrings(stops)
    text = ""
    for piece in pieces:
        text += matcher.feed(piece)
        if matcher.hit:
            return text, True
    return text + matcher.flush(), False


@given(text=TEXTS, stops=STOPS)
def test_one_character_at_a_time_ends_where_the_first_complete_stop_begins(text, stops):
    said, hit = run(stops, list(text))
    ends = [text.find(stop) + len(stop) for stop in stops if stop in text]
    assert hit == bool(ends)
    if hit:
        complete = text[: min(ends)]
        assert said == complete[: min(complete.find(stop) for stop in stops if stop in complete)]
    else:
        assert said == text


@given(pieces=st.lists(TEXTS, max_size=8), stops=STOPS)
def test_without_a_hit_nothing_is_lost_and_nothing_invented(pieces, stops):
    text = "".join(pieces)
    said, hit = run(stops, pieces)
    assert text.startswith(said)
    assert hit == any(stop in text for stop in stops)
    assert hit or said == text


@pytest.mark.parametrize(
    ("stops", "piece", "passed"),
    [
        (["stop"], "go on", "go on"),
        (["stop"], "go on, s", "go on, "),
        (["stop"], "sto", ""),
        (["\n\n", "###"], "line\n", "line"),
        ([], "anything", "anything"),
    ],
)
def test_only_what_may_become_a_stop_string_is_held_back(stops, piece, passed):
    assert StopStrings(stops).feed(piece) == passed
