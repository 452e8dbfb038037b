"""How people ask for a percentage or a change by one."""

from training.problem import Draw


def ask_part(draw: Draw, p: int, n: int) -> str:
    ask = draw.say(
        [
            "What is {p} of {n}?",
            "{p} of {n}",
            "{p} of {n}?",
            "Calculate {p} of {n}.",
            "find {p} of {n}",
            "How much is {p} of {n}?",
            "Work out {p} of {n}, please.",
            "{f}",
            "Compute {f}.",
            "{f}=?",
            "What is {p1} percent of {n}?",
            "{p1} percent of {n}",
            "Can you tell me how much {p} of {n} is?",
            "{n} pupils, {p} are girls. How many girls?",
        ],
        [
            "{n}的{p}是多少？",
            "求{n}的{p}",
            "{n}的{p}等于多少",
            "计算 {f}",
            "计算：{n}的{p}",
            "{f}",
            "{f}=?",
            "请问{n}的{p}是多少？",
            "{n}的百分之{p1}是多少？",
            "求 {n} 的百分之{p1}。",
            "{f}等于多少？",
            "帮我算一下{n}的{p}",
            "{n}名学生中{p}是女生，女生有多少人？",
        ],
    )
    formula = rf"{p}\%\times {n}" if draw.chance(0.6) else rf"{n}\times {p}\%"
    return ask.format(p=typed(draw, p), p1=p, n=n, f=draw.maths(formula))


def ask_changed(draw: Draw, grows: bool) -> str:
    if grows:
        return draw.say(
            [
                "Increase {n} by {p}.",
                "What is {n} increased by {p}?",
                "{n} plus {p}",
                "A price of {n} dollars rises by {p}. What is the new price?",
                "A salary of {n} grows by {p}. Find the new salary.",
                "{n} goes up by {p}",
                "A town has {n} people. Their number grows by {p}. How many are there now?",
            ],
            [
                "把{n}增加{p}是多少？",
                "{n}增加{p}后是多少？",
                "比{n}多{p}的数是多少？",
                "{n}提高{p}等于多少",
                "原价{n}元，涨价{p}，现价多少元？",
                "求比{n}多{p}的数。",
                "某厂上月生产{n}个零件，本月增产{p}，本月生产多少个？",
            ],
        )
    return draw.say(
        [
            "Decrease {n} by {p}.",
            "What is {n} decreased by {p}?",
            "{n} minus {p}",
            "A coat costs {n} dollars. It is reduced by {p}. What is the new price?",
            "Find the price of a {n} dollar bike after a {p} discount.",
            "{n} goes down by {p}",
            "There are {n} birds. Their number falls by {p}. How many are left?",
            "{p} off {n}",
        ],
        [
            "把{n}减少{p}是多少？",
            "{n}减少{p}后是多少？",
            "比{n}少{p}的数是多少？",
            "{n}降低{p}等于多少",
            "原价{n}元，降价{p}，现价多少元？",
            "求比{n}少{p}的数。",
            "一件衣服{n}元，便宜{p}后卖多少元？",
        ],
    )


def ask_change(draw: Draw, grows: bool) -> str:
    if grows:
        return draw.say(
            [
                "From {a} to {b}: what is the increase in percent?",
                "Percent increase from {a} to {b}",
                "A price rises from {a} to {b} dollars. By what percent?",
                "Find the percentage increase from {a} to {b}.",
                "{a} grows to {b}, how many percent?",
                "By what percent does {a} increase to become {b}?",
                "Percent change from {a} to {b}?",
            ],
            [
                "从{a}增加到{b}，增加了百分之几？",
                "{a}增加到{b}，增长率是多少？",
                "价格从{a}元涨到{b}元，涨了百分之几？",
                "求从{a}到{b}的增长百分比。",
                "{b}比{a}多百分之几？",
                "产量由{a}提高到{b}，提高了百分之几",
            ],
        )
    return draw.say(
        [
            "From {a} to {b}: what is the decrease in percent?",
            "Percent decrease from {a} to {b}",
            "A price falls from {a} to {b} dollars. By what percent?",
            "Find the percentage decrease from {a} to {b}.",
            "{a} drops to {b}, how many percent?",
            "By what percent does {a} decrease to become {b}?",
            "Percent change from {a} to {b}?",
        ],
        [
            "从{a}减少到{b}，减少了百分之几？",
            "{a}减少到{b}，下降了百分之几？",
            "价格从{a}元降到{b}元，降了百分之几？",
            "求从{a}到{b}的下降百分比。",
            "{b}比{a}少百分之几？",
            "产量由{a}降低到{b}，降低了百分之几",
        ],
    )


def typed(draw: Draw, p: int) -> str:
    """p% as somebody types it."""
    if draw.chance(0.7):
        return f"{p}%"
    return draw.pick((rf"${p}\%$", f"{p} %", draw.say(f"{p} percent", f"{p}％")))
