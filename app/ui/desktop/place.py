"""Where the window was: its place on the screen, the sidebar, the page and the conversation.

Kept in ``DataDir.window`` when the window closes. Qt moves a window that would lie off the screens,
as when one was unplugged, onto one that is there.
"""

import json
import logging
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QMainWindow

from app.ui.desktop.files import read_object, write_private

log = logging.getLogger(__name__)

LONGEST_GEOMETRY = 1_000  # characters of base64; Qt writes about 90


@dataclass(frozen=True)
class Place:
    """All that is kept. ``conversation`` is 0 for the page of a new one, -1 where none is known."""

    geometry: str = ""  # as Qt writes it, in base64
    sidebar: int = 0  # pixels wide; 0: as usual
    sidebar_hidden: bool = False
    page: str = ""  # its objectName
    conversation: int = -1


def read(file: Path) -> Place:
    """What was kept; entries that are missing or wrong are as at the first start."""
    kept = read_object(file)
    usual = asdict(Place())
    valid: dict[str, Any] = {
        field.name: kept[field.name]
        for field in fields(Place)
        if type(kept.get(field.name)) is type(usual[field.name])
    }
    return Place(**valid)


def keep(file: Path, place: Place) -> None:
    """Write it; a window that cannot remember opens all the same."""
    try:
        write_private(file, json.dumps(asdict(place)))
    except OSError as error:
        log.warning("the window's place is not kept: %s", error.strerror)


def geometry_of(window: QMainWindow) -> str:
    """Size and place, whether maximised, on which screen."""
    return bytes(window.saveGeometry().toBase64().data()).decode("ascii")


def put(window: QMainWindow, geometry: str) -> None:
    """Back to where it was; nothing happens if that cannot be read."""
    if geometry and geometry.isascii() and len(geometry) <= LONGEST_GEOMETRY:
        window.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii")))
