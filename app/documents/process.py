"""The reader process: one request on standard input, one answer on standard output, in JSON.

``{"path", "pages"}`` is answered by the fields of ``Document``, or by ``{"error", "values"}``, a
key of the translations. Then the process ends. Whoever started it kills it at a deadline.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from app.checker import confinement
from app.documents import reading
from app.errors import DocumentError


def run() -> int:
    """Answer one request; returns the exit status."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8", newline="\n")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nobody else can write into the protocol
    request = json.loads(sys.stdin.readline())
    path = Path(request["path"])
    reading.prepare(path)
    confinement.confine()
    confinement.allow_more_time()
    _say(output, _answer(path, request["pages"]))
    return 0


def _answer(path: Path, pages: str) -> dict[str, Any]:
    try:
        return asdict(reading.read(path, pages))
    except DocumentError as error:
        return {"error": error.key, "values": error.values}
    except (MemoryError, RecursionError):
        return {"error": "composer.too_complex", "values": {"name": path.name}}
    except OSError:
        return {"error": "composer.unreadable", "values": {"name": path.name}}


def _say(output: TextIO, answer: dict[str, Any]) -> None:
    output.write(json.dumps(answer) + "\n")
    output.flush()
