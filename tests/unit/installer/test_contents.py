"""What goes into the program and what stays out; whose it is; what it takes from the system."""

import json
import re
import shutil
import struct
import subprocess
import tomllib
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import PySide6
import pytest

from installer import about, backends, commands, freeze, icons, licences, sbom, system
from installer.about import ROOT
from installer.licences import Component

DUMP = """
libx.so:     file format elf64-x86-64
Dynamic Section:
  NEEDED               libvulkan.so.1
  NEEDED               libstdc++.so.6
  NEEDED               libc.so.6
  NEEDED               libown.so.3
  SONAME               libx.so
Version References:
  required from libstdc++.so.6:
    0x0297f870 0x00 07 GLIBCXX_3.4.29
  required from libc.so.6:
    0x09691a75 0x00 05 GLIBC_2.2.5
    0x069691b4 0x00 04 GLIBC_2.34
"""


# --- libraries of the system ----------------------------------------------------------------------


def test_what_a_library_loads():
    needed = {"libvulkan.so.1", "libstdc++.so.6", "libc.so.6", "libown.so.3"}
    assert system.needed(DUMP) == needed
    assert system.newest_glibc([DUMP, "GLIBC_2.9"]) == (2, 34)
    assert system.newest_gcc([DUMP]) == "11"


def test_a_library_that_nobody_has_is_named():
    assert system.missing({"libx.so": DUMP}, []) == {"libown.so.3": {"libx.so"}}
    assert system.missing({"libx.so": DUMP}, ["libown.so.3"]) == {}


def test_dependencies_have_the_versions_that_are_asked_for():
    assert system.depends({"libx.so": DUMP}) == ["libc6 (>= 2.34)", "libstdc++6 (>= 11)"]


# --- what PyInstaller found -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("PySide6/Qt/lib/libicudata.so.73", True),
        ("PySide6/Qt/lib/libQt6Quick.so.6", False),
        ("libQt6Core.so.6", True),
        ("libQt6Quick.so.6", False),
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so", True),
        ("PySide6/Qt/plugins/sqldrivers/libqsqlmysql.so", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6\\Qt6Quick.dll", False),
        ("PySide6\\opengl32sw.dll", False),
        ("PySide6/Qt/translations/qtbase_zh_CN.qm", True),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/Qt/translations/designer_zh_CN.qm", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("PySide6/QtWidgets.abi3.so", True),
        ("PySide6/QtQml.abi3.so", False),
        ("PySide6/libpyside6.abi3.so.6.11", True),
        ("llama_cpp/lib/libllama.so", False),
        ("libggml-base.so.0", False),
        ("libstdc++.so.6", False),
        ("libxcb-cursor.so.0", True),
        ("numpy.libs/libscipy_openblas64_.so", True),
        ("resources/translations/en/ui.toml", True),
    ],
)
def test_what_belongs_into_the_program(file: str, wanted: bool):
    assert freeze.is_wanted(file) is wanted


def test_lists_are_in_order_whatever_the_disk_says():
    rows = [("b", "/b", "BINARY"), ("PySide6/Qt6Quick.dll", "/q", "BINARY"), ("a", "/a", "BINARY")]
    assert [row[0] for row in freeze.filtered(rows)] == ["a", "b"]


@pytest.mark.skipif(shutil.which("objdump") is None, reason="needs objdump")
def test_every_part_of_qt_that_is_kept_finds_what_it_loads():
    folder = Path(PySide6.__path__[0], "Qt")
    kept = [
        path
        for path in sorted(folder.rglob("*.so*"))
        if freeze.is_wanted(str(Path("PySide6/Qt") / path.relative_to(folder)))
    ]
    assert len(kept) > 20
    listing = subprocess.run(["objdump", "-p", *kept], capture_output=True, text=True, check=True)
    ours = {name for name in system.needed(listing.stdout) if name.startswith(("libQt6", "libicu"))}
    assert ours <= {path.name for path in kept}


def test_a_library_of_the_system_that_nothing_loads_stays_out(monkeypatch: pytest.MonkeyPatch):
    loads = {
        "/venv/qt.so": "libxcb-cursor.so.0",
        "/usr/lib/libxcb-cursor.so.0": "libxcb-util.so.1",
        "/usr/lib/libgtk-3.so.0": "libxcb-util.so.1",
    }
    monkeypatch.setattr(freeze, "dump", lambda path: f"  NEEDED  {loads.get(path, 'libc.so.6')}\n")
    binary = ("libxcb-util.so.1", "libgtk-3.so.0", "libxcb-cursor.so.0", "libpython3.11.so.1.0")
    rows = [(name, f"/usr/lib/{name}", "BINARY") for name in binary]
    rows += [("PySide6/qt.so", "/venv/qt.so", "EXTENSION"), ("libqt.so", "qt.so", "SYMLINK")]
    kept = [name for name, _source, _kind in freeze.without_orphans(rows)]
    assert kept == sorted({name for name, _, _ in rows} - {"libgtk-3.so.0"})


