"""The setup program for Windows, by NSIS: ``lemma.nsi`` is its script, its figures stand here."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from installer import about
from installer.about import BUILD, ROOT

SCRIPT = ROOT / "installer" / "lemma.nsi"
CUDA_SCRIPT = ROOT / "installer" / "lemma-cuda.nsi"
#: What the script names by itself and the uninstaller removes; a test compares.
PROGRAM_FILES = ("lemma.exe", "lemmaw.exe", "_internal", "licences")

_VERSION_FILE = """VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004,
    fileType=0x1, subtype=0x0, date=(0, 0)),
  kids=[
    StringFileInfo([StringTable("040904B0", [
      StringStruct("FileDescription", "{name}"),
      StringStruct("FileVersion", "{version}"),
      StringStruct("InternalName", "{package}"),
      StringStruct("ProductName", "{name}"),
      StringStruct("ProductVersion", "{version}")])]),
    VarFileInfo([VarStruct("Translation", [1033, 1200])])
  ]
)
"""


def four_numbers(version: str) -> tuple[int, int, int, int]:
    """A version as Windows wants it; of a preview the numbers before its mark."""
    digits = "".join(sign if sign.isdigit() or sign == "." else " " for sign in version)
    numbers = [int(number) for number in digits.split()[0].strip(".").split(".")][:3]
    major, minor, patch = numbers + [0] * (3 - len(numbers))
    return major, minor, patch, 0


def version_text() -> str:
    """What the properties of the programs show."""
    version = about.version()
    figures = {"numbers": four_numbers(version), "version": version}
    return _VERSION_FILE.format(name=about.NAME, package=about.PACKAGE, **figures)


def write_version_file(target: Path) -> Path:
    target.write_text(version_text(), encoding="utf-8")
    return target


def file_name(package: str = about.PACKAGE) -> str:
    return f"{package}-{about.version()}-setup.exe"


def definitions(source: Path, target: Path, kibibytes: int) -> dict[str, str]:
    """What the script is told."""
    return {
        "SOURCE": str(source),
        "TARGET": str(target),
        "VERSION": about.version(),
        "NUMBERS": ".".join(map(str, four_numbers(about.version()))),
        "KIBIBYTES": str(kibibytes),
        "LICENCE": str(ROOT / "LICENSE"),
        "ICON": str(BUILD / "lemma.ico"),
    }


def command(program: str, script: Path, told: Mapping[str, str]) -> list[str]:
    """NSIS's command line. Warnings are errors: a missing file would be one."""
    options = [f"-D{name}={value}" for name, value in told.items()]
    return [program, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, str(script)]


def build(script: Path, source: Path, target: Path, kibibytes: int) -> bool:
    """Write the setup program ``target``; False if NSIS is not at hand."""
    program = shutil.which("makensis")
    if program is None:
        return False
    told = definitions(source, target, kibibytes)
    subprocess.run(command(program, script, told), check=True)
    return True
