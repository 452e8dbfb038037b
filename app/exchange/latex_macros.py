r"""What the formulas of a document need beyond amsmath: packages, and commands to be defined.

MathJax knows the commands of many packages, and those of tools/mathjax_macros.js that stand for
other packages' or are usual short names. A document names those that it uses.
"""

import re
from collections.abc import Iterable

_COMMAND = re.compile(r"\\([A-Za-z]+)")

_PACKAGES = {
    "braket": "bra ket braket Bra Ket Braket set Set ketbra Ketbra",
    "cancel": "cancel bcancel xcancel cancelto",
    "centernot": "centernot",
    "empheq": "empheqlbrace empheqrbrace",
    "extpfeil": "xtwoheadrightarrow xtwoheadleftarrow xmapsto xlongequal xtofrom",
    "gensymb": "degree celsius perthousand ohm",
    "mhchem": "ce pu",
    "upgreek": "upalpha upbeta upgamma updelta upepsilon uptheta uplambda upmu upnu upxi uppi"
    " uprho upsigma uptau upphi upchi uppsi upomega",
    "xcolor": "color textcolor colorbox fcolorbox definecolor",
    "bm": "bm",
    "nicefrac": "nicefrac",
    "textcomp": "textcelsius textohm",
}
_PACKAGE_OF = {name: package for package, names in _PACKAGES.items() for name in names.split()}
_OPTIONS = {"mhchem": "[version=4]"}

_NAMED = """
    adj arccot arccsc arcctg arcosh arcsec arctg arsinh artanh cis cosec Cov csch ctg diag erf
    erfc lcm ord proj rank rot sech sgn sign sinc supp tg tr Tr Var vol
"""
_DEFINED = {
    **{name: rf"\operatorname{{{name}}}" for name in _NAMED.split()},
    "argmax": r"\operatorname*{arg\,max}",
    "argmin": r"\operatorname*{arg\,min}",
    **{name: rf"\mathbb{{{name}}}" for name in "NZQRC"},
    "Alpha": r"\mathrm{A}",
    "Beta": r"\mathrm{B}",
    "Epsilon": r"\mathrm{E}",
    "Zeta": r"\mathrm{Z}",
    "Eta": r"\mathrm{H}",
    "Iota": r"\mathrm{I}",
    "Kappa": r"\mathrm{K}",
    "Mu": r"\mathrm{M}",
    "Nu": r"\mathrm{N}",
    "Omicron": r"\mathrm{O}",
    "Rho": r"\mathrm{P}",
    "Tau": r"\mathrm{T}",
    "Chi": r"\mathrm{X}",
    "omicron": "o",
    "dd": r"\mathrm{d}",
    "dif": r"\mathrm{d}",
    "diff": r"\mathrm{d}",
    "grad": r"\nabla",
    "curl": r"\nabla\times",
    "laplacian": r"\nabla^2",
    "bbone": r"\mathbb{1}",
    "hdots": r"\ldots",
    "lang": r"\langle",
    "rang": r"\rangle",
    "varangle": r"\sphericalangle",
    "qed": r"\square",
    "medspace": r"\:",
    "thickspace": r"\;",
    "iddots": r"\cdot^{\cdot^{\cdot}}",
    "colonequals": r"\coloneqq",
    "euro": r"\text{€}",
    "texteuro": r"\text{€}",
    "cent": r"\text{¢}",
    "permil": r"\text{‰}",
    "angstrom": r"\mathring{\mathrm{A}}",
    "oiint": r"\oint",
}
_WITH_ARGUMENTS = {
    "abs": (1, r"\left|#1\right|"),
    "norm": (1, r"\left\|#1\right\|"),
    "vb": (1, r"\boldsymbol{#1}"),
    "vu": (1, r"\hat{\boldsymbol{#1}}"),
    "dv": (2, r"\frac{\mathrm{d}#1}{\mathrm{d}#2}"),
    "pdv": (2, r"\frac{\partial #1}{\partial #2}"),
    "SI": (2, r"#1\,\mathrm{#2}"),
    "si": (1, r"\mathrm{#1}"),
    "unit": (1, r"\mathrm{#1}"),
    "num": (1, "#1"),
    "ang": (1, r"#1^\circ"),
    "sfrac": (2, "{#1}/{#2}"),
    "bold": (1, r"\mathbf{#1}"),
    "mathbold": (1, r"\mathbf{#1}"),
    "mathds": (1, r"\mathbb{#1}"),
    "mathbbm": (1, r"\mathbb{#1}"),
    "arc": (1, r"\overset{\frown}{#1}"),
    "overarc": (1, r"\overset{\frown}{#1}"),
    "wideparen": (1, r"\overset{\frown}{#1}"),
    "overparen": (1, r"\overset{\frown}{#1}"),
    "unicode": (1, r"\text{?}"),
    "multirow": (3, "#3"),
}


def needed(formulas: Iterable[str]) -> tuple[list[str], list[str]]:
    """Lines that load packages, and lines that define, in a fixed order, for these formulas."""
    used = {name for tex in formulas for name in _COMMAND.findall(tex)}
    names = sorted({_PACKAGE_OF[name] for name in used if name in _PACKAGE_OF})
    packages = [rf"\usepackage{_OPTIONS.get(name, '')}{{{name}}}" for name in names]
    definitions = [
        *(_defined(name) for name in sorted(used & {*_DEFINED})),
        *(_with_arguments(name) for name in sorted(used & {*_WITH_ARGUMENTS})),
    ]
    return packages, definitions


def _defined(name: str) -> str:
    return rf"\DeclareRobustCommand{{\{name}}}{{{_DEFINED[name]}}}"


def _with_arguments(name: str) -> str:
    count, replacement = _WITH_ARGUMENTS[name]
    return rf"\DeclareRobustCommand{{\{name}}}[{count}]{{{replacement}}}"
