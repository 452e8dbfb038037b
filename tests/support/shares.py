"""What batteries print: shares with their counts and Wilson's intervals at 95 %."""

from collections import Counter

from app.domain.scores import wilson


def share(title: str, count: int, total: int) -> str:
    """``title: 3 of 400 = 0.75 % (95 %: 0.26-2.18 %)``."""
    found = wilson(count / total if total else 0.0, total)
    value = "-" if found.value is None else f"{100 * found.value:.2f} %"
    interval = f"{100 * found.low:.2f}-{100 * found.high:.2f} %"
    return f"{title}: {count} of {total} = {value} (95 %: {interval})"


def by_name(title: str, counted: Counter[str], totals: Counter[str]) -> list[str]:
    """The shares of all names, the least first."""
    names = sorted(totals, key=lambda name: (counted[name] / totals[name], name))
    width = max(map(len, names), default=0)
    lines = [share(name.ljust(width), counted[name], totals[name]) for name in names]
    return [f"{title}:", *(f"  {line}" for line in lines)]
