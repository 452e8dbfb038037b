"""Arithmetic spelled out: every step is a fact small enough to know by heart.

A small network learns first what the path spells out digit by digit, and last what hides a carry
or a product in one step. So every sum, product and quotient in a worked path comes from here. Each
function returns Markdown that *ends* in the formula with the result: what is easy in one formula,
``$7+8=15$``, and the rest after its columns, ones first: ``$47+85$: $7+5=12, 4+8+1=13$;
$47+85=132$``.
"""

from collections.abc import Sequence

#: Sums and differences of two numbers up to this are known by heart, and a few more kinds.
SMALL = 20


def is_easy_sum(a: int, b: int) -> bool:
    """Whether a + b (any signs) is written without its columns."""
    low, high = sorted((abs(a), abs(b)))
    if low % 10 == 0 and high % 10 == 0 and high >= 100:
        return is_easy_sum(low // 10, high // 10)
    close = a * b < 0 and high - low < 10
    return high <= SMALL or low == 0 or (high < 100 and (low < 10 or low % 10 == 0 or close))


def is_easy_product(a: int, b: int) -> bool:
    """Whether a · b is in the tables that are known by heart."""
    low, high = sorted((abs(a), abs(b)))
    return high <= 12 or low <= 1 or low == 10 or (low <= 9 and high % 10 == 0 and high < 100)


def signed(value: int) -> str:
    """A number as a later factor or operand: negative ones in brackets."""
    return f"({value})" if value < 0 else str(value)


def add(a: int, b: int) -> str:
    """a + b with any signs; a negative b is shown as a subtraction."""
    shown = f"{a}+{b}" if b >= 0 else f"{a}-{-b}"
    if a >= 0 and b >= 0:
        return _finish(shown, [], columns_add(a, b), is_easy_sum(a, b), a + b)
    if a < 0 and b < 0:
        turned = [f"-({-a}+{-b})"]
        return _finish(shown, turned, columns_add(-a, -b), is_easy_sum(a, b), a + b)
    plus, minus = max(a, b), -min(a, b)
    turned = [f"{plus}-{minus}"] if a < 0 else []
    if plus < minus:
        turned.append(f"-({minus}-{plus})")
    columns = columns_subtract(max(plus, minus), min(plus, minus))
    return _finish(shown, turned, columns, is_easy_sum(a, b), a + b)


def subtract(a: int, b: int) -> str:
    """a - b with any signs; a negative b is turned into an addition first."""
    if b >= 0:
        return add(a, -b)
    easy = add(a, -b)
    return f"${a}-({b})={a}+{-b}$, {easy}"


def multiply(a: int, b: int) -> str:
    """a · b with any signs, up to three digits by two."""
    shown = rf"{a}\times {signed(b)}"
    if is_easy_product(a, b):
        return f"${shown}={a * b}$"
    if a < 0 or b < 0:
        inner = multiply(abs(a), abs(b))
        return f"{inner}, ${shown}={a * b}$"
    if len(str(b)) > len(str(a)):
        a, b = b, a
    if b < 10:
        return f"${shown}$: ${columns_multiply(a, b)}$; ${shown}={a * b}$"
    tens, ones = b // 10 * 10, b % 10
    parts = [_by_tens(a, tens), *([multiply(a, ones)] if ones else [])]
    if ones:
        parts.append(add(a * tens, a * ones))
    return f"{'. '.join(parts)}; ${shown}={a * b}$"


def _by_tens(a: int, tens: int) -> str:
    return rf"{multiply(a, tens // 10)}, ${a}\times {tens}={a * tens}$"


def divide(a: int, b: int) -> str:
    """a : b where b > 0 divides a, b <= 12 or the quotient has one digit."""
    shown = rf"{a}\div {b}"
    if a < 0:
        return f"{divide(-a, b)}, ${shown}={a // b}$"
    if is_easy_product(a // b, b) and b <= 12 and a // b <= 12:
        return f"${shown}={a // b}$"
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
    """The columns of a - b for a >= b >= 0: ``12-8=4, 4-1-3=0``.

    A column that borrows shows its top digit with ten more; the next one pays with ``-1``.
    """
    steps, borrow = [], 0
    for x, y in _columns(a, b):
        top = x + 10 if x - borrow < y else x
        paid = "-1" if borrow else ""
        steps.append(f"{top}{paid}-{y}={top - borrow - y}")
        borrow = int(top > x)
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
    r"""Long division: ``7=1\times 6+1, 13=2\times 6+1``, the quotient's digits in turn."""
    steps, rest, started = [], 0, False
    for character in str(a):
        rest = rest * 10 + int(character)
        started = started or rest >= b
        if started:
            steps.append(rf"{rest}={rest // b}\times {b}+{rest % b}")
            rest %= b
    return ", ".join(steps)


def _columns(a: int, b: int) -> list[tuple[int, int]]:
    width = max(len(str(a)), len(str(b)))
    return [(a // 10**i % 10, b // 10**i % 10) for i in range(width)]


def _finish(shown: str, turned: list[str], columns: str, easy: bool, result: int) -> str:
    chain = "=".join([shown, *turned])
    if easy:
        return f"${chain}={result}$"
    before = f"${chain}$: " if turned else f"${shown}$: "
    return f"{before}${columns}$; ${shown}={result}$"
