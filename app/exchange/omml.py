"""Equations for word processors (Office MathML, ISO/IEC 29500) from clean MathML.

``equation`` gives the content of one ``m:oMath``. Names carry their prefix literally (``m:r``,
``w:br``): the document declares them. An argument that would be empty gets a character without
width, for word processors show a dotted box in its place.
"""

from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from app.exchange.presentation import (
    APPLY,
    argument,
    below_above,
    combined,
    fences,
    large_sign,
    operand_end,
)

NOTHING = "\u200b"
NEW_LINE = "w:br"  # only between the parts of a whole equation

_ACCENTS = {
    **dict.fromkeys("^ˆ", "\u0302"),
    **dict.fromkeys("~˜∼", "\u0303"),
    **dict.fromkeys("→⃗", "\u20d7"),
    **dict(
        zip(
            "←↔˙¨⃛ˇ´`˘˚", "\u20d6\u20e1\u0307\u0308\u20db\u030c\u0301\u0300\u0306\u030a", strict=True
        )
    ),
}
_BARS = frozenset("¯―‾_̲̅ˉ")
_BRACES = frozenset("⏞⏟⏜⏝⎴⎵︷︸")
_STRIKES = {
    "horizontalstrike": "m:strikeH",
    "verticalstrike": "m:strikeV",
    "updiagonalstrike": "m:strikeBLTR",
    "downdiagonalstrike": "m:strikeTLBR",
}
_BOXES = frozenset({"box", "roundedbox", "circle"})
#: Spaces and the least width in em that they stand for.
_SPACES = ((1.6, "\u2003\u2003"), (0.8, "\u2003"), (0.4, "\u2002"), (0.25, "\u2004"))
_LEAST_SPACE = (0.1, "\u2009")


def equation(mathml: str, *, display: bool) -> list[Element]:
    """What ``m:oMath`` holds for a ``<math>`` element, as typeset's ``read_mathml`` writes it.

    Raises:
        ParseError: it is no XML.
        RecursionError: it is nested too deeply.
    """
    root = ElementTree.fromstring(mathml)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    presentation = root.find("semantics/mrow")
    return _Writer(display=display).row([*(root if presentation is None else presentation)])


