"""Short word problems of one or two steps: prices, ages, journeys, sharing, areas, savings.

A kind of story is a list of questions in each language and a plan; its steps come from ``digits``.
A question may name the unit of its result after a bar: ``How many pages ...?|pages``.
"""

import re
from collections.abc import Callable

from training import digits
from training.problem import Draw, Problem
from training.story_texts import STORIES


def _pool(text: str) -> list[str]:
    return text.split()


_NAMES_EN = _pool(
    "Tom Anna Ben Mary John Lucy Sam Emma Jack Lisa Peter Kate Paul Nina Max Sara David Julia Leo"
    " Amy Mike Rosa Alex Helen Omar Maya Ivan Chloe Adam Zoe"
)
_NAMES_ZH = _pool(
    "小明 小红 小华 小丽 小刚 小强 小芳 小军 小林 小李 小王 小张 小美 小亮 小兰 小东 小雨 小杰 李明"
    " 王芳 张伟 李华 王强 刘洋 陈静 乐乐 丽丽 明明 红红 小文"
)
_ITEMS_EN = _pool(
    "pen/pens book/books apple/apples notebook/notebooks pencil/pencils ticket/tickets cake/cakes"
    " ball/balls bottle/bottles cup/cups stamp/stamps orange/oranges shirt/shirts chair/chairs"
    " card/cards toy/toys egg/eggs flower/flowers bag/bags box/boxes lamp/lamps cookie/cookies"
    " hat/hats ruler/rulers sandwich/sandwiches balloon/balloons candle/candles banana/bananas"
)
_ITEMS_ZH = _pool(
    "支/铅笔 本/书 个/苹果 本/笔记本 支/钢笔 张/票 块/蛋糕 个/球 瓶/牛奶 个/杯子 张/邮票 个/橘子"
    " 件/衬衫 把/椅子 张/卡片 个/玩具 个/鸡蛋 朵/花 个/书包 盒/饼干 盏/台灯 顶/帽子 把/尺子 个/面包"
    " 个/气球 根/香蕉 条/毛巾 袋/糖果"
)


_AREAS = (*["area", "perimeter", "width"] * 4, *["side"] * 3, "square", "round")


def price(draw: Draw) -> Problem:
    """Items at a price each: what they cost, the change, two kinds, one item, how many."""
    kind = draw.pick(("total", "total", "change", "change", "two", "two", "one", "many"))
    n, p = draw.integer(2, 20), draw.integer(2, 60)
    if kind == "total":
        return _money(draw, kind, {"n": n, "p": p}, rf"{n}\times {p}", n * p)
    if kind == "change":
        n = draw.integer(2, 9)
        note = draw.pick([note for note in (10, 20, 50, 100, 200, 500, 1000) if note > n * p][:3])
        return _money(
            draw, kind, {"n": n, "p": p, "s": note}, rf"{note}-{n}\times {p}", note - n * p
        )
    if kind == "two":
        n, m, q = draw.integer(2, 9), draw.integer(2, 9), draw.integer(2, 30)
        p = draw.integer(2, 30)
        formula = rf"{n}\times {p}+{m}\times {q}"
        return _money(draw, kind, {"n": n, "p": p, "m": m, "q": q}, formula, n * p + m * q)
    n, p = draw.integer(2, 9), draw.integer(2, 99)
    if kind == "one":
        return _money(draw, kind, {"n": n, "s": n * p}, rf"{n * p}\div {n}", p)
    return _money(draw, kind, {"p": n, "s": n * p}, rf"{n * p}\div {n}", p)


