"""What a model gets when it has something computed."""

import pytest

from app.checker.computing import computed


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("12*13", "156"),
        (r"\frac12+\frac13", "5/6 ≈ 0.833333333333"),
        (r"\sqrt{50}", "5√2 ≈ 7.07106781187"),
        ("2^{100}", str(2**100)),
        (r"\int_0^1 x^2 dx", "1/3 ≈ 0.333333333333"),
        (r"\frac{d}{dx} x^3", "3x^2"),
        (r"\sum_{k=1}^{10} k^2", "385"),
        (r"\lim_{x\to 0}\frac{\sin x}{x}", "1"),
        (r"\frac{x^2-1}{x-1}", "x + 1"),
        (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}\begin{pmatrix}1\\1\end{pmatrix}", "[[3], [7]]"),
    ],
)
def test_an_expression(text, result):
    assert computed("calculate_expression", text) == {"result": result}


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x^2-5x+6=0", {"x = 2", "x = 3"}),
        ("2y=7", {"y = 7/2 ≈ 3.5"}),
        ("x^2+1=0", {"no real solutions"}),
        (r"\frac{x^2-1}{x-1}=0", {"x = -1"}),
    ],
)
def test_an_equation(text, result):
    assert set(computed("solve_equation", text)["result"].split(", ")) == result


@pytest.mark.parametrize(
    ("tool", "text", "error"),
    [
        ("calculate_expression", "the sum of both", "unreadable"),
        ("calculate_expression", "__import__('os').system('true')", "unreadable"),
        ("calculate_expression", "1/0", "unreadable"),
        ("calculate_expression", "(1, 2)", "unreadable"),
        ("calculate_expression", r"\int_0^1 x^x dx", "too_hard"),
        ("calculate_expression", "(x+y+z)^{1000}", "too_hard"),
        ("solve_equation", "x^2", "unreadable"),
        ("solve_equation", "x+y=2", "unreadable"),
        ("solve_equation", r"\sin x = \frac12", "too_hard"),
    ],
)
def test_what_cannot_be_computed_is_said(tool, text, error):
    assert computed(tool, text) == {"error": f"checker.tool_{error}"}
