"""What a document is drawn with: theme, sizes, fonts."""

from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetrics

from app.ui import fonts
from app.ui.theme import BASE_FONT_PX, Theme

#: MathJax's letters are smaller than those of the usual sans-serif text at the same size: an
#: x-height of 0.44 em against some 0.53. This factor makes them go together.
MATH_SCALE = 1.16
HEADING_SCALES = (1.5, 1.3, 1.15, 1.05, 1.0, 1.0)  # of the body size, for levels 1 to 6
CODE_SCALE = 0.88
SMALL_SCALE = 0.86
LINE_GAP = 0.34  # of the body size, between lines
PARAGRAPH_GAP = 0.72  # of the body size, between paragraphs
MOST_X_HEIGHT = 0.7  # of the size; no text font has taller small letters


@dataclass(frozen=True)
class Look:
    """Theme and zoom (1.0 is 100 %); ``muted`` documents are set in the quiet colour."""

    theme: Theme
    zoom: float = 1.0
    muted: bool = False

    @property
    def font_px(self) -> int:
        scale = SMALL_SCALE if self.muted else 1.0
        return max(8, round(BASE_FONT_PX * self.zoom * scale))

    @property
    def colour(self) -> QColor:
        return QColor(self.theme.muted if self.muted else self.theme.text)

    def font(self, scale: float = 1.0, *, bold: bool = False) -> QFont:
        """The body font at ``scale`` times the body size."""
        font = fonts.body()
        font.setPixelSize(max(6, round(self.font_px * scale)))
        font.setBold(bold)
        return font

    def code_font(self) -> QFont:
        """The fixed-width font at the size that goes with the body font."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(max(6, round(self.font_px * CODE_SCALE)))
        return font

    def px(self, em: float) -> int:
        """A length in body sizes as whole pixels."""
        return round(em * self.font_px)

    def quiet(self) -> "Look":
        """The same in the quiet colour and smaller: for reasoning."""
        return replace(self, muted=True)


@cache
def font_with_x_height(x_height: int) -> tuple[QFont, int]:
    """The smallest font whose x-height is at least ``x_height`` pixels, and its x-height."""
    font = fonts.body()
    size = max(1, int(x_height / MOST_X_HEIGHT))
    while True:
        font.setPixelSize(size)
        found = QFontMetrics(font).xHeight()
        if found >= x_height:
            return font, found
        size += 1
