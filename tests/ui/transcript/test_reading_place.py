"""A conversation opens where it was left."""

import pytest
import shiboken6
from support.transcripts import conversation, question, turn

from app.ui.theme import LIGHT
from app.ui.transcript import Transcript

THOUGHTS = "\n\n".join(f"Thought {n}: " + "word " * 40 for n in range(30))
MIXED = "\n\n".join(
    f"Part {n}\n\n\\[ x_{{{n}}} = {n} \\]\n\n```\ncode {n}\n```\n\n|a|b|\n|-|-|\n|{n}|2|"
    for n in range(12)
)


def top_line(transcript):
    """The text at the top of the screen."""
    anchor = transcript._anchor()
    cursor = anchor.widget.textCursor()
    cursor.setPosition(anchor.place)
    return cursor.block().text()[:20], anchor.y


@pytest.fixture
def reopened(transcript, typesetter, settle):
    """Shows the same turns in another transcript, at the place of the first."""
    made = []

    def reopen(turns, zoom=1.0):
        again = Transcript(typesetter, LIGHT)
        made.append(again)
        again.set_zoom(zoom)
        again.resize(800, 600)
        again.show()
        again.show_turns(turns, transcript.reading_place())
        settle()
        return again

    yield reopen
    for view in made:
        shiboken6.delete(view)


@pytest.mark.parametrize("height", [37, 1500, 4321])
def test_the_line_at_the_top_is_there_again(transcript, reopened, settle, height):
    turns = conversation(pairs=9)
    transcript.show_turns(turns)
    settle()
    transcript.verticalScrollBar().setValue(height)
    settle()
    again = reopened(turns)
    assert again.reading_place() == transcript.reading_place()
    assert reopened(turns, zoom=1.25).reading_place().block == transcript.reading_place().block


def test_places_beside_words_and_in_thoughts(transcript, reopened, settle):
    turns = [question(1, "?"), turn(2, MIXED, reasoning=THOUGHTS, thought_s=2.0)]
    transcript.show_turns(turns)
    settle()
    transcript.views[1].document(thoughts=True)
    transcript._wishes.folded.emit(transcript.views[1])
    settle()
    places = set()
    for height in range(300, transcript.verticalScrollBar().maximum() - 600, 1300):
        transcript.verticalScrollBar().setValue(height)
        settle()
        place = transcript.reading_place()
        places.add((place.thoughts, place.block))
        seen = reopened(turns).reading_place()
        assert (seen.message_id, seen.thoughts, seen.block) == (2, *(place.thoughts, place.block))
        assert abs(seen.y - place.y) <= 2
    assert {thoughts for thoughts, _ in places} == {True, False}
    assert len(places) >= 3


def test_left_at_the_end_opens_at_the_end(transcript, reopened, settle):
    turns = conversation(pairs=6)
    transcript.show_turns(turns)
    settle()
    assert transcript.reading_place() is None
    assert reopened(turns).is_following


def test_a_place_that_is_gone_is_the_end(transcript, reopened, settle):
    transcript.show_turns(conversation(pairs=6))
    settle()
    transcript.verticalScrollBar().setValue(500)
    settle()
    other = [question(91, "Another"), turn(92, "word " * 2000)]
    assert reopened(other).is_following
