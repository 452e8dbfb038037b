"""Files get their name when they are whole, and never over another one unasked."""

import os

import pytest

from app.errors import ExchangeError
from app.exchange.files import LONGEST_NAME, file_name, free_name, write


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Roots of x²", "Roots of x².md"),
        ("求根/公式: a\\b?", "求根 公式 a b.md"),
        ("..", "Lemma.md"),
        ("con", "Lemma con.md"),
        ("  a\nb\x00 ", "a b.md"),
        ("", "Lemma.md"),
        ("x" * 300, "x" * LONGEST_NAME + ".md"),
        ("../../etc/passwd", "etc passwd.md"),
    ],
)
def test_names_that_every_system_takes(title, name):
    assert file_name(title, "md") == name


def test_a_file_is_written_whole(tmp_path):
    path = tmp_path / "a.md"
    write(path, b"one", replace=False)
    assert path.read_bytes() == b"one"
    assert [*tmp_path.iterdir()] == [path]


def test_nothing_is_overwritten_unasked(tmp_path):
    path = tmp_path / "a.md"
    path.write_bytes(b"mine")
    with pytest.raises(ExchangeError) as error:
        write(path, b"one", replace=False)
    assert error.value.key == "exchange.exists"
    assert path.read_bytes() == b"mine"
    write(path, b"two", replace=True)
    assert path.read_bytes() == b"two"
    assert [*tmp_path.iterdir()] == [path]


def test_a_file_that_comes_meanwhile_stays(tmp_path, monkeypatch):
    path = tmp_path / "a.md"
    sync = os.fsync

    def another_comes(file):
        sync(file)
        path.write_bytes(b"mine")

    monkeypatch.setattr("app.exchange.files.os.fsync", another_comes)
    with pytest.raises(ExchangeError) as error:
        write(path, b"one", replace=False)
    assert error.value.key == "exchange.exists"
    assert path.read_bytes() == b"mine"
    assert [*tmp_path.iterdir()] == [path]


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(ExchangeError) as error:
        write(tmp_path / "gone" / "a.md", b"", replace=False)
    assert error.value.key == "exchange.cannot_write"


def test_free_names(tmp_path):
    assert free_name(tmp_path / "a.md").name == "a.md"
    for _ in range(3):
        free_name(tmp_path / "a.md").touch()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a (2).md", "a (3).md", "a.md"]