def age(draw: Draw) -> Problem:
    """Two people's ages: a difference, years from now or ago, times as old, sums."""
    kind = draw.pick(("older", "younger", "times", "elder", "two"))
    a, d, k = draw.integer(5, 60), draw.integer(2, 30), draw.integer(2, 20)
    if kind == "two":
        kind = draw.pick(("together", "child"))
    if kind in ("older", "younger"):
        # ``other``: the years are told of the one whose age is known; ``time``: of one person alone
        kind += draw.pick(("", "", "_other", "_other", "_time"))
    if kind.startswith("older"):
        return _tell(draw, "age", kind, {"x": a, "d": d}, f"{a}+{d}", a + d)
    if kind.startswith("younger"):
        return _tell(draw, "age", kind, {"x": a + d, "d": d}, f"{a + d}-{d}", a)
    if kind == "elder":
        numbers = {"s": 2 * a + d, "d": d}
        return _tell(draw, "age", kind, numbers, rf"({2 * a + d}+{d})\div 2", a + d)
    m = draw.integer(2, 8)
    a = draw.integer(-(-20 // m), 90 // m)
    if kind == "times":
        return _tell(draw, "age", kind, {"x": a, "m": m, "k": k}, rf"{a}\times {m}+{k}", a * m + k)
    if kind == "together":
        return _tell(draw, "age", kind, {"x": a, "m": m}, rf"{a}+{a}\times {m}", a + a * m)
    numbers = {"s": a * (m + 1), "m": m}
    return _tell(draw, "age", kind, numbers, rf"{a * (m + 1)}\div ({m}+1)", a)


def distance(draw: Draw) -> Problem:
    """Speed, time and distance: each of them asked, two parts of a journey, what is left."""
    kind = draw.pick(("far", "far", "speed", "time", "legs", "left"))
    v, t = draw.integer(2, 120), draw.integer(2, 9)
    if kind == "far":
        return _tell(draw, "distance", kind, {"v": v, "t": t}, rf"{v}\times {t}", v * t)
    if kind == "speed":
        return _tell(draw, "distance", kind, {"s": v * t, "t": t}, rf"{v * t}\div {t}", v)
    if kind == "time":
        v, t = draw.pick((*range(2, 10), *range(20, 100, 10))), draw.integer(2, 24)
        return _tell(draw, "distance", kind, {"s": v * t, "v": v}, rf"{v * t}\div {v}", t)
    v, t = draw.integer(3, 99), draw.integer(2, 9)
    if kind == "left":
        s = v * t + 5 * draw.integer(1, 60)
        return _tell(
            draw, "distance", kind, {"s": s, "v": v, "t": t}, rf"{s}-{v}\times {t}", s - v * t
        )
    w, u = draw.integer(3, 60), draw.integer(2, 9)
    numbers = {"v": v, "t": t, "w": w, "u": u}
    return _tell(draw, "distance", kind, numbers, rf"{v}\times {t}+{w}\times {u}", v * t + w * u)


def sharing(draw: Draw) -> Problem:
    """Things shared in equal parts, some given away or added first, or packed in boxes."""
    kind = draw.pick(("equal", "equal", "first", "more", "boxes"))
    n, each, r = draw.integer(2, 9), draw.integer(2, 99), draw.integer(2, 40)
    s = n * each
    if kind in ("equal", "boxes"):
        return _tell(draw, "sharing", kind, {"s": s, "n": n}, rf"{s}\div {n}", each)
    if kind == "first":
        numbers = {"s": s + r, "r": r, "n": n}
        return _tell(draw, "sharing", kind, numbers, rf"({s + r}-{r})\div {n}", each)
    r = min(r, s - 1)
    numbers = {"s": s - r, "r": r, "n": n}
    return _tell(draw, "sharing", kind, numbers, rf"({s - r}+{r})\div {n}", each)


def area(draw: Draw) -> Problem:
    """Area, perimeter or side of a rectangle or a square."""
    kind = draw.pick(_AREAS)
    a, b = draw.integer(2, 99), draw.integer(2, 60)
    if draw.chance(0.7):
        a, b = max(a, b), min(a, b)
    if kind == "area":
        return _tell(draw, "area", kind, {"a": a, "b": b}, rf"{a}\times {b}", a * b)
    if kind == "perimeter":
        formula = rf"({a}+{b})\times 2"
        return _tell(draw, "area", kind, {"a": a, "b": b}, formula, (a + b) * 2)
    if kind == "width":
        numbers = {"s": 2 * (a + b), "a": a}
        return _tell(draw, "area", kind, numbers, rf"{2 * (a + b)}\div 2-{a}", b)
    if kind == "side":
        b = draw.integer(2, 9)
        return _tell(draw, "area", kind, {"s": a * b, "b": b}, rf"{a * b}\div {b}", a)
    a = draw.integer(2, 99)
    if kind == "square":
        return _tell(draw, "area", kind, {"a": a}, rf"{a}\times {a}", a * a)
    return _tell(draw, "area", kind, {"a": a}, rf"{a}\times 4", a * 4)


def savings(draw: Draw) -> Problem:
    """The same amount every day: how much in all, how many days, how much a day."""
    kind = draw.pick(("sum", "start", "days", "rest", "daily"))
    p, n = draw.integer(2, 60), draw.integer(2, 9)
    r = draw.integer(2, 99)
    if kind == "sum":
        n = draw.integer(2, 30)
        return _tell(draw, "savings", kind, {"p": p, "n": n}, rf"{p}\times {n}", p * n)
    if kind == "start":
        numbers = {"r": r, "p": p, "n": n}
        return _tell(draw, "savings", kind, numbers, rf"{r}+{p}\times {n}", r + p * n)
    if kind == "days":
        return _tell(draw, "savings", kind, {"s": p * n, "p": n}, rf"{p * n}\div {n}", p)
    if kind == "daily":
        return _tell(draw, "savings", kind, {"s": p * n, "n": n}, rf"{p * n}\div {n}", p)
    numbers = {"s": p * n + r, "r": r, "p": n}
    return _tell(draw, "savings", kind, numbers, rf"({p * n + r}-{r})\div {n}", p)


def _money(draw: Draw, kind: str, numbers: dict[str, int], formula: str, result: int) -> Problem:
    """A price story: its amounts are typed with one currency."""
    currency = draw.say(("dollars", "dollars", "$", "euros", "pounds"), ("元", "元", "元", "块钱"))
    amounts = {
        name: f"${value}" if currency == "$" else f"{value}{draw.say(' ', '')}{currency}"
        for name, value in numbers.items()
        if name in "pqs"
    }
    unit = draw.say("dollars" if currency == "$" else currency, "元")
    return _tell(draw, "price", kind, numbers, formula, result, amounts, unit)


def _tell(
    draw: Draw,
    family: str,
    kind: str,
    numbers: dict[str, int],
    formula: str,
    result: int,
    amounts: dict[str, str] | None = None,
    unit: str = "",
) -> Problem:
    """The story of one kind: question, plan, steps, answer."""
    texts, (plan_en, plan_zh), (closing_en, closing_zh) = STORIES[family][kind]
    ask, _, own_unit = draw.pick(texts[draw.language == "zh"]).partition("|")
    words = {**numbers, **(amounts or {}), **_people(draw), **_items(draw)}
    question = ask.format(**words)
    start = draw.say(plan_en, plan_zh)
    stop = draw.say(".", "。")
    lines = [f"{start}{draw.say(': ', '：')}${formula}$", *(f"{s}{stop}" for s in _steps(formula))]
    close = draw.say(closing_en, closing_zh)
    unit = own_unit.format(**words) or unit
    tail = f" {unit}" if unit else ""
    answer = f"$${formula}={result}$$\n{close} $\\boxed{{{result}}}${tail}{stop}"
    key = f"story {family} {kind.removesuffix('_time')} {' '.join(map(str, numbers.values()))}"
    return Problem(question, "\n".join(lines), answer, str(result), key)


def _people(draw: Draw) -> dict[str, str]:
    first, second = draw.rng.sample(_NAMES_EN if draw.language == "en" else _NAMES_ZH, 2)
    return {"A": first, "B": second}


def _items(draw: Draw) -> dict[str, str]:
    """Two kinds of things: one/many in English, noun and measure word in Chinese."""
    pool = _ITEMS_EN if draw.language == "en" else _ITEMS_ZH
    first, second = (pair.split("/") for pair in draw.rng.sample(pool, 2))
    return {"one": first[0], "item": first[1], "one2": second[0], "item2": second[1]}


def _steps(formula: str) -> list[str]:
    """The lines that compute a formula: brackets first, then products and quotients, then sums."""
    return _compute(formula)[0]


def _compute(formula: str) -> tuple[list[str], int]:
    if "(" in formula:
        before, rest = formula.split("(")
        inner, after = rest.split(")")
        first, value = _compute(inner)
        then, result = _compute(f"{before}{value}{after}")
        return first + then, result
    lines, values = [], []
    for sign, term in re.findall(r"([+-]?)([^+-]+)", formula):
        line, value = _term(term)
        lines += [line] if line else []
        values.append(-value if sign == "-" else value)
    if len(values) > 1:
        lines.append(digits.total(values))
    return lines, sum(values)


def _term(term: str) -> tuple[str, int]:
    """A number, or one product or quotient: its line and its value."""
    if r"\times " in term:
        a, b = map(int, term.split(r"\times "))
        return digits.multiply(a, b), a * b
    if r"\div " in term:
        a, b = map(int, term.split(r"\div "))
        return _quotient(a, b), a // b
    return "", int(term)


def _quotient(a: int, b: int) -> str:
    """Division; a common zero at the end is dropped first."""
    if b == 10:
        return rf"${a}\div 10={a // 10}$"
    if a % 10 == 0 and b % 10 == 0:
        short = rf"${a}\div {b}={a // 10}\div {b // 10}$"
        return f"{short}; {_quotient(a // 10, b // 10)}, ${a}\\div {b}={a // b}$"
    return digits.divide(a, b)


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "story: price": price,
    "story: age": age,
    "story: distance": distance,
    "story: sharing": sharing,
    "story: area": area,
    "story: savings": savings,
}
