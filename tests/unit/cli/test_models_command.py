"""``lemma models``: what it prints, and that an interrupted download goes on."""

import argparse
import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import tiny_model
from support.hub import Fault, Hub, Kind

from app import settings
from app.cli import models
from app.errors import DownloadError, ModelError
from app.models import disk
from app.models.part import part_files
from app.models.sources import ENDPOINT_VARIABLE
from app.paths import PROGRAM_ROOT, DataDir
from app.settings import Settings

Command = Callable[..., int]

CHILD = """
import sys
sys.path.insert(0, sys.argv[1])
import argparse
from app import settings
from app.cli import models
from app.paths import data_dir
parser = argparse.ArgumentParser()
models.add_arguments(parser)
sys.exit(models.run(parser.parse_args(sys.argv[2:]), data_dir()))
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a model.gguf"
    path.write_bytes(tiny_model.model_bytes())
    return path


@pytest.fixture
def known(data: DataDir, file: Path) -> str:
    """The tiny model stands in the person's own list; its id."""
    entry = tiny_model.entry_for(file.read_bytes())
    data.catalogue.write_text(
        f"""[[model]]
        id = "{entry.id}"
        name = "{entry.name}"
        family = "{entry.family}"
        repo = "{entry.repo}"
        revision = "{entry.revision}"
        file = "{entry.file}"
        bytes = {entry.bytes}
        sha256 = "{entry.sha256}"
        quantization = "Q4_K_M"
        context_train = 512
        licence = "MIT"
        attribution = "nobody"
        description = {{ en = "Tiny." }}
        """
    )
    return entry.id


@pytest.fixture
def hub(file: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with Hub({f"{tiny_model.REPO}/{tiny_model.FILE}": file}) as running:
        monkeypatch.setenv(ENDPOINT_VARIABLE, running.endpoint)
        yield running


@pytest.fixture
def command(data: DataDir) -> Command:
    parser = argparse.ArgumentParser()
    models.add_arguments(parser)

    def run(*arguments: str) -> int:
        return models.run(parser.parse_args(arguments), data)

    return run


def test_the_list_names_every_model(
    command: Command, known: str, capsys: pytest.CaptureFixture[str]
):
    assert command("list") == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[0].split() == ["Model", "Size", "Licence", "State"]
    assert any(known in line and "2.1 MB" in line and "can be downloaded" in line for line in lines)


def test_from_nothing_to_nothing(
    command: Command, known: str, hub: Hub, data: DataDir, capsys: pytest.CaptureFixture[str]
):
    assert command("pull", known, "--json") == 0
    pulled = json.loads(capsys.readouterr().out)
    assert pulled["path"] == str(data.models / f"{known}.gguf")

    assert command("pull", known) == 0
    assert "is ready" in capsys.readouterr().out
    assert len(hub.gets()) == 1

    assert command("verify", known) == 0
    assert "whole and unchanged" in capsys.readouterr().out

    assert command("list", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["models"]
    assert [row["id"] for row in rows if row["installed"]] == ["demo", known]

    assert command("remove", known) == 0
    assert not list(data.models.glob("*.gguf"))


def test_several_are_pulled_in_their_order(
    command: Command, known: str, hub: Hub, data: DataDir, capsys: pytest.CaptureFixture[str]
):
    entry = data.catalogue.read_text()
    data.catalogue.write_text(entry + entry.replace(f'"{known}"', '"another"'))
    assert command("pull", "another", known, "another", "--json") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == ["another", known]
    assert len(hub.gets()) == 2


def test_room_is_made_sure_of_for_all_before_the_first_byte(
    command: Command, known: str, hub: Hub, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(disk, "SPARE_BYTES", 1 << 60)
    with pytest.raises(DownloadError) as caught:
        command("pull", known)
    assert caught.value.key == "models.disk_full"
    assert not hub.requests


def test_a_mirror_is_asked_first(
    command: Command, known: str, hub: Hub, data: DataDir, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv(ENDPOINT_VARIABLE, "http://127.0.0.1:9")
    assert command("pull", known, "--mirror", hub.endpoint) == 0
    assert command("remove", known) == 0
    settings.save(Settings(mirror=hub.endpoint), data.settings)
    assert command("pull", known) == 0
    assert len(hub.gets()) == 4, "each time a question for the first bytes, then for all"


def test_a_source_that_fails_is_named_with_a_way_out(
    command: Command, known: str, hub: Hub, capsys: pytest.CaptureFixture[str]
):
    hub.always = Fault(Kind.STATUS, status=404, on_head=True)
    assert command("pull", known) == models.EXIT_FAILED
    err = capsys.readouterr().err
    assert "no longer has this file" in err
    assert "--mirror" in err


def test_import_in_place(command: Command, file: Path, capsys: pytest.CaptureFixture[str]):
    assert command("import", str(file), "--in-place", "--json") == 0
    imported = json.loads(capsys.readouterr().out)
    assert (imported["id"], imported["path"]) == ("a-model", str(file))
    assert command("remove", "a-model") == 0
    assert str(file) in capsys.readouterr().out
    assert file.exists()


@pytest.mark.parametrize("action", ["pull", "verify", "remove"])
def test_unknown_models_are_errors(action: str, command: Command):
    with pytest.raises(ModelError) as caught:
        command(action, "nobody")
    assert caught.value.key == "models.unknown"


def test_a_bad_entry_of_ones_own_is_said_on_stderr(
    command: Command, data: DataDir, capsys: pytest.CaptureFixture[str]
):
    data.catalogue.write_text('[[model]]\nid = "x"\n')
    assert command("list") == 0
    assert "entry x" in capsys.readouterr().err


def test_ctrl_c_pauses_and_the_same_command_goes_on(
    command: Command, known: str, hub: Hub, data: DataDir
):
    hub.rate = 1_500_000
    arguments = [sys.executable, "-c", CHILD, str(PROGRAM_ROOT), "pull", known]
    part = part_files(data.models / f"{known}.gguf")[0]
    with subprocess.Popen(arguments, stderr=subprocess.PIPE, text=True) as child:
        while not part.exists() or part.stat().st_size < 400_000:
            assert child.poll() is None
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        _, err = child.communicate(timeout=20)
    assert child.returncode == models.EXIT_INTERRUPTED
    assert "the same command goes on" in err
    assert "Traceback" not in err
    kept = part.stat().st_size

    hub.rate = 0
    assert command("pull", known) == 0
    assert hub.gets()[-1].headers["range"] == f"bytes={kept}-"
