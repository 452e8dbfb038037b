"""Fonts: the desktop's own for text and code, with Chinese fonts behind them that go together."""

import os
from functools import cache

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

#: Simplified Chinese glyphs, in this order, so that no Japanese or Korean variants are taken.
CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "SimSun",
)

#: Qt has FreeType thicken the strokes of fonts such as Noto Sans CJK, so that they are not too thin
#: as dark letters on light ground; on dark ground they looked bold. Half of it does for both.
STEMS = "cff:darkening-parameters=500,200,1000,138,1667,138,2333,0"


def calm_stems() -> None:
    """To be called before Qt looks at its first font."""
    os.environ.setdefault("FREETYPE_PROPERTIES", STEMS)


@cache
def _families(kind: QFontDatabase.SystemFont) -> tuple[str, ...]:
    # The name of the font itself: behind an alias ("Sans Serif") Qt would prefer the Chinese ones.
    own = QFontInfo(QFontDatabase.systemFont(kind)).family()
    installed = set(QFontDatabase.families())
    return (own, *(name for name in CHINESE if name in installed))


def body() -> QFont:
    """The text font; sizes are set by whoever uses it."""
    font = QFont()
    font.setFamilies(list(_families(QFontDatabase.SystemFont.GeneralFont)))
    return font


def code() -> QFont:
    """The fixed-width font; sizes are set by whoever uses it."""
    font = QFont()
    font.setFamilies(list(_families(QFontDatabase.SystemFont.FixedFont)))
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    return font


def install(application: QApplication) -> None:
    """Use the text font for all widgets."""
    font = body()
    font.setPointSizeF(application.font().pointSizeF())
    application.setFont(font)