class _Writer:
    def __init__(self, *, display: bool) -> None:
        self._display = display

    def row(self, nodes: Sequence[Element]) -> list[Element]:
        """Neighbours, among which operators take what follows them as their operand."""
        written: list[Element] = []
        at = 0
        while at < len(nodes):
            node = nodes[at]
            start, end = argument(nodes, at)
            if start < end:
                written.append(self._function(node, nodes[start:end]))
                at = end
            elif large_sign(node) and (end := operand_end(nodes, at + 1)) > at + 1:
                written.append(self._large(node, nodes[at + 1 : end]))
                at = end
            else:
                written += self._node(node)
                at += 1
        return written

    def _node(self, node: Element) -> list[Element]:
        match node.tag:
            case "mi" | "mn" | "mo" | "mtext" | "ms":
                return _run(node)
            case "mspace":
                return _space(node)
            case "mfrac":
                return [self._fraction(node)]
            case "msqrt":
                return [self._root([*node], [])]
            case "mroot":
                return [self._root([node[0]], [node[1]])]
            case "msub" | "msup" | "msubsup":
                return [self._scripts(node)]
            case "munder" | "mover" | "munderover":
                return [self._limits(node)]
            case "mmultiscripts":
                return [self._multiscripts(node)]
            case "mtable":
                return [self._table(node)]
            case "menclose":
                return self._enclosed(node)
            case "mphantom":
                return [self._phantom(node)]
            case _:
                return self._group(node)

    def _argument(self, tag: str, nodes: Sequence[Element]) -> Element:
        whole = Element(tag)
        inside = [element for element in self.row(nodes) if element.tag != NEW_LINE]
        whole.extend(inside or _text(NOTHING))
        return whole

    def _group(self, node: Element) -> list[Element]:
        brackets_ = fences(node)
        if brackets_ is None:
            return self.row([*node])
        brackets = Element("m:d")
        properties = SubElement(brackets, "m:dPr")
        _value(properties, "m:begChr", brackets_[0])
        _value(properties, "m:endChr", brackets_[1])
        brackets.append(self._argument("m:e", node[1:-1]))
        return [brackets]

    def _function(self, name: Element, of: Sequence[Element]) -> Element:
        function = Element("m:func")
        function.append(self._argument("m:fName", [name]))
        function.append(self._argument("m:e", of))
        return function

    def _large(self, node: Element, operand: Sequence[Element]) -> Element:
        below, above = below_above(node)
        limits = node.tag in ("munder", "mover", "munderover") and self._display
        large = Element("m:nary")
        properties = SubElement(large, "m:naryPr")
        _value(properties, "m:chr", large_sign(node))
        _value(properties, "m:limLoc", "undOvr" if limits else "subSup")
        _switch(properties, "m:subHide", below is None)
        _switch(properties, "m:supHide", above is None)
        large.append(self._argument("m:sub", [] if below is None else [below]))
        large.append(self._argument("m:sup", [] if above is None else [above]))
        large.append(self._argument("m:e", operand))
        return large

    def _fraction(self, node: Element) -> Element:
        fraction = Element("m:f")
        bare = node.get("linethickness", "1").strip("0.pxemt") == ""
        if bare or node.get("bevelled") == "true":
            _value(SubElement(fraction, "m:fPr"), "m:type", "noBar" if bare else "skw")
        fraction.append(self._argument("m:num", [node[0]]))
        fraction.append(self._argument("m:den", [node[1]]))
        return fraction

    def _root(self, inside: Sequence[Element], degree: Sequence[Element]) -> Element:
        root = Element("m:rad")
        if degree:
            root.append(self._argument("m:deg", degree))
        else:
            _switch(SubElement(root, "m:radPr"), "m:degHide", True)
            SubElement(root, "m:deg")
        root.append(self._argument("m:e", inside))
        return root

    def _scripts(self, node: Element) -> Element:
        below, above = below_above(node)
        return self._scripted([node[0]], below, above)

    def _scripted(
        self, base: Sequence[Element], below: Element | None, above: Element | None
    ) -> Element:
        tag = "m:sSubSup" if below is not None and above is not None else "m:sSup"
        scripted = Element("m:sSub" if above is None else tag)
        scripted.append(self._argument("m:e", base))
        if below is not None:
            scripted.append(self._argument("m:sub", [below]))
        if above is not None:
            scripted.append(self._argument("m:sup", [above]))
        return scripted

    def _limits(self, node: Element) -> Element:
        below, above = below_above(node)
        if not self._display and node[0].get("movablelimits") == "true":
            return self._scripted([node[0]], below, above)
        written = self._argument("m:e", [node[0]])
        if below is not None:
            written = self._attached(written, below, node, at="bot")
        if above is not None:
            written = self._attached(written, above, node, at="top")
        return written[0]

    def _attached(self, base: Element, sign: Element, node: Element, *, at: str) -> Element:
        """``base`` (an ``m:e``) with a sign above or below it, as an ``m:e`` again."""
        text = (sign.text or "") if sign.tag == "mo" else ""
        whole = Element("m:e")
        if at == "top" and text in _ACCENTS:
            accent = SubElement(whole, "m:acc")
            _value(SubElement(accent, "m:accPr"), "m:chr", _ACCENTS[text])
            accent.append(base)
        elif text in _BARS:
            bar = SubElement(whole, "m:bar")
            _value(SubElement(bar, "m:barPr"), "m:pos", at)
            bar.append(base)
        elif text in _BRACES:
            brace = SubElement(whole, "m:groupChr")
            properties = SubElement(brace, "m:groupChrPr")
            _value(properties, "m:chr", text)
            _value(properties, "m:pos", at)
            _value(properties, "m:vertJc", "top" if at == "bot" else "bot")
            brace.append(base)
        else:
            limit = SubElement(whole, "m:limLow" if at == "bot" else "m:limUpp")
            limit.append(base)
            limit.append(self._argument("m:lim", [sign]))
        return whole

    def _multiscripts(self, node: Element) -> Element:
        base, *scripts = node
        tags = [script.tag for script in scripts]
        split = tags.index("mprescripts") if "mprescripts" in tags else len(scripts)
        after, before = scripts[:split], scripts[split + 1 :]
        inner = [base]
        if len(after) >= 2:
            inner = [combined("msubsup", base, after[0], after[1])]
        if len(before) < 2:
            return self._argument("m:e", inner)[0]
        whole = Element("m:sPre")
        whole.append(self._argument("m:sub", [before[0]]))
        whole.append(self._argument("m:sup", [before[1]]))
        whole.append(self._argument("m:e", inner))
        return whole

    def _table(self, node: Element) -> Element:
        rows = [[*row] for row in node]
        aligns = node.get("columnalign", "center").split()
        spacing = node.get("columnspacing", "").split()
        if aligns[:2] == ["right", "left"] and spacing[:1] == ["0em"]:
            return self._aligned(rows)
        return self._matrix(rows, aligns)

    def _aligned(self, rows: Sequence[Sequence[Element]]) -> Element:
        """Equations one below the other; each ampersand is a place where they meet."""
        array = Element("m:eqArr")
        for cells in rows:
            line = SubElement(array, "m:e")
            for number, cell in enumerate(cells):
                line.extend(_text("&") if number else [])
                line.extend(self._argument("m:e", [*cell]))
        return array

    def _matrix(self, rows: Sequence[Sequence[Element]], aligns: Sequence[str]) -> Element:
        matrix = Element("m:m")
        properties = SubElement(matrix, "m:mPr")
        _switch(properties, "m:plcHide", True)
        columns = SubElement(properties, "m:mcs")
        count = max((len(cells) for cells in rows), default=1)
        for number in range(count):
            column = SubElement(SubElement(columns, "m:mc"), "m:mcPr")
            _value(column, "m:count", "1")
            _value(column, "m:mcJc", aligns[min(number, len(aligns) - 1)])
        for cells in rows:
            row = SubElement(matrix, "m:mr")
            for cell in cells:
                row.append(self._argument("m:e", [*cell]))
            row.extend(self._argument("m:e", []) for _ in range(count - len(cells)))
        return matrix

    def _enclosed(self, node: Element) -> list[Element]:
        notation = set(node.get("notation", "").split())
        strikes = [tag for name, tag in _STRIKES.items() if name in notation]
        if not strikes and not notation & _BOXES:
            return self.row([*node])
        box = Element("m:borderBox")
        properties = SubElement(box, "m:borderBoxPr")
        if not notation & _BOXES:
            for side in ("Top", "Bot", "Left", "Right"):
                _switch(properties, f"m:hide{side}", True)
        for tag in strikes:
            _switch(properties, tag, True)
        box.append(self._argument("m:e", [*node]))
        return [box]

    def _phantom(self, node: Element) -> Element:
        phantom = Element("m:phant")
        _switch(SubElement(phantom, "m:phantPr"), "m:show", False)
        phantom.append(self._argument("m:e", [*node]))
        return phantom


