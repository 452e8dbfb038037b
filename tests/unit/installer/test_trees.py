"""Files as values: the same bytes whoever writes them, and from whatever folder."""

import io
import os
import tarfile
from pathlib import Path

import pytest

from installer import archive, compare, deb, tree
from installer.tree import Entry, text

SECONDS = 1_700_000_000


def some(folder: Path) -> list[Entry]:
    """A small program, as a build leaves it: rights and times of whoever built it."""
    (folder / "lib" / "张三").mkdir(parents=True)
    for name in ("lemma", "lib/libqt.so.6", "lib/张三/a b.txt"):
        (folder / name).write_bytes(name.encode() * 100)
    (folder / "lemma").chmod(0o700)
    (folder / "lib" / "libqt.so.6").chmod(0o755)
    (folder / "lib" / "libqt.so").symlink_to("libqt.so.6")
    return tree.scan(folder)


@pytest.fixture
def entries(tmp_path: Path) -> list[Entry]:
    return some(tmp_path / "program")


def test_a_folder_becomes_entries_with_a_packages_rights(entries: list[Entry]):
    assert [(entry.path, oct(entry.mode), entry.link) for entry in entries] == [
        ("lemma", "0o755", ""),
        ("lib/libqt.so", "0o777", "libqt.so.6"),
        ("lib/libqt.so.6", "0o644", ""),
        ("lib/张三/a b.txt", "0o644", ""),
    ]
    assert tree.installed_bytes(entries) == sum(
        100 * len(name.encode()) for name in ("lemma", "lib/libqt.so.6", "lib/张三/a b.txt")
    )


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("/etc/passwd", "out of its folder"),
        ("../outside", "out of its folder"),
        ("gone.so", "at nothing"),
    ],
)
def test_a_link_to_what_is_not_in_the_package_is_refused(tmp_path: Path, target: str, words: str):
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(ValueError, match=words):
        tree.scan(tmp_path)


def test_what_is_written_is_what_was_read(entries: list[Entry], tmp_path: Path):
    place = tmp_path / "written"
    tree.write(entries, place, SECONDS)
    assert [(e.path, e.read(), e.mode) for e in tree.scan(place)] == [
        (e.path, e.read(), e.mode) for e in entries
    ]
    times = {path.lstat().st_mtime for path in [place, *place.rglob("*")]}
    assert times == {SECONDS}


def test_archives_are_equal_and_belong_to_root(tmp_path: Path):
    first, second = io.BytesIO(), io.BytesIO()
    tree.tar(some(tmp_path / "one"), first, SECONDS)
    tree.tar(reversed(some(tmp_path / "other")), second, SECONDS)
    assert first.getvalue() == second.getvalue()
    with tarfile.open(fileobj=io.BytesIO(first.getvalue())) as packed:
        members = packed.getmembers()
    assert {(m.uid, m.uname, m.mtime) for m in members} == {(0, "root", SECONDS)}
    assert [m.name for m in members if m.isdir()] == ["lib", "lib/张三"]


def test_sums_are_what_the_usual_tools_read(entries: list[Entry]):
    lines = tree.sums(entries, "md5").splitlines()
    assert [line.partition("  ")[2] for line in lines] == [
        *("lemma", "lib/libqt.so.6", "lib/张三/a b.txt"),
    ]
    assert all(len(line.partition("  ")[0]) == 32 for line in lines)


def test_a_deb_is_the_same_from_any_folder_and_says_what_it_must(tmp_path: Path):
    made = []
    for name in ("one", "other"):
        inside = tree.below("usr/lib/lemma", some(tmp_path / name))
        control = deb.control("lemma", 3_000_000, ["libc6 (>= 2.36)"])
        target = tmp_path / f"{name}.deb"
        entries = deb.with_control(inside, control)
        previous = os.umask(0o077 if name == "one" else 0o022)
        deb.build(entries, tmp_path / f"{name}-work", target, SECONDS)
        os.umask(previous)
        made.append(target)
    assert made[0].read_bytes() == made[1].read_bytes()
    assert compare.report(*made) == []
    inside_of_it = compare.contents(made[0])
    assert inside_of_it["./usr/lib/lemma/lemma"].startswith(f"755 0:0 {SECONDS} ")
    assert inside_of_it["./usr/lib/lemma/lib/libqt.so"].endswith("-> libqt.so.6")


def test_the_archive_is_the_same_and_has_one_folder(tmp_path: Path):
    entries = some(tmp_path / "one")
    one, other = tmp_path / "one.tar.zst", tmp_path / "other.tar.zst"
    archive.build(entries, one, SECONDS)
    archive.build(entries, other, SECONDS)
    assert one.read_bytes() == other.read_bytes()
    assert {name.split("/")[0] for name in compare.contents(one)} == {archive.folder_name()}


def test_what_differs_is_named(tmp_path: Path):
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same").write_text("same")
        (tmp_path / name / "changed").write_text(name)
    (tmp_path / "one" / "gone").touch()
    (tmp_path / "other" / "new").touch()
    assert compare.report(tmp_path / "one", tmp_path / "other") == [
        "only in the first: gone",
        "only in the second: new",
        "differs: changed",
    ]
    assert compare.report(tmp_path / "one", tmp_path / "one") == []


def test_checksums_are_by_name(tmp_path: Path):
    for name in ("b.deb", "a.deb"):
        (tmp_path / name).write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    expected = f"{empty}  a.deb\n{empty}  b.deb\n"
    assert archive.checksums([tmp_path / "b.deb", tmp_path / "a.deb"]) == expected


def test_text_is_utf_8():
    assert text("x", "张三").read() == "张三".encode()
