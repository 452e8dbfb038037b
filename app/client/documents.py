"""Documents as the program sees them: a path in, text or a reason out, in bounded time.

Each file is read by a process of its own (``app/documents``), which is killed at the deadline.
"""

import asyncio
import json
import logging
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.client.process_tree import ProcessTree, spawn_options
from app.domain.documents import Document
from app.errors import DocumentError

log = logging.getLogger(__name__)

DEADLINE_S = 25.0  # for a long PDF, on a busy computer too
MEMORY_BYTES = 1 << 30  # of the child, where the parent sets the bound (Windows)


class DocumentReader:
    """Starts ``command`` for every file."""

    def __init__(self, command: Sequence[str], *, deadline_s: float = DEADLINE_S) -> None:
        self._command = command
        self._deadline_s = deadline_s

    async def read(self, path: Path, pages: str = "") -> Document:
        """The text of a file, of some of its pages if it has pages.

        Raises:
            DocumentError: why there is none.
        """
        request = json.dumps({"path": str(path.absolute()), "pages": pages}).encode() + b"\n"
        try:
            answer = await self._asked(request)
        except TimeoutError as error:
            raise DocumentError("composer.too_slow", name=path.name) from error
        except (OSError, ValueError) as error:
            log.info("the reader failed: %s", type(error).__name__)
            raise DocumentError("composer.too_complex", name=path.name) from error
        if "error" in answer:
            raise DocumentError(answer["error"], **answer["values"])
        return Document(**answer)

    async def _asked(self, request: bytes) -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, **spawn_options()
        )
        tree = ProcessTree(process.pid, memory_bytes=MEMORY_BYTES)
        try:
            async with asyncio.timeout(self._deadline_s):
                output, _ = await process.communicate(request)
        finally:
            tree.kill()
            await asyncio.shield(_gone(process))
        found: dict[str, Any] = json.loads(output)  # a child that died said nothing: ValueError
        return found


async def _gone(process: Process) -> None:
    """Wait until it is gone, its pipes closed."""
    await process.communicate()
