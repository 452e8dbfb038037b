"""Arithmetic, divisibility, counting, percentages, means, matrices."""

from fractions import Fraction
from math import comb, factorial, gcd, lcm, perm

from support.questions.asking import Asker, Exercise, near, number, spellings

VALUE = (
    [
        "Calculate {0}.",
        "What is {0}?",
        "Evaluate {0}",
        "Compute {0}",
        "{0} = ?",
        "{0}",
        "Find the value of {0}.",
    ],
    ["计算 {0}", "计算：{0}。", "{0} 等于多少？", "求 {0} 的值。", "{0}＝", "{0}的结果是多少？"],
)


def _worked(family: str, asker: Asker, question: str, value, *more: str) -> Exercise:
    return Exercise(family, question, (*spellings(value), *more), tuple(near(asker, value)))


def arithmetic(asker: Asker) -> Exercise:
    a, b, c = (asker.integer(-99, 99, without=[0]) for _ in range(3))
    text, value = asker.pick(
        (f"{a}+{abs(b)}", a + abs(b)),
        (f"{abs(a)}-{abs(b)}", abs(a) - abs(b)),
        (rf"{abs(a)}\times {abs(b)}", abs(a * b)),
        (rf"{a}+{abs(b)}\times {abs(c)}", a + abs(b * c)),
        (rf"({a}+{abs(b)})\times {abs(c)}", (a + abs(b)) * abs(c)),
        (rf"{abs(a * b)}\div {abs(b)}", abs(a)),
        (rf"\frac{{{abs(a * b)}}}{{{abs(b)}}}", abs(a)),
    )
    return _worked("arithmetic", asker, asker.ask(*VALUE, text), value)


def fractions(asker: Asker) -> Exercise:
    a, b = (Fraction(asker.integer(1, 20), asker.integer(2, 12)) for _ in range(2))
    sign, value = asker.pick(("+", a + b), ("-", a - b), (r"\times ", a * b), (r"\div ", a / b))
    first, second = (rf"\frac{{{x.numerator}}}{{{x.denominator}}}" for x in (a, b))
    if "div" in sign:
        verb = "计算" if asker.language == "zh" else "Compute"
        question = f"{verb} ${first}{sign}{second}$"
    else:
        question = asker.ask(*VALUE, f"{first}{sign}{second}")
    return _worked("fractions", asker, question, value)


def powers(asker: Asker) -> Exercise:
    base, exponent, add = asker.integer(2, 12), asker.integer(2, 6), asker.integer(-50, 50)
    tail = f"+{add}" if add > 0 else str(add) if add else ""
    text, value = asker.pick(
        (f"{base}^{exponent}{tail}", base**exponent + add),
        (f"(-{base})^{exponent}", (-base) ** exponent),
        (f"{base}^{{-2}}", Fraction(1, base**2)),
    )
    return _worked("powers", asker, asker.ask(*VALUE, text), value)


def roots(asker: Asker) -> Exercise:
    outside, inside = asker.integer(2, 9), asker.pick(2, 3, 5, 6, 7)
    question = asker.ask(
        ["Simplify {0}", "Simplify the expression {0}."],
        ["化简 {0}", "化简：{0}。"],
        rf"\sqrt{{{outside**2 * inside}}}",
    )
    right = (rf"{outside}\sqrt{{{inside}}}", rf"{outside}√{inside}")
    wrong = (
        rf"{outside}\sqrt{{{inside + 1}}}",
        rf"{outside + 1}\sqrt{{{inside}}}",
        rf"\sqrt{{{outside**2 * inside}}}",
        rf"{outside**2}\sqrt{{{inside}}}",
    )
    return Exercise("roots", question, right, wrong)


