"""The keys by which clients are known, and how many requests each may make.

A key file holds one key a line: a name, white space, the key. ``#`` begins a comment. Names go into
the log of requests; keys go nowhere.
"""

import hashlib
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from app.errors import UsageError

MIN_KEY_CHARS = 8  # shorter ones are soon guessed
WINDOW_S = 60.0
OWN = "key"  # name of the key that came without one


@dataclass(frozen=True)
class Key:
    """A secret and whose it is."""

    name: str
    secret: str


def read_keys(path: Path) -> tuple[Key, ...]:
    """The keys of a file.

    Raises:
        UsageError: it holds none, or a line is none or stands there twice.
        OSError: it cannot be read.
    """
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    keys: list[Key] = []
    for number, key in _lines(text, str(path)):
        if any(key.name == other.name or key.secret == other.secret for other in keys):
            raise UsageError("cli.keys_twice", file=str(path), line=number)
        keys.append(key)
    if not keys:
        raise UsageError("cli.keys_empty", file=str(path))
    return tuple(keys)


def _lines(text: str, file: str) -> Iterator[tuple[int, Key]]:
    for number, line in enumerate(text.splitlines(), 1):
        words = line.partition("#")[0].split()
        if not words:
            continue
        if len(words) != 2 or not _is_key(words[1]):
            raise UsageError("cli.keys_bad_line", file=file, line=number, least=MIN_KEY_CHARS)
        yield number, Key(*words)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isprintable() and len(text) >= MIN_KEY_CHARS


class KeyRing:
    """All keys that are accepted; without any, every client passes."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._names = {_digest(key.secret.encode()): key.name for key in keys}

    @classmethod
    def of(cls, secret: str, keys: Iterable[Key] = ()) -> "KeyRing":
        """The ``keys``, and ``secret`` unless it is empty."""
        return cls([*keys, *([Key(OWN, secret)] if secret else [])])

    def __bool__(self) -> bool:
        return bool(self._names)

    def owner(self, secret: bytes) -> str | None:
        """Whose key this is; the time that takes tells nothing of the keys."""
        given = _digest(secret)
        found = None
        for digest, name in self._names.items():
            if secrets.compare_digest(digest, given):
                found = name
        return found


def _digest(secret: bytes) -> bytes:
    return hashlib.sha256(secret).digest()


class RateLimit:
    """At most ``per_minute`` requests of each name within any minute; 0 means any number."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._taken: dict[str, deque[float]] = {}

    def wait_s(self, name: str) -> int:
        """Whole seconds until ``name`` may ask again; 0: now, and this request is counted."""
        if not self._per_minute:
            return 0
        now = self._clock()
        taken = self._taken.setdefault(name, deque(maxlen=self._per_minute))
        if len(taken) == self._per_minute and now - taken[0] < WINDOW_S:
            return ceil(WINDOW_S - (now - taken[0]))
        taken.append(now)
        return 0
