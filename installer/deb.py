"""Debian packages: their control files as text, and the package itself by dpkg-deb.

dpkg-deb writes the same bytes for the same folder once times and owners are fixed, which
``tree.write`` does.
"""

import gzip
import os
import subprocess
import textwrap
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from pathlib import Path

from installer import about, tree
from installer.tree import Entry, text

ARCHITECTURE = "amd64"
COMPRESSION = ("-Zzstd", "-z19")
PROGRAM = "usr/lib/lemma"
DOCUMENTS = "usr/share/doc"
WIDTH = 79  # characters of a line in a description
CARDS_PACKAGE = f"{about.PACKAGE}-cuda"

_WORDS = {
    about.PACKAGE: (about.SUMMARY["en"], *about.ABOUT["en"]),
    CARDS_PACKAGE: (
        "NVIDIA graphics cards for Lemma",
        "With this package Lemma computes answers on NVIDIA graphics cards through CUDA, from the "
        "GeForce GTX 10 series on. Without it such cards are used through Vulkan.",
    ),
}

#: What Debian's checker of packages finds, and why it stays so.
_OVERRIDES = f"""\
# It runs on many releases of Debian and Ubuntu, so it brings the libraries that it was made with.
{about.PACKAGE}: embedded-library *
# Patched by those who made it: without its symbols the system would not load it any more.
{about.PACKAGE}: unstripped-binary-or-object *numpy.libs*
"""


def control(
    package: str, installed: int, depends: Iterable[str], recommends: Iterable[str] = ()
) -> str:
    """The control file; ``installed`` in bytes."""
    rows = {
        "Package": package,
        "Version": about.debian_version(),
        "Architecture": ARCHITECTURE,
        "Maintainer": about.maintainer(),
        "Installed-Size": str(-(-installed // 1024)),  # KiB, rounded up
        "Depends": ", ".join(depends),
        "Recommends": ", ".join(recommends),
        "Section": "education",
        "Priority": "optional",
        "Description": _description(package),
    }
    return "".join(f"{name}: {value}\n" for name, value in rows.items() if value)


def _description(package: str) -> str:
    summary, *paragraphs = _WORDS[package]
    return "\n .\n".join([f"{summary}\n{_wrapped(paragraphs[0])}", *map(_wrapped, paragraphs[1:])])


def _wrapped(paragraph: str) -> str:
    return textwrap.fill(paragraph, WIDTH, initial_indent=" ", subsequent_indent=" ")


def changelog(package: str, released: datetime) -> bytes:
    """The changelog that Debian wants, which says where the real one lies; compressed."""
    words = (
        f"{package} ({about.debian_version()}) stable; urgency=medium\n\n"
        f"  * See {about.NAME}'s own CHANGELOG.md in this folder.\n\n"
        f" -- {about.maintainer()}  {format_datetime(released)}\n"
    )
    return gzip.compress(words.encode(), mtime=0)


def copyright_file(components: Sequence[tuple[str, str]]) -> str:
    """Debian's list of licences: ours, and (name, licence) of all that is inside."""
    head = (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: {about.NAME}\n"
        f"Comment: The full texts of all licences lie in /{PROGRAM}/licences.\n\n"
        f"Files: *\nCopyright: The authors of {about.NAME}\nLicense: {about.LICENCE}\n"
    )
    rows = "".join(f"  {name}: {licence}\n" for name, licence in components)
    return (
        f"{head}\nLicense: {about.LICENCE}\n On Debian systems the text of this licence is in"
        f" /usr/share/common-licenses/Apache-2.0.\nComment: Programs of others inside:\n{rows}"
    )


def documents(
    package: str, released: datetime, components: Sequence[tuple[str, str]]
) -> list[Entry]:
    """What lies in /usr/share/doc."""
    folder = f"{DOCUMENTS}/{package}"
    return [
        Entry(f"{folder}/changelog.gz", changelog(package, released)),
        text(f"{folder}/copyright", copyright_file(components)),
    ]


def overrides() -> Entry:
    """What lintian shall not say of the program's package."""
    return text(f"usr/share/lintian/overrides/{about.PACKAGE}", _OVERRIDES)


def with_control(entries: Sequence[Entry], control_text: str) -> list[Entry]:
    """The entries with the package's own files beside them."""
    return [
        *entries,
        text("DEBIAN/control", control_text),
        text("DEBIAN/md5sums", tree.sums(entries, "md5")),
    ]


def file_name(package: str) -> str:
    return f"{package}_{about.debian_version()}_{ARCHITECTURE}.deb"


def build(entries: Sequence[Entry], work: Path, target: Path, seconds: int) -> None:
    """Write the package ``target``; ``work`` must not exist."""
    tree.write(entries, work, seconds)
    environment = {about.EPOCH_VARIABLE: str(seconds), "DPKG_DEB_THREADS_MAX": "1"}
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", *COMPRESSION, "--build", str(work), str(target)],
        check=True,
        stdout=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
