"""What people and models write as TeX, made into what TeX means by it.

``cleaned`` is harmless for correct TeX and always applied; ``repaired`` is for a formula that was
refused. Neither guesses at mathematics: a missing brace stays an error.
"""

import re

# Not allowed in XML, or invisible: controls, soft hyphen, zero-width signs, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff\ud800-\udfff\ufffe\uffff]"
)
_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_COMMENT_SIGN = re.compile(r"(?<!\\)((?:\\\\)*)%")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}

#: Commands whose argument is text, up to its opening brace.
_TEXT = re.compile(r"\\(?:text[a-z]*|[mhf]box|tag\*?|intertext|ce|verb)\s*\{")

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FRACTIONS = {"½": r"\frac{1}{2}", "¼": r"\frac{1}{4}", "¾": r"\frac{3}{4}", "⅓": r"\frac{1}{3}"}
_SIGNS = str.maketrans({"′": "'", "″": "''", "‴": "'''", **_FRACTIONS}) | _FULL_WIDTH
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢ", "0123456789+-=()ni")
_RAISED_RUN = re.compile(f"[{''.join(map(chr, _RAISED))}]+")
_LOWERED_RUN = re.compile(f"[{''.join(map(chr, _LOWERED))}]+")

_EQUATION = re.compile(r"\\(?:begin|end)\{equation\*?\}")
_TABULAR = re.compile(r"\\(begin|end)\{tabular\}")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")

_OUTER = re.compile(r"\\(begin|end)\{(align|gather|alignat)\*?\}")
_DELIMITER = re.compile(r"\\[()\[\]]|(?<!\\)\$+")


def cleaned(tex: str, *, display: bool) -> str:
    """``tex`` as MathJax takes it, drawn the same if it was right."""
    tex = _SPACES.sub(" ", _INVISIBLE.sub("", tex))
    tex = _COMMENT_SIGN.sub(r"\1\\%", tex)  # a model that writes % means per cent
    tex = _ENTITY.sub(lambda entity: _ENTITIES[entity[1]], tex)
    tex = _TABULAR.sub(r"\\\1{array}", _EQUATION.sub("", tex))
    if not display:
        tex = _TAG.sub(r"\\quad\\text{(\1)}", tex)
    return "".join(part if is_text else _plain_signs(part) for part, is_text in _parts(tex))
