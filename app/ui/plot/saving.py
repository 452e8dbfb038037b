"""Plots as files and on the clipboard: PNG at twice the size, SVG as vectors."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSaveFile, QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from app.ui.plot.picture import Picture
from app.ui.plot.scene import Scene

SHARPNESS = 2.0  # pixels of a picture per logical pixel


def image(scene: Scene, picture: Picture) -> QImage:
    """The picture in pixels."""
    size = (scene.plane.size * SHARPNESS).toSize()
    made = QImage(size, QImage.Format.Format_RGB32)
    made.setDevicePixelRatio(SHARPNESS)
    painter = QPainter(made)
    picture.paint(painter, scene)
    painter.end()
    return made


def svg(scene: Scene, picture: Picture, title: str) -> bytes:
    """The picture as vectors."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    size: QSize = scene.plane.size.toSize()
    generator.setSize(size)
    generator.setViewBox(scene.plane.bounds.toRect())
    generator.setTitle(title)
    painter = QPainter(generator)
    picture.paint(painter, scene)
    painter.end()
    return bytes(buffer.data().data())


def save(path: Path, scene: Scene, picture: Picture, title: str) -> bool:
    """Write the picture, as SVG if the name says so, else PNG; whether it is there now.

    A file that was there before is replaced as a whole, or not at all.
    """
    file = QSaveFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        return False
    if path.suffix.lower() == ".svg":
        file.write(svg(scene, picture, title))
    else:
        image(scene, picture).save(file, "PNG")  # type: ignore[call-overload]  # any device does
    return file.commit()
