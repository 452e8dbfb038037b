"""A conversation as PDF: vectors, text and numbered pages that end between lines."""

import re
import zlib

import pytest
from support.chats import hard_chat

from app.typeset.typesetter import Typesetter
from app.ui import printing
from app.ui.style import sheet
from app.ui.theme import DARK


@pytest.fixture
def typesetter():
    typesetter = Typesetter()
    yield typesetter
    typesetter.close()


def drawing(pdf):
    parts = []
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return b"".join(parts)


async def test_pages_of_vectors_and_text(qapp, typesetter):
    pdf = await printing.pdf(hard_chat(), typesetter, thoughts=True)
    assert pdf.startswith(b"%PDF-")
    assert b"/Subtype /Image" not in pdf
    assert len(re.findall(rb"/Type /Page\b", pdf)) >= 3
    drawn = drawing(pdf)
    assert drawn.count(b" c\n") > 500  # curves of glyph outlines
    assert b"Tj" in drawn or b"TJ" in drawn


async def test_a_dark_window_prints_on_white(qapp, typesetter):
    before = qapp.styleSheet()
    light = await printing.pdf(hard_chat(), typesetter, thoughts=False)
    qapp.setStyleSheet(sheet(DARK))
    try:
        dark = await printing.pdf(hard_chat(), typesetter, thoughts=False)
    finally:
        qapp.setStyleSheet(before)
    assert drawing(light).count(b" rg\n") == drawing(dark).count(b" rg\n")


async def test_no_page_ends_within_a_formula_or_after_a_heading(qapp, typesetter):
    from PySide6.QtWidgets import QWidget

    from app.tutor.writing import page
    from app.ui.transcript.display import FormulaView

    ground = QWidget()
    parts = printing._parts(page(hard_chat(), thoughts=True))
    placed = await printing._lay_out(parts, typesetter, ground)
    breaks = [place for one in placed for place in one.breaks()]
    for one in placed:
        assert not one.part.keeps_next or one.bottom not in breaks
        for view in one.view.findChildren(FormulaView):
            top = one.top + view.y()
            assert not [place for place in breaks if top < place < top + view.height()]
    ground.deleteLater()
