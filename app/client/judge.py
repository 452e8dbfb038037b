"""The checker as the program sees it: question and answer in, judgement out, in bounded time.

SymPy runs in a child process of its own (``app/checker``), started with the first request. Requests
go to it one at a time. A child that takes longer than its deadline, crashes or runs out of memory
is killed, and the next request starts another: then the judgement is what was known until there.
Nothing here raises; what cannot be checked is not checked.
"""

import asyncio
import json
import logging
import os
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from app.client.process_tree import ProcessTree, spawn_options
from app.domain.verdict import Judgement, Status, Verdict
from app.paths import PRIVATE_FILE_MODE

log = logging.getLogger(__name__)

MAX_TEXT_CHARS = 400_000  # of a question or an answer
MAX_LINE_BYTES = 4_000_000  # of the child's output
MEMORY_BYTES = 1 << 30  # of the child, where the parent sets the bound (Windows)
LOG_BYTES = 1_000_000  # a longer log is begun anew


@dataclass(frozen=True)
class Deadlines:
    """In seconds."""

    start_s: float = 60.0  # to import SymPy, on a busy computer too
    answer_s: float = 2.0


class Judge:
    """Asks the checker process, which it starts when it is needed; ``close`` it."""

    def __init__(
        self, command: Sequence[str], log_path: Path, deadlines: Deadlines | None = None
    ) -> None:
        self._command = command
        self._log_path = log_path
        self._deadlines = deadlines or Deadlines()
        self._turn = asyncio.Lock()
        self._child: _Child | None = None

    async def prepare(self) -> None:
        """Start the process if it does not run, so that the first request need not wait for it."""
        async with self._turn:
            await self._started()

    async def judge(self, question: str | None, answer: str, gold: str | None = None) -> Judgement:
        """All that can be found out about ``answer`` within the deadline."""
        if max(map(len, (question or "", answer, gold or ""))) > MAX_TEXT_CHARS:
            return _unchecked("checker.too_long")
        request = {"judge": {"question": question, "answer": answer, "gold": gold}}
        began = time.monotonic()
        said, trouble = await self._ask(request)
        known = said.get("judgement")
        if known is None:
            return _unchecked(trouble or "checker.failed")
        judgement = Judgement.from_json(known)
        if not trouble:
            return judgement
        judgement = replace(judgement, seconds=round(time.monotonic() - began, 4))
        if judgement.verdict.reason == "checker.too_slow":
            return replace(judgement, verdict=_unchecked(trouble).verdict)
        return judgement

    async def same(self, first: str, second: str) -> bool | None:
        """Whether two answers say the same; None where that cannot be decided in time."""
        if max(len(first), len(second)) > MAX_TEXT_CHARS:
            return None
        said, _ = await self._ask({"same": [first, second]})
        result: bool | None = said.get("same")
        return result

    async def compute(self, tool: str, text: str) -> dict[str, str]:
        """What a tool of ``checker/computing.py`` gives: a "result", or the key of an "error"."""
        if len(text) > MAX_TEXT_CHARS:
            return {"error": "checker.tool_unreadable"}
        said, trouble = await self._ask({"compute": {"tool": tool, "text": text}})
        slow = trouble == "checker.too_slow"
        found: dict[str, str] | None = said.get("computed")
        return found or {"error": "checker.tool_too_slow" if slow else "checker.tool_failed"}

    async def close(self) -> None:
        """End the process. A judge that is asked again starts another."""
        async with self._turn:
            await self._end()

    async def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], str]:
        """The last that the child said, and the key of what went wrong, if anything did."""
        async with self._turn:
            child = await self._started()
            if child is None:
                return {}, "checker.not_started"
            try:
                trouble = await self._heard(child, request)
            except BaseException:  # nobody waits any more, but the child would go on
                await self._end()
                raise
            if trouble:
                log.info("the checker is ended: %s", trouble)
                await self._end()
            return child.said, trouble

    async def _heard(self, child: "_Child", request: dict[str, Any]) -> str:
        try:
            async with asyncio.timeout(self._deadlines.answer_s):
                await child.ask(request)
        except TimeoutError:
            return "checker.too_slow"
        except (OSError, EOFError, ValueError):
            return "checker.stopped"
        return ""

    async def _started(self) -> "_Child | None":
        """The running child, its first computations behind it; None if it does not start."""
        if self._child is not None:
            return self._child
        try:
            self._child = await _Child.start(self._command, self._log_path)
            async with asyncio.timeout(self._deadlines.start_s):
                await self._child.ready()
        except (OSError, TimeoutError, EOFError) as error:
            log.warning("the checker did not start: %s", type(error).__name__)
            await self._end()
        except BaseException:  # half started, it would take the next request's answer for its own
            await self._end()
            raise
        return self._child

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            await asyncio.shield(child.end())


class _Child:
    """One checker process. ``said`` is the last line of its answer."""

    def __init__(self, process: Process) -> None:
        self.said: dict[str, Any] = {}
        self._process = process
        self._tree = ProcessTree(process.pid, memory_bytes=MEMORY_BYTES)

    @classmethod
    async def start(cls, command: Sequence[str], log_path: Path) -> "_Child":
        with _open_log(log_path) as errors:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=errors,
                limit=MAX_LINE_BYTES,
                **spawn_options(),
            )
        return cls(process)

    async def ready(self) -> None:
        """Wait until it can be asked."""
        await self._next_line()

    async def ask(self, request: dict[str, Any]) -> None:
        """Ask, and hear the answer to its end."""
        assert self._process.stdin is not None
        self.said = {}
        self._process.stdin.write(json.dumps(request).encode() + b"\n")
        await self._process.stdin.drain()
        while not self.said.get("done"):
            self.said = await self._next_line()

    async def _next_line(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise EOFError
        said: dict[str, Any] = json.loads(line)
        return said

    async def end(self) -> None:
        """Kill it, and wait until it is gone."""
        self._tree.kill()
        await self._process.communicate()  # closes the pipes


def _unchecked(reason: str) -> Judgement:
    return Judgement(Verdict(Status.UNCHECKED, reason))


def _open_log(path: Path) -> BinaryIO:
    """The log at its end, readable by its owner alone."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    if path.exists() and path.stat().st_size > LOG_BYTES:
        flags |= os.O_TRUNC
    return os.fdopen(os.open(path, flags, PRIVATE_FILE_MODE), "ab")
