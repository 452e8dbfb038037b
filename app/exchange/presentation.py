"""What can be told from presentation MathML: what is a function, a sum, a pair of brackets.

Works on elements whose names have no namespace, as ``omml`` makes them.
"""

from collections.abc import Sequence
from xml.etree.ElementTree import Element

APPLY = "\u2061"  # MathML's sign between a function and its argument

_LARGE = frozenset("∑∏∐⋃⋂⋁⋀⨁⨂⨀⨄⨆∫∬∭∮∯∰")
_ENDS_OPERAND = frozenset("=<>≤≥≠≈≡∼≃≅∝→⇒⇔⟹⟺↦∈⊂⊆,;:+−±|")
_OPENING = frozenset("([{⟨⌊⌈|‖∥∣")
_CLOSING = frozenset(")]}⟩⌋⌉|‖∥∣")


def large_sign(node: Element) -> str:
    """The sum, integral or the like that a node is, with or without limits; "" for others."""
    if node.tag in ("msub", "msup", "msubsup", "munder", "mover", "munderover"):
        node = node[0]
    text = (node.text or "") if node.tag == "mo" else ""
    return text if text in _LARGE else ""


def below_above(node: Element) -> tuple[Element | None, Element | None]:
    match node.tag:
        case "msub" | "munder":
            return node[1], None
        case "msup" | "mover":
            return None, node[1]
        case "msubsup" | "munderover":
            return node[1], node[2]
        case _:
            return None, None


def _is(node: Element, signs: frozenset[str]) -> bool:
    return node.tag == "mo" and (node.text or "") in signs


def argument(nodes: Sequence[Element], at: int) -> tuple[int, int]:
    """Where the argument of the function at ``at`` begins and ends; the same place for none."""
    start = at + 1
    if start < len(nodes) and _is(nodes[start], frozenset(APPLY)):
        start += 1
    elif not _is_named(nodes[at]):
        return start, start
    if start >= len(nodes) or _is(nodes[start], _ENDS_OPERAND) or _is(nodes[start], _CLOSING):
        return start, start
    if _is(nodes[start], _OPENING):
        return start, _closing_place(nodes, start) + 1
    return start, start + 1


def _is_named(node: Element) -> bool:
    """Whether this is an operator with a name, with or without limits: lim, max."""
    base = node[0] if node.tag in ("munder", "msub", "mover", "msup") else node
    text = (base.text or "").strip()
    return base.tag == "mo" and len(text) > 1 and text.isalpha()


def _closing_place(nodes: Sequence[Element], start: int) -> int:
    """Where the bracket that opens at ``start`` closes; ``start`` if it does not."""
    depth = 0
    for place in range(start, len(nodes)):
        if _is(nodes[place], _CLOSING) and depth == 1:
            return place
        depth += _is(nodes[place], _OPENING) - _is(nodes[place], _CLOSING)
    return start


def operand_end(nodes: Sequence[Element], start: int) -> int:
    """Where what a sum or an integral acts on ends: at the next relation, sign or bracket."""
    at = start
    while at < len(nodes):
        node = nodes[at]
        if _is(node, _OPENING) and (close := _closing_place(nodes, at)) > at:
            at = close + 1
            continue
        if (at > start and _is(node, _ENDS_OPERAND)) or _is(node, _CLOSING):
            break
        if node.tag == "mspace" and node.get("linebreak"):
            break
        at += 1
    return at if at == start or not _is(nodes[start], frozenset("=,;")) else start


def fences(node: Element) -> tuple[str, str] | None:
    """The brackets of a group that grow with its content, "" for none on a side."""
    if node.tag != "mrow" or len(node) < 2:
        return None
    ends = (node[0], node[-1])
    if any(end.tag != "mo" or end.get("stretchy") == "false" for end in ends):
        return None
    opening, closing = (end.text or "" for end in ends)
    if (opening and opening not in _OPENING) or (closing and closing not in _CLOSING):
        return None
    return (opening, closing) if opening or closing else None


def combined(tag: str, *children: Element) -> Element:
    combined = Element(tag)
    combined.extend(children)
    return combined
