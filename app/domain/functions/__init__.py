"""Functions of one variable, found in formulas and made ready to be drawn.

From the inside out: ``tree`` and ``reading`` (expressions), ``evaluate`` and ``calculus`` (values,
derivatives), ``zeros``, ``limits``, ``analysis`` and ``study`` (what is special about a curve),
``tracing`` (the lines to draw), ``finding`` (which formulas of a text hold a function). Texts come
from models: every size is bounded, nothing is raised to the caller, and what is not certain is not
said.

What finds functions is imported with the first question for one, and what studies them by whoever
draws: a window opens without either.
"""

from collections.abc import Sequence

from app.domain.functions.model import Curve, Plot

__all__ = ["Curve", "Plot", "find", "find_in_message"]


def find(tex: str, *, bare: bool = False) -> Plot | None:
    """The functions of a formula, to be drawn together; see ``finding.find``."""
    from app.domain.functions import finding

    return finding.find(tex, bare=bare)


def find_in_message(formulas: Sequence[str], words: str = "") -> Plot | None:
    """What a message offers to draw; see ``finding.find_in_message``."""
    from app.domain.functions import finding

    return finding.find_in_message(formulas, words)
