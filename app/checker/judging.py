"""One answer from its text to a judgement, in stages, and whether two answers say the same.

What a stage cannot do leaves the judgement as it was: not checked is common, and honest.
"""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from app.checker import arithmetic, chains, computing, equivalence, judges
from app.checker.confinement import Refused
from app.checker.extraction import extract
from app.domain.verdict import Judgement, Status, Verdict

log = logging.getLogger(__name__)

T = TypeVar("T")


def stages(question: str | None, answer: str, gold: str | None = None) -> Iterator[Judgement]:
    """Judgements that know more and more; the first claims nothing.

    The reason of the first is what is to be said if it took too long to get any further.
    """
    began = time.perf_counter()

    def known(judgement: Judgement) -> Judgement:
        return replace(judgement, seconds=round(time.perf_counter() - began, 4))

    judgement = Judgement(unchecked("checker.too_slow"))
    yield judgement
    extracted = _tried(lambda: extract(answer), None)
    judgement = replace(judgement, extracted=extracted)
    yield known(judgement)
    if gold is not None and extracted is not None:
        judgement = replace(judgement, equal=_tried(lambda: same(extracted, gold), None))
        yield known(judgement)
    verdict = _tried(lambda: _verdict(question, extracted), unchecked("checker.failed"))
    finished = _tried(lambda: _is_finished(verdict, question, extracted, gold), True)
    judgement = replace(judgement, verdict=verdict, finished=finished)
    yield known(judgement)
    judgement = replace(judgement, claims=_tried(lambda: chains.claims(answer), ()))
    yield known(judgement)


def same(first: str, second: str) -> bool | None:
    """Whether two answers say the same; None where that cannot be decided."""
    return equivalence.same(first, second)


def computed(tool: str, text: str) -> dict[str, str]:
    """What a tool gives back: its "result", or as "error" the key of the sentence that says why."""
    failed = {"error": "checker.tool_failed"}
    return _tried(lambda: computing.computed(tool, text), failed)


def unchecked(reason: str) -> Verdict:
    return Verdict(Status.UNCHECKED, reason)


def _verdict(question: str | None, extracted: str | None) -> Verdict:
    if not question:
        return unchecked("checker.no_question")
    if extracted is None:
        return unchecked("checker.no_answer")
    return judges.against(question, extracted)


def _is_finished(
    verdict: Verdict, question: str | None, extracted: str | None, gold: str | None
) -> bool:
    """Whether the answer is worked out as far as was asked; what the key leaves may be left."""
    if extracted is None or gold is None:
        return not verdict.is_unfinished
    if verdict.is_unfinished:
        return _verdict(question, gold).is_unfinished
    return arithmetic.is_left(gold) or not arithmetic.is_left(extracted)


def _tried(compute: Callable[[], T], otherwise: T) -> T:
    try:
        return compute()
    except MemoryError:
        raise
    except Refused as error:
        log.warning("the checker wanted what it may not: %s", error)
        return otherwise
    except Exception as error:  # noqa: BLE001 - SymPy raises anything on what it does not expect
        log.info("given up: %s", type(error).__name__)
        return otherwise
