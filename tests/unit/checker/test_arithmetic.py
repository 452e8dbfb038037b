"""What could still be worked out in an answer, and what is as it should be."""

import pytest

from app.checker.arithmetic import is_left

LEFT = [
    "2+2",
    "x=6/2",
    "6/4",
    r"\frac{15}{3}",
    r"\frac{5\pm 1}{2}",
    r"x=\pm\sqrt{4}",
    r"\log_2 8",
    r"\cos\pi",
    "5!",
    r"\binom{5}{2}",
    r"\gcd(12,18)",
    "2^3",
    "2x^{2-1}",
    r"2\cdot 3x",
    "(1+1, 5)",
    r"-\sqrt4 < x < 2",
    r"\{1, 4/2\}",
    r"[0, \sqrt{9})\cup(4,\infty)",
    "f(2)=2^2",
    r"2\frac{2}{4}",
    r"2+2\text{ cm}",
    r"\begin{pmatrix}1+1&2\\3&4\end{pmatrix}",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^{-1}",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}\begin{pmatrix}1&2\\3&4\end{pmatrix}",
    r"\begin{vmatrix}1&2\\3&4\end{vmatrix}",
    r"\begin{cases}x=1\\y=2+1\end{cases}",
]
DONE = [
    "4",
    "-3",
    "1/2",
    r"-\frac{2}{3}",
    r"2\frac12",
    r"25\%",
    "0.5",
    r"0.1\overline{6}",
    "2+2=4",
    "x_1=2, x_2=-3",
    r"1\pm\sqrt{2}",
    r"\frac{-1\pm i\sqrt{3}}{2}",
    r"2\sqrt{8}",
    r"\frac{\pi}{4}",
    r"\log_2 7",
    "2^{100}",
    "100!",
    "3x^2\\sin x + x^3\\cos x",
    r"\frac{x^2}{2}-\frac13 x+C",
    "(1, 2)",
    r"-2<x\le\frac13",
    r"\frac12\begin{pmatrix}1&2\\3&4\end{pmatrix}",
    r"\begin{pmatrix}1&\frac12\\3&4\end{pmatrix}",
    r"\{x\mid x>1\}",
    "3:2",
    r"4\text{ cm}",
    "no real roots",
    "无解",
    "eh?",
    "",
]


@pytest.mark.parametrize("answer", LEFT)
def test_something_is_left_to_do(answer):
    assert is_left(answer)


@pytest.mark.parametrize("answer", DONE)
def test_nothing_is_left_to_do(answer):
    assert not is_left(answer)
