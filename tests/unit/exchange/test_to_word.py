"""Word: an archive of well-formed parts, lists and headings of Word's own, real equations."""

import io
import zipfile
from xml.etree import ElementTree

import pytest

from app import i18n
from app.exchange.to_word import to_word
from app.exchange.word_parts import M, R, W

PARTS = {
    *("[Content_Types].xml", "_rels/.rels", "docProps/core.xml", "word/document.xml"),
    *("word/_rels/document.xml.rels", "word/footer1.xml", "word/numbering.xml"),
    *("word/settings.xml", "word/styles.xml"),
}
#: The order of properties that the format's schema prescribes, for those that we write.
ORDER = {
    f"{{{W}}}pPr": ["pStyle", "keepNext", "numPr", "pBdr", "shd", "spacing", "ind", "jc"],
    f"{{{W}}}rPr": ["rStyle", "rFonts", "b", "i", "strike", "color", "sz", "szCs", "u", "lang"],
    f"{{{W}}}tblPr": ["tblW", "tblInd", "tblBorders"],
    f"{{{M}}}naryPr": ["chr", "limLoc", "subHide", "supHide"],
    f"{{{M}}}nary": ["naryPr", "sub", "sup", "e"],
    f"{{{M}}}rad": ["radPr", "deg", "e"],
    f"{{{M}}}f": ["fPr", "num", "den"],
    f"{{{M}}}sSubSup": ["e", "sub", "sup"],
    f"{{{M}}}sPre": ["sub", "sup", "e"],
    f"{{{M}}}groupChrPr": ["chr", "pos", "vertJc"],
}


def opened(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}


@pytest.fixture(params=["en", "zh"])
def parts(request, chat, formulas):
    i18n.set_language(request.param)
    return opened(to_word(chat, formulas, thoughts=True, language=request.param))


def texts(root):
    return "".join(t.text or "" for t in root.iter(f"{{{W}}}t"))


def test_the_parts(parts):
    assert parts.keys() == PARTS
    body = parts["word/document.xml"][0]
    assert body[-1].tag == f"{{{W}}}sectPr"
    assert '<script>alert("1")</script> 100% & #1' in texts(body)
    assert "\\(\\undefinedthing{\\)" in texts(body)
    assert i18n.tr("exchange.note_cut") in texts(body)


def test_equations(parts):
    body = parts["word/document.xml"]
    assert len([*body.iter(f"{{{M}}}oMath")]) > 35
    for kind in ("nary", "f", "rad", "d", "m", "eqArr", "func", "acc", "bar", "groupChr", "sPre"):
        assert body.find(f".//{{{M}}}{kind}") is not None, kind
    for tag in ("e", "num", "den", "sub", "sup", "lim", "fName"):
        for argument in body.iter(f"{{{M}}}{tag}"):
            assert len(argument), "Word would show a dotted box"


def test_the_order_within_elements(parts):
    for part in parts.values():
        for element in part.iter():
            if (order := ORDER.get(element.tag)) is not None:
                names = [child.tag.rpartition("}")[2] for child in element if child.tag[1] == "h"]
                places = [order.index(name) for name in names if name != "outlineLvl"]
                assert places == sorted(places), (element.tag, names)


def test_what_is_referred_to_is_there(parts):
    document, numbering = parts["word/document.xml"], parts["word/numbering.xml"]
    styles = {s.get(f"{{{W}}}styleId") for s in parts["word/styles.xml"]}
    for tag in ("pStyle", "rStyle"):
        used = {e.get(f"{{{W}}}val") for e in document.iter(f"{{{W}}}{tag}")}
        assert used <= styles
    numbers = {n.get(f"{{{W}}}numId") for n in numbering.iter(f"{{{W}}}num")}
    assert {n.get(f"{{{W}}}val") for n in document.iter(f"{{{W}}}numId")} <= numbers
    relations = {r.get("Id"): r.get("Target") for r in parts["word/_rels/document.xml.rels"]}
    [link] = document.iter(f"{{{W}}}hyperlink")
    assert relations[link.get(f"{{{R}}}id")] == "https://example.org/?a=1&b=2"
    starts = {e.get(f"{{{W}}}val") for e in numbering.iter(f"{{{W}}}startOverride")}
    assert "3" in starts


def test_tables_end_with_a_paragraph_in_every_cell(parts):
    cells = [*parts["word/document.xml"].iter(f"{{{W}}}tc")]
    assert len(cells) == 12
    assert all(cell[-1].tag == f"{{{W}}}p" for cell in cells)


def test_the_same_conversation_gives_the_same_file(chat, formulas):
    one, other = (to_word(chat, formulas, thoughts=False, language="en") for _ in range(2))
    assert one == other
    assert "想一想" not in texts(opened(one)["word/document.xml"])
