"""What questions are understood to ask, and that anything more makes them not understood."""

import time

import pytest

from app.checker.question import understood
from app.checker.wordings import Kind

UNDERSTOOD = [
    ("Solve x² − 4 = 0 for x.", Kind.SOLVE, {"relations": ("x^{2} - 4 = 0",)}),
    ("解方程组 $\\begin{cases}2x-2y=-2\\\\x-2y=-8\\end{cases}$，并写出步骤。", Kind.SOLVE,
     {"relations": ("2x-2y=-2", "x-2y=-8")}),
    ("Find all real numbers x with $x^2+5x+19=0$.", Kind.SOLVE, {"unknowns": ("x",)}),
    ("若 9a + 53 = 62，则 a = ____.", Kind.SOLVE, {"unknowns": ("a",)}),
    ("For which n is $-20 + 4n < 20$?", Kind.SOLVE, {"relations": ("-20 + 4n < 20",)}),
    ("x^2+4x-60=0, x=?", Kind.SOLVE, {"unknowns": ("x",)}),
    ("Could you please factor $6y^3-96y$ completely?", Kind.FACTOR, {}),
    ("把 5x^2 - 45x + 90 分解因式", Kind.FACTOR, {"expression": ("5x^2 - 45x + 90",)}),
    ("(8y + 5)(8y - 9)=?", Kind.VALUE, {"expression": ("(8y + 5)(8y - 9)",)}),
    ("If f(x)=4x³+4x²+x, what is f'(6)?", Kind.DERIVATIVE, {"point": ("x=6",)}),
    ("已知 g(x) = 3x - 16，求 g(-2) 的值。", Kind.SUBSTITUTE, {"values": ("x=-2",)}),
    ("$(5x^3 + 6)'$=?", Kind.DERIVATIVE, {"expression": ("5x^3 + 6",)}),
    ("求当 x 趋于 0 时 $\\frac{\\sin x}{x}$ 的极限。", Kind.LIMIT, {"point": ("0",)}),
    ("lcm(84,54)=?", Kind.LCM, {"numbers": ("84", "54")}),
    ("能同时整除 18 和 27 的最大整数是多少？", Kind.GCD, {"numbers": ("18", "27")}),
    ("What is $3^{100} \\bmod 7$?", Kind.REMAINDER, {"modulus": ("7",)}),
    ("从10人中选3人，有多少种不同的选法？", Kind.CHOOSE, {"total": ("10",), "chosen": ("3",)}),
    ("What is 20 percent of 620?", Kind.PERCENT_OF, {"percent": ("20",)}),
    ("What is the average of 20 1 16 11?", Kind.MEAN, {"numbers": ("20", "1", "16", "11")}),
    ("在 $(2x^3+\\frac{1}{x})^6$ 的展开式中, $x^6$ 的系数是 $(\\quad)$.", Kind.COEFFICIENT,
     {"term": ("x^6",)}),
    ("Find the determinant of $\\begin{pmatrix}1&2\\\\3&4\\end{pmatrix}$.", Kind.DETERMINANT, {}),
    ("Please reason step by step, and put your final answer within \\boxed{}. 42 times 92",
     Kind.VALUE, {"expression": ("(42)*(92)",)}),
]  # fmt: skip


@pytest.mark.parametrize(("question", "kind", "parts"), UNDERSTOOD)
def test_a_task_is_understood(question, kind, parts):
    task = understood(question)
    assert task is not None
    assert task.kind is kind
    for name, texts in parts.items():
        assert task.parts[name] == texts


@pytest.mark.parametrize(
    ("question", "domain", "sign"),
    [
        ("Find the real roots of x^3 = 8", "real", ""),
        ("Find all positive integers n such that 2n < 9", "integer", "positive"),
        ("求不等式 2x-1<8 的正整数解", "integer", "positive"),
        ("在复数范围内解方程 x^2+1=0", "complex", ""),
    ],
)
def test_the_numbers_that_are_wanted(question, domain, sign):
    task = understood(question)
    assert task is not None
    assert (task.kind, task.domain, task.sign) == (Kind.SOLVE, domain, sign)


NOT_UNDERSTOOD = [
    "",
    "What is love?",
    "Solve x^2 = 4. What is the sum of the roots?",
    "How many real roots does x^2 = 4 have?",
    "Find the distance between (1,2) and (3,4).",
    "Solve x^2 = 4 where x is not 2",
    "A rectangle is 83 cm long and 39 cm wide. What is its perimeter?",
    "求方程 x^2=4 的两根之和",
    "下列四个数中，最小的数是()\nA.-2  B.0  C. 3  D.  -1/2",
    "Find the mean of 1,234 and 5.",  # a thousand, or two numbers
    "计算：(1+1/a)÷(a^2-1)/(a^2+a)",  # divided by a quotient, or twice
    "Calculate 3 4",
    "Round 3.14159 to two decimal places.",
    "已知 $m$ 是方程 $x^2-x-1=0$ 的根，求 $m^2-m$ 的值",
    "Solve $x^2=4$ and find $x+1$",
    "Find the smallest solution of x^2=4",
    "In how many ways can 5 people be seated around a table?",
    "Simplify 3x and 4x",
    "Find the derivative x^2",
    "Find the inverse of f(x) = 2x+3",
    "Find f(x) if f'(x) = 2x",
    "Find the limit of x^2 as x approaches 2 from the left",
    "Solve 2x < 6 or x > 5",
    "Solve x^2 = 2, rounded to two decimals",
    "Find the maximum of x^2 - 4x",
    "x" * 5000,
    "\ue000 = 3",
    "½ + ½",
]


@pytest.mark.parametrize("question", NOT_UNDERSTOOD)
def test_what_is_not_wholly_understood_is_not_a_task(question):
    assert understood(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "$x$, " * 30 + "zz",
        "x=1, " * 31 + "and find zz",
        "solve " + "equation " * 150 + "!",
        "think " * 240,
        "$" * 1400,
        "(" * 1400,
        "numbers of " * 130 + "3, 4 zz",
    ],
)
def test_a_hostile_question_takes_no_time(question):
    began = time.process_time()
    understood(question)
    assert time.process_time() - began < 2
