"""Where each conversation was left, kept across restarts in a small file of numbers.

It is a comfort, nothing more: what cannot be read or written is passed over.
"""

import json
import logging
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.domain.reading_place import ReadingPlace

log = logging.getLogger(__name__)

MOST = 300  # conversations; those left longest ago are forgotten first


class ReadingPlaces:
    """Places by conversation; a conversation that was left at its end has none."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places = _read(path)

    def get(self, conversation_id: int | None) -> ReadingPlace | None:
        """Where the conversation was left; None: at its end, or it is not known."""
        return self._places.get(conversation_id) if conversation_id is not None else None

    def put(self, conversation_id: int | None, place: ReadingPlace | None) -> None:
        """Note where a conversation is left, and keep it."""
        if conversation_id is None or place == self._places.get(conversation_id):
            return
        self._places.pop(conversation_id, None)
        if place is not None:
            self._places[conversation_id] = place  # the newest at the end
        for oldest in list(self._places)[:-MOST]:
            del self._places[oldest]
        self._write()

    def _write(self) -> None:
        table = {str(number): asdict(place) for number, place in self._places.items()}
        new = self._path.with_name(self._path.name + ".new")
        try:
            new.write_text(json.dumps(table), encoding="utf-8")
            new.replace(self._path)
        except OSError as error:
            log.info("the reading places were not kept: %s", type(error).__name__)


def _read(path: Path) -> dict[int, ReadingPlace]:
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return {int(number): _place(values) for number, values in table.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError) as error:
        log.info("the reading places cannot be read: %s", type(error).__name__)
        return {}


def _place(values: dict[str, Any]) -> ReadingPlace:
    place = ReadingPlace(**values)
    if not all(isinstance(value, int) for value in asdict(place).values()):
        raise ValueError(values)
    return place
