"""A second start finds the window that is open, and nobody else."""

import asyncio
import json
import os
import socket
import threading

import pytest

from app.__main__ import _program_of_window
from app.errors import Cancelled, StoreError
from app.tutor.program import Program
from app.ui.desktop import door
from app.ui.desktop.door import Door

FILE = "door.json"


@pytest.fixture
async def heard(tmp_path):
    """What the window of this folder was given, start by start."""
    calls = []
    own = Door(tmp_path / FILE, calls.append)
    await own.open()
    yield calls
    await own.close()
    assert not (tmp_path / FILE).exists()


def knock(folder, files=()):
    return asyncio.to_thread(door.knock, folder / FILE, files)


def kept(folder):
    return json.loads((folder / FILE).read_text())


async def test_files_come_whole_and_absolute(heard, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = ["集合 论.json", "b.zip"]
    assert await knock(tmp_path, [tmp_path.relative_to(tmp_path) / name for name in names])
    assert await knock(tmp_path)
    assert heard == [[tmp_path / name for name in names], []]


async def test_many_files(heard, tmp_path):
    many = [tmp_path / f"{number:04}.json" for number in range(1000)]
    assert await knock(tmp_path, many)
    assert heard == [many]


async def test_the_desktops_permission_to_come_up_is_passed_on(heard, tmp_path, monkeypatch):
    monkeypatch.setenv(door.TOKEN_VARIABLE, "from-the-menu")
    assert await knock(tmp_path)
    assert os.environ[door.TOKEN_VARIABLE] == "from-the-menu"


@pytest.mark.skipif(os.name == "nt", reason="has no modes")
async def test_only_the_owner_can_read_the_secret(heard, tmp_path):
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


async def test_who_does_not_know_the_secret_is_not_heard(heard, tmp_path):
    for secret in ("", "0" * 32, None, 7, ["x"]):
        reader, writer = await asyncio.open_connection(door.HOST, kept(tmp_path)["port"])
        await reader.readline()
        writer.write(json.dumps({"secret": secret, "files": ["/etc/passwd"]}).encode() + b"\n")
        assert await reader.read() == b""
        writer.close()
    assert heard == []


@pytest.mark.parametrize("noise", [b"", b"GET / HTTP/1.1\r\n\r\n", b"\xff\xfe\n", b"[]\n", b"7\n"])
async def test_noise_ends_nothing(heard, tmp_path, noise):
    _reader, writer = await asyncio.open_connection(door.HOST, kept(tmp_path)["port"])
    writer.write(noise)
    writer.close()
    assert await knock(tmp_path)
    assert heard == [[]]


def test_nobody_is_there(tmp_path):
    assert not door.knock(tmp_path / FILE)


@pytest.mark.parametrize("left", ["", "{}", "[1]", '{"port": 1, "secret": "x"}', '{"port": -7e9}'])
def test_what_a_dead_window_left_is_no_door(tmp_path, left):
    (tmp_path / FILE).write_text(left)
    assert not door.knock(tmp_path / FILE)


async def test_a_dead_windows_file_is_taken_over(tmp_path):
    (tmp_path / FILE).write_text('{"port": 1, "secret": "x"}')
    own = Door(tmp_path / FILE, lambda _files: None)
    await own.open()
    assert await knock(tmp_path)
    await own.close()


@pytest.mark.parametrize("greeting", [b"", b"hello\n", b"x" * 5000])
def test_a_stranger_on_the_port_is_told_nothing(tmp_path, greeting):
    said = []
    with socket.create_server((door.HOST, 0)) as server:
        port = server.getsockname()[1]

        def stranger():
            line, _ = server.accept()
            with line:
                line.sendall(greeting)
                line.shutdown(socket.SHUT_WR)
                said.append(line.recv(1000))

        thread = threading.Thread(target=stranger)
        thread.start()
        (tmp_path / FILE).write_text(json.dumps({"port": port, "secret": "s"}))
        assert not door.knock(tmp_path / FILE, [tmp_path / "private.json"])
        thread.join()
    assert said == [b""]


async def test_two_starts_at_once_end_in_one_window(data):
    calls = []
    first = Program(data, [])
    own = Door(data.door, calls.append)
    await own.open()  # after the second start has looked for it
    letter = data.root / "letter.json"
    with pytest.raises(Cancelled):
        await asyncio.to_thread(_program_of_window, data, [letter])
    assert calls == [[letter]]
    await own.close()
    await first.close()


def test_what_holds_the_conversations_without_a_window_is_said(data, monkeypatch):
    monkeypatch.setattr("app.__main__.OTHER_START_S", 0.0)
    first = Program(data, [])
    with pytest.raises(StoreError) as refused:
        _program_of_window(data, [])
    assert refused.value.key == "store.locked"
    asyncio.run(first.close())
