"""The families of exercises, one module per field; each gives ``FAMILIES``: name -> maker.

A maker takes a ``Draw`` and returns a ``Problem``: question in one of several wordings and
notations, a worked path whose every step is true and small, an answer that ends with the box.
"""

from collections.abc import Callable
from typing import Final

from training.families import (
    arithmetic,
    fractions,
    linear,
    mixed,
    numbers,
    percent,
    polynomials,
    powers,
    quadratic,
    stories,
    systems,
)
from training.problem import Draw, Problem

_MODULES = (
    *(arithmetic, mixed, powers, fractions, numbers, percent),
    *(linear, quadratic, systems, polynomials, stories),
)
#: Families that a network of this size did not learn: it answers their questions as any other that
#: is none of its kinds.
LEFT_OUT: Final[frozenset[str]] = frozenset()
#: Families that take longer to learn get so many times the share of the others.
_LARGER_SHARE = {
    "factoring": 2.5,
    **dict.fromkeys(("linear system", "fraction sum", "story: age"), 3.0),
    **dict.fromkeys(("lcm", "subtraction", "story: price"), 2.0),
    **dict.fromkeys(("gcd", "root", "evaluation", "arithmetic sequence", "mean"), 2.0),
    **dict.fromkeys(("quadratic equation", "mixed calculation", "division", "power"), 1.7),
    **dict.fromkeys(("fraction reduction", "percentage", "percent change"), 1.7),
}
FAMILIES: Final[dict[str, Callable[[Draw], Problem]]] = {
    name: maker for module in _MODULES for name, maker in module.FAMILIES.items()
}
TAUGHT: Final[dict[str, float]] = {
    name: _LARGER_SHARE.get(name, 1.0) for name in FAMILIES if name not in LEFT_OUT
}
"""The families that the network learns, and their shares of the exercises."""
