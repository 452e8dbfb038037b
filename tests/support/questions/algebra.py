"""Equations, systems, inequalities and forms of expressions."""

from fractions import Fraction

from support.questions.asking import (
    Asker,
    Exercise,
    linear,
    near,
    number,
    polynomial,
    product,
    spellings,
)

SOLVE = (
    [
        "Solve {0}",
        "Solve {0} for {1}.",
        "Solve the equation {0}.",
        "Find {1} if {0}.",
        "{0}",
        "Find all solutions of {0}.",
        "What are the solutions of {0}?",
        "{0}, {1} = ?",
    ],
    [
        "解方程 {0}",
        "解方程：{0}。",
        "求方程 {0} 的解。",
        "方程 {0} 的解是什么？",
        "求解 {0}",
        "已知 {0}，求 {1} 的值。",
        "若 {0}，则 {1} = ____.",
    ],
)
SOLVE_REAL = (
    ["Find all real solutions of {0}.", "Find the real roots of {0}", "Solve {0} over the reals."],
    ["求方程 {0} 的实数解。", "方程 {0} 的实数根是____", "在实数范围内解方程 {0}"],
)


def _solutions(asker: Asker, letter: str, values: list[str]) -> tuple[str, ...]:
    """A list of solutions in several notations."""
    named = [f"{letter}={value}" for value in values]
    numbered = [f"{letter}_{n + 1}={value}" for n, value in enumerate(values)]
    several = [", ".join(named), " or ".join(named), r" \text{ or } ".join(named)]
    several += [r"\{" + ", ".join(values) + r"\}", "，".join(numbered), ",".join(values)]
    several += ["或".join(named), rf"{letter}=" + ", ".join(values)]
    return tuple(dict.fromkeys([*asker.rng.sample(several, 3), several[0]]))


def _listed(letter: str, values) -> str:
    return ", ".join(f"{letter}={value}" for value in values)


def linear_equation(asker: Asker) -> Exercise:
    letter = asker.pick("x", "x", "y", "t", "n", "a")
    root = Fraction(asker.integer(-20, 20), asker.pick(1, 1, 1, 2, 3))
    a, c = asker.integer(-9, 9, without=[0]), asker.integer(-9, 9)
    a += a == c
    b = asker.integer(-30, 30)
    rest = (a - c) * root + b
    equation = f"{polynomial([a, b], letter)}={polynomial([c, rest], letter)}"
    if a == 0:
        return linear_equation(asker)
    right = [asker.maybe(f"{letter}=", text) for text in spellings(root)]
    return Exercise(
        "linear equation",
        asker.ask(*SOLVE, equation, letter),
        tuple(right),
        tuple(near(asker, root)),
    )


def quadratic_equation(asker: Asker) -> Exercise:
    letter = asker.pick("x", "x", "t", "y")
    p, q = asker.several(2, -12, 12)
    lead = asker.pick(1, 1, 2, 3, -1)
    equation = polynomial(product([lead], [1, -p], [1, -q]), letter) + "=0"
    wrong = [_listed(letter, [p]), _listed(letter, [p, q + 1]), _listed(letter, [p, q, q + 2])]
    wrong += [_listed(letter, sorted([-p, -q]))] if p != -q else []
    wrong += [r"\text{no real roots}"]
    return Exercise(
        "quadratic equation",
        asker.ask(*SOLVE, equation, letter),
        _solutions(asker, letter, [str(p), str(q)]),
        tuple(wrong),
    )


def quadratic_with_root(asker: Asker) -> Exercise:
    """Roots h ± √k."""
    h, k = asker.integer(-6, 6), asker.pick(2, 3, 5, 6, 7, 10, 11, 8, 12)
    equation = polynomial([1, -2 * h, h * h - k]) + "=0"
    root = {8: r"2\sqrt{2}", 12: r"2\sqrt{3}"}.get(k, rf"\sqrt{{{k}}}")
    shown = f"{h}" if h else ""
    right = (
        rf"x={shown}\pm{root}",
        f"x_1={shown}+{root}, x_2={shown}-{root}",
        f"{shown}+{root}, {shown}-{root}",
    )
    wrong = (rf"x={shown}+{root}", rf"x={-h - 1}\pm{root}", rf"x={shown}\pm\sqrt{{{k + 1}}}")
    return Exercise("irrational roots", asker.ask(*SOLVE, equation, "x"), right, wrong)


def quadratic_without_root(asker: Asker) -> Exercise:
    h, k = asker.integer(-6, 6), asker.integer(1, 9)
    equation = polynomial([1, -2 * h, h * h + k]) + "=0"
    none = [r"\text{no real roots}", "no real solutions", "无实数根", r"\emptyset", "无解"]
    right = tuple(asker.rng.sample(none, 3))
    wrong = (f"x={h}", f"x={h + k}, x={h - k}")
    return Exercise("no real roots", asker.ask(*SOLVE_REAL, equation, "x"), right, wrong)


