"""What is different where the program is a packaged one."""

import os
import sys

import pytest

from app.__main__ import _restore_library_path, engine_command


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize(
    ("platform", "started", "engine"),
    [
        ("linux", "/usr/lib/lemma/lemma", "/usr/lib/lemma/lemma"),
        ("win32", "/张三/Lemma/lemmaw.exe", "/张三/Lemma/lemma.exe"),
        ("win32", "/张三/Lemma/lemma.exe", "/张三/Lemma/lemma.exe"),
    ],
)
def test_the_engine_is_the_program_itself_with_an_output(
    monkeypatch: pytest.MonkeyPatch, platform: str, started: str, engine: str
):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(sys, "executable", started)
    command, serve = engine_command()
    assert command.replace("\\", "/") == engine
    assert serve == "serve"


def test_in_a_checkout_python_starts_it():
    assert engine_command() == [sys.executable, "-m", "app", "serve"]


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("before", ["/opt/own/lib", None])
def test_programs_that_we_start_get_the_systems_libraries(
    monkeypatch: pytest.MonkeyPatch, before: str | None
):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/usr/lib/lemma/_internal")
    monkeypatch.delenv("LD_LIBRARY_PATH_ORIG", raising=False)
    if before is not None:
        monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", before)
    monkeypatch.setenv("PYINSTALLER_RESET_ENVIRONMENT", "")
    _restore_library_path()
    assert os.environ.get("LD_LIBRARY_PATH") == before
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1", "our own helpers find theirs anew"
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ


def test_a_checkout_leaves_the_variable_alone(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/own/lib")
    _restore_library_path()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/own/lib"
