"""Markdown: the same text, with formulas as other programs know them."""

import pytest

from app import i18n
from app.domain import mathtext
from app.domain.mathtext import formulas as formulas_of
from app.exchange.to_markdown import portable, to_markdown


@pytest.mark.parametrize(
    ("text", "written"),
    [
        (r"Let \(a < b\) be", "Let $a < b$ be"),
        (r"\[ x = 1 \]", "$$\nx = 1\n$$"),
        (r"So \[ x \] and", "So $$x$$ and"),
        ("\\[\na \\\\\n\nb\n\\]", "$$\na \\\\\nb\n$$"),
        ("- E: \\[\n  a\n  b \\]", "- E: $$a b$$"),
        ("1. E\n\n   \\[ a \\]", "1. E\n\n   $$\n   a\n   $$"),
        ("$5 and $10", r"\$5 and \$10"),
        (r"\$5", r"\$5"),
        ("a<b and <https://a.b/>", r"a\<b and <https://a.b/>"),
        ("`$x <b>`", "`$x <b>`"),
        ("```\n$a < b\n```", "```\n$a < b\n```"),
        ("```\nopen", "```\nopen\n```"),
        ("````\n```\nopen", "````\n```\nopen\n````"),
        (r"\boxed{4}", r"$\boxed{4}$"),
        (r"\(\text{if $x$}\)", r"$\text{if \(x\)}$"),
        (r"\(x\)2", r"\(x\)2"),
        (r"open \(x", r"open \\(x"),
        ("a\r\nb", "a\nb"),
    ],
)
def test_texts(text, written):
    assert portable(text) == written


def test_the_mathematics_is_the_same_afterwards(chat):
    def tex(text):
        found = formulas_of(mathtext.parse(text))
        return [" ".join(math.tex.split()) for math in found if "$" not in math.tex]

    for message in chat.messages:
        lost = [t for t in tex(message.text) if t not in tex(portable(message.text))]
        assert all(r"\(" in t or r"\text" in t for t in lost), lost


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_document(chat, language):
    i18n.set_language(language)
    text = to_markdown(chat, thoughts=True)
    assert text.startswith("# Roots\\_& \\<b\\> 求根 \\$5\n")
    assert text.count("</details>") - text.count(r"\</details>") == 2
    assert i18n.tr("exchange.note_cut") in text
    assert "The other branch" not in text
    assert text.count("\n## ") >= 4


def test_without_thoughts(chat):
    text = to_markdown(chat, thoughts=False)
    assert "<details>" not in text
    assert "想一想" not in text