def lines(content: Iterable[Element]) -> Iterator[list[Element]]:
    """The content of an equation cut where TeX began a new line."""
    line: list[Element] = []
    for element in content:
        if element.tag == NEW_LINE:
            yield line
            line = []
        else:
            line.append(element)
    yield line


def _value(parent: Element, tag: str, value: str) -> None:
    SubElement(parent, tag, {"m:val": value})


def _switch(parent: Element, tag: str, is_on: bool) -> None:
    _value(parent, tag, "1" if is_on else "0")


def _text(text: str, style: str = "p") -> list[Element]:
    """A run; ``style`` is "p" for upright, "i" for italic, "nor" for words."""
    run = Element("m:r")
    if style != "i":
        properties = SubElement(run, "m:rPr")
        if style == "nor":
            SubElement(properties, "m:nor")
        else:
            _value(properties, "m:sty", style)
    SubElement(run, "m:t", {"xml:space": "preserve"}).text = text
    return [run]


def _run(token: Element) -> list[Element]:
    text = token.text or ""
    if not text or text == APPLY:
        return []
    if token.tag in ("mtext", "ms"):
        return _text(text, "nor")
    upright = token.tag != "mi" or len(text) > 1 or token.get("mathvariant") == "normal"
    return _text(text, "i" if text < "\u2100" and not upright else "p")


def _space(node: Element) -> list[Element]:
    if node.get("linebreak") == "newline":
        return [Element(NEW_LINE)]
    try:
        width = float(node.get("width", "0").removesuffix("em"))
    except ValueError:
        return []
    fitting = (space for least, space in (*_SPACES, _LEAST_SPACE) if width >= least)
    return _text(space, "nor") if (space := next(fitting, "")) else []
