"""Which libraries a package takes from the system, and which Debian package holds each.

Everything else that the program loads must lie in its own folder: ``missing`` finds what does not.
Libraries that talk to drivers or to the desktop (graphics, fonts, D-Bus) are the system's, for a
copy of ours would be older than the drivers that use it, too; C++'s own library for that reason.
"""

import re
from collections.abc import Iterable, Mapping

#: Library -> Debian package; "a | b" where releases differ.
LIBRARIES = {
    "libc.so.6": "libc6",
    "libm.so.6": "libc6",
    "libdl.so.2": "libc6",
    "libpthread.so.0": "libc6",
    "librt.so.1": "libc6",
    "libutil.so.1": "libc6",
    "libresolv.so.2": "libc6",
    "ld-linux-x86-64.so.2": "libc6",
    "libgcc_s.so.1": "libgcc-s1",
    "libstdc++.so.6": "libstdc++6",
    "libz.so.1": "zlib1g",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgobject-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgio-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libX11.so.6": "libx11-6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
}

#: A plug-in that lacks these is left out when the program starts, and named by `lemma doctor`.
OPTIONAL = {"libvulkan.so.1": "libvulkan1", "libcuda.so.1": ""}

#: What makes the program better, but not run: graphics cards without CUDA, and fonts.
RECOMMENDED = ("libvulkan1", "mesa-vulkan-drivers", "fonts-noto-cjk", "fonts-dejavu-core")

_NEEDED = re.compile(r"^\s+NEEDED\s+(\S+)", re.MULTILINE)
_VERSION = re.compile(r"\bGLIBC_(\d+)\.(\d+)(?:\.\d+)?\b")
_CXX_VERSION = re.compile(r"\bGLIBCXX_3\.4\.(\d+)\b")
#: The third number of libstdc++'s newest symbols -> GCC's release, which Debian's package bears.
_GCC_RELEASES = {28: "10", 29: "11", 30: "12", 31: "13", 32: "13", 33: "14", 34: "15"}


def needed(dump: str) -> set[str]:
    """The libraries that a file loads, from the words of ``objdump -p``."""
    return set(_NEEDED.findall(dump))


def newest_glibc(dumps: Iterable[str]) -> tuple[int, int]:
    """The newest version of the C library that any of the files asks for."""
    versions = (match.groups() for dump in dumps for match in _VERSION.finditer(dump))
    return max(((int(major), int(minor)) for major, minor in versions), default=(0, 0))


def newest_gcc(dumps: Iterable[str]) -> str:
    """The oldest release of GCC whose C++ library has all that the files ask for."""
    asked = {int(m[1]) for dump in dumps for m in _CXX_VERSION.finditer(dump)}
    fitting = [step for step in _GCC_RELEASES if step >= max(asked, default=0)]
    return _GCC_RELEASES[min(fitting)] if fitting else max(_GCC_RELEASES.values(), key=int)


def missing(dumps: Mapping[str, str], inside: Iterable[str]) -> dict[str, set[str]]:
    """Libraries that are neither in the package nor the system's -> the files that load them."""
    known = {*inside, *LIBRARIES, *OPTIONAL}
    lacking: dict[str, set[str]] = {}
    for file, dump in dumps.items():
        for library in needed(dump) - known:
            lacking.setdefault(library, set()).add(file)
    return lacking


def depends(dumps: Mapping[str, str]) -> list[str]:
    """Debian packages that hold what the files load, with the versions that they ask for."""
    loaded = set().union(*map(needed, dumps.values())) & LIBRARIES.keys()
    major, minor = newest_glibc(dumps.values())
    least = {
        "libc6": f"libc6 (>= {major}.{minor})",
        "libstdc++6": f"libstdc++6 (>= {newest_gcc(dumps.values())})",
    }
    return sorted({least.get(LIBRARIES[name], LIBRARIES[name]) for name in loaded})
