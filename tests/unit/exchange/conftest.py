"""Formulas as the program writes them, by one MathJax for all tests of this folder."""

import pytest
from support.chats import hard_chat

from app.domain.blocks import Math
from app.domain.chat import Chat
from app.exchange.formulas import Formulas, WrittenFormula
from app.typeset.engine import Engine
from app.typeset.setting import write_formula
from app.typeset.typesetter import Written


@pytest.fixture(scope="session")
def formulas() -> Formulas:
    engine = Engine()
    known: dict[tuple[str, bool], WrittenFormula | None] = {}

    def formula(math: Math) -> WrittenFormula | None:
        key = (math.tex, math.display)
        if key not in known:
            found = write_formula(engine, math.tex, display=math.display)
            known[key] = found if isinstance(found, Written) else None
        return known[key]

    return formula


@pytest.fixture
def chat() -> Chat:
    return hard_chat()
