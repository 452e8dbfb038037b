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
FAMILIES: Final[dict[str, Callable[[Draw], Problem]]] = {
    name: maker for module in _MODULES for name, maker in module.FAMILIES.items()
}
