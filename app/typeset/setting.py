"""The work on one formula: TeX cleaned, given to MathJax, repaired once, and its answer read."""

from collections.abc import Callable
from xml.etree.ElementTree import ParseError

from app.typeset.clean import cleaned, visible
from app.typeset.engine import Engine, Refused
from app.typeset.formula import FormulaError
from app.typeset.mathml import read_mathml
from app.typeset.repair import repaired
from app.typeset.svg import read_svg
from app.typeset.typesetter import Outcome, Written


def set_formula(engine: Engine, tex: str, *, display: bool) -> Outcome:
    """``tex`` set by ``engine``: cleaned, and once more repaired if that was refused."""
    _, answer = _tried(lambda clean: engine.svg(clean, display=display), tex, display=display)
    if isinstance(answer, Refused):
        return FormulaError(tex, display, answer.why)
    try:
        return read_svg(answer, tex=tex, display=display)
    except (ValueError, ParseError) as error:
        return FormulaError(tex, display, f"unreadable drawing: {error}")


def write_formula(engine: Engine, tex: str, *, display: bool) -> Written | FormulaError:
    """``tex`` as MathML, taken as ``set_formula`` takes it."""
    taken, answer = _tried(
        lambda clean: engine.mathml(clean, display=display), tex, display=display
    )
    if isinstance(answer, Refused):
        return FormulaError(tex, display, answer.why)
    try:
        return Written(taken, read_mathml(answer, tex=visible(tex)))
    except (ParseError, RecursionError) as error:
        return FormulaError(tex, display, f"unreadable MathML: {error}")


def _tried(
    write: Callable[[str], str | Refused], tex: str, *, display: bool
) -> tuple[str, str | Refused]:
    """The TeX that was tried last, and what came of it."""
    clean = cleaned(tex, display=display)
    answer = write(clean)
    if isinstance(answer, Refused) and (repair := repaired(clean, answer.why)) != clean:
        second = write(repair)
        if not isinstance(second, Refused):
            return repair, second
    return clean, answer
