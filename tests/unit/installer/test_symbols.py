"""Libraries without their tables of symbols: smaller, and the loader still takes them."""

import ctypes
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from installer import symbols

GOOD = """
  LOAD           0x000000 0x0000000000000000 0x0000000000000000 0x0004f8 0x0004f8 R   0x1000
  LOAD           0x002df0 0x0000000000003df0 0x0000000000003df0 0x000228 0x000230 RW  0x1000
"""
MOVED = "0x1621098 0x000000000166b000 0x000000000166b000 0x000000 0x000000 RW  0x1000"


def test_parts_have_to_lie_where_the_loader_wants_them():
    assert symbols.is_loadable(GOOD)
    assert not symbols.is_loadable(GOOD + f"  LOAD           {MOVED}\n")
    assert not symbols.is_loadable("no library at all")


@pytest.mark.skipif(
    not all(map(shutil.which, ("gcc", "strip", "readelf"))), reason="needs gcc and binutils"
)
def test_a_library_gets_smaller_and_still_works(tmp_path: Path):
    (tmp_path / "x.c").write_text(
        "static int two(void) { return 2; } int four(void) {"
        " int (*volatile call)(void) = two; return 2 * call(); }"
    )
    library = tmp_path / "libx.so.1"
    command = ["gcc", "-shared", "-fPIC", "-o", str(library), str(tmp_path / "x.c")]
    subprocess.run(command, check=True)
    (tmp_path / "libx.so").symlink_to(library.name)
    before = library.stat().st_size
    symbols.strip(tmp_path)
    assert library.stat().st_size < before
    assert ctypes.CDLL(str(library)).four() == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["libx.so", "libx.so.1", "x.c"]


@pytest.mark.skipif(not all(map(shutil.which, ("strip", "readelf"))), reason="needs binutils")
def test_a_library_that_would_not_load_any_more_is_left_as_it_is(tmp_path: Path):
    spec = find_spec("numpy")
    assert spec is not None
    assert spec.origin is not None
    patched = sorted(Path(spec.origin).parents[1].glob("numpy.libs/libscipy_openblas*"))
    if not patched:
        pytest.skip("this NumPy brings no library of its own")
    shutil.copyfile(patched[0], tmp_path / "libblas.so")
    symbols.strip(tmp_path)
    said = subprocess.run(
        ["readelf", "-lW", tmp_path / "libblas.so"], capture_output=True, text=True, check=True
    )
    assert symbols.is_loadable(said.stdout)
    assert [path.name for path in tmp_path.iterdir()] == ["libblas.so"]
