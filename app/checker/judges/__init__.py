r"""Final answers against their questions: a verdict, with the sentence that says what was done.

``question`` says what is asked, one module per kind of task judges. What cannot be understood, read
or decided is unchecked, never guessed. ``\log`` without a base counts as both, 10 and e: it is
right if one makes it right, wrong if both make it wrong.
"""

import re
from collections.abc import Callable, Mapping

from app.checker import arithmetic
from app.checker.judges import calculus, equations, forms, matrices, values
from app.checker.judges.findings import Unjudged, unchecked
from app.checker.question import Task, understood
from app.checker.reading import expression, matrix
from app.checker.tokens import Unreadable
from app.checker.wordings import Kind
from app.domain.verdict import Status, Verdict

MAX_CHARS = 2000  # of an answer

_BARE_LOGARITHM = re.compile(r"\\?(?<![a-zA-Z])log(?![a-zA-Z]|\s*_)")

_JUDGES: Mapping[Kind, Callable[[Task, str], Verdict]] = {
    Kind.SOLVE: equations.solve,
    Kind.SIMPLIFY: forms.simplify,
    Kind.EXPAND: forms.expand,
    Kind.FACTOR: forms.factor,
    Kind.PRIME_FACTORS: forms.prime_factors,
    Kind.DERIVATIVE: calculus.derivative,
    Kind.ANTIDERIVATIVE: calculus.antiderivative,
    Kind.INTEGRAL: calculus.integral,
    Kind.LIMIT: calculus.limit,
    Kind.SUBSTITUTE: values.substitute,
    Kind.GCD: values.common_divisor,
    Kind.LCM: values.common_multiple,
    Kind.REMAINDER: values.remainder,
    Kind.MODULAR_INVERSE: values.modular_inverse,
    Kind.COEFFICIENT: values.coefficient,
    Kind.WHAT_PERCENT: values.what_percent,
    **dict.fromkeys((Kind.CHOOSE, Kind.PERMUTE, Kind.ARRANGE), values.counted),
    **dict.fromkeys((Kind.PERCENT_OF, Kind.INCREASED, Kind.DECREASED), values.percentage),
    **dict.fromkeys((Kind.MEAN, Kind.MEDIAN), values.average),
    **dict.fromkeys(
        (Kind.DETERMINANT, Kind.INVERSE, Kind.RANK, Kind.EIGENVALUES, Kind.TRACE, Kind.TRANSPOSE),
        matrices.matrices,
    ),
}

#: Where products and powers of numbers are what is asked for.
_PRODUCTS = frozenset({Kind.FACTOR, Kind.PRIME_FACTORS})


def against(question: str, answer: str) -> Verdict:
    """The verdict on a final answer (what stands in the box) against its question."""
    if len(answer) > MAX_CHARS:
        return unchecked("too_long")
    if not _BARE_LOGARITHM.search(question + answer):
        return _against(question, answer)
    verdicts = [
        _against(_BARE_LOGARITHM.sub(name, question), _BARE_LOGARITHM.sub(name, answer))
        for name in (r"\\lg ", r"\\ln ")
    ]
    return next((one for one in verdicts if one.status is Status.VERIFIED), None) or next(
        (one for one in verdicts if one.status is Status.UNCHECKED), verdicts[0]
    )


def _against(question: str, answer: str) -> Verdict:
    task = understood(question)
    if task is None:
        return unchecked("not_understood")
    try:
        return judged(task, answer)
    except Unjudged as why:
        return unchecked(why.reason, **why.values)
    except Unreadable:
        return unchecked("not_understood")


def judged(task: Task, answer: str) -> Verdict:
    """The verdict on an answer to a task that is understood.

    Raises:
        Unjudged: it cannot be judged; its reason says why.
        Unreadable: a formula of the question is beyond what is read here.
    """
    judge = _value if task.kind is Kind.VALUE else _JUDGES[task.kind]
    verdict = judge(task, answer)
    if verdict.status is not Status.VERIFIED or task.kind in _PRODUCTS:
        return verdict
    return unchecked("unfinished") if arithmetic.is_left(answer) else verdict


def _value(task: Task, answer: str) -> Verdict:
    text = task.part("expression")
    try:
        asked = expression(text)
    except Unreadable:
        return matrices.product(matrix(text), answer)
    if asked.has(*calculus.OPERATORS):
        return calculus.unevaluated(asked, answer)
    return values.value(task, answer)
