"""Verdicts in words, for people and for the model."""

from app.domain.prompt import question_language
from app.domain.verdict import Judgement, Status, Verdict
from app.i18n import language, tr_in

_IN_GENERAL = {
    Status.VERIFIED: "tutor.verdict_verified",
    Status.CONTRADICTED: "tutor.verdict_contradicted",
    Status.UNCHECKED: "tutor.verdict_unchecked",
}


def why(verdict: Verdict, chosen: str | None = None) -> str:
    """The sentence of a verdict, in the language in use or in a certain one."""
    code = chosen or language()
    try:
        return tr_in(code, verdict.reason, **verdict.values)
    except (KeyError, IndexError, ValueError):  # kept by another version of the program
        return tr_in(code, _IN_GENERAL[verdict.status])


def finding(question: str, judgement: Judgement) -> str:
    """What the model is told of a contradicted answer, in the question's language."""
    spoken = question_language(question)
    reason = why(judgement.verdict, spoken)
    if judgement.extracted is None:
        return tr_in(spoken, "tutor.finding", why=reason)
    return tr_in(spoken, "tutor.finding_answer", answer=judgement.extracted, why=reason)
