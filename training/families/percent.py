"""Percentages, changes in percent, and the mean of a few numbers."""

import math
from collections.abc import Callable, Sequence

from training import digits
from training.families.percent_texts import ask_change, ask_changed, ask_part, typed
from training.problem import Draw, Problem

_PERCENTS = tuple(range(1, 100))
_NICE_PERCENTS = tuple(range(5, 100, 5))


def percentage(draw: Draw) -> Problem:
    """p% of n, or which percent a part is, or the whole that a part belongs to."""
    kind = draw.integer(1, 20)
    if kind <= 12:
        return _part(draw)
    return _rate(draw) if kind <= 17 else _whole(draw)


def percent_change(draw: Draw) -> Problem:
    """A number grows or shrinks by p%, or the change from a to b in percent."""
    return _changed(draw) if draw.chance(0.5) else _change(draw)


def mean(draw: Draw) -> Problem:
    """The average of three to five different numbers, an integer."""
    values = _values(draw)
    count, whole = len(values), sum(values)
    task = rf"({'+'.join(map(str, values))})\div {count}"
    listed = ", ".join(f"x_{i}={value}" for i, value in enumerate(values, 1))
    sentence = draw.say(
        ["Add them up: {}.", "The sum: {}."], ["先求和：{}。", "总和：{}。"]
    ).format(digits.total(values))
    shared = draw.say(
        ["There are ${n}$ numbers: {}.", "Divide by ${n}$: {}."],
        ["一共有 ${n}$ 个数：{}。", "再除以 ${n}$：{}。"],
    ).format(digits.divide(whole, count), n=count)
    result = whole // count
    last = draw.say(
        ["The mean is ", "The average is ", "So the mean is "],
        ["平均数是 ", "所以平均数是 ", "平均值为 "],
    )
    answer = f"$${task}={whole}\\div {count}={result}$$\n{last}{_boxed(draw, str(result))}"
    key = f"mean {' '.join(map(str, values))}"
    reasoning = f"${listed}$\n{sentence}\n{shared}"
    return Problem(_ask_mean(draw, values), reasoning, answer, str(result), key)


def percent_of(draw: Draw, p: int, n: int) -> str:
    """The path of p% of n through 1%, 10% or 5% of it; ends with the value."""
    unit = _unit(p, n)
    one = n * unit // 100
    if unit == 5:
        steps = rf"$10\%$: ${n}\div 10={n // 10}$, $5\%$: {digits.divide(n // 10, 2)}"
    else:
        steps = rf"${unit}\%$: ${n}\div {100 // unit}={one}$"
    lead = draw.say(["First ", "Start with "], ["先求 ", "先算 "])
    stop = _stop(draw)
    return rf"{lead}{steps}{stop} ${p}\%$: {digits.multiply(one, p // unit)}{stop}"


def _unit(p: int, n: int) -> int:
    """The percent that is easy to take of n and a divisor of p; 0 where there is none."""
    if n % 100 == 0:
        return 1
    if n % 10 == 0 and p % 10 == 0:
        return 10
    return 5 if n % 20 == 0 and p % 5 == 0 else 0


