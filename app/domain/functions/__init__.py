"""Functions of one variable, found in formulas and made ready to be drawn.

From the inside out: ``tree`` and ``reading`` (expressions), ``evaluate`` and ``calculus`` (values,
derivatives), ``zeros``, ``limits``, ``analysis`` and ``study`` (what is special about a curve),
``tracing`` (the lines to draw), ``finding`` (which formulas of a text hold a function). Texts come
from models: every size is bounded, nothing is raised to the caller, and what is not certain is not
said.
"""

from app.domain.functions.finding import find, find_in_message
from app.domain.functions.model import Curve, Plot
from app.domain.functions.study import Study
from app.domain.functions.window import Window

__all__ = ["Curve", "Plot", "Study", "Window", "find", "find_in_message"]