def cubic_equation(asker: Asker) -> Exercise:
    roots = asker.several(3, -6, 6)
    equation = polynomial(product(*([1, -root] for root in roots))) + "=0"
    texts = [str(root) for root in roots]
    wrong = (_listed("x", roots[:2]), _listed("x", [*roots[:2], roots[2] + 1]))
    return Exercise(
        "cubic equation", asker.ask(*SOLVE, equation, "x"), _solutions(asker, "x", texts), wrong
    )


def rational_equation(asker: Asker) -> Exercise:
    r"""``a/(x-p) = b/(x-q)``; or a root that is a pole."""
    p, q = asker.several(2, -9, 9)
    a, b = asker.integer(1, 9), asker.integer(1, 9)
    if a == b:
        right: tuple[str, ...] = ("no solution", "无解", r"\text{no solution}")
        wrong: tuple[str, ...] = (f"x={p}", f"x={p + q}")
    else:
        root = Fraction(a * q - b * p, a - b)
        if root in (p, q):
            return rational_equation(asker)
        right = tuple(asker.maybe("x=", text) for text in spellings(root))
        wrong = (*near(asker, root), f"x={p}", f"{_listed('x', [number(root), p])}")
    sides = [rf"\frac{{{a}}}{{{polynomial([1, -p])}}}", rf"\frac{{{b}}}{{{polynomial([1, -q])}}}"]
    equation = "=".join(sides)
    return Exercise("rational equation", asker.ask(*SOLVE, equation, "x"), right, wrong)


def radical_equation(asker: Asker) -> Exercise:
    r"""``√(x+a) = x+b``: squaring brings a root that is none."""
    true, false = asker.integer(0, 6), asker.integer(-8, -1)
    b = asker.integer(max(-true, 0), 3) if false > -4 else 0
    # (x+b)^2 - (x+a) has the roots true and false if  true + false = 1 - 2b
    false = 1 - 2 * b - true
    if false >= -b or false == true:
        return radical_equation(asker)
    a = b * b - true * false
    equation = rf"\sqrt{{{polynomial([1, a])}}}={polynomial([1, b])}"
    wrong = (_listed("x", [true, false]), f"x={false}", *near(asker, true))
    return Exercise("radical equation", asker.ask(*SOLVE, equation, "x"), (f"x={true}",), wrong)


def absolute_equation(asker: Asker) -> Exercise:
    center, distance = asker.integer(-9, 9), asker.integer(1, 9)
    low, high = center - distance, center + distance
    equation = f"|{polynomial([1, -center])}|={distance}"
    right = _solutions(asker, "x", [str(low), str(high)])
    wrong = (f"x={high}", f"x={low}", _listed("x", [low, high + 1]))
    return Exercise("absolute value", asker.ask(*SOLVE, equation, "x"), right, wrong)


def logarithmic_equation(asker: Asker) -> Exercise:
    base, power, shift = asker.pick(2, 3, 5, 10), asker.integer(1, 4), asker.integer(-9, 9)
    root = base**power - shift
    equation = rf"\log_{{{base}}}({polynomial([1, shift])})={power}"
    wrong = tuple(near(asker, root))
    return Exercise("logarithmic equation", asker.ask(*SOLVE, equation, "x"), (f"x={root}",), wrong)


def exponential_equation(asker: Asker) -> Exercise:
    base, root, shift = asker.pick(2, 3, 5), asker.integer(3, 6), asker.integer(-2, 2)
    equation = f"{base}^{{{polynomial([1, shift])}}}={base ** (root + shift)}"
    return Exercise(
        "exponential equation",
        asker.ask(*SOLVE, equation, "x"),
        (f"x={root}", str(root)),
        tuple(near(asker, root)),
    )


