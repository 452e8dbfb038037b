"""Derivatives, integrals, limits, sums, values of functions."""

from fractions import Fraction

from support.questions.asking import Asker, Exercise, near, number, polynomial, product, spellings

DERIVATIVE = (
    [
        "Find the derivative of {0}.",
        "Differentiate {0}",
        "What is the derivative of {0}?",
        "Differentiate {0} with respect to {1}.",
    ],
    ["求 {0} 的导数。", "求导：{0}", "求函数 {0} 的导数", "{0} 的导数是什么？"],
)


def _differentiated(coefficients):
    degree = len(coefficients) - 1
    return [c * (degree - n) for n, c in enumerate(coefficients[:-1])]


def _integrated(coefficients):
    degree = len(coefficients) - 1
    return [Fraction(c) / (degree - n + 1) for n, c in enumerate(coefficients)] + [0]


def _random_polynomial(asker: Asker) -> list[int]:
    degree = asker.integer(2, 4)
    return [asker.integer(-9, 9, without=[0]), *(asker.integer(-9, 9) for _ in range(degree))]


def _changed(asker: Asker, coefficients) -> list:
    changed = list(coefficients)
    changed[asker.integer(0, len(changed) - 1)] += asker.pick(1, -1, 2)
    return changed


def derivative(asker: Asker) -> Exercise:
    coefficients = _random_polynomial(asker)
    letter = asker.pick("x", "x", "t")
    found = _differentiated(coefficients)
    body = polynomial(coefficients, letter)
    text = asker.pick(body, f"f({letter})={body}", body)
    right = [polynomial(found, letter), f"f'({letter})={polynomial(found, letter)}"]
    right.append(rf"\frac{{dy}}{{d{letter}}}={polynomial(found, letter)}")
    wrong = [polynomial(_changed(asker, found), letter) for _ in range(2)]
    wrong.append(polynomial([-c for c in found], letter))
    return Exercise("derivative", asker.ask(*DERIVATIVE, text, letter), tuple(right), tuple(wrong))


def derivative_of_product(asker: Asker) -> Exercise:
    n = asker.integer(2, 5)
    function, its_derivative, slip = asker.pick(
        (r"\sin x", r"\cos x", r"-\cos x"),
        (r"\cos x", r"(-\sin x)", r"\sin x"),
        (r"e^x", r"e^x", r"x e^{x-1}"),
        (r"\ln x", r"\frac{1}{x}", r"\frac{1}{x^2}"),
    )
    front = f"{n}x^{n - 1}" if n > 2 else "2x"
    right = f"{front} {function}+x^{n} {its_derivative}"
    wrong = (
        f"{front} {its_derivative}",
        f"{front} {function}+x^{n} {slip}",
        f"{front} {function}-x^{n} {its_derivative}",
    )
    question = asker.ask(*DERIVATIVE, f"x^{n} {function}", "x")
    return Exercise("derivative of a product", question, (right, f"y'={right}"), wrong)


def derivative_at(asker: Asker) -> Exercise:
    coefficients, point = _random_polynomial(asker), asker.integer(-4, 4)
    value = sum(c * point**n for n, c in enumerate(reversed(_differentiated(coefficients))))
    body = f"f(x)={polynomial(coefficients)}"
    question = asker.ask(
        [
            "If {0}, find {1}.",
            "Find {1} if {0}.",
            "Let {0}. Compute {1}",
            "What is the slope of the tangent to {0} at {2}?",
        ],
        ["已知 {0}，求 {1}。", "设 {0}，求 {1} 的值。", "求 {0} 在 {2} 处的导数。"],
        body,
        f"f'({point})",
        f"x={point}",
    )
    return Exercise(
        "derivative at a point", question, tuple(spellings(value)), tuple(near(asker, value))
    )


def antiderivative(asker: Asker) -> Exercise:
    coefficients = _random_polynomial(asker)
    found = _integrated(coefficients)
    question = asker.ask(
        [
            r"Evaluate {1}",
            "Find the antiderivative of {0}.",
            "Integrate {0} with respect to {2}.",
            "Find the indefinite integral of {0}.",
        ],
        ["求不定积分 {1}。", "计算 {1}", "求 {0} 的原函数。"],
        polynomial(coefficients),
        rf"\int ({polynomial(coefficients)})\,dx",
        "x",
    )
    text = polynomial(found)
    right = (text + "+C", f"F(x)={text}+C", text + asker.pick("+c", "+K", "+7", ""))
    wrong = (
        polynomial([*_changed(asker, found[:-1]), 0]) + "+C",
        polynomial([c * 2 for c in found]) + "+C",
        polynomial(_differentiated(coefficients)),
    )
    return Exercise("antiderivative", question, right, wrong)


def antiderivative_of_function(asker: Asker) -> Exercise:
    k = asker.integer(2, 7)
    body, right, wrong = asker.pick(
        (rf"\sin({k}x)", rf"-\frac{{\cos({k}x)}}{{{k}}}", rf"\frac{{\cos({k}x)}}{{{k}}}"),
        (rf"\cos({k}x)", rf"\frac{{1}}{{{k}}}\sin({k}x)", rf"{k}\sin({k}x)"),
        (rf"e^{{{k}x}}", rf"\frac{{e^{{{k}x}}}}{{{k}}}", rf"{k}e^{{{k}x}}"),
        (rf"\frac{{{k}}}{{x}}", rf"{k}\ln|x|", rf"-\frac{{{k}}}{{x^2}}"),
        (r"x e^x", r"x e^x-e^x", r"x e^x"),
        (r"\ln x", r"x\ln x-x", r"x\ln x"),
    )
    question = asker.ask(
        ["Evaluate {0}.", "Find {0}"], ["求不定积分 {0}", "计算 {0}。"], rf"\int {body}\,dx"
    )
    return Exercise(
        "antiderivative of a function",
        question,
        (right + "+C", right),
        (wrong + "+C", right + "+x"),
    )


