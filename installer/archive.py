"""The archive for every Linux: unpack it anywhere and start ``lemma`` in it. Also checksums."""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from installer import about, tree
from installer.tree import Entry

LEVEL = "-19"
READ_ME = """Lemma {version}

Start the program "lemma" in this folder; nothing needs to be installed.
To see it in the menu of the desktop: ./add-to-menu   (and ./add-to-menu --remove)

从本文件夹启动程序 “lemma” 即可，无需安装。
如需将其加入桌面菜单：./add-to-menu （移除：./add-to-menu --remove）
"""
#: Puts the menu entry and the icon into the person's own folders, and takes them away again.
MENU_SCRIPT = about.ROOT / "installer" / "add-to-menu.sh"


def file_name() -> str:
    return f"{folder_name()}.tar.zst"


def folder_name() -> str:
    """The one folder that everything in the archive lies in."""
    return f"{about.PACKAGE}-{about.version()}-linux-x86_64"


def own_files(menu_entry: str, icon: Path) -> list[Entry]:
    """What the archive has beside the program."""
    return [
        tree.text("README.txt", READ_ME.format(version=about.version())),
        Entry("add-to-menu", source=MENU_SCRIPT, mode=tree.PROGRAM_MODE),
        tree.text("share/lemma.desktop", menu_entry),
        Entry("share/lemma.svg", source=icon),
    ]


def build(entries: Sequence[Entry], target: Path, seconds: int) -> None:
    """Write the archive ``target``."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder, "plain.tar")
        with plain.open("wb") as file:
            tree.tar(tree.below(folder_name(), entries), file, seconds)
        # One thread: the result must not depend on how many processors there are.
        command = ["zstd", "-q", "-f", LEVEL, "-T1", str(plain), "-o", str(target)]
        subprocess.run(command, check=True)


def checksums(files: Iterable[Path]) -> str:
    """What ``sha256sum -c`` reads."""
    lines: list[str] = []
    for file in sorted(files):
        with file.open("rb") as data:
            lines.append(f"{hashlib.file_digest(data, 'sha256').hexdigest()}  {file.name}\n")
    return "".join(lines)
