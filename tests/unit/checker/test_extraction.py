"""Final answers are found in boxes, and in what last sentences say."""

import pytest

from app.checker.extraction import extract

FOUND = [
    (r"so \boxed{\frac{1}{2}}.", r"\frac{1}{2}"),
    (r"\boxed{3}. No: \boxed{4}", "4"),
    (r"$x_1=\boxed{2}$ and $x_2=\boxed{3}$", "x_1=2, x_2=3"),
    (r"$x=\boxed{2}$，$y=\boxed{3}$。", "x=2, y=3"),
    (r"\boxed{1}, \boxed{2}", "1, 2"),
    (r"\boxed{5} \boxed{5}", "5"),
    (r"\boxed{x=\boxed{5}}", "x=5"),
    (r"\boxed5", "5"),
    (r"\boxed{25}\%", r"25\%"),
    (r"\boxed{30}^\circ", r"30^\circ"),
    (r"\fbox{7}", "7"),
    (r"\boxed{\text{No solution}}", r"\text{No solution}"),
    (r"\boxed{\begin{pmatrix}1&2\\3&4\end{pmatrix}}", r"\begin{pmatrix}1&2\\3&4\end{pmatrix}"),
    (r"\boxed{4} and a broken \boxed{5", "4"),
    (r"<think>\boxed{9}</think> The answer is $\frac{3}{4}$.", r"\frac{3}{4}"),
    ("The final answer is 12.", "12"),
    ("The answer is 3.5 cm.", "3.5 cm"),
    ("**Answer:** $x = 5$", "x = 5"),
    ("Answer:\n$$x = 5$$", "x = 5"),
    ("The answer is (C).", "(C)"),
    ("#### 42", "42"),
    (r"所以答案是：$\{1,2\}$。", r"\{1,2\}"),
    ("故选 B。", "B"),
    ("因此选择：（D）", "（D）"),
    ("答案为 $[0,2]$", "[0,2]"),
    ("So\n\n" + r"$$x = \frac{-1 \pm \sqrt{5}}{2}$$", r"x = \frac{-1 \pm \sqrt{5}}{2}"),
    ("We add.\n\nx = 5", "x = 5"),
    ("5", "5"),
    ("第一象限", "第一象限"),
]
NOT_FOUND = [
    *("", "It is nice.", "The answer is not known.", r"\boxed{5", r"\boxed{}", "答：小明很高兴。"),
    *("The answer depends on what you want to know, and why.", "\x00", "$$", "The answer is"),
]


@pytest.mark.parametrize(("text", "answer"), FOUND)
def test_found(text, answer):
    assert extract(text) == answer


@pytest.mark.parametrize("text", NOT_FOUND)
def test_not_found(text):
    assert extract(text) is None


def test_a_long_text_takes_no_long_time():
    assert extract(r"\boxed{" * 20_000) is None
    assert extract("$" * 50_000) is None
    assert extract(r"\boxed{" * 5_000 + "7" + "}" * 5_000) == "7"
    assert extract(r"and \boxed{1} or " * 3_000) == "1"
