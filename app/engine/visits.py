"""What is known of one request while it is served, and what is written down of it afterwards.

The log holds one JSON object a line: ``time, key, method, path, status, seconds`` and for answers
``prompt_tokens, cached_tokens, completion_tokens, first_token_s, finish``. What was asked and
answered is written only where somebody has asked for that.
"""

import json
import logging
import os
import time
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from starlette.types import Scope

from app.engine.jobs import Ended, Event, Events, Piece
from app.paths import PRIVATE_FILE_MODE

LEFT = 499  # status of a request whose client went away before a reply, as nginx writes it

_log = logging.getLogger(__name__)


@dataclass
class Visit:
    """One request. ``admitted`` counts the answers that it may have at once."""

    key: str = ""
    status: int = LEFT
    admitted: int = 0
    asked: BaseModel | None = None
    ended: list[Ended] = field(default_factory=list)
    texts: dict[int, list[str]] = field(default_factory=dict)
    started: float = field(default_factory=time.perf_counter)
    first_at: float | None = None
    seconds: float = 0.0

    @property
    def first_token_s(self) -> float | None:
        """Seconds from the request to the first text of an answer; None without one."""
        return None if self.first_at is None else self.first_at - self.started

    async def follow(self, events: Events) -> Events:
        """The same events, noted as they pass."""
        async with aclosing(events):
            async for batch in events:
                for event in batch:
                    self._note(event)
                yield batch

    def _note(self, event: Event) -> None:
        if isinstance(event, Piece):
            if self.first_at is None:
                self.first_at = time.perf_counter()
            self.texts.setdefault(event.index, []).append(event.text)
        else:
            self.ended.append(event)

    def row(self, scope: Scope, *, texts: bool) -> dict[str, Any]:
        """What the log says of it."""
        row = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "key": self.key,
            "method": scope["method"],
            "path": scope["path"],
            "status": self.status,
            "seconds": round(self.seconds, 3),
        }
        if self.admitted:
            row |= self._answers()
        if texts and self.asked is not None:
            given = self.asked.model_dump(include={"messages", "prompt"}, exclude_none=True)
            row |= given | {"answers": ["".join(self.texts[at]) for at in sorted(self.texts)]}
        return row

    def _answers(self) -> dict[str, Any]:
        counts = [ended.counts for ended in self.ended]
        wait = self.first_token_s
        return {
            "prompt_tokens": counts[0].prompt_tokens if counts else None,
            "cached_tokens": counts[0].cached_tokens if counts else None,
            "completion_tokens": sum(count.completion_tokens for count in counts),
            "first_token_s": None if wait is None else round(wait, 3),
            "finish": [ended.reason.value for ended in self.ended],
        }


def visit_of(scope: Scope) -> Visit:
    """The visit that a request belongs to."""
    visit: Visit = scope.setdefault("state", {}).setdefault("visit", Visit())
    return visit


class RequestLog:
    """Appends rows to ``path``, readable by its owner alone; without a path it writes nothing."""

    def __init__(self, path: Path | None, *, texts: bool) -> None:
        self._texts = texts
        self._file = None
        if path is not None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
            self._file = os.fdopen(os.open(path, flags, PRIVATE_FILE_MODE), "ab", buffering=0)

    def write(self, visit: Visit, scope: Scope) -> None:
        """Note a request that has ended; a full disk loses the row and nothing else.

        Looking whether we are well is not worth a row.
        """
        if self._file is None or (scope["method"] != "POST" and visit.status < 400):
            return
        row = json.dumps(visit.row(scope, texts=self._texts), ensure_ascii=False)
        try:
            self._file.write(row.encode("utf-8", errors="replace") + b"\n")
        except OSError as error:
            _log.warning("the log of requests cannot be written: %s", error.strerror)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
