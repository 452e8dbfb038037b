"""What the writers ask for: a formula as other programs take it."""

from collections.abc import Callable
from typing import Protocol

from app.domain.blocks import Math


class WrittenFormula(Protocol):
    """A formula for other programs."""

    @property
    def tex(self) -> str:
        """TeX that can be set, without delimiters."""

    @property
    def mathml(self) -> str:
        """One ``<math>`` element that holds the presentation in ``<semantics>``."""


#: None for a formula that cannot be set: it is shown as it was written.
Formulas = Callable[[Math], WrittenFormula | None]
