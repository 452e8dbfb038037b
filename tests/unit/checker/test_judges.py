"""Answers against their questions: verified, contradicted, and what honestly stays open."""

import re
import tomllib
from pathlib import Path

import pytest

from app.checker.judges import against

_TRANSLATIONS = Path(__file__).parents[3] / "resources" / "translations"
SENTENCES = [
    tomllib.loads((_TRANSLATIONS / language / "checker.toml").read_text(encoding="utf-8"))
    for language in ("en", "zh")
]

V, C, U = "verified", "contradicted", "unchecked"
CASES = [
    ("Solve x^2-5x+6=0", [("x=2, x=3", V, "roots_right"), (r"\{3,2\}", V, "roots_right"),
     ("x=2", C, "root_missing"), ("x=2 or x=4", C, "root_wrong"), ("2.0, 3", V, "roots_right")]),
    (r"Solve $\frac{x^2-1}{x-1}=0$", [("x=-1", V, "root_right"),
     ("x=1,x=-1", C, "root_undefined")]),
    (r"Solve $\sqrt{x+2}=x$", [("2", V, "root_right"), ("x=2, x=-1", C, "root_wrong")]),
    ("解方程 x²-2x-1=0", [(r"1\pm\sqrt2", V, "roots_right"), ("2.414, -0.414", U, "rounded"),
     ("2.6, -0.4", C, "root_wrong")]),
    ("Find the real roots of x^2+x+1=0", [("无实数根", V, "no_roots_right"),
     (r"\frac{-1\pm i\sqrt{3}}{2}", C, "root_not_real")]),
    ("Solve x^2+x+1=0", [(r"\frac{-1\pm i\sqrt{3}}{2}", V, "roots_right"),
     (r"\frac{-1+ i\sqrt{3}}{2}", C, "root_missing")]),
    ("Solve x^3-1=0", [("x=1", U, "real_roots_right")]),
    (r"Solve $\log x + \log(x-3)=1$", [("5", V, "root_right"), ("x=5, x=-2", C, "root_undefined")]),
    (r"Solve $\log x = 2$", [("100", V, "root_right"), ("e^2", V, "root_right"), ("20", C, None)]),
    ("Solve |x-1|+|x-2|=5", [("4,-1", V, "roots_right"), ("4", C, "root_missing")]),
    ("Solve 2(x+1)=2x+2", [("all real numbers", V, "identity"), ("x=1", U, None)]),
    (r"Solve $2\sin x = 1$", [(r"\frac{\pi}{6}", U, "roots_fit"), (r"\frac{\pi}{3}", C, None)]),
    ("求不等式 2x-1<8 的正整数解", [("1,2,3,4", V, "inequality_right"), ("1,2,3", C, None)]),
    ("Solve the system 2x+y=5, x-y=1", [("(2,1)", V, "system_right"), ("x=1,y=3", C, None)]),
    ("Solve x+y=3 and 2x+2y=6", [("x=1,y=2", U, "roots_fit"), ("x=1,y=1", C, "system_wrong")]),
    ("Solve the system x+y=3, xy=2", [("(1,2),(2,1)", V, None), ("(1,2)", C, "system_missing")]),
    (r"Solve $\frac{x-1}{x+2}\le 0$", [(r"-2<x\le 1", V, None), ("[-2,1]", C, "inequality_wrong")]),
    (r"不等式 $\sqrt{2x^{2}+1}-x \leqslant 1$ 的解集是 $(\quad)$.", [("[0,2]", V, None)]),
    ("Solve V=IR for R", [(r"R=\frac{V}{I}", V, "letter_right"), ("VI", C, "letter_wrong")]),
    (r"Find the derivative of $x^3\sin x$", [(r"3x^2\sin x+x^3\cos x", V, None),
     (r"\frac{dy}{dx}=3x^2\cos x", C, "derivative_wrong")]),
    (r"Evaluate $\int \frac{1}{x}\,dx$", [(r"\ln|x|+C", V, None), (r"\ln x", V, None),
     (r"-\frac{1}{x^2}+C", C, "antiderivative_wrong"), (r"\int\frac{1}{x}dx", U, "unfinished")]),
    (r"Evaluate $\int_0^1 x^2 dx$", [("1/3", V, None), ("0.33", U, "rounded"), ("1/2", C, None)]),
    (r"Find $\lim_{x\to\infty}\frac{2x+1}{x-3}$", [("2", V, None), (r"\infty", C, None)]),
    (r"Find $\lim_{x\to 0}\frac{1}{x}$", [("0", U, None), (r"\infty", U, None)]),
    (r"Evaluate $\sum_{k=1}^{10} k^2$", [("385", V, None), ("384", C, None)]),
    (r"Simplify $\frac{x^2-1}{x-1}$", [("x+1", V, "form_right"), ("x-1", C, "form_wrong"),
     (r"\frac{(x-1)(x+1)}{x-1}", U, "unfinished")]),
    (r"Simplify $\sqrt{18}$", [(r"3\sqrt2", V, None), (r"\sqrt{18}", U, None), ("4.24", U, None)]),
    ("Simplify 6/18", [("1/3", V, None), ("2/6", U, "unfinished"), ("3", C, None)]),
    ("Factor x^4-16", [("(x-2)(x+2)(x^2+4)", V, None), ("(x^2-4)(x^2+4)", U, "factor_further"),
     ("(x-2)^4", C, "form_wrong")]),
    ("Factor 2x^2-8", [("2(x-2)(x+2)", V, "factored"), ("(2x-4)(x+2)", U, "factor_further")]),
    ("Expand (x+1)^3", [("x^3+3x^2+3x+1", V, None), ("(x+1)(x^2+2x+1)", U, "not_expanded")]),
    ("What is 2^{1000} mod 7?", [("2", V, None), ("9", U, "other_representative"), ("3", C, None)]),
    ("What percent of 50 is 8?", [(r"16\%", V, None), ("16", V, None), ("0.16", U, None)]),
    ("Solve 3x+6", [("x=-2", U, "answer_of_another_kind"), ("-2", U, None)]),
    ("Find k if x^2+kx+4=0", [("4", U, None)]),
    ("Solve x^2=4 and x^2=9", [("x=2", U, "not_understood")]),
    ("计算 $\\begin{vmatrix}1&2\\\\3&4\\end{vmatrix}$", [("-2", V, None), ("2", C, None)]),
    ("If f(x)=x^2, find f(-3)", [("f(-3)=9", V, "value_right"), ("-9", C, None)]),
    ("Compute 5!", [("120", V, None), ("5", C, None)]),
    ("Calculate 12*13", [("156", V, "value_right"), ("12*13", U, "unfinished"), ("146", C, None)]),
    ("把 360 分解质因数", [(r"2^3\cdot3^2\cdot5", V, None), (r"8\cdot 45", U, None),
     (r"2^2\cdot3^2\cdot5", C, "product_wrong")]),
    (r"Find the inverse of $\begin{pmatrix}1&2\\2&4\end{pmatrix}$.", [
     (r"\begin{pmatrix}1&0\\0&1\end{pmatrix}", C, "no_inverse")]),
    (r"Find the eigenvalues of $\begin{pmatrix}2&0\\0&3\end{pmatrix}$.", [("2, 3", V, None),
     ("2", C, "eigenvalue_missing"), ("2,4", C, "eigenvalue_wrong")]),
    (r"Compute $\int_0^1 x\,dx$.", [(r"\int_0^1 x\,dx", U, "unfinished"), (r"\frac{2}{4}", U, None),
     (r"\sum_{k=1}^{1}\frac12", U, "unfinished"), (r"\int_0^1 x\,dx = \frac12", V, None)]),
    (r"Find $\lim_{x\to 0}\frac{\sin x}{x}$", [(r"\lim_{x\to 0}\frac{\sin x}{x}", U, "unfinished"),
     (r"\lim_{x\to 0}\frac{\sin x}{x} = 1", V, None), (r"\cos 0", U, "unfinished")]),
    (r"Find $\sum_{k=1}^{10} k$", [(r"\frac{10\cdot 11}{2}", U, "unfinished"),
     (r"\sum_{k=1}^{10} k = 55", V, None)]),
    ("Find the derivative of $x^2$", [(r"\frac{d}{dx}x^2", U, "unfinished"), ("2x", V, None),
     ("2x^{2-1}", U, "unfinished")]),
    ("Solve $x^2=4$.", [(r"\int_0^{10^9} x^x dx", U, "unfinished"), (r"\pm\sqrt4", U, "unfinished"),
     (r"\sum_{k=1}^{10^{30}}\frac1k", U, "unfinished"), (r"x<\int_0^1 t dt", U, "unfinished")]),
    ("Solve $2x=6$.", [("x=6/2", U, "unfinished"), ("x=1+2", U, None), ("x=6/2=3", V, None)]),
    ("Solve $x^2=8$.", [(r"x=\pm\sqrt 8", V, None), (r"x=\pm 2\sqrt2", V, None)]),
    ("Find the mean of 2, 4, 9.", [("5", V, None), (r"\frac{15}{3}", U, "unfinished")]),
    (r"Find the inverse of $\begin{pmatrix}1&2\\3&4\end{pmatrix}$.", [
     (r"\begin{pmatrix}1&2\\3&4\end{pmatrix}^{-1}", U, "unfinished"),
     (r"\frac12\begin{pmatrix}-4&2\\3&-1\end{pmatrix}", V, None)]),
    ("Who was Gauss?", [("42", U, "not_understood")]),
    ("Calculate 1+1", [("eh?", U, "answer_unreadable"), ("(1,2)", U, "answer_of_another_kind")]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "status", "reason"),
    [(question, *case) for question, cases in CASES for case in cases],
)
def test_the_verdict(question, answer, status, reason):
    verdict = against(question, answer)
    assert verdict.status.value == status, verdict
    if reason:
        assert verdict.reason == f"checker.{reason}"
    for sentences in SENTENCES:
        sentence = sentences[verdict.reason.removeprefix("checker.")]
        assert set(re.findall(r"\{(\w+)\}", sentence)) <= verdict.values.keys()


def test_the_sentence_says_what_was_found():
    verdict = against("Solve x^2-5x+6=0", "x=4, x=3")
    assert verdict.values == {"root": "4", "letter": "x", "left": "2", "right": "0"}
