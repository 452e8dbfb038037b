"""The door of an open window: a second start knocks, and the first window comes to the front.

The window that holds the conversations listens on a port of loopback and writes it, with a secret,
to ``DataDir.door``, which only its owner can read. Whoever knocks is shown a proof
of the secret first, so that nothing is said to a program that got the port of a window long gone;
then it says the secret and what to open. What lies there from a window that died is replaced by the
next one: who has the conversations is decided by the lock of their file alone.
"""

import asyncio
import hashlib
import json
import logging
import os
import secrets
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from app.ui.desktop.files import read_object, write_private

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
ANSWER_S = 2.0  # a window that is busy for longer counts as none
LONGEST_CALL = 1 << 18  # bytes; a thousand long paths
TOKEN_VARIABLE = "XDG_ACTIVATION_TOKEN"  # by which a Wayland desktop lets a window come up
_ANY_PROCESS = -1  # ASFW_ANY, winuser.h

Heard = Callable[[list[Path]], object]


def knock(door: Path, files: Sequence[Path] = ()) -> bool:
    """Have the window whose ``door`` this is come up and open ``files``; False if none is open."""
    kept = read_object(door)
    try:
        port, secret = int(kept["port"]), str(kept["secret"])
        with socket.create_connection((HOST, port), timeout=ANSWER_S) as line:
            stream = line.makefile("rwb")
            if stream.readline(LONGEST_CALL).strip().decode("ascii", "replace") != _proof(secret):
                return False
            _let_come_up()
            stream.write(_call(secret, files))
            stream.flush()
            return stream.readline(LONGEST_CALL).strip() == b"ok"
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return False


def _proof(secret: str) -> str:
    return hashlib.sha256(f"lemma {secret}".encode()).hexdigest()


def _call(secret: str, files: Sequence[Path]) -> bytes:
    token = os.environ.get(TOKEN_VARIABLE, "")
    words = {"secret": secret, "token": token, "files": [str(path.absolute()) for path in files]}
    return json.dumps(words).encode() + b"\n"


def _let_come_up() -> None:
    """Windows lets only the program that a person started last bring a window to the front."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(_ANY_PROCESS)


class Door:
    """Listens for the window, as ``file`` tells; ``heard`` gets the files to open, often none."""

    def __init__(self, file: Path, heard: Heard) -> None:
        self._file = file
        self._heard = heard
        self._secret = secrets.token_hex(16)
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Begin to listen; where that is impossible a second start is told why it cannot open."""
        try:
            self._server = await asyncio.start_server(self._answer, HOST, 0, limit=LONGEST_CALL)
            port = self._server.sockets[0].getsockname()[1]
            write_private(self._file, json.dumps({"port": port, "secret": self._secret}))
        except OSError as error:
            log.info("no door for further starts: %s", error.strerror)

    async def close(self) -> None:
        """Listen no longer."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None
            with suppress(OSError):
                self._file.unlink(missing_ok=True)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, ValueError, TimeoutError, asyncio.IncompleteReadError):
            writer.write(_proof(self._secret).encode() + b"\n")
            call = json.loads(await asyncio.wait_for(reader.readline(), ANSWER_S))
            if isinstance(call, dict) and self._is_ours(call.get("secret")):
                writer.write(b"ok\n")
                await writer.drain()
                self._hear(call)
        writer.close()

    def _is_ours(self, secret: object) -> bool:
        return isinstance(secret, str) and secrets.compare_digest(
            secret.encode("utf-8", "replace"), self._secret.encode()
        )

    def _hear(self, call: dict[str, object]) -> None:
        token, files = call.get("token"), call.get("files")
        if isinstance(token, str) and token:
            os.environ[TOKEN_VARIABLE] = token  # Qt takes it when the window comes up
        names = files if isinstance(files, list) else []
        self._heard([Path(name) for name in names if isinstance(name, str)])