def reduction(asker: Asker) -> Exercise:
    value, factor = Fraction(asker.integer(1, 20), asker.integer(2, 20)), asker.integer(2, 9)
    if value.denominator == 1:
        return reduction(asker)
    top, bottom = value.numerator * factor, value.denominator * factor
    question = asker.ask(
        ["Simplify {0}.", "Reduce {0} to lowest terms.", "Write {0} in lowest terms."],
        ["化简 {0}。", "把 {0} 约成最简分数。"],
        rf"\frac{{{top}}}{{{bottom}}}",
    )
    return Exercise(
        "reduction",
        question,
        (number(value), f"{value}"),
        (number(1 / value), rf"\frac{{{top}}}{{{bottom}}}", number(value + 1)),
    )


def divisors(asker: Asker) -> Exercise:
    common = asker.integer(2, 15)
    a, b = common * asker.integer(2, 12), common * asker.integer(2, 12)
    if asker.rng.random() < 0.5:
        question = asker.ask(
            [
                "Find the greatest common divisor of {0} and {1}.",
                "Compute the gcd of {0} and {1}",
                "What is the GCF of {0} and {1}?",
                "{2}",
            ],
            ["求 {0} 和 {1} 的最大公约数。", "{0}与{1}的最大公因数是多少？"],
            str(a),
            str(b),
            rf"\gcd({a}, {b})",
        )
        return _worked("gcd", asker, question, gcd(a, b))
    question = asker.ask(
        ["Find the least common multiple of {0} and {1}.", "What is the LCM of {0} and {1}?"],
        ["求 {0} 和 {1} 的最小公倍数。", "{0}与{1}的最小公倍数是____"],
        str(a),
        str(b),
    )
    return _worked("lcm", asker, question, lcm(a, b))


def remainders(asker: Asker) -> Exercise:
    base, exponent, modulus = asker.integer(2, 20), asker.integer(2, 300), asker.integer(3, 40)
    question = asker.ask(
        ["Find the remainder when {0} is divided by {1}.", "What is {2}?"],
        ["求 {0} 除以 {1} 的余数。", "{0} 除以 {1} 余几？"],
        f"{base}^{{{exponent}}}",
        str(modulus),
        rf"{base}^{{{exponent}}} \bmod {modulus}",
    )
    rest = pow(base, exponent, modulus)
    wrong = (str((rest + 1) % modulus), str((rest - 1) % modulus))
    return Exercise("remainder", question, (str(rest),), wrong)


def modular_inverse(asker: Asker) -> Exercise:
    number_, modulus = asker.integer(2, 30), asker.integer(5, 50)
    if gcd(number_, modulus) != 1:
        return modular_inverse(asker)
    inverse = pow(number_, -1, modulus)
    question = asker.ask(
        ["Find the inverse of {0} modulo {1}.", "What is the modular inverse of {0} mod {1}?"],
        ["求 {0} 模 {1} 的逆元。"],
        str(number_),
        str(modulus),
    )
    wrong = (str(inverse % modulus + 1), str(modulus - inverse))
    return Exercise(
        "modular inverse",
        question,
        (str(inverse),),
        tuple(w for w in wrong if int(w) % modulus != inverse),
    )


def prime_factors(asker: Asker) -> Exercise:
    chosen = sorted(asker.rng.choices([2, 2, 3, 3, 5, 7, 11], k=asker.integer(2, 5)))
    value = 1
    for prime in chosen:
        value *= prime
    powers_ = [
        f"{p}^{chosen.count(p)}" if chosen.count(p) > 1 else str(p) for p in sorted(set(chosen))
    ]
    question = asker.ask(
        ["Find the prime factorization of {0}.", "Write {0} as a product of prime factors."],
        ["把 {0} 分解质因数。", "对 {0} 进行质因数分解。"],
        str(value),
    )
    right = (r" \times ".join(map(str, chosen)), r"\cdot ".join(powers_))
    wrong = (
        r" \times ".join(map(str, [*chosen, 2])),
        rf"1 \times {value}",
        r" \times ".join(map(str, [*chosen[:-1], chosen[-1] + 1])),
    )
    return Exercise("prime factors", question, right, wrong)


