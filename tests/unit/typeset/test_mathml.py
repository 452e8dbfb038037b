"""MathML for other programs: clean, with its TeX, in letters that browsers have."""

from xml.etree import ElementTree

import pytest

from app.typeset.formula import FormulaError
from app.typeset.mathml import in_alphabet
from app.typeset.setting import write_formula
from app.typeset.typesetter import Written


def written(engine, tex, *, display=False):
    found = write_formula(engine, tex, display=display)
    assert isinstance(found, Written), found
    root = ElementTree.fromstring(found.mathml)
    return found, root


def names(root):
    return {element.tag.rpartition("}")[2] for element in root.iter()}


def test_presentation_and_tex(engine):
    found, root = written(engine, r"\frac{1}{2}", display=True)
    assert root.get("display") == "block"
    assert found.tex == r"\frac{1}{2}"
    assert found.mathml.startswith('<math xmlns="http://www.w3.org/1998/Math/MathML"')
    assert [*root.iter()][-1].text == r"\frac{1}{2}"
    assert "mfrac" in names(root)
    assert root.find(".//*[@data-mjx-texclass]") is None


def test_nothing_but_presentation(engine):
    tex = r"\begin{align}a&=\color{red}{b}\tag{1}\\\boxed{\text{<i> & 'q'}}\end{align}"
    found, root = written(engine, tex, display=True)
    assert not names(root) & {"maction", "mglyph", "script", "a"}
    assert "mjx" not in found.mathml.split("<annotation")[0]


def test_a_slip_is_repaired_and_the_annotation_is_what_was_written(engine):
    found, root = written(engine, r"\frac{1}{2")
    assert found.tex == r"\frac{1}{2}"
    assert [*root.iter()][-1].text == r"\frac{1}{2"


def test_what_cannot_be_set(engine):
    assert isinstance(write_formula(engine, r"\nosuchthing", display=False), FormulaError)
    assert isinstance(write_formula(engine, "x" * 20_000, display=False), FormulaError)


def test_signs_that_xml_cannot_hold(engine):
    _, root = written(engine, "x\x00\ufffe\ud800y")
    assert [*root.iter()][-1].text == "xy"


@pytest.mark.parametrize(
    ("letter", "variant", "found"),
    [
        ("R", "double-struck", "ℝ"),
        ("A", "double-struck", "𝔸"),
        ("h", "italic", "ℎ"),
        ("x", "bold", "𝐱"),
        ("α", "bold", "𝛂"),
        ("Ω", "bold-italic", "𝜴"),
        ("7", "bold", "𝟕"),
        ("z", "fraktur", "𝔷"),
        ("L", "script", "ℒ"),
        ("a", "monospace", "𝚊"),
        ("中", "bold", "中"),
        ("x", "normal", "x"),
        ("7", "script", "7"),
    ],
)
def test_alphabets(letter, variant, found):
    assert in_alphabet(letter, variant) == found


def test_upright_letters_stay_upright(engine):
    _, root = written(engine, r"\mathrm{d}x")
    mi = [e for e in root.iter() if e.tag.endswith("}mi")]
    assert [(e.text, e.get("mathvariant")) for e in mi] == [("d", "normal"), ("x", None)]
