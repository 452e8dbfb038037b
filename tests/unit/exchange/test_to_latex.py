r"""LaTeX: nothing of the text is a command, formulas are ones that LaTeX takes."""

import re
import shutil
import subprocess

import pytest

from app import i18n
from app.domain.chat import Chat, Conversation, Message, Role
from app.exchange.latex_macros import needed
from app.exchange.latex_signs import formula, is_environment, words
from app.exchange.to_latex import to_latex

NESTING = re.compile(r"\\(begin|end)\{(\w+\*?)\}")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (r"\input{x}", r"\textbackslash{}input\{x\}"),
        ("50% & #1 $5 a_b^c ~", r"50\% \& \#1 \$5 a\_b\textasciicircum{}c \textasciitilde{}"),
        ("--- '' ?`", r"-{}-{}- '{}' ?\textasciigrave{}"),
        ("x² ≤ α", r"x\textsuperscript{2} \ensuremath{\leq} \ensuremath{\alpha}"),
        ("中文", "中文"),
        ("a·b…", "a·b…"),
    ],
)
def test_words(text, written):
    assert words(text) == written


@pytest.mark.parametrize(
    ("tex", "written"),
    [
        ("a\n\n\nb", "a\nb"),
        ("α≤x", r"\alpha \leq x"),
        ("x中", r"x\text{中}"),
        (r"\text{若 ≤}", r"\text{若 ≤}"),
        (
            r"x=\begin{align}a\\b\end{align}",
            r"x=\begin{aligned}a\\b\end{aligned}",
        ),
        (r"\begin{equation}a\end{equation}", "a"),
        (r"a\tag{1}", r"a\quad\text{(1)}"),
        (r"a\nonumber", "a"),
        (r"\begin{eqnarray}a&=&b\end{eqnarray}", r"\begin{array}{rcl}a&=&b\end{array}"),
        (r"a\\b", "\\begin{gathered}\na\\\\b\n\\end{gathered}"),
        (r"\binom{a\\b}{c}", r"\binom{a\\b}{c}"),
    ],
)
def test_formulas(tex, written):
    assert formula(tex, alone=False) == written


def test_environments_that_stand_alone():
    assert is_environment(r"\begin{align*}a&=b\end{align*}")
    assert not is_environment(r"\begin{aligned}a\end{aligned}")
    assert not is_environment(r"x \begin{align}a\end{align}")
    assert not is_environment(r"\begin{align}a\end{align}\begin{align}b\end{align}")


def test_packages_and_definitions_that_formulas_need():
    packages, definitions = needed([r"\ce{H2O}", r"\cancel{x} \R \abs{x}", r"\frac12"])
    assert packages == [r"\usepackage{cancel}", r"\usepackage[version=4]{mhchem}"]
    assert definitions == [
        r"\DeclareRobustCommand{\R}{\mathbb{R}}",
        r"\DeclareRobustCommand{\abs}[1]{\left|#1\right|}",
    ]


def check_nesting(text):
    text = re.sub(r"\\begin\{verbatim\}.*?\\end\{verbatim\}", "", text, flags=re.DOTALL)
    waiting, deepest = [], 0
    for kind, name in NESTING.findall(text):
        if kind == "begin":
            waiting.append(name)
            lists = [n for n in waiting if n in ("itemize", "enumerate", "quote")]
            deepest = max(deepest, len(lists))
        else:
            assert waiting.pop() == name
    assert waiting == []
    assert deepest <= 4
    outside = re.sub(r"\\.", "", text, flags=re.DOTALL)
    assert outside.count("{") == outside.count("}")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_hard_conversation(chat, formulas, language):
    i18n.set_language(language)
    text = to_latex(chat, formulas, thoughts=True)
    check_nesting(text)
    assert r"\documentclass[UTF8]{ctexart}" in text
    assert r"\begin{align} a &= b \tag{1} \\ &= c \end{align}" in text
    assert r"\texttt{\textbackslash{}(\textbackslash{}undefinedthing\{\textbackslash{})}" in text
    assert r"\href{https://example.org/?a=1\&b=2}{a link}" in text
    assert r"\begin{enumerate}[label=\arabic*.,start=3]" in text
    assert r"\usepackage{cancel}" in text
    assert "javascript" not in text


def test_latin_needs_no_chinese(formulas):
    chat = Chat(Conversation(1, "T", 1.0, 1.0, 1), (Message(1, 1, None, Role.USER, "x"),))
    assert r"\documentclass{article}" in to_latex(chat, formulas, thoughts=True)


@pytest.mark.skipif(shutil.which("xelatex") is None, reason="there is no XeLaTeX here")
def test_it_compiles(chat, formulas, tmp_path):
    (tmp_path / "a.tex").write_text(to_latex(chat, formulas, thoughts=True), "utf-8")
    command = ["xelatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