def choices(asker: Asker) -> Exercise:
    n, k = asker.integer(5, 14), asker.integer(2, 4)
    question = asker.ask(
        [
            "How many ways are there to choose {1} people from {0} people?",
            "Compute {2}",
            "In how many ways can {1} students be chosen from {0} students?",
            "What is {0} choose {1}?",
        ],
        [
            "从{0}人中选{1}人，有多少种不同的选法？",
            "计算 {2}",
            "从 {0} 个人中任选 {1} 个人，共有多少种选法？",
        ],
        str(n),
        str(k),
        asker.pick(rf"\binom{{{n}}}{{{k}}}", f"C({n},{k})", f"C_{{{n}}}^{{{k}}}"),
    )
    return Exercise(
        "choices", question, (str(comb(n, k)),), (str(perm(n, k)), *near(asker, comb(n, k)))
    )


def arrangements(asker: Asker) -> Exercise:
    n = asker.integer(3, 9)
    question = asker.ask(
        [
            "How many ways can {0} people be arranged in a row?",
            "Compute {1}",
            "In how many ways can {0} different books be arranged on a shelf?",
        ],
        ["{0}人站成一排，有多少种不同的站法？", "计算 {1}"],
        str(n),
        f"{n}!",
    )
    return _worked("arrangements", asker, question, factorial(n), f"{factorial(n)}")


def binomial_coefficient(asker: Asker) -> Exercise:
    a, b, n = asker.integer(1, 4), asker.integer(-4, 4, without=[0]), asker.integer(3, 8)
    k = asker.integer(2, n)
    value = comb(n, k) * a**k * b ** (n - k)
    front = "" if a == 1 else str(a)
    question = asker.ask(
        ["Find the coefficient of {1} in the expansion of {0}."],
        ["求 {0} 的展开式中 {1} 的系数。", "在 {0} 的展开式中，{1} 的系数是____"],
        f"({front}x{b:+d})^{n}",
        f"x^{k}",
    )
    return _worked("coefficient", asker, question, value)


