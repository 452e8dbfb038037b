"""MathML to Word's equations, told as short texts: tag(children), runs as their characters."""

import pytest

from app.domain.blocks import Math
from app.exchange import omml


def told(elements):
    return " ".join(filter(None, map(tell, elements)))


def tell(element):
    tag = element.tag.removeprefix("m:")
    if tag == "r":
        return "".join(element.itertext())
    if tag == "w:br":
        return "/"
    if tag.endswith("Pr"):
        values = [child.get("m:val") for child in element if child.get("m:val") is not None]
        return f"[{','.join(values)}]" if values else ""
    return f"{tag}({told(element)})"


@pytest.mark.parametrize(
    ("tex", "equation"),
    [
        ("x^2", "sSup(e(x) sup(2))"),
        ("a_i^2", "sSubSup(e(a) sub(i) sup(2))"),
        (r"\frac{a}{b}", "f(num(a) den(b))"),
        (r"\sqrt{x}", "rad([1] deg() e(x))"),
        (r"\sqrt[3]{x}", "rad(deg(3) e(x))"),
        (r"\sum_{n=1}^N n = 3", "nary([∑,undOvr,0,0] sub(n = 1) sup(N) e(n)) = 3"),
        (r"\int x\,dx", "nary([∫,subSup,1,1] sub(\u200b) sup(\u200b) e(x \u2009 d x))"),
        (r"\sum (a+b) c + d", "nary([∑,subSup,1,1] sub(\u200b) sup(\u200b) e(( a + b ) c)) + d"),
        (r"\sin x + 1", "func(fName(sin) e(x)) + 1"),
        (r"\cos(x+y)z", "func(fName(cos) e(( x + y ))) z"),
        (r"\lim_{x\to 0} x", "func(fName(limLow(e(lim) lim(x → 0))) e(x))"),
        (r"\left(\frac12\right)", "d([(,)] e(f(num(1) den(2))))"),
        (r"\left\{a\right.", "d([{,] e(a))"),
        (r"(a)", "( a )"),
        (r"\binom{n}{k}", "d([(,)] e(f([noBar] num(n) den(k))))"),
        (r"\hat{x}", "acc([\u0302] e(x))"),
        (r"\vec{v}", "acc([\u20d7] e(v))"),
        (r"\overline{AB}", "bar([top] e(A B))"),
        (r"\underline{A}", "bar([bot] e(A))"),
        (r"\underbrace{a}_{n}", "limLow(e(groupChr([⏟,bot,top] e(a))) lim(n))"),
        (r"\boxed{4}", "borderBox(e(4))"),
        (r"\cancel{x}", "borderBox([1,1,1,1,1] e(x))"),
        (r"\begin{pmatrix}1&2\end{pmatrix}", None),
        (r"\begin{aligned}a&=b\\&=c\end{aligned}", "eqArr(e(a & = b) e(\u200b & = c))"),
        (r"\prescript{1}{2}{X}", "sPre(sub(2) sup(1) e(X))"),
        (r"\text{if } x", "if\xa0 x"),
        (r"a\\b", "a / b"),
        (r"\mathbb{R}\mathbf{x}", "ℝ 𝐱"),
        (r"\phantom{x}y", "phant([0] e(x)) y"),
        (r"\overset{!}{=}", "limUpp(e(=) lim(!))"),
    ],
)
def test_equations(formulas, tex, equation):
    written = formulas(Math(tex, tex, display=True))
    found = told(omml.equation(written.mathml, display=True))
    if equation is None:
        assert found.startswith("d([(,)] e(m([1] ")
    else:
        assert found == equation


def test_limits_beside_the_sign_within_a_line(formulas):
    written = formulas(Math(r"\sum_{n}^N n", "", display=False))
    assert told(omml.equation(written.mathml, display=False)).startswith("nary([∑,subSup")


def test_the_lines_of_an_equation(formulas):
    written = formulas(Math(r"a \\ b", "", display=True))
    content = omml.equation(written.mathml, display=True)
    assert [told(line) for line in omml.lines(content)] == ["a", "b"]


def test_deep_nesting_is_written_or_refused(formulas):
    for depth in (20, 60, 120):
        tex = r"\sqrt{" * depth + "x" + "}" * depth
        written = formulas(Math(tex, tex, display=True))
        if written is not None:
            try:
                omml.equation(written.mathml, display=True)
            except RecursionError:
                assert depth > 60