def linear_system(asker: Asker) -> Exercise:
    first, second = asker.pick(("x", "y"), ("x", "y"), ("a", "b"), ("m", "n"), ("s", "t"))
    x, y = asker.integer(-9, 9), asker.integer(-9, 9)
    a, b, c, d = (asker.integer(-5, 5, without=[0]) for _ in range(4))
    if a * d == b * c:
        return linear_system(asker)
    rows = [_row(a, b, first, second, a * x + b * y), _row(c, d, first, second, c * x + d * y)]
    if asker.rng.random() < 0.3:
        tex = r"\begin{cases}" + r"\\".join(rows) + r"\end{cases}"
        question = asker.ask(["Solve {0}", "Solve the system {0}."], ["解方程组 {0}"], tex)
    else:
        question = asker.ask(
            ["Solve the system {0}, {1}.", "Solve {0} and {1}.", "Find {2}, {3} if {0} and {1}."],
            ["解方程组 {0}，{1}。", "解方程组：{0}，{1}", "已知 {0}，{1}，求 {2} 和 {3}。"],
            *rows,
            first,
            second,
        )
    right = (
        f"{first}={x}, {second}={y}",
        f"({x}, {y})",
        rf"{first}={x} \text{{ and }} {second}={y}",
        rf"\begin{{cases}}{first}={x}\\{second}={y}\end{{cases}}",
    )
    wrong = (f"{first}={x + 1}, {second}={y}", f"({x}, {y - 1})", f"{first}={y}, {second}={x + 1}")
    return Exercise("linear system", question, right, wrong)


def _row(a: int, b: int, first: str, second: str, value: int) -> str:
    tail = polynomial([b, 0], second)
    return f"{polynomial([a, 0], first)}{'' if tail[0] == '-' else '+'}{tail}={value}"


def square_system(asker: Asker) -> Exercise:
    """The sum and the product of two numbers."""
    p, q = asker.several(2, -7, 7)
    question = asker.ask(
        ["Solve the system {0}, {1}.", "Solve {0} and {1}"],
        ["解方程组 {0}，{1}。"],
        f"x+y={p + q}",
        f"xy={p * q}",
    )
    right = (f"({p},{q}),({q},{p})", f"({q}, {p}), ({p}, {q})", f"x={p},y={q} or x={q},y={p}")
    wrong = (f"({p},{q})", f"({p},{q + 1}),({q + 1},{p})", f"x={p + 1}, y={q - 1}")
    if p + 1 == q:
        wrong = wrong[:2]
    return Exercise("system of degree 2", question, right, wrong)


INEQUALITY = (
    ["Solve {0}", "Solve the inequality {0}.", "Solve {0} for {1}", "For which {1} is {0}?"],
    ["解不等式 {0}", "解不等式：{0}。", "求不等式 {0} 的解集。", "不等式 {0} 的解集是____"],
)
_SIGNS = {"<": "<", ">": ">", r"\le ": r"\le ", r"\ge ": r"\ge "}
_TURNED = {"<": ">", ">": "<", r"\le ": r"\ge ", r"\ge ": r"\le "}


def linear_inequality(asker: Asker) -> Exercise:
    letter = asker.pick("x", "x", "y", "t")
    a, b = asker.integer(-9, 9, without=[0]), asker.integer(-30, 30)
    end = asker.integer(-9, 9)
    sign = asker.pick(*_SIGNS)
    solved = sign if a > 0 else _TURNED[sign]
    question = asker.ask(*INEQUALITY, f"{polynomial([a, b], letter)}{sign}{a * end + b}", letter)
    closed = "e" in solved
    to_left = rf"(-\infty,{end}{']' if closed else ')'}"
    to_right = rf"{'[' if closed else '('}{end},\infty)"
    interval = to_left if solved in ("<", r"\le ") else to_right
    other = {"<": r"\le ", ">": r"\ge ", r"\le ": "<", r"\ge ": ">"}[solved]
    wrong = (
        f"{letter}{_TURNED[solved]}{end}",
        f"{letter}{other}{end}",
        f"{letter}{solved}{end + 1}",
    )
    return Exercise("linear inequality", question, (f"{letter}{solved}{end}", interval), wrong)


def quadratic_inequality(asker: Asker) -> Exercise:
    p, q = asker.several(2, -9, 9)
    sign = asker.pick(*_SIGNS)
    question = asker.ask(*INEQUALITY, f"{polynomial(product([1, -p], [1, -q]))}{sign}0", "x")
    inside, closed = "<" in sign or "le" in sign, "e" in sign
    opener, closer = ("[", "]") if closed else ("(", ")")
    low, high = (r"\le ", r"\ge ") if closed else ("<", ">")
    within = (f"{p}{low}x{low}{q}", f"{opener}{p},{q}{closer}")
    outside = (f"x{low}{p} or x{high}{q}", rf"(-\infty,{p}{closer}\cup{opener}{q},+\infty)")
    right, wrong = (within, outside) if inside else (outside, within)
    other = ("(", ")") if closed else ("[", "]")
    slip = f"{other[0]}{p},{q}{other[1]}" if inside else f"x{low}{p + 1} or x{high}{q + 2}"
    return Exercise("quadratic inequality", question, right, (*wrong, slip))


