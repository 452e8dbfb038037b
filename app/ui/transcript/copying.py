"""Copies for every program at once: Markdown with LaTeX, a page with MathML, a formula as MathML.

The text is on the clipboard immediately. MathML takes the typesetter some milliseconds; the same
clipboard gets it then, unless somebody has copied something else meanwhile.
"""

from collections.abc import Mapping

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from app.domain import mathtext
from app.domain.blocks import DisplayMath, Document, Math, Paragraph
from app.typeset.typesetter import Written
from app.ui.transcript.formulas import Formulas

HTML = "text/html"
MATHML = "application/mathml+xml"


def copy(markdown: str, formulas: Formulas) -> None:
    """Put a text on the clipboard, in all its forms."""
    document = mathtext.parse(markdown)
    wanted = list(dict.fromkeys(mathtext.formulas(document)))
    clipboard = QGuiApplication.clipboard()
    if not wanted:
        clipboard.setMimeData(_forms(markdown, document, {}))
        return
    clipboard.setText(markdown)

    def complete(written: Mapping[Math, Written]) -> None:
        if clipboard.text() == markdown:
            clipboard.setMimeData(_forms(markdown, document, written))

    formulas.write_all(wanted, complete)


def _forms(markdown: str, document: Document, written: Mapping[Math, Written]) -> QMimeData:
    from app.tutor.exchange import fragment

    data = QMimeData()
    data.setText(markdown)
    data.setData(HTML, fragment(document, written).encode())
    match document:
        case (DisplayMath(math),) | (Paragraph((Math() as math,)),) if math in written:
            data.setData(MATHML, written[math].mathml.encode())
    return data
