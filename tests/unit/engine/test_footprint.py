"""Memory that is held, and mapped files that need not be."""

import mmap
import os
import sys
from pathlib import Path

import pytest

from app.engine import footprint

SIZE = 16 * 1024**2
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")


def resident(path: Path) -> int:
    """Bytes of a mapped file that count as held."""
    rows = Path("/proc/self/smaps").read_text("utf-8").splitlines()
    at = next(number for number, row in enumerate(rows) if row.endswith(f" {path}"))
    row = next(row for row in rows[at:] if row.startswith("Rss:"))
    return int(row.split()[1]) * footprint.KIB


def test_pages_are_given_back_and_come_again(tmp_path: Path):
    path = tmp_path / "model file.gguf"
    path.write_bytes(os.urandom(SIZE))
    with open(path, "rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    assert len(bytes(mapped)) == SIZE == resident(path)
    footprint.release(path)
    assert resident(path) == 0
    assert bytes(mapped) == path.read_bytes()
    mapped.close()


def test_the_peak_is_no_less_than_the_present():
    assert footprint.peak_memory_bytes() > SIZE


def test_a_file_that_is_gone_is_no_trouble(tmp_path: Path):
    footprint.release_copied(tmp_path / "gone.gguf")
