"""Grammars, in llama.cpp's notation, of the numbers between two whole ones."""

_DECIMALS = '"." [0-9]{0,5} [1-9]'  # which make any number greater, but not by one
LARGEST = 10**15 - 1  # of the numbers written where there is no bound


def integers(least: int | None, most: int | None) -> list[str]:
    """Alternatives for the whole numbers from ``least`` to ``most``, both included."""
    low = -LARGEST if least is None else least
    high = LARGEST if most is None else most
    return _signed(_range(max(1, -high), -low), _range(max(0, low), high))


def decimals(least: int | None, most: int | None) -> list[str]:
    """Alternatives for numbers with decimals, all of them between ``least`` and ``most``."""
    low = -LARGEST if least is None else least
    high = LARGEST if most is None else most
    negative, positive = _range(max(0, -high), -low - 1), _range(max(0, low), high - 1)
    return [f"{part} {_DECIMALS}" for part in _signed(negative, positive)]


def _signed(negative: str | None, positive: str | None) -> list[str]:
    signed = [f'"-" ({negative})'] if negative is not None else []
    return [*signed, f"({positive})"] if positive is not None else signed


def _range(low: int, high: int) -> str | None:
    """The numbers from ``low`` to ``high``, neither of them negative; None if there is none."""
    return _between(low, high) if low <= high else None


def _between(low: int, high: int) -> str:
    alternatives = []
    for length in range(len(str(low)), len(str(high)) + 1):
        first = max(low, 10 ** (length - 1) if length > 1 else 0)
        last = min(high, 10**length - 1)
        alternatives.append(_digits(str(first), str(last)))
    return " | ".join(alternatives)


def _digits(low: str, high: str) -> str:
    """Numbers of equally many digits."""
    rest = len(low) - 1
    if low == "0" * len(low) and high == "9" * len(high):
        return f"[0-9]{{{len(low)}}}"
    if not rest:
        return f"[{low}-{high}]"
    if low[0] == high[0]:
        return f'"{low[0]}" {_group(low[1:], high[1:])}'
    parts = []
    first, last = int(low[0]), int(high[0])
    if low[1:] != "0" * rest:
        parts.append(f'"{first}" {_group(low[1:], "9" * rest)}')
        first += 1
    if high[1:] != "9" * rest:
        parts.append(f'"{last}" {_group("0" * rest, high[1:])}')
        last -= 1
    if first <= last:
        parts.append(f"[{first}-{last}] [0-9]{{{rest}}}")
    return " | ".join(parts)


def _group(low: str, high: str) -> str:
    return f"({_digits(low, high)})"
