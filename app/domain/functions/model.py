"""What can be drawn: curves of functions of one variable, together in one picture."""

from dataclasses import dataclass

from app.domain.functions.calculus import derivative
from app.domain.functions.tree import PI, Call, Expression, is_constant, nodes, variables

MAX_CURVES = 3  # more cannot be told apart

_ANGLES = frozenset({"sin", "cos", "tan", "cot", "sec", "csc"})


@dataclass(frozen=True)
class Curve:
    """A function, and as LaTeX what stands for it in a legend."""

    expression: Expression
    tex: str

    @property
    def is_derivative(self) -> bool:
        """Whether it is named as one, with a prime."""
        name, sign, _ = self.tex.partition("=")
        return bool(sign) and ("'" in name or "prime" in name)


@dataclass(frozen=True)
class Plot:
    """Curves over one variable; of an ``equation``'s two sides only where they meet matters."""

    curves: tuple[Curve, ...]
    variable: str = "x"
    equation: bool = False

    @property
    def has_angles(self) -> bool:
        """Whether the variable is an angle in radians, best measured in multiples of π."""
        calls = [
            node
            for curve in self.curves
            for node in nodes(curve.expression)
            if isinstance(node, Call) and node.name in _ANGLES and variables(node.argument)
        ]
        return bool(calls) and all(_is_angle(call.argument) for call in calls)


def _is_angle(argument: Expression) -> bool:
    """Whether equal steps of the variable are equal turns, not counted in π by the formula."""
    slope = derivative(argument)
    return slope is not None and is_constant(slope) and PI not in nodes(argument)
