"""The result of `lemma eval` for people: tables by subject and by level, plain or in Markdown."""

from collections.abc import Iterator, Sequence

from app.cli import table
from app.domain import scores
from app.domain.scores import Estimate, Trial
from app.i18n import tr

Groups = Sequence[tuple[str, Sequence[Trial]]]


def lines(
    trials: Sequence[Trial], *, samples: int, seconds: float, markdown: bool = False
) -> Iterator[str]:
    """All of the report."""
    drawn = _markdown if markdown else table.lines
    yield from drawn(_rows(tr("cli.eval_subject"), scores.by_subject(trials), trials, samples))
    levels = scores.by_level(trials)
    if len(levels) > 1:
        yield ""
        yield from drawn(_rows(tr("cli.eval_level"), levels, trials, samples))
    if markdown:
        yield ""
    tokens = sum(answer.tokens for trial in trials for answer in trial.answers)
    ended = round(100 * (scores.share_ended(trials) or 0.0))
    yield tr("cli.eval_totals", ended=ended, tokens=tokens, seconds=round(seconds, 1))
    yield from _gained(trials, samples)
    yield from _checked(trials)


def _gained(trials: Sequence[Trial], samples: int) -> Iterator[str]:
    found = scores.gain(trials) if samples > 1 else None
    if found is not None and found.value is not None:
        points = {"points": found.value, "low": found.low, "high": found.high}
        yield tr("cli.eval_gain", **{name: f"{100 * p:+.1f}" for name, p in points.items()})


def _checked(trials: Sequence[Trial]) -> Iterator[str]:
    if (found := scores.checked(trials)) is not None:
        yield tr(
            "cli.eval_verified",
            verified=found.verified,
            wrongly=found.wrongly_verified,
            contradicted=found.contradicted,
            unjustly=found.wrongly_contradicted,
        )


def _rows(title: str, groups: Groups, trials: Sequence[Trial], samples: int) -> list[list[str]]:
    voted = samples > 1 and scores.checked(trials) is not None
    names = ["pass@1", *([f"maj@{samples}"] if samples > 1 else [])]
    names += [f"vote@{samples}"] if voted else []
    head = [title, tr("cli.eval_problems")]
    for name in names:
        head += [name, tr("cli.eval_interval")]
    rows = [_row(name or tr("cli.eval_no_subject"), group, len(names)) for name, group in groups]
    return [head, *(rows if len(rows) > 1 else []), _row(tr("cli.eval_all"), trials, len(names))]


def _row(name: str, trials: Sequence[Trial], figures: int) -> list[str]:
    shares = (scores.pass_at_1, scores.majority, scores.vote)[:figures]
    cells = [cell for share in shares for cell in _percents(share(trials))]
    return [name, str(len(trials)), *cells]


def _percents(estimate: Estimate) -> list[str]:
    value = "" if estimate.value is None else f"{100 * estimate.value:.1f} %"
    return [value, f"{100 * estimate.low:.1f}-{100 * estimate.high:.1f} %"]


def _markdown(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows as a table of Markdown, numbers to the right."""
    head, *others = rows
    yield _cells(head)
    yield _cells(["---", *["---:"] * (len(head) - 1)])
    yield from map(_cells, others)


def _cells(row: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |"