def rational_inequality(asker: Asker) -> Exercise:
    root, pole = asker.rng.sample(range(-9, 10), 2)
    question = asker.ask(
        *INEQUALITY, rf"\frac{{{polynomial([1, -root])}}}{{{polynomial([1, -pole])}}}\le 0", "x"
    )
    right = (f"[{root},{pole})" if root < pole else f"({pole},{root}]",)
    wrong = (f"[{min(root, pole)},{max(root, pole)}]", f"({min(root, pole)},{max(root, pole)})")
    return Exercise("rational inequality", question, right, wrong)


def absolute_inequality(asker: Asker) -> Exercise:
    center, distance = asker.integer(-9, 9), asker.integer(1, 9)
    question = asker.ask(*INEQUALITY, f"|{polynomial([1, -center])}|<{distance}", "x")
    low, high = center - distance, center + distance
    right = (f"{low}<x<{high}", f"({low},{high})")
    wrong = (f"x<{high}", rf"{low}\le x\le {high}", f"x<{low} or x>{high}")
    return Exercise("absolute inequality", question, right, wrong)


def literal_equation(asker: Asker) -> Exercise:
    equation, letter, right, wrong = asker.pick(
        ("V=IR", "R", (r"R=\frac{V}{I}", "V/I"), ("VI", "I/V")),
        ("A=\\frac{1}{2}bh", "h", (r"h=\frac{2A}{b}",), (r"\frac{A}{2b}", "2Ab")),
        ("y=mx+b", "x", (r"x=\frac{y-b}{m}",), (r"\frac{y+b}{m}", r"\frac{y}{m}-b")),
        ("P=2l+2w", "w", (r"w=\frac{P-2l}{2}", r"\frac{P}{2}-l"), ("P-2l", r"\frac{P+2l}{2}")),
    )
    question = asker.ask(
        ["Solve {0} for {1}.", "Solve for {1}: {0}"], ["已知 {0}，求 {1}。"], equation, letter
    )
    return Exercise("literal equation", question, right, wrong)


def expansion(asker: Asker) -> Exercise:
    a, b = asker.integer(1, 9), asker.integer(1, 9)
    p, q = asker.integer(-9, 9, without=[0]), asker.integer(-9, 9, without=[0])
    expanded = product([a, p], [b, q])
    question = asker.ask(
        ["Expand {0}.", "{0} = ?", "Multiply out {0}", "What is {0} in expanded form?"],
        ["展开 {0}。", "计算：{0}", "{0}＝？"],
        f"({polynomial([a, p])})({polynomial([b, q])})",
    )
    wrong = [list(expanded) for _ in range(3)]
    wrong[0][1] += 1
    wrong[1][2] *= -1
    wrong[2][0] += 1
    right = (polynomial(expanded),)
    return Exercise("expansion", question, right, tuple(polynomial(one) for one in wrong))


FACTOR = (
    ["Factor {0}.", "Factorise {0}", "Factor {0} completely.", "Write {0} as a product."],
    ["因式分解：{0}", "分解因式 {0}。", "把 {0} 分解因式。"],
)


def factoring(asker: Asker) -> Exercise:
    p, q = asker.several(2, -12, 12)
    lead, letter = asker.pick(1, 1, 1, 2, 3), asker.pick("x", "x", "y")
    front = str(lead) if lead > 1 else ""
    text = polynomial(product([lead], [1, -p], [1, -q]), letter)
    right = (
        f"{front}{linear(p, letter)}{linear(q, letter)}",
        f"{front}{linear(q, letter)}{linear(p, letter)}",
    )
    wrong = (
        f"{front}{linear(p, letter)}{linear(q + 1, letter)}",
        text,
        f"{front}{linear(-p or 1, letter)}{linear(q, letter)}",
    )
    return Exercise("factoring", asker.ask(*FACTOR, text), right, wrong)


def simplification(asker: Asker) -> Exercise:
    """A quotient that can be reduced."""
    p, q, r = asker.rng.sample(range(-9, 10), 3)
    top, bottom = polynomial(product([1, -p], [1, -q])), polynomial(product([1, -p], [1, -r]))
    question = asker.ask(
        ["Simplify {0}.", "Simplify the expression {0}", "Reduce {0}"],
        ["化简：{0}", "化简 {0}。"],
        rf"\frac{{{top}}}{{{bottom}}}",
    )
    over = rf"\frac{{{polynomial([1, -q])}}}{{{polynomial([1, -r])}}}"
    wrong = (
        rf"\frac{{{polynomial([1, q + 20])}}}{{{polynomial([1, -r])}}}",
        rf"\frac{{{top}}}{{{bottom}}}",
        rf"\frac{{{polynomial([1, -r])}}}{{{polynomial([1, -q])}}}",
    )
    return Exercise("simplification", question, (over,), wrong)
