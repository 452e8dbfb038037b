"""What packages say about the program: control files, menu entry, AppStream, types, setup."""

import os
import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

import app
from installer import about, appimage, archive, deb, desktop, icons, tree, windows
from installer.about import ROOT

RELEASED = about.date(1_700_000_000)


def test_the_version_stands_in_one_place():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert "version" not in project["project"]
    assert "version" in project["project"]["dynamic"]
    assert about.version() == app.__version__


@pytest.mark.parametrize(
    ("version", "debian", "numbers"),
    [
        ("0.1.0", "0.1.0", (0, 1, 0, 0)),
        ("1.12.3", "1.12.3", (1, 12, 3, 0)),
        ("0.2.0rc1", "0.2.0~rc1", (0, 2, 0, 0)),
        ("0.2.0b2", "0.2.0~b2", (0, 2, 0, 0)),
        ("0.2.0.dev3", "0.2.0~dev3", (0, 2, 0, 0)),
    ],
)
def test_versions_elsewhere(
    monkeypatch: pytest.MonkeyPatch, version: str, debian: str, numbers: tuple[int, ...]
):
    monkeypatch.setattr(about, "__version__", version)
    assert about.debian_version() == debian
    assert windows.four_numbers(version) == numbers


def test_the_time_of_a_build_is_given_or_the_commits(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert about.date(about.epoch()).isoformat() == "2023-11-14T22:13:20+00:00"


def test_control_has_the_fields_that_dpkg_wants():
    text = deb.control("lemma", 1_000_001, ["libc6 (>= 2.36)", "libgl1"], ["fonts-noto-cjk"])
    rows = dict(row.split(": ", 1) for row in re.split(r"\n(?=\S)", text.strip()))
    assert rows["Installed-Size"] == "977"
    assert rows["Depends"] == "libc6 (>= 2.36), libgl1"
    assert {"Package", "Version", "Maintainer", "Architecture", "Recommends"} <= rows.keys()
    summary, *lines = rows["Description"].splitlines()
    assert len(summary) < 80
    assert not summary.lower().startswith(("a ", "the ", "lemma"))
    assert lines
    assert all(line.startswith(" ") and len(line) < 80 for line in lines)


def test_a_package_without_wishes_names_none():
    assert "Recommends" not in deb.control(deb.CARDS_PACKAGE, 0, ["lemma (= 0.1.0)"])


def test_the_menu_entry_starts_the_program():
    lines = desktop.menu_entry().splitlines()
    assert lines[0] == "[Desktop Entry]"
    rows = dict(line.split("=", 1) for line in lines[1:])
    assert rows["Exec"] == "lemma %F", "files that are dropped on the icon"
    assert rows["MimeType"] == f"{desktop.MIME_TYPE};"
    assert rows["Comment[zh_CN]"] == about.SUMMARY["zh"]
    assert rows["Categories"].endswith(";")
    assert rows["Keywords"].endswith(";")


def test_the_window_is_the_menu_entrys():
    application = (ROOT / "app" / "ui" / "application.py").read_text("utf-8")
    assert f'setDesktopFileName("{about.PACKAGE}")' in application


def test_descriptions_are_xml_in_both_languages():
    component = ElementTree.fromstring(desktop.metainfo(RELEASED))
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    for tag in ("summary", "description/p"):
        rows = [row.get(language) for row in component.findall(tag)]
        assert rows.count(None) == rows.count("zh_CN") > 0
    assert component.findtext("launchable") == "lemma.desktop"
    kind = ElementTree.fromstring(desktop.mime())[0]
    assert kind.get("type") == desktop.MIME_TYPE


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="needs appstreamcli")
def test_appstream_has_nothing_to_say(tmp_path: Path):
    file = tmp_path / f"{about.APP_ID}.metainfo.xml"
    file.write_text(desktop.metainfo(RELEASED), encoding="utf-8")
    command = ["appstreamcli", "validate", "--no-net", str(file)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs the validator")
def test_the_menu_entry_is_valid(tmp_path: Path):
    file = tmp_path / "lemma.desktop"
    file.write_text(desktop.menu_entry(), encoding="utf-8")
    done = subprocess.run(["desktop-file-validate", str(file)], check=False, capture_output=True)
    assert done.stdout == b""


@pytest.mark.skipif(shutil.which("sh") is None, reason="needs a shell")
@pytest.mark.parametrize("name", ["plain", "with space", "张三", '100% "$`\\'])
def test_the_archive_puts_itself_into_the_menu_and_out(tmp_path: Path, name: str):
    place = tmp_path / name
    (place / "share").mkdir(parents=True)
    for entry in archive.own_files(desktop.menu_entry(), icons.DRAWING):
        (place / entry.path).write_bytes(entry.read())
    data = tmp_path / "data"
    run = ["sh", str(place / "add-to-menu")]
    subprocess.run(run, check=True, env={"XDG_DATA_HOME": str(data), "PATH": "/usr/bin:/bin"})
    written = (data / "applications" / "lemma.desktop").read_text("utf-8")
    (line,) = [row for row in written.splitlines() if row.startswith("Exec=")]
    assert line.endswith(" %F")
    quoted = line[len("Exec=") : -len(" %F")].replace("%%", "%").replace("\\\\", "\\")
    said = subprocess.check_output(["sh", "-c", f"printf %s {quoted}"], text=True)
    assert said == str(place / "lemma")
    removing = [*run, "--remove"]
    subprocess.run(removing, check=True, env={"XDG_DATA_HOME": str(data), "PATH": "/usr/bin:/bin"})
    assert not [path for path in data.rglob("*") if path.is_file()]


def test_an_appimage_has_its_things_at_the_top():
    layout = {e.path: e for e in appimage.layout([], desktop.menu_entry(), b"png")}
    assert layout.keys() == {"AppRun", "lemma.desktop", "lemma.png", ".DirIcon"}
    assert layout["AppRun"].mode == 0o755


@pytest.mark.skipif(os.name != "posix", reason="AppImages are Linux's")
@pytest.mark.parametrize("told", [True, False], ids=["by its runtime", "unpacked"])
def test_an_appimage_starts_the_program_with_what_it_was_given(tmp_path: Path, told: bool):
    program = tree.text("usr/lib/lemma/lemma", '#!/bin/sh\necho "$0: $2"\nexit 3\n', 0o755)
    folder = tmp_path / "张三 App"
    tree.write(appimage.layout([program], desktop.menu_entry(), b"png"), folder, 0)
    (tmp_path / "start").symlink_to(folder / "AppRun")
    done = subprocess.run(
        [tmp_path / "start", "ask", "What is 2 + 2?"],
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={"PATH": os.defpath} | ({"APPDIR": str(folder)} if told else {}),
    )
    assert done.returncode == 3
    assert done.stdout == f"{folder}/usr/lib/lemma/lemma: What is 2 + 2?\n"


def test_an_appimage_that_cannot_be_made_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(appimage.TOOL_VARIABLE, "")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not appimage.build([], tmp_path / "work", tmp_path / "x.AppImage", 0)
    assert list(tmp_path.iterdir()) == []


# --- Windows ------------------------------------------------------------------------------------


def test_the_setup_removes_what_it_put_and_nothing_else():
    script = windows.SCRIPT.read_text("utf-8")
    removed = re.findall(r'(?:Delete|RMDir(?: /r)?) "\$INSTDIR\\([^"]+)"', script)
    assert set(removed) == {*windows.PROGRAM_FILES, "uninstall.exe"}
    assert 'RMDir /r "$INSTDIR"' not in script
    assert "RequestExecutionLevel user" in script
    assert "HKLM" not in script


@pytest.mark.parametrize("script", [windows.SCRIPT, windows.CUDA_SCRIPT], ids=lambda s: s.name)
def test_the_setup_uses_what_it_is_told_and_speaks_both_languages(script: Path):
    text = script.read_text("utf-8")
    told = windows.definitions(Path("from"), Path("to"), 7)
    own = set(re.findall(r"!define (\w+)", text))
    asked = set(re.findall(r"\$\{([A-Z]+)\}", text)) - own
    assert asked - {"LANG"} <= told.keys()
    names = re.findall(r"LangString (\w+) \$\{LANG_(\w+)\}", text)
    english = {name for name, language in names if language == "ENGLISH"}
    assert english == {name for name, language in names if language == "SIMPCHINESE"}


def test_nsis_is_told_everything_and_takes_warnings_for_errors():
    told = windows.definitions(Path("C:/a b/lemma"), Path("out.exe"), 7)
    line = windows.command("makensis", windows.SCRIPT, told)
    assert "-WX" in line
    assert f"-DVERSION={about.version()}" in line
    assert line[-1].endswith("lemma.nsi")


def test_the_properties_of_the_program_are_python_that_pyinstaller_reads():
    made: list[str] = []

    def note(*_values: object, **_named: object) -> str:
        made.append("x")
        return "x"

    names = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "StringStruct")
    eval(windows.version_text(), dict.fromkeys((*names, "VarFileInfo", "VarStruct"), note))
    assert len(made) == 11
