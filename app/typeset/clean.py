"""What people and models write for TeX, made into what TeX understands by it.

Harmless for correct TeX, which looks the same afterwards.
"""

import re

from app.domain.tex_parts import parts

# Invisible, or not allowed in XML: controls, soft hyphen, zero-width signs, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u200b-\u200f\u2060\ufeff\ud800-\udfff\ufffe\uffff]"
)
_SPACES = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000]")
_COMMENT_SIGN = re.compile(r"(?<!\\)((?:\\\\)*)%")
_ENTITY = re.compile(r"&(lt|gt|amp);")
_ENTITIES = {"lt": "<", "gt": ">", "amp": "&"}
_TABULAR = re.compile(r"\\(begin|end)\{tabular\}")
_PAGE_LAYOUT = re.compile(r"\\(?:begin|end)\{(?:center|displaymath|flushleft|math|subequations)\}")
_STARRED_SPACE = re.compile(r"\\([hv]space)\*")
_CIRCLED = re.compile(r"\\textcircled\s*\{(\d+)\}")
_TAG = re.compile(r"\\tag\*?\s*\{([^{}]*)\}")

_MOST_CIRCLED = 20  # Unicode has signs for ① to ⑳

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_FULL_WIDTH |= {ord(sign): rf"\{_FULL_WIDTH[ord(sign)]}" for sign in "％＄＃＆＿｛｝"}
_PRIMES = {ord("′"): "'", ord("″"): "''", ord("‴"): "'''"}
_FRACTIONS = {ord("½"): r"\frac{1}{2}", ord("¼"): r"\frac{1}{4}", ord("¾"): r"\frac{3}{4}"}
_SIGNS = _FULL_WIDTH | _PRIMES | _FRACTIONS
_RAISED_PRIME = re.compile("\\^(?=[′″‴])")
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+-=()ni")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙᵢ", "0123456789+-=()ni")
_RAISED_RUN = re.compile(rf"\^?([{''.join(map(chr, _RAISED))}]+)")
_LOWERED_RUN = re.compile(rf"_?([{''.join(map(chr, _LOWERED))}]+)")


def visible(tex: str) -> str:
    """``tex`` without what cannot be seen, or not stand in XML."""
    return _INVISIBLE.sub("", tex)


def cleaned(tex: str, *, display: bool) -> str:
    """``tex`` as MathJax takes it."""
    tex = _SPACES.sub(" ", visible(tex))
    tex = _COMMENT_SIGN.sub(r"\1\\%", tex)  # nobody comments a formula in a chat: it is per cent
    tex = _ENTITY.sub(lambda entity: _ENTITIES[entity[1]], tex)
    tex = _TABULAR.sub(r"\\\1{array}", _PAGE_LAYOUT.sub("", tex))
    tex = _STARRED_SPACE.sub(r"\\\1", tex)
    tex = _CIRCLED.sub(_circled, tex)
    if not display:
        tex = _TAG.sub(r"\\quad\\text{(\1)}", tex)  # MathJax would drop the tag
    return "".join(part if is_text else _mathematics(part) for part, is_text in parts(tex))


def _circled(command: re.Match[str]) -> str:
    number = int(command[1])
    return chr(ord("①") + number - 1) if 1 <= number <= _MOST_CIRCLED else command[0]


def _mathematics(tex: str) -> str:
    tex = _RAISED_RUN.sub(lambda run: f"^{{{run[1].translate(_RAISED)}}}", tex)
    tex = _LOWERED_RUN.sub(lambda run: f"_{{{run[1].translate(_LOWERED)}}}", tex)
    return _RAISED_PRIME.sub("", tex).translate(_SIGNS)
