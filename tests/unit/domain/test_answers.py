"""The last complete box of a text."""

import pytest

from app.domain.answers import boxed


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (r"So \boxed{42}.", "42"),
        (r"\boxed{\frac{1}{2}}", r"\frac{1}{2}"),
        (r"first \boxed{1}, then \boxed{ 2 }", "2"),
        (r"\boxed{\{1, 2\}}", r"\{1, 2\}"),
        (r"\fbox{x} and \boxed {y}", "y"),
        (r"good \boxed{1} then cut \boxed{2", "1"),
        (r"outer \boxed{a = \boxed{3}}", "3"),
        (r"} stray { \} and \{ \boxed{4} {", "4"),
        ("no box", None),
        (r"\boxed{", None),
        ("", None),
    ],
)
def test_boxed(text, content):
    assert boxed(text) == content
