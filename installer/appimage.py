"""An AppImage: one file that runs on every Linux. Made only where its tool is at hand.

The tool is not fetched by us: put ``appimagetool`` and the type-2 runtime on the path or name them
in $APPIMAGETOOL and $APPIMAGE_RUNTIME; with the runtime given it needs no network.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from installer import about, tree
from installer.tree import Entry, text

TOOL_VARIABLE = "APPIMAGETOOL"
RUNTIME_VARIABLE = "APPIMAGE_RUNTIME"
LACKING = f"appimagetool is not on the path, and ${TOOL_VARIABLE} does not name it"
START = """#!/bin/sh
exec "${APPDIR:-$(dirname "$(readlink -f "$0")")}/usr/lib/lemma/lemma" "$@"
"""


def tool() -> str | None:
    """The tool, if it is at hand."""
    return os.environ.get(TOOL_VARIABLE) or shutil.which("appimagetool")


def file_name() -> str:
    return f"{about.NAME}-{about.version()}-x86_64.AppImage"


def layout(entries: Sequence[Entry], menu_entry: str, icon: bytes) -> list[Entry]:
    """The tree of a .deb with what an AppImage wants at its top."""
    return [
        *entries,
        text("AppRun", START, tree.PROGRAM_MODE),
        text(f"{about.PACKAGE}.desktop", menu_entry),
        Entry(f"{about.PACKAGE}.png", icon),
        Entry(".DirIcon", link=f"{about.PACKAGE}.png"),
    ]


def build(entries: Sequence[Entry], work: Path, target: Path, seconds: int) -> bool:
    """Write the AppImage ``target``; False if there is no tool for it."""
    program = tool()
    if program is None:
        return False
    tree.write(entries, work, seconds)
    command = [program, "--no-appstream", str(work), str(target)]
    if runtime := os.environ.get(RUNTIME_VARIABLE):
        command[1:1] = ["--runtime-file", runtime]
    environment = {"ARCH": "x86_64", "VERSION": about.version(), about.EPOCH_VARIABLE: str(seconds)}
    subprocess.run(command, check=True, env={**os.environ, **environment})
    return True
