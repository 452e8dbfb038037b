"""Arithmetic spelled out: every step is a fact small enough to know by heart.

A small network learns first what the path spells out digit by digit, and last what hides a carry
or a product in one step. So every sum, product and quotient in a worked path comes from here. Each
function returns Markdown that *ends* in the formula with the result: what is easy in one formula,
``$7+8=15$``, and the rest after its columns, ones first: ``$47+85$: $7+5=12, 4+8+1=13$;
$47+85=132$``.
"""

from collections.abc import Sequence

#: A number up to this and one digit are added by heart, and numbers up to this subtracted.
SMALL = 20


def is_easy_sum(a: int, b: int) -> bool:
    """Whether a + b (any signs) is written without its columns."""
    low, high = sorted((abs(a), abs(b)))
    return low == 0 or a == -b or (high <= SMALL and (low < 10 or a * b < 0))


def is_easy_product(a: int, b: int) -> bool:
    """Whether a · b is in the tables that are known by heart, or only gets zeros."""
    low, high = sorted((abs(a), abs(b)))
    return high <= 10 or low <= 1 or low == 10 or (low <= 9 and high % 10 == 0 and high < 100)


def signed(value: int) -> str:
    """A number as a later factor or operand: negative ones in brackets."""
    return f"({value})" if value < 0 else str(value)


def add(a: int, b: int) -> str:
    """a + b with any signs; a negative b is shown as a subtraction.

    What sign the result has is said first: ``$-23+15=-(23-15)$``.
    """
    shown = f"{a}+{b}" if b >= 0 else f"{a}-{-b}"
    low, high = sorted((abs(a), abs(b)))
    inner = f"{high}-{low}" if a * b < 0 else f"{abs(a)}+{abs(b)}"
    if a + b < 0 and low:
        inner = f"-({inner})"
    chain = shown if inner == shown or not low else f"{shown}={inner}"
    if is_easy_sum(a, b):
        return f"${chain}={a + b}$"
    columns = columns_subtract(high, low) if a * b < 0 else columns_add(abs(a), abs(b))
    return f"${chain}$: ${columns}$; ${shown}={a + b}$"


def subtract(a: int, b: int) -> str:
    """a - b with any signs; a negative b is turned into an addition first."""
    if b >= 0:
        return add(a, -b) if b else f"${a}-0={a}$"
    return f"${a}-({b})={a}+{-b}$, {add(a, -b)}"


def compare(a: int, b: int) -> str:
    """Which of two different numbers >= 0 is larger, digit by digit: ``$9=9, 8>0$, $98>90$``."""
    steps = []
    for x, y in reversed(_columns(a, b)):
        steps.append(f"{x}{_relation(x, y)}{y}")
        if x != y:
            break
    return f"${', '.join(steps)}$, ${a}{_relation(a, b)}{b}$"


def _relation(a: int, b: int) -> str:
    return "=" if a == b else "<" if a < b else ">"


def multiply(a: int, b: int) -> str:
    """a · b with any signs, up to three digits by two; the sign is said first."""
    shown = rf"{a}\times {signed(b)}"
    if is_easy_product(a, b):
        return f"${shown}={a * b}$"
    if a < 0 or b < 0:
        return _turned(shown, rf"{abs(a)}\times {abs(b)}", multiply(abs(a), abs(b)), a * b)
    if len(str(b)) > len(str(a)):
        a, b = b, a
    if b < 10:
        return f"${shown}$: ${columns_multiply(a, b)}$; ${shown}={a * b}$"
    tens, ones = b // 10 * 10, b % 10
    if not ones:
        return _by_tens(a, tens)
    parts = [_by_tens(a, tens), multiply(a, ones), add(a * tens, a * ones)]
    return f"{'. '.join(parts)}; ${shown}={a * b}$"


def _turned(shown: str, sizes: str, steps: str, result: int) -> str:
    """The sign of a product or quotient first, then the steps of the sizes, then the result."""
    sizes = f"-({sizes})" if result < 0 else sizes
    return f"${shown}={sizes}$, {steps}, ${shown}={result}$"


def _by_tens(a: int, tens: int) -> str:
    return rf"{multiply(a, tens // 10)}, ${a}\times {tens}={a * tens}$"


def divide(a: int, b: int) -> str:
    """a : b of any signs where b divides a; b has one digit or the quotient is in the tables."""
    shown = rf"{a}\div {signed(b)}"
    if abs(b) == 1 or (abs(b) <= 10 and abs(a) <= 10 * abs(b)):
        return f"${shown}={a // b}$"
    if a < 0 or b < 0:
        return _turned(shown, rf"{abs(a)}\div {abs(b)}", divide(abs(a), abs(b)), a // b)
    return f"${shown}$: ${columns_divide(a, b)}$; ${shown}={a // b}$"


def total(values: Sequence[int]) -> str:
    """The sum of several numbers, one after the other."""
    running, steps = values[0], []
    for value in values[1:]:
        steps.append(add(running, value))
        running += value
    return ", ".join(steps)


def columns_add(a: int, b: int) -> str:
    """The columns of a + b, both >= 0: ``7+5=12, 4+8+1=13, 3+2+1=6``."""
    steps, carry = [], 0
    for x, y in _columns(a, b):
        carried = "+1" if carry else ""
        steps.append(f"{x}+{y}{carried}={x + y + carry}")
        carry = (x + y + carry) // 10
    return ", ".join(steps)


def columns_subtract(a: int, b: int) -> str:
    """The columns of a - b for a >= b >= 0: ``2-8=4-10, 4-0-1=3``.

    A column that falls below zero borrows ten: its digit, less ten; the next one pays with ``-1``.
    """
    steps, borrow = [], 0
    for x, y in _columns(a, b):
        paid = "-1" if borrow else ""
        value = x - y - borrow
        borrow = int(value < 0)
        steps.append(f"{x}-{y}{paid}={f'{value + 10}-10' if borrow else value}")
    return ", ".join(steps)


def columns_multiply(a: int, digit: int) -> str:
    r"""The columns of a · digit: ``7\times 6=42, 4\times 6+4=28``; each carry is added on."""
    steps, carry = [], 0
    for character in reversed(str(a)):
        carried = f"+{carry}" if carry else ""
        value = int(character) * digit + carry
        steps.append(rf"{character}\times {digit}{carried}={value}")
        carry = value // 10
    return ", ".join(steps)


def columns_divide(a: int, b: int) -> str:
    r"""Long division: ``75=72+3, 72\div 8=9, 36=32+4, 32\div 8=4``.

    The multiple below and the rest first, then the digit of the quotient.
    """
    steps, rest, started = [], 0, False
    for character in str(a):
        rest = rest * 10 + int(character)
        started = started or rest >= b
        if started:
            steps.append(rf"{with_rest(rest, b)}, {rest // b * b}\div {b}={rest // b}")
            rest %= b
    return ", ".join(steps)


def with_rest(a: int, b: int) -> str:
    """The multiple of b below a, and what is left: ``75=72+3`` for b = 8."""
    return f"{a}={a // b * b}+{a % b}"


def _columns(a: int, b: int) -> list[tuple[int, int]]:
    width = max(len(str(a)), len(str(b)))
    return [(a // 10**i % 10, b // 10**i % 10) for i in range(width)]
