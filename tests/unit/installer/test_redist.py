"""What Windows' programs load, and the compiler's libraries that have to go with them."""

import struct
from importlib.util import find_spec
from pathlib import Path

import pytest

from installer import pe, redist

SECTION, IN_MEMORY, IN_FILE = 0x200, 0x1000, 0x200


def library(folder: Path, name: str, *loads: str, linker: tuple[int, int] = (14, 44)) -> Path:
    """A library for Windows that has nothing but a list of what it loads."""
    names = [load.encode() + b"\0" for load in loads]
    rows = b""
    at = IN_MEMORY + 20 * (len(names) + 1)
    for word in names:
        rows += struct.pack("<5I", 0, 0, 0, at, 0)
        at += len(word)
    section = (rows + bytes(20) + b"".join(names)).ljust(SECTION, b"\0")
    optional = struct.pack("<HBB", 0x20B, *linker).ljust(112, b"\0")
    optional += struct.pack("<4I", 0, 0, IN_MEMORY if loads else 0, len(section)).ljust(128, b"\0")
    header = b"PE\0\0" + struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0x2022)
    row = b".rdata\0\0" + struct.pack("<4I", SECTION, IN_MEMORY, len(section), IN_FILE)
    start = struct.pack("<2s58xI", b"MZ", 64) + header + optional + row.ljust(40, b"\0")
    path = folder / name
    path.write_bytes(start.ljust(IN_FILE, b"\0") + section)
    return path


def test_what_a_library_loads(tmp_path: Path):
    assert pe.read(library(tmp_path, "a.dll", "KERNEL32.dll", "b.dll", linker=(14, 29))) == (
        pe.Image(frozenset({"kernel32.dll", "b.dll"}), (14, 29))
    )
    assert pe.read(library(tmp_path, "b.dll")).imports == frozenset()


def test_a_real_program_is_read():
    setuptools = find_spec("setuptools")
    programs = Path(setuptools.origin or "").parent.glob("cli*.exe") if setuptools else ()
    if not (found := sorted(programs)):
        pytest.skip("no program for Windows is here")
    for program in found:
        assert "kernel32.dll" in pe.read(program).imports


@pytest.mark.parametrize("data", [b"", b"MZ", b"\x7fELF" + bytes(100), b"MZ" + bytes(200)])
def test_what_is_no_program_is_named(tmp_path: Path, data: bytes):
    (tmp_path / "x.dll").write_bytes(data)
    with pytest.raises(ValueError, match=r"x\.dll is no program"):
        pe.read(tmp_path / "x.dll")


def test_a_name_outside_of_all_sections_is_named(tmp_path: Path):
    path = library(tmp_path, "x.dll", "kernel32.dll")
    broken = bytearray(path.read_bytes())
    struct.pack_into("<I", broken, IN_FILE + 12, IN_MEMORY + 2 * SECTION)
    path.write_bytes(broken)
    with pytest.raises(ValueError, match=r"x\.dll is no program"):
        pe.read(path)


def test_a_cut_program_is_named(tmp_path: Path):
    whole = library(tmp_path, "x.dll", "kernel32.dll").read_bytes()
    for length in range(0, IN_FILE + 30, 7):
        (tmp_path / "x.dll").write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"x\.dll is no program"):
            pe.read(tmp_path / "x.dll")


@pytest.fixture
def given(tmp_path: Path) -> Path:
    """Microsoft's libraries, as another package brings them."""
    folder = tmp_path / "given"
    folder.mkdir()
    library(folder, "vcomp140.dll", "kernel32.dll", linker=(14, 24))
    library(folder, "msvcp140.dll", "kernel32.dll", "vcruntime140.dll", "vcruntime140_1.dll")
    library(folder, "vcruntime140.dll", "kernel32.dll")
    library(folder, "vcruntime140_1.dll", "vcruntime140.dll")
    library(folder, "msvcp140_2.dll", "msvcp140.dll")
    return folder


def test_what_the_libraries_load_is_put_beside_them(tmp_path: Path, given: Path):
    target = tmp_path / "lib"
    target.mkdir()
    library(target, "ggml-cpu-x64.dll", "KERNEL32.dll", "VCOMP140.DLL", "ggml-base.dll")
    library(target, "ggml-base.dll", "MSVCP140.dll")
    redist.add(target, given)
    assert {path.name for path in target.iterdir()} == {
        *("ggml-cpu-x64.dll", "ggml-base.dll"),
        *("vcomp140.dll", "msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll"),
    }
    redist.add(target, given)  # a second time changes nothing


def test_libraries_older_than_the_compiler_are_refused(tmp_path: Path, given: Path):
    target = tmp_path / "lib"
    target.mkdir()
    library(target, "llama.dll", "msvcp140.dll", linker=(14, 50))
    with pytest.raises(ValueError, match=r"too old for llama\.dll"):
        redist.add(target, given)


def test_what_windows_does_not_have_is_named(tmp_path: Path):
    system, program = tmp_path / "System32", tmp_path / "lemma" / "_internal"
    system.mkdir()
    program.mkdir(parents=True)
    library(system, "kernel32.dll")
    library(system, "vcomp140.dll")  # of another program, and not on every computer
    library(program, "a.pyd", "KERNEL32.dll", "api-ms-win-crt-heap-l1-1-0.dll", "Own.dll")
    library(program, "own.dll", "VCOMP140.dll", "vulkan-1.dll")
    library(program.parent, "lemma.exe", "lost.dll")
    found = redist.missing(program.parent, system)
    assert found == {"vcomp140.dll": {"own.dll"}, "lost.dll": {"lemma.exe"}}
    library(program, "VCOMP140.dll")
    assert set(redist.missing(program.parent, system)) == {"lost.dll"}