def rate_of(draw: Draw, part: int, whole: int) -> str:
    """The path of which percent ``part`` is of ``whole``: the whole in hundreds, 1% of it."""
    scale = 1 if whole % 100 == 0 else 10 if whole % 10 == 0 else 100
    hundreds = whole * scale
    raised = rf"={part * scale}\div {hundreds}" if scale > 1 else ""
    lead = draw.say(["First ", "Start with "], ["先求 ", "先算 "])
    one = rf"$1\%$: ${hundreds}\div 100={hundreds // 100}$"
    share = rf"${part}\div {whole}={part * 100 // whole}\%$"
    stop, quotient = _stop(draw), digits.divide(part * scale, hundreds // 100)
    return rf"${part}\div {whole}{raised}${stop}" + f"\n{lead}{one}{stop} {quotient}, {share}{stop}"


def _part(draw: Draw) -> Problem:
    p, n = _percent_and_number(draw)
    result = str(p * n // 100)
    shown = rf"{p}\%\times {n}"
    answer = f"$${shown}={result}$$\n" + draw.say(
        [rf"${p}\%$ of ${n}$ is ", rf"So ${p}\%$ of ${n}$ is "],
        [rf"${n}$ 的 ${p}\%$ 是 ", rf"所以 ${n}$ 的 ${p}\%$ 等于 "],
    )
    reasoning = f"${shown}$\n{percent_of(draw, p, n)}"
    question = ask_part(draw, p, n)
    return Problem(
        question, reasoning, answer + _boxed(draw, result), result, f"percent {p} of {n}"
    )


def _rate(draw: Draw) -> Problem:
    part, whole = _part_and_whole(draw)
    p = part * 100 // whole
    ask = draw.say(
        [
            "What percent of {b} is {a}?",
            "{a} is what percent of {b}?",
            "{a} out of {b} in percent",
            "What percentage is {a} of {b}?",
            "find what percent {a} is of {b}",
            "how many percent of {b} is {a}",
            "A pupil got {a} of {b} points. What percent is that?",
            "Write {a} out of {b} as a percentage.",
            "{a} of {b} as a percent?",
        ],
        [
            "{a}是{b}的百分之几？",
            "{a}占{b}的百分之几",
            "求{a}占{b}的百分比。",
            "{a}是{b}的百分之多少？",
            "请问 {a} 占 {b} 的百分之几？",
            "计算：{a}是{b}的百分之几",
            "总共{b}个，其中{a}个占百分之几？",
            "满分{b}分，得了{a}分，得分率是多少？",
        ],
    )
    answer = (
        rf"$${part}\div {whole}={p}\%$$"
        + "\n"
        + draw.say(
            [f"${part}$ of ${whole}$ is ", f"${part}$ out of ${whole}$ is "],
            [f"${part}$ 占 ${whole}$ 的 ", f"${part}$ 是 ${whole}$ 的 "],
        )
    )
    reasoning = rate_of(draw, part, whole)
    expected = rf"{p}\%"
    key = f"percent rate {part} {whole}"
    question = ask.format(a=part, b=whole)
    return Problem(question, reasoning, answer + _boxed(draw, expected), expected, key)


def _whole(draw: Draw) -> Problem:
    p = draw.pick((*range(2, 10), *range(10, 100, 10)))
    unit = 1 if p % 10 else 10
    one = draw.integer(2, 99 if p // unit < 10 else 40)
    part, whole = one * p // unit, one * 100 // unit
    ask = draw.say(
        [
            "{p} of a number is {a}. What is the number?",
            "{p} of what number is {a}?",
            "If {p} of x is {a}, find x.",
            "{a} is {p} of what?",
            "Find the number if {p} of it is {a}",
            "{a} is {p} of a number. Find this number.",
        ],
        [
            "一个数的{p}是{a}，求这个数。",
            "已知一个数的{p}等于{a}，这个数是多少？",
            "{a}是哪个数的{p}？",
            "什么数的{p}是{a}",
            "某数的 {p} 是 {a}，求某数",
            "请问一个数的{p}为{a}，这个数是几？",
        ],
    )
    first = digits.divide(part, p // unit)
    path = draw.say(
        [
            r"First ${u}\%$: {first}. $100\%$: ${one}\times {d}={whole}$.",
            r"Start with ${u}\%$: {first}. $100\%$: ${one}\times {d}={whole}$.",
        ],
        [
            r"先求 ${u}\%$: {first}。 $100\%$: ${one}\times {d}={whole}$。",
            r"先算 ${u}\%$: {first}。 $100\%$: ${one}\times {d}={whole}$。",
        ],
    ).format(u=unit, first=first, one=one, d=100 // unit, whole=whole)
    answer = rf"$${p}\%\times {whole}={part}$$" + "\n" + draw.say("The number is ", "这个数是 ")
    reasoning = rf"${p}\%\times x={part}$" + f"\n{path}"
    question = ask.format(p=typed(draw, p), a=part)
    return Problem(
        question, reasoning, answer + _boxed(draw, str(whole)), str(whole), f"whole {p} {part}"
    )


def _changed(draw: Draw) -> Problem:
    p, n = _percent_and_number(draw)
    grows = draw.chance(0.5)
    change = p * n // 100
    result = n + change if grows else n - change
    operation = digits.add(n, change) if grows else digits.subtract(n, change)
    sign = "+" if grows else "-"
    then = draw.say(
        "Add it: " if grows else "Take it away: ",
        "再加上：" if grows else "再减去：",
    )
    reasoning = rf"${n}{sign}{p}\%\times {n}$" + f"\n{percent_of(draw, p, n)}\n{then}{operation}"
    answer = (
        rf"$${n}{sign}{p}\%\times {n}={n}{sign}{change}={result}$$"
        + "\n"
        + draw.say(["The new value is ", "The result is "], ["结果是 ", "变化后是 "])
    )
    question = ask_changed(draw, grows).format(n=n, p=typed(draw, p))
    key = f"percent changed {n} {sign}{p}"
    box = _boxed(draw, str(result))
    return Problem(question, reasoning + _stop(draw), answer + box, str(result), key)


def _change(draw: Draw) -> Problem:
    change, start = _part_and_whole(draw)
    p = change * 100 // start
    grows = draw.chance(0.5) or p == 100
    end = start + change if grows else start - change
    difference = digits.subtract(end, start) if grows else digits.subtract(start, end)
    name = draw.say("increase" if grows else "decrease", "增加" if grows else "减少")
    reasoning = draw.say(
        rf"From ${start}$ to ${end}$: {name}" + "\n" + f"The difference: {difference}.\n",
        rf"从 ${start}$ 到 ${end}$：{name}" + "\n" + f"相差：{difference}。\n",
    ) + rate_of(draw, change, start)
    answer = (
        rf"$${change}\div {start}={p}\%$$"
        + "\n"
        + draw.say(
            [f"The {name} is ", f"It is {'an' if grows else 'a'} {name} of "],
            [f"{name}了 ", f"一共{name}了 "],
        )
    )
    question = ask_change(draw, grows).format(a=start, b=end)
    expected = rf"{p}\%"
    key = f"percent change {start} {end}"
    return Problem(question, reasoning, answer + _boxed(draw, expected), expected, key)


def _percent_and_number(draw: Draw) -> tuple[int, int]:
    """p and n where p% of n is an integer and one factor on the way has one digit."""
    kind = draw.integer(1, 10)
    if kind <= 4:
        return draw.pick(_PERCENTS if draw.chance(0.6) else _NICE_PERCENTS), 100 * draw.integer(
            1, 9
        )
    if kind <= 5:
        return draw.pick((*range(1, 10), *range(10, 100, 10))), 100 * draw.integer(10, 50)
    if kind <= 7:
        return 10 * draw.integer(1, 9), 10 * draw.integer(1, 99)
    p = draw.pick(_NICE_PERCENTS)
    return p, 20 * draw.integer(1, 30 if p < 50 else 9)


def _part_and_whole(draw: Draw) -> tuple[int, int]:
    """A part that is an integer percent of the whole: one digit and zeros."""
    whole = draw.integer(1, 9) * draw.pick((1, 10, 10, 100, 100, 100))
    step = 100 // math.gcd(100, whole)  # percents that give integers
    p = step * draw.integer(1, max(1, 99 // step))
    return whole * p // 100, whole


def _values(draw: Draw) -> list[int]:
    """Different numbers whose sum is a multiple of how many they are."""
    count = draw.pick((3, 3, 4, 4, 5))
    high = draw.pick((20, 40, 99)) if count < 5 else draw.pick((20, 40))
    while True:
        values = draw.rng.sample(range(1, high + 1), count)
        if sum(values) % count == 0:
            return values


def _ask_mean(draw: Draw, values: Sequence[int]) -> str:
    ask = draw.say(
        [
            "Find the mean of {}.",
            "What is the average of {}?",
            "average of {}",
            "mean of {}",
            "Calculate the average of these numbers: {}",
            "{}: what is the mean?",
            "The marks are {}. What is the average mark?",
            "Compute the arithmetic mean of {}.",
            "Please find the average of {}",
            "The temperatures were {} degrees. Find the mean.",
        ],
        [
            "求{}的平均数。",
            "{}的平均数是多少？",
            "计算 {} 的平均值",
            "求这组数的平均数：{}",
            "{}的平均值等于多少？",
            "几次测验的成绩是{}，平均分是多少？",
            "请问{}这几个数的平均数是多少？",
            "数据{}的平均数",
            "求平均数：{}",
        ],
    )
    return ask.format(_list(draw, values))


def _list(draw: Draw, values: Sequence[int]) -> str:
    between = draw.say([", ", ",", " ", ", "], ["、", "，", ",", ", ", "、"])
    text = between.join(map(str, values))
    final = draw.say(" and ", "和")
    if between.strip() in (",", "、", "，") and draw.chance(0.4):
        text = f"{between.join(map(str, values[:-1]))}{final}{values[-1]}"
    return text


def _boxed(draw: Draw, content: str) -> str:
    return rf"$\boxed{{{content}}}${_stop(draw)}"


def _stop(draw: Draw) -> str:
    return draw.say(".", "。")


FAMILIES: dict[str, Callable[[Draw], Problem]] = {
    "percentage": percentage,
    "percent change": percent_change,
    "mean": mean,
}