def test_data_and_modules_exist():
    assert all((ROOT / source).exists() for source, _target in freeze.DATA)
    for module in freeze.HIDDEN_IMPORTS:
        assert find_spec(module) is not None


def test_the_libraries_of_the_system_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(freeze, "TAKEN_FILE", tmp_path / "taken.json")
    assert freeze.taken() == []
    gomp = "/usr/lib/x86_64-linux-gnu/libgomp.so.1"
    freeze.note_taken([("libgomp.so.1", gomp, "BINARY"), ("x.so", "/home/x.so", "EXTENSION")])
    assert freeze.taken() == [Path(gomp)]


# --- llama.cpp ------------------------------------------------------------------------------------


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(name.split(".so")[0])


def test_each_library_is_kept_once_under_the_names_by_which_it_is_loaded(tmp_path: Path):
    for name in ("ggml", "ggml-base", "llama", "mtmd"):
        put(tmp_path, *(f"lib{name}.so{tail}" for tail in ("", ".0", ".0.25.3")))
    for name in ("cpu-haswell", "cpu-x64", "vulkan"):
        put(tmp_path, *(f"libggml-{name}.so{tail}" for tail in ("", ".0", ".0.25.3")))
    put(tmp_path, "llama-cli", "convert.py")
    backends.tidy(tmp_path)
    files = {path.name: path.is_symlink() and str(path.readlink()) for path in tmp_path.iterdir()}
    assert files == {
        "libggml.so.0": False,
        "libggml.so": "libggml.so.0",
        "libggml-base.so.0": False,
        "libggml-base.so": "libggml-base.so.0",
        "libllama.so": False,
        "libggml-cpu-haswell.so": False,
        "libggml-cpu-x64.so": False,
        "libggml-vulkan.so": False,
    }
    assert (tmp_path / "libggml.so").read_text() == "libggml"
    assert backends.built(tmp_path) == backends.Built(("haswell", "x64"), ("vulkan",))
    backends.tidy(tmp_path)  # a second time changes nothing
    assert (tmp_path / "libggml.so").read_text() == "libggml"


def test_on_windows_names_have_no_numbers(tmp_path: Path):
    names = {"ggml.dll", "ggml-base.dll", "ggml-cpu-x64.dll", "llama.dll", "vcomp140.dll"}
    put(tmp_path, *names, "llama.lib")
    backends.tidy(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == names


def test_what_is_switched_on():
    line = backends.arguments(backends.all_options())
    for wanted in ("BACKEND_DL=ON", "CPU_ALL_VARIANTS=ON", "VULKAN=ON", "NATIVE=OFF"):
        assert f"-DGGML_{wanted}" in line


def test_pain_15_cards_from_the_geforce_10_on_have_code_of_their_own():
    cuda = backends.cuda_options()["CMAKE_CUDA_ARCHITECTURES"]
    assert {"61-real", "75-real", "86-real", "89-real"} <= set(cuda.split(";"))
    assert backends.cuda_options("75-real")["CMAKE_CUDA_ARCHITECTURES"] == "75-real"


RECIPE = """\
        ggml_add_cpu_backend_variant(x64)
        ggml_add_cpu_backend_variant(sse42              SSE42)
            ggml_add_cpu_backend_variant(ivybridge      SSE42 AVX F16C)
    ggml_add_cpu_backend_variant_impl("")
"""


def test_a_trial_builds_what_was_named():
    trial = backends.chosen(RECIPE, ("x64", "vulkan"))
    built = [line.strip() for line in trial.splitlines() if not line.strip().startswith("#")]
    assert built == ["ggml_add_cpu_backend_variant(x64)", 'ggml_add_cpu_backend_variant_impl("")']
    assert backends.chosen(trial, ()) == RECIPE, "all are switched on again"
    assert backends.chosen(backends.chosen(trial, ("sse42",)), ()) == RECIPE
    assert backends.all_options(("x64", "vulkan")) == backends.all_options()
    assert backends.all_options(("x64",))["GGML_VULKAN"] == "OFF"


def test_a_trial_is_not_taken_for_everything(tmp_path: Path):
    assert not backends.is_built((), tmp_path)
    (tmp_path / backends.CHOICE).write_text("x64,haswell", "utf-8")
    assert backends.is_built(("x64", "haswell"), tmp_path)
    assert not backends.is_built((), tmp_path)
    (tmp_path / backends.CHOICE).write_text("", "utf-8")
    assert backends.is_built((), tmp_path)


def test_the_source_is_the_locked_one():
    text = backends.requirement(backends.LOCK.read_text("utf-8"))
    first, *rest = text.splitlines()
    assert first.startswith(f"llama-cpp-python=={version('llama-cpp-python')}")
    assert rest
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", row) for row in rest)
    assert not text.rstrip().endswith("\\")


def test_cuda_brings_its_libraries_under_the_names_that_are_loaded(tmp_path: Path):
    source, target = tmp_path / "cuda", tmp_path / "lib"
    source.mkdir()
    target.mkdir()
    for name in backends.CUDA_RUNTIME:
        put(source, f"lib{name}.so", f"lib{name}.so.12", f"lib{name}.so.12.4.5")
    backends.copy_runtime(source, target)
    assert {path.name for path in target.iterdir()} == {
        *("libcudart.so.12", "libcublas.so.12", "libcublasLt.so.12"),
    }
    with pytest.raises(FileNotFoundError, match="cudart"):
        backends.copy_runtime(target / "nowhere", target)


def test_cudas_libraries_go_with_their_licence(tmp_path: Path):
    libraries = tmp_path / "cuda" / "targets" / "x86_64-linux" / "lib"
    libraries.mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="EULA"):
        backends.cuda_licence(libraries)
    (tmp_path / "cuda" / "EULA.txt").write_text("terms")
    assert backends.cuda_licence(libraries).read_text() == "terms"


