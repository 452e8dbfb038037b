"""The program's icon in all sizes, painted by Qt from its one drawing."""

import struct
from collections.abc import Mapping
from pathlib import Path

from installer.about import PACKAGE, ROOT
from installer.tree import Entry

DRAWING = ROOT / "resources" / "icons" / "lemma.svg"
PIXELS = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS_PIXELS = (16, 20, 24, 32, 40, 48, 64, 128, 256)
THEME = "usr/share/icons/hicolor"
_ICON = 1  # type of an .ico file; 2 would be a mouse pointer
_BITS = 32


def paint(pixels: int) -> bytes:
    """The icon as a PNG, so many pixels wide and high."""
    from PySide6.QtCore import QBuffer, QIODevice, Qt
    from PySide6.QtGui import QImage, QImageReader

    reader = QImageReader(str(DRAWING))
    size = reader.size()
    size.scale(pixels, pixels, Qt.AspectRatioMode.KeepAspectRatio)
    reader.setScaledSize(size)
    image = reader.read().convertToFormat(QImage.Format.Format_ARGB32)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    # PySide's description takes the format for bytes; it is a string.
    if image.isNull() or not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        raise ValueError(f"{DRAWING} cannot be painted: {reader.errorString()}")
    return bytes(buffer.data().data())


def entries() -> list[Entry]:
    """The icon where desktops look for it: in every size, and as it was drawn."""
    sizes = [Entry(f"{THEME}/{n}x{n}/apps/{PACKAGE}.png", paint(n)) for n in PIXELS]
    return [*sizes, Entry(f"{THEME}/scalable/apps/{PACKAGE}.svg", source=DRAWING)]


def ico(images: Mapping[int, bytes]) -> bytes:
    """Windows' format for icons: PNGs, by their pixels, behind a list of them."""
    head = struct.pack("<HHH", 0, _ICON, len(images))
    at = len(head) + 16 * len(images)
    rows, data = b"", b""
    for pixels, png in sorted(images.items()):
        side = pixels % 256  # 0 stands for 256
        rows += struct.pack("<BBBBHHII", side, side, 0, 0, 1, _BITS, len(png), at + len(data))
        data += png
    return head + rows + data


def write_ico(target: Path) -> Path:
    """The icon for Windows' programs."""
    target.write_bytes(ico({pixels: paint(pixels) for pixels in WINDOWS_PIXELS}))
    return target
