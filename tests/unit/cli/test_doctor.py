"""`lemma doctor`: what it says of this computer, and of computers that are not here."""

import json
from pathlib import Path

import pytest
from support import model_shapes

from app.__main__ import main
from app.client.hardware import BackendFile, Hardware
from app.domain.memory import Device
from app.errors import EngineError
from app.tutor.computer import Computer

FOUND = Hardware(
    cards=(Device("CUDA0", 6_000_000_000, 6_442_450_944, "NVIDIA GeForce RTX 2060"),),
    processor="AMD Ryzen 5 3600",
    backends=("CUDA", "CPU"),
    versions={"llama_cpp_python": "0.3.36", "ggml": "0.25.3", "commit": "0c1e570"},
)


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch):
    """Lets the look at the hardware find something else."""

    def put(hardware: Hardware) -> None:
        async def look(self: Computer, *, again: bool = False) -> Hardware:
            self.hardware = hardware
            return hardware

        monkeypatch.setattr(Computer, "look", look)

    put(FOUND)
    return put


def doctor(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["doctor", *arguments]) == 0
    return capsys.readouterr().out


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    return json.loads(doctor(capsys, "--json", *arguments))


@pytest.mark.usefixtures("found")
def test_what_this_computer_has(capsys: pytest.CaptureFixture[str], data):
    said = doctor(capsys, "--ram", "16000")
    for words in (
        "ggml 0.25.3",
        "AMD Ryzen 5 3600",
        "Backends of the engine: CUDA, CPU",
        "NVIDIA GeForce RTX 2060 (CUDA0), 6.0 GB, 5.6 GB free",
        "recommended here · not downloaded",
        "Runs wholly on NVIDIA GeForce RTX 2060",
        "Layers on cards 29/29 (CUDA0 29: ",
        str(data.root),
    ):
        assert words in said


@pytest.mark.usefixtures("found")
def test_simulated_cards_take_the_place_of_the_real_ones(capsys: pytest.CaptureFixture[str]):
    said = report(capsys, "--simulate", "GTX 1650:4096:3400", "GTX 1650:4096:3400", "--ram", "8000")
    assert said["simulated"] is True
    assert [card["name"] for card in said["cards"]] == ["GPU0", "GPU1"]
    (model,) = [row for row in said["models"] if row["recommended"]]
    assert model["plan"]["cards"] == ["GPU0"]
    assert model["need_bytes"]["cards"][0] < 3400 * 1024**2


@pytest.mark.usefixtures("found")
def test_without_cards_the_processor_is_planned_for(capsys: pytest.CaptureFixture[str]):
    said = report(capsys, "--simulate", "--ram", "8000")
    assert said["cards"] == []
    assert {model["fit"] for model in said["models"]} == {"processor"}
    assert all("Runs on the processor" in model["sentence"] for model in said["models"])


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize(
    ("free", "plan", "words"),
    [
        ("5700", (-1, 8192, "f16"), "8192 tokens in place of 32768"),
        ("3000", (12, 8192, "q8_0"), "11 of 28 layers"),
        ("500", (0, 32768, "f16"), "has only 500 MB free"),
    ],
)
def test_the_plan_of_a_file(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    free: str,
    plan: tuple[int, int, str],
    words: str,
):
    file = model_shapes.write(tmp_path / "seven.gguf", model_shapes.R1_7B, "Q4_K_M")
    card = f"RTX 2060:6144:{free}"
    said = report(capsys, "--model", str(file), "--simulate", card, "--ram", "12000")
    (model,) = said["models"]
    chosen = model["plan"]
    assert (chosen["gpu_layers"], chosen["context"], chosen["kv_type"]) == plan
    assert words in model["sentence"]


def test_pain_14_why_no_card_is_used(capsys: pytest.CaptureFixture[str], found):
    found(
        Hardware(backends=("CUDA", "CPU"), problem=EngineError("engine.no_driver", backend="CUDA"))
    )
    said = doctor(capsys)
    assert "Graphics cards: none" in said
    assert "This build can use graphics cards (CUDA), but found none." in said


def test_what_became_of_each_backend_file(capsys: pytest.CaptureFixture[str], found):
    missing = "libcuda.so.1: cannot open shared object file"
    files = (
        BackendFile("libggml-cuda.so", "cuda", "failed", missing),
        BackendFile("libggml-vulkan.so", "vulkan", "loaded"),
        BackendFile("libggml-cpu-haswell.so", "cpu", "loaded"),
        BackendFile("libggml-cpu-x64.so", "cpu", "outdone"),
        BackendFile("libggml-cpu-zen4.so", "cpu", "unfit"),
    )
    found(Hardware(backends=("Vulkan", "CPU"), files=files))
    said = doctor(capsys)
    for words in (
        "in use: libggml-vulkan.so, libggml-cpu-haswell.so",
        "another one suits this processor better: libggml-cpu-x64.so",
        "not for this processor: libggml-cpu-zen4.so",
        f"libggml-cuda.so was left out: {missing}. If you have such a graphics card",
    ):
        assert words in said
    assert report(capsys)["backend_files"][0]["why"] == missing


@pytest.mark.usefixtures("found")
def test_a_damaged_model_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    file = tmp_path / "broken.gguf"
    file.write_bytes(b"GGUF")
    assert "broken" in doctor(capsys, "--model", str(file))


@pytest.mark.usefixtures("found")
@pytest.mark.parametrize("text", ["RTX", "RTX:6144", "RTX:much:5700", ":6144:5700", "RTX:6144:-1"])
def test_what_is_no_card(capsys: pytest.CaptureFixture[str], text: str):
    assert main(["doctor", "--simulate", text]) == 2
    assert "RTX 2060:6144:5700" in capsys.readouterr().err


@pytest.mark.usefixtures("found")
def test_in_chinese(capsys: pytest.CaptureFixture[str], data):
    data.settings.write_text('language = "zh"')
    said = doctor(capsys, "--ram", "16000")
    assert "处理器：AMD Ryzen 5 3600" in said
    assert "完全在 NVIDIA GeForce RTX 2060 上运行" in said


def test_the_engine_itself_is_asked(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(Path(__file__).parents[3])
    said = report(capsys)
    assert said["versions"]["llama_cpp_python"] == "0.3.36"
    assert "CPU" in said["backends"]
    assert said["memory"]["free"] > 0
