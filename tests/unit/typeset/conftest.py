"""One MathJax for all tests of this folder: loading it takes a seventh of a second."""

from collections.abc import Callable

import pytest

from app.typeset.engine import Engine
from app.typeset.formula import Formula
from app.typeset.setting import set_formula


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine()


@pytest.fixture
def drawn(engine) -> Callable[..., Formula]:
    """Sets TeX that must not fail: ``drawn(tex, display=True)``."""

    def draw(tex: str, *, display: bool = True) -> Formula:
        formula = set_formula(engine, tex, display=display)
        assert isinstance(formula, Formula), formula
        return formula

    return draw
