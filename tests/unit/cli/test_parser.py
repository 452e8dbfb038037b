"""Which module a command line loads, files without a command, and what ``--version`` says."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__
from app.cli import parser
from app.tutor import about

LOADED = """
import sys
from app.cli import parser
parser.build(sys.argv[1:])
print(*(name for name in parser.COMMANDS if f"app.cli.{parser.COMMANDS[name]}" in sys.modules))
"""


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        ([], ""),
        (["--data-dir", "x"], ""),
        (["render", "--help"], " ".join(parser.COMMANDS)),
        (["--help"], " ".join(parser.COMMANDS)),
        (["render", "x"], "render"),
    ],
)
def test_only_the_module_of_the_command_is_loaded(argv, expected):
    command = [sys.executable, "-c", LOADED, *argv]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == expected.split()


def test_a_word_that_is_no_command_is_refused_with_all_that_are(capsys):
    with pytest.raises(SystemExit) as end:
        parser.build(["aks"]).parse_args(["aks"])
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert all(f"'{name}'" in said for name in parser.COMMANDS)


def test_the_help_lists_every_command(capsys):
    with pytest.raises(SystemExit):
        parser.build(["--help"]).parse_args(["--help"])
    words = capsys.readouterr().out.split()
    assert set(parser.COMMANDS) <= set(words)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("a.json", "集合 论.zip", "ask"):
        (tmp_path / name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("argv", "rest", "files"),
    [
        (["a.json"], [], ["a.json"]),
        (["a.json", "集合 论.zip", "gone"], [], ["a.json", "集合 论.zip", "gone"]),
        (["--verbose", "--data-dir", "a.json", "a.json"], 3, ["a.json"]),
        (["--data-dir", "a.json"], 2, []),
        (["ask"], 1, []),
        (["ask", "a.json"], 2, []),
        (["export", "--data-dir", "x", "a.json"], 4, []),
        (["gone.json"], 1, []),
        ([], 0, []),
    ],
)
def test_files_are_what_follows_where_a_command_would_stand(folder, argv, rest, files):
    kept = argv[: rest if isinstance(rest, int) else 0]
    assert parser.without_files(argv) == (kept, [folder / name for name in files])


def test_the_versions_of_what_is_inside(capsys):
    with pytest.raises(SystemExit) as end:
        parser.build(["--version"]).parse_args(["--version"])
    assert not end.value.code
    assert capsys.readouterr().out.splitlines() == [f"lemma {__version__}", *about.lines()]
