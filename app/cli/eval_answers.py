"""The answers of `lemma eval` in a file, so that an evaluation that was cut short can go on.

The first line says of which run they are; each other one is an answer with its mark. A run with
other settings is refused, since its answers could not be counted together with these; another
number of samples or of problems is no other setting. A last line that was cut short is dropped.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.domain.scores import Answer, Exercise
from app.domain.verdict import Status
from app.errors import UsageError

Place = tuple[str, str, int]  # problem, key and number of the sample


class AnswerFile:
    """The answers that are known, and room for more. Use as a context."""

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        """Open or begin a file.

        Raises:
            UsageError: it holds something else.
            OSError: it cannot be written.
        """
        self.known: dict[Place, tuple[Answer, str]] = {}  # with its text
        self._path = path
        whole = self._read(dict(settings)) if path.exists() else 0
        self._file = path.open("r+b" if whole else "wb")
        self._file.truncate(whole)
        self._file.seek(whole)
        if not whole:
            self._write({"run": dict(settings)})

    def __enter__(self) -> "AnswerFile":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, exercise: Exercise, sample: int, answer: Answer, text: str) -> None:
        """Keep an answer; it is in the system's hands when this returns."""
        place = {"problem": exercise.problem, "key": exercise.key, "sample": sample}
        status = None if answer.status is None else answer.status.value
        mark = {
            "boxed": answer.boxed,
            "right": answer.right,
            "ended": answer.ended,
            "tokens": answer.tokens,
            "model": answer.model,
            "verdict": status,
            "text": text,
        }
        self._write(place | mark)

    def _write(self, row: dict[str, Any]) -> None:
        line = json.dumps(row, ensure_ascii=False) + "\n"
        self._file.write(line.encode("utf-8", errors="replace"))
        self._file.flush()

    def _read(self, settings: dict[str, Any]) -> int:
        """Take what is known; returns how many bytes of the file are whole lines."""
        data = self._path.read_bytes()
        whole = data.rfind(b"\n") + 1
        for number, line in enumerate(data[:whole].split(b"\n")[:-1], 1):
            try:
                row = json.loads(line)
                if number == 1:
                    self._compare(dict(row["run"]), settings)
                else:
                    self.known[row["problem"], row["key"], row["sample"]] = _answer(row)
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                file = str(self._path)
                raise UsageError("cli.eval_bad_out", file=file, line=number) from error
        if data and not whole:
            raise UsageError("cli.eval_bad_out", file=str(self._path), line=1)
        return whole

    def _compare(self, found: dict[str, Any], settings: dict[str, Any]) -> None:
        other = [name for name in settings if found.get(name) != settings[name]]
        if other:
            raise UsageError("cli.eval_other_run", file=str(self._path), what=", ".join(other))


def _answer(row: dict[str, Any]) -> tuple[Answer, str]:
    verdict = row["verdict"]
    answer = Answer(
        boxed=row["boxed"],
        right=bool(row["right"]),
        ended=bool(row["ended"]),
        tokens=int(row["tokens"]),
        model=row["model"],
        status=None if verdict is None else Status(verdict),
    )
    return answer, row["text"]
