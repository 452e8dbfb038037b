"""What the checker process may not do, tried in a process that is confined like it."""

import subprocess
import sys

import pytest

PREPARED = """
import collections, ctypes, dataclasses, os, shutil, socket, subprocess, sys
from app.checker import confinement
confinement.confine()
try:
    {attempt}
except (confinement.Refused, MemoryError) as refused:
    sys.exit(7)
"""


def _status(attempt: str) -> int:
    done = subprocess.run([sys.executable, "-c", PREPARED.format(attempt=attempt)], timeout=60)
    return done.returncode


@pytest.mark.parametrize(
    "attempt",
    [
        "eval('1+1')",
        "exec('pass')",
        "compile('1', 'x', 'eval')",
        "socket.socket()",
        "socket.getaddrinfo('localhost', 1)",
        "subprocess.run(['true'])",
        "os.system('true')",
        "os.fork()",
        "os.kill(1, 0)",
        "open('new', 'w')",
        "os.open('new', os.O_CREAT | os.O_RDWR)",
        "os.remove('pyproject.toml')",
        "ctypes.CDLL(None)",
        "bytearray(2 << 30)",
    ],
)
def test_refused(attempt):
    assert _status(attempt) == 7


@pytest.mark.parametrize(
    "attempt",
    [
        "import colorsys, html.parser",
        "collections.namedtuple('Pair', 'a b')",
        "dataclasses.make_dataclass('Pair', ['a'])",
        "open('pyproject.toml').read()",
        "confinement.allow_more_time()",
    ],
)
def test_allowed(attempt):
    assert _status(attempt) == 0
