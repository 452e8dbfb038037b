"""Which of llama.cpp's backend files are found, judged, loaded, and named when they are not."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from app.engine import devices, ggml, plugins
from app.engine.devices import Device, Kind, without_doubles
from app.engine.plugins import Fate, Plugin

NO_DRIVER = "libcuda.so.1: cannot open shared object file: No such file or directory"


class Processor:
    """Judges files as some processor and its drivers would; a score of None: cannot be loaded."""

    def __init__(self, **scores: int | None) -> None:
        self.scores = scores
        self.registered: list[str] = []
        self.refused: set[str] = set()

    def score(self, path: Path) -> int:
        score = self.scores[path.stem.removeprefix("libggml-").replace("-", "_")]
        if score is None:
            raise OSError(NO_DRIVER)
        return score

    def register(self, path: Path) -> bool:
        self.registered.append(path.name)
        return path.name not in self.refused


def put(folder: Path, *names: str) -> list[Plugin]:
    for name in names:
        (folder / name).touch()
    return plugins.find(folder)


def fates(loaded: list[Plugin]) -> dict[str, Fate]:
    return {plugin.path.name: plugin.fate for plugin in loaded}


def test_only_backends_are_found_and_the_processor_comes_last(tmp_path: Path):
    found = put(
        tmp_path,
        *("libggml-cpu-haswell.so", "libggml-cpu-x64.so", "libggml-vulkan.so", "libggml-cuda.so"),
        *("libggml-base.so", "libggml.so", "libllama.so", "libggml-vulkan.so.0", "notes.txt"),
        "libggml-unheard.so",
    )
    assert [(plugin.kind, plugin.variant) for plugin in found] == [
        *(("cuda", ""), ("vulkan", "")),
        *(("cpu", "haswell"), ("cpu", "x64")),
    ]


def test_names_on_windows(tmp_path: Path):
    (found,) = put(tmp_path, "ggml-cpu-sapphirerapids.dll", "ggml-base.dll", "ggml.dll")
    assert (found.kind, found.variant) == ("cpu", "sapphirerapids")


def test_the_best_variant_is_loaded_and_no_other(tmp_path: Path):
    names = [f"libggml-cpu-{name}.so" for name in ("haswell", "skylakex", "x64")]
    here = Processor(cpu_haswell=64, cpu_skylakex=0, cpu_x64=1)
    loaded = plugins.load(put(tmp_path, *names), here, cards=True)
    assert fates(loaded) == dict(zip(names, (Fate.LOADED, Fate.UNFIT, Fate.OUTDONE), strict=True))
    assert here.registered == ["libggml-cpu-haswell.so"]


def test_pain_19_a_variant_that_is_refused_makes_way_for_the_next(tmp_path: Path):
    here = Processor(cpu_haswell=64, cpu_x64=1)
    here.refused = {"libggml-cpu-haswell.so"}
    found = put(tmp_path, "libggml-cpu-haswell.so", "libggml-cpu-x64.so")
    assert fates(plugins.load(found, here, cards=True)) == {
        "libggml-cpu-haswell.so": Fate.FAILED,
        "libggml-cpu-x64.so": Fate.LOADED,
    }


def test_pain_14_a_missing_driver_costs_its_cards_and_says_why(tmp_path: Path):
    here = Processor(cuda=None, vulkan=1, cpu=1)
    found = put(tmp_path, "libggml-cuda.so", "libggml-vulkan.so", "libggml-cpu.so")
    cuda, vulkan, cpu = plugins.load(found, here, cards=True)
    assert (cuda.fate, cuda.why) == (Fate.FAILED, NO_DRIVER)
    assert (vulkan.fate, cpu.fate) == (Fate.LOADED, Fate.LOADED)


def test_of_a_packaged_program_the_systems_words_are_said(tmp_path: Path):
    class Packaged(Processor):
        def score(self, path: Path) -> int:
            try:
                return super().score(path)
            except OSError as error:
                raise OSError(f"Failed to load dynlib/dll {path.name!r}.") from error

    (cuda,) = plugins.load(put(tmp_path, "libggml-cuda.so"), Packaged(cuda=None), cards=True)
    assert (cuda.fate, cuda.why) == (Fate.FAILED, NO_DRIVER)


def test_without_cards_no_driver_is_touched(tmp_path: Path):
    here = Processor(cpu=1)  # it would fail if it were asked of the others
    found = put(tmp_path, "libggml-cuda.so", "libggml-vulkan.so", "libggml-cpu.so")
    loaded = plugins.load(found, here, cards=False)
    assert [plugin.fate for plugin in loaded] == [Fate.UNWANTED, Fate.UNWANTED, Fate.LOADED]
    assert here.registered == ["libggml-cpu.so"]


def test_a_folder_with_a_name_that_is_not_ascii(tmp_path: Path):
    folder = tmp_path / "张三 und Söhne"
    folder.mkdir()
    (plugin,) = plugins.load(put(folder, "libggml-cpu.so"), Processor(cpu=1), cards=True)
    assert plugin.path.parent == folder


CUDA = Device("CUDA0", "GeForce RTX 2060", Kind.GRAPHICS, 5, 6, "CUDA", bus_id="0000:01:00.0")
CPU = Device("CPU", "Ryzen 5", Kind.PROCESSOR, 8, 16, "CPU")


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        (replace(CUDA, name="Vulkan0", backend="Vulkan"), False),
        (replace(CUDA, name="Vulkan0", backend="Vulkan", bus_id=""), False),
        (replace(CUDA, name="Vulkan0", backend="Vulkan", bus_id="0000:02:00.0"), True),
        (replace(CUDA, name="Vulkan0", backend="Vulkan", bus_id="", description="UHD 770"), True),
        (replace(CUDA, name="CUDA1"), True),
    ],
)
def test_a_card_that_two_backends_see_is_one_card(other: Device, kept: bool):
    expected = [CUDA, other, CPU] if kept else [CUDA, CPU]
    assert without_doubles([CUDA, other, CPU]) == expected


@pytest.mark.skipif(shutil.which("gcc") is None, reason="needs a compiler for C")
def test_real_files_are_judged_and_begun(tmp_path: Path):
    source, plugin = tmp_path / "plugin.c", tmp_path / "libggml-张三.so"
    source.write_text(
        "int ggml_backend_score(void) { return 7; }\nvoid *ggml_backend_init(void) { return 0; }\n"
    )
    subprocess.run(["gcc", "-shared", "-fPIC", source, "-o", plugin], check=True)
    loader = ggml._Loader()
    assert loader.score(plugin) == 7
    assert not loader.register(plugin)  # it has no backend to give
    plugin.with_name("damaged.so").write_bytes(b"\x7fELF")
    with pytest.raises(OSError, match=r"damaged\.so"):
        loader.score(plugin.with_name("damaged.so"))


def test_a_build_with_backends_linked_in_has_nothing_to_load():
    assert ggml.plugins() == ()
    assert "CPU" in ggml.backends()
    assert devices.report()["plugins"] == []


def test_the_lists_asked_are_those_that_llama_cpp_uses():
    registry = ggml._registry()
    assert registry._handle != 0
    assert registry is ggml.bindings._lib or registry is ggml.libggml
