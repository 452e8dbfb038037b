"""Where conversations were left: kept, forgotten in time, and never in the way."""

import pytest

from app.domain.reading_place import ReadingPlace
from app.tutor.reading_places import MOST, ReadingPlaces

PLACE = ReadingPlace(7, thoughts=True, block=3, position=40, y=-5)


def test_places_are_there_after_a_restart(tmp_path):
    places = ReadingPlaces(tmp_path / "reading_places.json")
    places.put(1, PLACE)
    places.put(2, PLACE)
    places.put(2, None)  # left at its end
    places.put(None, PLACE)
    again = ReadingPlaces(tmp_path / "reading_places.json")
    assert [again.get(1), again.get(2), again.get(None)] == [PLACE, None, None]
    assert [file.name for file in tmp_path.iterdir()] == ["reading_places.json"]


def test_the_file_stays_small(tmp_path):
    places = ReadingPlaces(tmp_path / "reading_places.json")
    for number in range(MOST):
        places._places[number] = PLACE
    places.put(MOST, PLACE)
    assert [places.get(0), places.get(1), places.get(MOST)] == [None, PLACE, PLACE]


@pytest.mark.parametrize(
    "text", ["", "[", "[1]", '{"a": {}}', '{"1": 3}', '{"1": {"message_id": "7"}}', "[" * 9999]
)
def test_a_damaged_file_is_no_trouble(tmp_path, text):
    file = tmp_path / "reading_places.json"
    file.write_text(text)
    places = ReadingPlaces(file)
    assert places.get(1) is None
    places.put(1, PLACE)
    assert ReadingPlaces(file).get(1) == PLACE


def test_a_folder_that_is_gone_is_no_trouble(tmp_path):
    places = ReadingPlaces(tmp_path / "gone" / "reading_places.json")
    places.put(1, PLACE)
    assert places.get(1) == PLACE
