"""Values of JSON that may be of any type: what is not of the wanted one counts as absent."""

import json
import math
from datetime import datetime
from typing import Any

from app.errors import ExchangeError

#: Numbers above this are milliseconds: as seconds they would be in the year 5138.
MILLISECONDS_FROM = 1e11
#: Times outside of 1970 to 3000 are none, for calendars do not take them everywhere.
LATEST_S = 32_503_680_000.0
#: Values that one file may have: each takes some 70 bytes of memory, however short it is written.
MOST_VALUES = 20_000_000


def parsed(data: bytes, *, file: str) -> Any:
    """The JSON value in ``data``.

    Raises:
        ExchangeError: there is none, it is nested deeper than any conversation, or too big.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > MOST_VALUES:
        raise ExchangeError("exchange.too_many", file=file, limit=MOST_VALUES)
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ExchangeError("exchange.not_json", file=file) from error


def table(value: Any) -> dict[str, Any]:
    """The value, if it is an object."""
    return value if isinstance(value, dict) else {}


def rows(value: Any) -> list[Any]:
    """The value, if it is a list."""
    return value if isinstance(value, list) else []


def text(value: Any) -> str:
    """The value, if it is a text; half a surrogate pair in it becomes a question mark."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def key(value: Any) -> str | None:
    """A name or number by which something is referred to."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def number(value: Any, *, most: float) -> float | None:
    """The value, if it is a number from 0 to ``most``."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= most and math.isfinite(value) else None


def seconds(value: Any) -> float | None:
    """A time as seconds since the epoch, written as such, in milliseconds or as ISO 8601 has it."""
    if isinstance(value, str):
        return _of_calendar(value)
    found = number(value, most=LATEST_S * 1000)
    if found is not None and found > MILLISECONDS_FROM:
        found /= 1000
    return number(found, most=LATEST_S)


def _of_calendar(written: str) -> float | None:
    try:
        return number(datetime.fromisoformat(written).timestamp(), most=LATEST_S)
    except (ValueError, OverflowError, OSError):
        return None
