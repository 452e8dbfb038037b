"""One engine process: started with its key, heard through its pipe, ended with all it started.

The protocol stands in docs/architecture.md: the key is the first line of its standard input, which
then stays open as long as we live; it reports on standard output in JSON, one object a line.
"""

import asyncio
import contextlib
import json
import logging
import os
import secrets
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.client.deaths import cause_of_death, oom_kills
from app.client.process_tree import ProcessTree, spawn_options
from app.errors import EngineError
from app.paths import PRIVATE_FILE_MODE

log = logging.getLogger(__name__)

KEY_BYTES = 32
LAST_WORDS_BYTES = 4096
LOG_BYTES = 1_000_000  # a longer log is begun anew


@dataclass(frozen=True)
class Listening:
    """The engine can be reached under ``url``, but has not loaded the model yet."""

    url: str


@dataclass(frozen=True)
class Ready:
    """The model is loaded: its name, its context in tokens, and where it runs."""

    model: str
    context: int
    device: str


@dataclass(frozen=True)
class Refused:
    """The engine cannot load the model."""

    error: EngineError


Report = Listening | Ready | Refused


def parse_report(line: bytes) -> Report | None:
    """What a line of the engine's standard output says; None if it is none of its reports."""
    try:
        said = json.loads(line)
        match said["event"]:
            case "listening":
                return Listening(str(said["url"]))
            case "ready":
                return Ready(str(said["model"]), int(said["context"]), str(said["device"]))
            case "failed":
                return Refused(EngineError(str(said["error"]), **said.get("values", {})))
    except (ValueError, TypeError, KeyError):
        pass
    return None


class Child:
    """A running engine process. ``key`` is what its requests must carry."""

    def __init__(self, process: Process, log_path: Path, log_start: int) -> None:
        self.key = secrets.token_urlsafe(KEY_BYTES)
        self._log_path = log_path
        self._log_start = log_start
        self._oom_kills = oom_kills()
        self._process = process
        self._tree = ProcessTree(process.pid)

    @classmethod
    async def start(
        cls, command: Sequence[str], log_path: Path, *, environment: dict[str, str] | None = None
    ) -> "Child":
        """Start ``command``; what it writes to standard error goes to ``log_path``.

        Without ``environment`` it gets ours.

        Raises:
            EngineError: the system refuses to start it.
        """
        try:
            with _open_log(log_path) as errors:
                log_start = errors.tell()
                process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=errors,
                    env=environment,
                    **spawn_options(),
                )
        except OSError as error:
            raise EngineError("engine.not_started", why=error.strerror or str(error)) from error
        child = cls(process, log_path, log_start)
        assert process.stdin is not None
        process.stdin.write(child.key.encode() + b"\n")
        return child

    async def next_report(self) -> Report | None:
        """Its next report; None when it has closed its output."""
        assert self._process.stdout is not None
        while True:
            try:
                line = await self._process.stdout.readline()
            except ValueError:
                line = b"(too long)"  # the reader has dropped it
            report = parse_report(line)
            if report is not None or not line:
                return report
            log.info("the engine wrote something else than a report")

    async def wait(self) -> int:
        """Wait for its end; returns the exit status, negative for a signal."""
        return await self._process.wait()

    def cause_of_death(self, status: int | None) -> EngineError:
        """Why it ended with ``status``; None if only its output ended."""
        return cause_of_death(
            status,
            self._last_words(),
            log=str(self._log_path),
            oom_killed=oom_kills() > self._oom_kills,
        )

    def _last_words(self) -> str:
        with contextlib.suppress(OSError), open(self._log_path, "rb") as file:
            file.seek(max(self._log_start, file.seek(0, os.SEEK_END) - LAST_WORDS_BYTES))
            return file.read().decode("utf-8", errors="replace")
        return ""

    async def end(self, *, patience_s: float) -> None:
        """Close its input, by which it goes; after ``patience_s`` kill it and its offspring."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), patience_s)
        except TimeoutError:
            log.info("the engine had to be killed")
        finally:
            self._tree.kill()
        await self._process.communicate()  # reads the pipes to their end, which closes them


def _open_log(path: Path) -> BinaryIO:
    """The log at its end, readable by its owner alone; the last engine's words stay in it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    if path.exists() and path.stat().st_size > LOG_BYTES:
        flags |= os.O_TRUNC
    return os.fdopen(os.open(path, flags, PRIVATE_FILE_MODE), "ab")
