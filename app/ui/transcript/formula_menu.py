"""What can be done with a formula besides copying its LaTeX: MathML, a picture, a plot."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QMenu, QWidget

from app.domain import functions
from app.domain.blocks import Math
from app.i18n import tr
from app.typeset.formula import Formula
from app.ui.theme import LIGHT
from app.ui.transcript.drawing import paint
from app.ui.transcript.formulas import Formulas
from app.ui.transcript.look import Look
from app.ui.transcript.plots import open_plot

PICTURE_EM_PX = 64  # sharp in print at the size of text
PICTURE_MARGIN_EM = 0.3


def extend(menu: QMenu, math: Math, near: QWidget, look: Look, formulas: Formulas) -> None:
    """Add the entries that make sense for this formula."""
    clipboard = QGuiApplication.clipboard()
    found = formulas.get(math)
    if isinstance(found, Formula):
        menu.addAction(
            tr("transcript.copy_mathml"), lambda: formulas.write(math, clipboard.setText)
        )
        menu.addAction(tr("transcript.copy_picture"), lambda: clipboard.setImage(picture(found)))
    if (plot := functions.find(math.tex, bare=True)) is not None:
        menu.addAction(tr("transcript.plot"), lambda: open_plot(near, plot, look, formulas))


def picture(formula: Formula) -> QImage:
    """The formula in black on white, as documents need it."""
    margin = PICTURE_MARGIN_EM * PICTURE_EM_PX
    width = formula.width * PICTURE_EM_PX + 2 * margin
    height = (formula.ascent + formula.descent) * PICTURE_EM_PX + 2 * margin
    image = QImage(QSize(round(width), round(height)), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    origin = QPointF(margin, margin + formula.ascent * PICTURE_EM_PX)
    paint(painter, formula, origin, PICTURE_EM_PX, QColor(LIGHT.text))
    painter.end()
    return image