def definite_integral(asker: Asker) -> Exercise:
    coefficients = _random_polynomial(asker)
    low, high = asker.several(2, -3, 4)
    found = _integrated(coefficients)
    value = sum(
        c * (Fraction(high) ** n - Fraction(low) ** n) for n, c in enumerate(reversed(found))
    )
    body = polynomial(coefficients)
    question = asker.ask(
        ["Evaluate {0}.", "Compute {0}", "Find the integral of {1} from {2} to {3}."],
        ["计算定积分 {0}。", "求 {0} 的值。"],
        rf"\int_{{{low}}}^{{{high}}} ({body})\,dx",
        body,
        str(low),
        str(high),
    )
    return Exercise(
        "definite integral", question, tuple(spellings(value)), tuple(near(asker, value))
    )


def limit(asker: Asker) -> Exercise:
    if asker.rng.random() < 0.5:  # a removable gap
        point, other, third = asker.rng.sample(range(-5, 6), 3)
        top, bottom = product([1, -point], [1, -other]), product([1, -point], [1, -third])
        value, target = Fraction(point - other, point - third), str(point)
        body = rf"\frac{{{polynomial(top)}}}{{{polynomial(bottom)}}}"
    elif asker.rng.random() < 0.5:
        a, b = asker.integer(1, 9), asker.integer(1, 9)
        body, value, target = rf"\frac{{\sin({a}x)}}{{{b}x}}", Fraction(a, b), "0"
    else:
        a, b = asker.integer(1, 9), asker.integer(1, 9)
        top, bottom = polynomial([a, asker.integer(-9, 9), 1]), polynomial([b, 0, -3])
        body, value, target = rf"\frac{{{top}}}{{{bottom}}}", Fraction(a, b), r"\infty"
    question = asker.ask(
        ["Find {0}.", "Evaluate {0}", "Find the limit of {1} as {2} approaches {3}."],
        ["求极限 {0}。", "计算 {0}", "求当 {2} 趋于 {3} 时 {1} 的极限。"],
        rf"\lim_{{x\to {target}}} {body}",
        body,
        "x",
        target,
    )
    return Exercise("limit", question, tuple(spellings(value)), tuple(near(asker, value)))


def finite_sum(asker: Asker) -> Exercise:
    n, power, add = asker.integer(4, 12), asker.integer(1, 3), asker.integer(-3, 3)
    value = sum(k**power + add for k in range(1, n + 1))
    body = f"({polynomial([1, *([0] * (power - 1)), add], 'k')})"
    question = asker.ask(
        ["Evaluate {0}.", "Compute {0}"],
        ["计算 {0}。", "求和：{0}"],
        rf"\sum_{{k=1}}^{{{n}}} {body}",
    )
    return Exercise("sum", question, tuple(spellings(value)), tuple(near(asker, value)))


def geometric_series(asker: Asker) -> Exercise:
    ratio = Fraction(1, asker.integer(2, 9))
    value = ratio / (1 - ratio)
    question = asker.ask(
        ["Evaluate {0}.", "Find the sum {0}"],
        ["计算 {0}。"],
        rf"\sum_{{k=1}}^{{\infty}} \frac{{1}}{{{ratio.denominator}^k}}",
    )
    return Exercise(
        "geometric series", question, tuple(spellings(value)), tuple(near(asker, value))
    )


def function_value(asker: Asker) -> Exercise:
    coefficients, point = _random_polynomial(asker), asker.integer(-5, 5)
    value = sum(c * point**n for n, c in enumerate(reversed(coefficients)))
    body = polynomial(coefficients)
    question = asker.ask(
        [
            "If {0}, find {1}.",
            "Given {0}, what is {1}?",
            "Evaluate {2} at {3}.",
            "Find the value of {2} when {3}.",
        ],
        ["已知 {0}，求 {1}。", "设 {0}，则 {1}=____", "当 {3} 时，求 {2} 的值。"],
        f"f(x)={body}",
        f"f({point})",
        body,
        f"x={point}",
    )
    return Exercise(
        "function value",
        question,
        (*spellings(value), f"f({point})={value}"),
        tuple(near(asker, value)),
    )


def slope_of_root(asker: Asker) -> Exercise:
    r"""The derivative of √(ax+b)."""
    a, b = asker.integer(1, 9), asker.integer(1, 9)
    inner = polynomial([a, b])
    right = rf"\frac{{{a}}}{{2\sqrt{{{inner}}}}}"
    wrong = (
        rf"\frac{{1}}{{2\sqrt{{{inner}}}}}" if a > 1 else rf"\frac{{1}}{{\sqrt{{{inner}}}}}",
        rf"\frac{{{a}}}{{\sqrt{{{inner}}}}}",
        number(a),
    )
    return Exercise(
        "derivative of a root", asker.ask(*DERIVATIVE, rf"\sqrt{{{inner}}}", "x"), (right,), wrong
    )