# --- whose it is ----------------------------------------------------------------------------------


def test_every_dependency_is_listed_with_the_text_of_its_licence():
    pytest.importorskip("nacl")  # the newest dependency: where it is missing, the rest is, too
    inside = licences.components()
    assert licences.without_text(inside) == []
    names = {row.name.lower() for row in inside}
    assert {"python", "qt", "mathjax", "llama.cpp", "numpy", "starlette"} <= names
    assert not {"pytest", "ruff", "mypy"} & names
    paths = [entry.path for entry in licences.entries(inside)]
    assert len(paths) == len(set(paths))


def test_versions_of_others_are_those_that_are_locked():
    rows = {row.name: row.version for row in licences.others()}
    assert rows["Qt"] == version("PySide6-Essentials")
    mathjax = (ROOT / "resources" / "mathjax" / "README.md").read_text("utf-8")
    assert f"MathJax {rows['MathJax']}" in mathjax
    assert f"mhchemparser {rows['mhchemparser']}" in mathjax


def test_llama_cpps_commit_is_the_one_compiled():
    from app.engine import ggml

    (row,) = [row for row in licences.others() if row.name == "llama.cpp"]
    commit = ggml.versions()["commit"].removesuffix("-dirty")
    assert commit == "unknown" or row.version.startswith(commit)


def test_a_component_without_a_text_is_named():
    assert licences.without_text([Component("X", "1", "MIT")]) == ["X"]


def test_the_list_of_everything_is_cyclonedx():
    rows = [Component("Jinja2", "3.1.6", "BSD"), Component("Qt", "6.11.3", "LGPL", "generic")]
    made = sbom.document(rows, about.date(1_700_000_000))
    assert made == sbom.document(rows, about.date(1_700_000_000))
    document = json.loads(made)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.6")
    assert [row["purl"] for row in document["components"]] == [
        "pkg:pypi/jinja2@3.1.6",
        "pkg:generic/qt@6.11.3",
    ]
    assert document["metadata"]["timestamp"] == "2023-11-14T22:13:20Z"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", document["serialNumber"])


# --- icons and commands ---------------------------------------------------------------------------


def test_icons_for_windows_hold_every_size():
    data = icons.ico({16: b"small", 256: b"large one"})
    assert struct.unpack_from("<HHH", data) == (0, 1, 2)
    rows = [struct.unpack_from("<BBBBHHII", data, 6 + 16 * n) for n in range(2)]
    assert [row[0] for row in rows] == [16, 0]
    assert [data[row[7] : row[7] + row[6]] for row in rows] == [b"small", b"large one"]


@pytest.mark.parametrize("pixels", [16, 256])
def test_the_drawing_is_painted(pixels: int):
    png = icons.paint(pixels)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack_from(">II", png, 16) == (pixels, pixels)
    assert png == icons.paint(pixels)


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ('{"answer": "4"}\n', True),
        ('warning\n{"answer": "4"}', True),
        ('{"answer": ""}', False),
        ("", False),
        ("nonsense", False),
        ("[]", False),
    ],
)
def test_a_smoke_test_has_passed_when_there_is_an_answer(said: str, answered: bool):
    assert commands.is_answer(said) is answered


def test_what_was_not_built_is_said(capsys: pytest.CaptureFixture[str], monkeypatch, tmp_path):
    monkeypatch.setattr(freeze, "FROZEN", tmp_path)
    assert commands.main(["package"]) == 1
    assert "build it first" in capsys.readouterr().err


def test_what_the_computer_lacks_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    assert commands.main(["smoke", "--program", str(tmp_path / "lemma")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_comparing_from_the_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("1")
    assert commands.main(["compare", str(tmp_path / "a"), str(tmp_path / "b")]) == 0
    assert capsys.readouterr().out == "the same\n"


def test_tools_that_make_packages_are_pinned():
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]
    assert any(row.startswith("pyinstaller==") for row in groups["installer"])