def percentages(asker: Asker) -> Exercise:
    percent, whole = asker.integer(1, 99), 100 * asker.integer(1, 20)
    kind = asker.integer(0, 2)
    if kind == 0:
        question = asker.ask(
            ["What is {0} of {1}?", "Find {2} percent of {1}."],
            ["{1}的{0}是多少？"],
            rf"{percent}\%",
            str(whole),
            str(percent),
        )
        return _worked("percent of", asker, question, percent * whole // 100)
    if kind == 1:
        question = asker.ask(
            ["What is {0} increased by {1}?"],
            ["比{0}多{1}的数是多少？"],
            str(whole),
            rf"{percent}\%",
        )
        return _worked("percent more", asker, question, whole + percent * whole // 100)
    part = percent * whole // 100
    question = asker.ask(
        ["What percent of {0} is {1}?"], ["{1} 是 {0} 的百分之几？"], str(whole), str(part)
    )
    right = (rf"{percent}\%", f"{percent}%", str(percent))
    wrong = (rf"{percent + 1}\%", str(100 - percent) if percent != 50 else "51", str(percent * 10))
    return Exercise("what percent", question, right, wrong)


def means(asker: Asker) -> Exercise:
    values = [asker.integer(1, 60) for _ in range(asker.integer(3, 6))]
    listed = ", ".join(map(str, values))
    if asker.rng.random() < 0.5:
        question = asker.ask(
            ["Find the mean of {0}.", "What is the average of {0}?"],
            ["求 {0} 的平均数。", "数据 {0} 的平均数是多少？"],
            listed,
        )
        return _worked("mean", asker, question, Fraction(sum(values), len(values)))
    ordered, half = sorted(values), len(values) // 2
    middle = Fraction(ordered[half] + ordered[(len(values) - 1) // 2], 2)
    question = asker.ask(["Find the median of {0}."], ["求 {0} 的中位数。"], listed)
    return _worked("median", asker, question, middle)


# --- matrices ---------------------------------------------------------------------------------


def _matrix(rows, asker: Asker) -> str:
    kind = asker.pick("pmatrix", "bmatrix")
    body = r"\\".join("&".join(number(entry) for entry in row) for row in rows)
    return rf"\begin{{{kind}}}{body}\end{{{kind}}}"


def _square(asker: Asker, size: int) -> list[list[int]]:
    return [[asker.integer(-6, 6) for _ in range(size)] for _ in range(size)]


def determinant(asker: Asker) -> Exercise:
    if asker.rng.random() < 0.6:
        (a, b), (c, d) = rows = _square(asker, 2)
        value = a * d - b * c
    else:
        (a, b, c), (d, e, f), (g, h, i) = rows = _square(asker, 3)
        value = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    question = asker.ask(
        ["Find the determinant of {0}.", "Compute {1}"],
        ["求矩阵 {0} 的行列式。", "计算行列式 {1}"],
        _matrix(rows, asker),
        r"\begin{vmatrix}" + r"\\".join("&".join(map(str, r)) for r in rows) + r"\end{vmatrix}",
    )
    return _worked("determinant", asker, question, value)


def inverse_matrix(asker: Asker) -> Exercise:
    (a, b), (c, d) = rows = _square(asker, 2)
    value = a * d - b * c
    if value == 0:
        return inverse_matrix(asker)
    inverse = [[Fraction(d, value), Fraction(-b, value)], [Fraction(-c, value), Fraction(a, value)]]
    question = asker.ask(
        ["Find the inverse of {0}.", "Find the inverse of the matrix {0}."],
        ["求矩阵 {0} 的逆矩阵。"],
        _matrix(rows, asker),
    )
    slip = [[inverse[0][0] + 1, *inverse[0][1:]], inverse[1]]
    scaled = [[entry * value * 2 + 1 for entry in row] for row in inverse]
    return Exercise(
        "inverse matrix",
        question,
        (_matrix(inverse, asker),),
        (_matrix(slip, asker), _matrix(scaled, asker)),
    )


def matrix_product(asker: Asker) -> Exercise:
    first, second = _square(asker, 2), _square(asker, 2)
    found = [
        [sum(first[i][k] * second[k][j] for k in range(2)) for j in range(2)] for i in range(2)
    ]
    slip = [[found[0][0] + 1, found[0][1]], found[1]]
    question = asker.ask(
        ["Compute {0}.", "What is {0}?"],
        ["计算 {0}。"],
        _matrix(first, asker) + _matrix(second, asker),
    )
    return Exercise("matrix product", question, (_matrix(found, asker),), (_matrix(slip, asker),))


def eigenvalues(asker: Asker) -> Exercise:
    p, q = asker.several(2, -6, 6)
    s = asker.integer(-3, 3)
    # similar to diag(p, q): [[p + s(q-p)·0, …]] as S·D·S⁻¹ with S = [[1, s], [0, 1]] and transposed
    rows = [[p, s * (q - p)], [0, q]]
    question = asker.ask(
        ["Find the eigenvalues of {0}.", "What are the eigenvalues of {0}?"],
        ["求矩阵 {0} 的特征值。"],
        _matrix(rows, asker),
    )
    right = (f"{p}, {q}", rf"\lambda_1={p}, \lambda_2={q}", rf"\{{{q}, {p}\}}")
    return Exercise("eigenvalues", question, right, (str(p), f"{p}, {q + 1}", f"{-p or 9}, {q}"))


def trace_and_transpose(asker: Asker) -> Exercise:
    rows = _square(asker, 2)
    if asker.rng.random() < 0.5:
        question = asker.ask(
            ["Find the trace of {0}."], ["求矩阵 {0} 的迹。"], _matrix(rows, asker)
        )
        return _worked("trace", asker, question, rows[0][0] + rows[1][1])
    turned = [list(column) for column in zip(*rows, strict=True)]
    if turned == rows:
        return trace_and_transpose(asker)
    question = asker.ask(
        ["Find the transpose of {0}."], ["求矩阵 {0} 的转置。"], _matrix(rows, asker)
    )
    return Exercise("transpose", question, (_matrix(turned, asker),), (_matrix(rows, asker),))
