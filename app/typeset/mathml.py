"""MathJax's MathML made into what browsers and word processors read.

Elements and attributes are those named here and nothing else, so that what a model wrote can bring
neither links nor styles nor scripts into a page. Letters in other alphabets (bold, script,
double-struck ...) become the characters that Unicode has for them: browsers know no
``mathvariant`` but "normal".
"""

from collections.abc import Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

NAMESPACE = "http://www.w3.org/1998/Math/MathML"

_TOKENS = frozenset({"mi", "mn", "mo", "mtext", "ms"})
_ELEMENTS = _TOKENS | {
    *("math", "mrow", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "mpadded", "mphantom"),
    *("menclose", "msub", "msup", "msubsup", "munder", "mover", "munderover", "mmultiscripts"),
    *("mprescripts", "none", "mtable", "mtr", "mtd"),
}
_ATTRIBUTES = frozenset(
    {
        *("accent", "accentunder", "bevelled", "columnalign", "columnlines", "columnspacing"),
        *("depth", "display", "displaystyle", "fence", "form", "frame", "height", "largeop"),
        *("linebreak", "linethickness", "lspace", "mathbackground", "mathcolor", "mathsize"),
        *("maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace"),
        *("scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width"),
    }
)

#: Where the alphabets begin: capital letters, small ones, Greek capitals, Greek small, digits.
_ALPHABETS = {
    "bold": (0x1D400, 0x1D41A, 0x1D6A8, 0x1D6C2, 0x1D7CE),
    "italic": (0x1D434, 0x1D44E, 0x1D6E2, 0x1D6FC, 0),
    "bold-italic": (0x1D468, 0x1D482, 0x1D71C, 0x1D736, 0x1D7CE),
    "script": (0x1D49C, 0x1D4B6, 0, 0, 0),
    "bold-script": (0x1D4D0, 0x1D4EA, 0, 0, 0),
    "fraktur": (0x1D504, 0x1D51E, 0, 0, 0),
    "double-struck": (0x1D538, 0x1D552, 0, 0, 0x1D7D8),
    "bold-fraktur": (0x1D56C, 0x1D586, 0, 0, 0),
    "sans-serif": (0x1D5A0, 0x1D5BA, 0, 0, 0x1D7E2),
    "bold-sans-serif": (0x1D5D4, 0x1D5EE, 0x1D756, 0x1D770, 0x1D7EC),
    "sans-serif-italic": (0x1D608, 0x1D622, 0, 0, 0x1D7E2),
    "sans-serif-bold-italic": (0x1D63C, 0x1D656, 0x1D790, 0x1D7AA, 0x1D7EC),
    "monospace": (0x1D670, 0x1D68A, 0, 0, 0x1D7F6),
}
_FIRSTS = ("A", "a", "Α", "α", "0")
_LASTS = ("Z", "z", "Ω", "ω", "9")
#: Letters that Unicode had before it had their alphabet.
_OLDER = {
    "italic": {"h": "ℎ"},
    "script": dict(zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)),
    "fraktur": dict(zip("CHIRZ", "ℭℌℑℜℨ", strict=True)),
    "double-struck": dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)),
}


def read_mathml(text: str, *, tex: str) -> str:
    """The ``<math>`` element that MathJax wrote as ``text``, cleaned, with ``tex`` beside it.

    Raises:
        ParseError: it is no XML.
        RecursionError: it is nested too deeply.
    """
    found = ElementTree.fromstring(text)
    root = Element("math", {"xmlns": NAMESPACE, **_attributes(found)})
    semantics = SubElement(root, "semantics")
    row = SubElement(semantics, "mrow")
    row.extend(_content(found))
    annotation = SubElement(semantics, "annotation", {"encoding": "application/x-tex"})
    annotation.text = tex
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def _content(element: Element) -> Iterator[Element]:
    for child in element:
        yield _cleaned(child)


def _cleaned(element: Element) -> Element:
    name = element.tag.rpartition("}")[2]
    attributes = _attributes(element)
    if name in _TOKENS:
        return _token(name, element, attributes)
    children = [*_content(element)]
    if name in ("mrow", "mstyle") and len(children) == 1 and not attributes:
        return children[0]
    cleaned = Element(name if name in _ELEMENTS else "mrow", attributes)
    cleaned.extend(children)
    return cleaned


def _token(name: str, element: Element, attributes: dict[str, str]) -> Element:
    text = element.text or ""
    variant = element.get("mathvariant", "")
    if variant == "normal" and name == "mi" and len(text) == 1:
        attributes["mathvariant"] = "normal"
    token = Element(name, attributes)
    token.text = "".join(in_alphabet(letter, variant) for letter in text)
    return token


def in_alphabet(letter: str, variant: str) -> str:
    """``letter`` in the alphabet that MathML names ``variant``; itself if it has none there."""
    if older := _OLDER.get(variant, {}).get(letter):
        return older
    starts = _ALPHABETS.get(variant, (0,) * len(_FIRSTS))
    for start, first, last in zip(starts, _FIRSTS, _LASTS, strict=True):
        if start and first <= letter <= last:
            return chr(start + ord(letter) - ord(first))
    return letter


def _attributes(element: Element) -> dict[str, str]:
    return {name: value for name, value in element.items() if name in _ATTRIBUTES}
