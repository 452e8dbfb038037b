"""What a document is drawn with: theme, zoom, fonts and the sizes that go with them."""

import math
from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF

from app.ui import fonts
from app.ui.theme import BASE_FONT_PX, LINE_HEIGHT, Theme

#: Heights of MathJax's small and capital letters in em (its TeX fonts). Formulas are scaled so that
#: both come as near as they can to those of the text font; for most fonts by 1.0 to 1.2.
MATH_X_HEIGHT_EM = 0.442
MATH_CAPITALS_EM = 0.683
HEADING_SCALES = (1.4, 1.25, 1.125, 1.0, 1.0, 1.0)  # of the body size, for levels 1 to 6
CODE_SCALE = 0.875
QUIET_SCALE = 0.94
MOST_X_HEIGHT_EM = 0.7  # no text font has taller small letters


@dataclass(frozen=True)
class Look:
    """Theme and zoom (1.0 is 100 %).

    ``quiet`` documents are smaller and in the secondary colour; on ``paper`` nothing can be
    scrolled, so what is too wide is made to fit.
    """

    theme: Theme
    zoom: float = 1.0
    quiet: bool = False
    paper: bool = False

    @property
    def font_px(self) -> int:
        """Size of body text."""
        return max(8, round(BASE_FONT_PX * self.zoom * (QUIET_SCALE if self.quiet else 1.0)))

    @property
    def line_px(self) -> int:
        """Least distance between baselines of body text."""
        return round(self.font_px * LINE_HEIGHT)

    @property
    def math_px(self) -> float:
        """Pixels per em of formulas that stand in body text."""
        return self.font_px * _math_scale()

    @property
    def colour(self) -> QColor:
        return QColor(self.theme.muted if self.quiet else self.theme.text)

    def font(self, scale: float = 1.0, *, bold: bool = False) -> QFont:
        """The body font at ``scale`` times the body size."""
        font = fonts.body()
        font.setPixelSize(max(6, round(self.font_px * scale)))
        font.setBold(bold)
        return font

    def code_font(self) -> QFont:
        """The fixed-width font at the size that goes with the body font."""
        font = fonts.code()
        font.setPixelSize(max(6, round(self.font_px * CODE_SCALE)))
        return font

    def px(self, em: float) -> int:
        """A length in body sizes as whole pixels."""
        return round(em * self.font_px)

    def quieter(self) -> "Look":
        """The look of reasoning beside an answer."""
        return replace(self, quiet=True)


@cache
def _math_scale() -> float:
    font = fonts.body()
    font.setPixelSize(100)
    metrics = QFontMetricsF(font)
    small = metrics.xHeight() / 100 / MATH_X_HEIGHT_EM
    capital = metrics.capHeight() / 100 / MATH_CAPITALS_EM
    return math.sqrt(small * capital)


@cache
def font_with_x_height(x_height: int) -> QFont:
    """The smallest body font whose x-height is at least ``x_height`` pixels."""
    font = fonts.body()
    size = max(1, int(x_height / MOST_X_HEIGHT_EM))
    font.setPixelSize(size)
    while QFontMetrics(font).xHeight() < x_height:
        size += 1
        font.setPixelSize(size)
    return font
