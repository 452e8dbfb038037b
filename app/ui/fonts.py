"""Fonts: the desktop's own for text, with Chinese fonts behind it that go together with it."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

#: Chinese glyphs, in this order, so that no Japanese or Korean variants are taken.
CHINESE = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC", "SimSun")


@cache
def _families() -> tuple[str, ...]:
    own = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    installed = set(QFontDatabase.families())
    return (own, *(name for name in CHINESE if name in installed))


def body() -> QFont:
    """The text font; sizes are set by whoever uses it."""
    font = QFont()
    font.setFamilies(list(_families()))
    return font


def install(application: QApplication) -> None:
    """Use the text font for all widgets."""
    font = body()
    font.setPointSizeF(application.font().pointSizeF())
    application.setFont(font)
