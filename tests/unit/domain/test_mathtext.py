"""What texts are read as: mathematics, money, code, lists, tables, words.

Names with ``pain_NN`` are the shapes that users of other programs reported.
"""

import pytest

from app.domain.blocks import (
    Align,
    Code,
    DisplayMath,
    Heading,
    LineBreak,
    ListBlock,
    Math,
    Paragraph,
    Quote,
    Rule,
    Table,
    Text,
)
from app.domain.mathtext import formulas, parse, plain
from tests.support.documents import bullets, display, inlines, math, numbers, para


def tex_of(text: str, *, final: bool = True) -> list[str]:
    return [formula.tex for formula in formulas(parse(text, final=final))]


# --- pain 1: \(…\) and \[…\] shown raw, because Markdown ate the backslash


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        (r"The root \(x_1\) of \(f\).", ["x_1", "f"]),
        (r"\[ x + 5 = 10 \]", ["x + 5 = 10"]),
        ("\\[\ne^{i\\pi} + 1 = 0\n\\]", [r"e^{i\pi} + 1 = 0"]),
        (r"- 从 \(\frac{\partial \mathcal{L}}{\partial y} = 0\) 得到：", None),
        ("$a_1 * b_2 * c_3$ and _em_", ["a_1 * b_2 * c_3"]),
        (r"**\(x\)** and *\(y\)*", ["x", "y"]),
        (r"### Step \(n\)", ["n"]),
        (r"> so \(x\)", ["x"]),
        (r"| \(x^n\) | \[y\] |" + "\n|---|---|\n| $z$ | 1 |", ["x^n", "y", "z"]),
    ],
)
def test_pain_01_explicit_delimiters_are_mathematics_everywhere(text: str, tex: list[str] | None):
    expected = tex or [r"\frac{\partial \mathcal{L}}{\partial y} = 0"]
    assert tex_of(text) == expected
    assert "$" not in plain(parse(text))


def test_pain_01_a_formula_in_an_item_displays_within_it():
    text = "1. **Definition**\n   \\[\n   C'MC=D,\n   \\]\n   where \\(C\\) is regular.\n\n2. next"
    assert parse(text) == (
        numbers(
            (
                para(Text("Definition", bold=True)),
                display("C'MC=D,", "\\[\n   C'MC=D,\n   \\]"),
                para("where ", math("C", r"\(C\)"), " is regular."),
            ),
            (para("next"),),
        ),
    )


# --- pain 2: money read as mathematics, mathematics as money, code altered


@pytest.mark.parametrize(
    "text",
    [
        "I paid $5 and $7.",
        "It costs $5 and then $10 more, or $5-$10.",
        "$100 and $12.99 are amounts, and $2,000.",
        "Test dollar sign: $1234 $4567",
        "Only $59(save $100).",
        "$20/user/month (e.g., 7 users = $1680/year)",
        "This $30K puts you $3.2K over; $12K–$17K, $1M+ or $500K+, $123 - $234.",
        "$/PR is down but $/session is up.",
        "US$5 or C$7, HK$9.",
        "R$ 50 e R$ 60, or 10 $ and 12 $.",
        "Set $HOME and $PATH.",
        "从$5涨到$10，还剩3$。",
        "A lone $ sign, and $$ for expensive.",
        "He said $x and never closed it",
        "- it was $5\n- now it is 7$",
    ],
)
def test_pain_02_money_is_not_mathematics(text: str):
    assert tex_of(text) == []
    assert plain(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "tex"),
    [
        (r"$12\times12$ tiles at $12 each", [r"12\times12"]),
        ("I have $10, $3.99 and $x + y$ and $100x$.", ["x + y", "100x"]),
        (r"a stake of $\$0.60$ against $\$1$", [r"\$0.60", r"\$1"]),
        ("in the $n$th iteration", ["n"]),
        ("$20 - 30$", ["20 - 30"]),
        ("He had $$43$ dollars", ["43"]),
        ("$ x^2 $ and $ f(x) $ and $ n $", ["x^2", "f(x)", "n"]),
        ("$ax + by = c$ and $v = at$", ["ax + by = c", "v = at"]),
        (r"$\text{if $a$}$ holds", [r"\text{if $a$}"]),
        (r"$\triangle ABC \cong \triangle DEF, AB = DE, BC = EF$", None),
        ("$S_{阴影}=3$", ["S_{阴影}=3"]),
    ],
)
def test_pain_02_mathematics_is_not_money(text: str, tex: list[str] | None):
    assert tex_of(text) == (tex or [text[1:-1]])


def test_pain_02_bold_amounts_keep_their_weight():
    assert inlines("**$4**, **$1.50**") == (
        Text("$4", bold=True),
        Text(", "),
        Text("$1.50", bold=True),
    )


@pytest.mark.parametrize(
    ("text", "document"),
    [
        ('```python\nfoo = "\\(bar\\)"\n```', (Code('foo = "\\(bar\\)"', "python"),)),
        ("~~~\n$x$ **a** \\[4pt]\n\n# b\n~~~", (Code("$x$ **a** \\[4pt]\n\n# b"),)),
        ("````md\n```\n$x$\n```\n````", (Code("```\n$x$\n```", "md"),)),
        ("a\n```\n  $x$\n```\nb", (para("a"), Code("  $x$"), para("b"))),
        ("- a\n  ```\n  if $x:\n      y\n  ```", (bullets((para("a"), Code("if $x:\n    y"))),)),
        ("> ```\n> $x$\n> > y\n> ```", (Quote((Code("$x$\n> y"),)),)),
        ("    echo $HOME\n\n    ls *a* $x", (Code("echo $HOME\n\nls *a* $x"),)),
        ("`` a`$x$ ``", (para(Text("a`$x$", code=True)),)),
        ("`ROWS($A$1:$A$9)` is 9", (para(Text("ROWS($A$1:$A$9)", code=True), " is 9"),)),
        ("it costs $5 `a$b`", (para("it costs $5 ", Text("a$b", code=True)),)),
    ],
)
def test_pain_02_code_is_never_altered(text: str, document: tuple):
    assert parse(text) == document


# --- pain 3: \\[4pt] taken for \[; matrices, cases, align, \boxed, \tag


@pytest.mark.parametrize(
    "tex",
    [
        "\\begin{pmatrix} O & A \\\\[2pt] A' & O \\end{pmatrix}\\;(2n\\times 2n),",
        r"R = \left[\begin{array}{cc} 2 & -1 \\[4pt] 1 & 1 \end{array}\right]",
        "f(x) = \\begin{cases}\n1, & x > 0 \\\\\n0, & \\text{otherwise}\n\\end{cases}",
        "\\begin{aligned}\na &= b \\\\[4pt]\n\n&= c\n\\end{aligned}\n\\qquad\nx",
        r"\boxed{\begin{aligned} a \\ b \end{aligned}}\tag{1}",
        "a\n- b\n= c\n+ d",
        "# x | y > z",
    ],
)
@pytest.mark.parametrize(("opening", "closing"), [("\\[", "\\]"), ("$$", "$$")])
def test_pain_03_displayed_formulas_stay_whole(opening: str, closing: str, tex: str):
    for space in ("", "\n"):
        text = f"so {opening}{space}{tex}{space}{closing} indeed"
        found = parse(text)
        assert [type(block) for block in found] == [Paragraph, DisplayMath, Paragraph]
        assert found[1].math == Math(tex, text[3:-7], display=True)


@pytest.mark.parametrize(
    "name",
    [
        "align align* alignat aligned array bmatrix Bmatrix cases dcases eqnarray equation",
        "equation* gather gather* gathered matrix multline pmatrix smallmatrix split vmatrix",
    ],
)
def test_pain_03_environments_need_no_delimiters(name: str):
    for environment in name.split():
        tex = f"\\begin{{{environment}}}\na &= b \\\\[4pt]\nc &= d\n\\end{{{environment}}}"
        assert parse(f"Then\n{tex}\nholds.") == (para("Then"), display(tex, tex), para("holds."))


def test_pain_03_a_matrix_within_a_line_stays_in_it():
    tex = r"\begin{pmatrix}1&2\\3&4\end{pmatrix}"
    assert inlines(f"Let A = {tex} be.") == (Text("Let A = "), math(tex, tex), Text(" be."))


def test_pain_03_environments_may_nest():
    tex = r"\begin{array}{c}\begin{array}{c}a\end{array}\\b\end{array}"
    assert parse(tex) == (display(tex, tex),)


def test_pain_03_a_box_needs_no_delimiters():
    assert inlines(r"It is \boxed{\frac{1}{2}}.") == (
        Text("It is "),
        math(r"\boxed{\frac{1}{2}}", r"\boxed{\frac{1}{2}}"),
        Text("."),
    )


def test_other_environments_are_text():
    text = r"\begin{itemize}a\end{itemize}"
    assert tex_of(text) == []
    assert plain(parse(text)) == text


# --- pain 4: formulas flicker or stay raw while the text streams


@pytest.mark.parametrize("opening", ["\\[", "$$", "\\(", "$", "\\begin{align}", "\\boxed{"])
def test_pain_04_an_open_formula_is_never_seen_raw(opening: str):
    tex = "\\frac{a}{b} \\\\[4pt] c_1"
    for length in range(1, len(tex)):
        last = parse(f"Thus *so* {opening}{tex[:length]}", final=False)[-1]
        formula = last.math if isinstance(last, DisplayMath) else last.inlines[-1]
        assert formula.open
        # The last command may be held back: it might have been a delimiter.
        held_back = f"{opening}{tex[:length]}".removeprefix(formula.source)
        assert held_back == "" or held_back.startswith("\\")


def test_pain_04_what_follows_an_open_formula_waits_with_it():
    text = "so\n\n\\[\n\\begin{aligned}\na &= b \\\\\n\n- c\n```\n"
    *before, last = parse(text, final=False)
    assert before == [para("so")]
    assert isinstance(last, DisplayMath)
    assert last.math.open
    assert last.math.source == text[4:]


def test_pain_04_money_is_not_hidden_while_it_streams():
    for text in ("It costs $5 and", "It costs $5, so", "a $ b", "从$5，"):
        assert parse(text, final=False) == (para(text),)


@pytest.mark.parametrize("opening", ["\\[", "$$", "\\(", "\\begin{align}", "\\boxed{"])
def test_pain_04_what_stays_unfinished_is_shown_as_written(opening: str):
    unfinished = f"{opening} x_1 * y_1 * z_1"
    assert parse(f"so {unfinished}\n\nnext *em*") == (
        para(f"so {unfinished}"),
        para("next ", Text("em", italic=True)),
    )


def test_indented_formulas_are_not_code():
    assert parse("So\n\n    $$x$$\n\n    and $y$") == (
        para("So"),
        display("x", "$$x$$"),
        para("and ", math("y")),
    )


def test_code_may_be_open_too():
    assert parse("```py\nx = $1", final=False) == (Code("x = $1", "py", open=True),)
    assert parse("```py\nx = $1") == (Code("x = $1", "py"),)


# --- pain 5: no mathematics at all within thoughts


def test_pain_05_thoughts_are_read_like_answers():
    thought = (
        "Okay, so I need to solve \\(x^2 - 5x + 6 = 0\\). Hmm.\n\n"
        "Wait, maybe use $x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}$? Let me see:\n"
        "\\[ 25 - 24 = 1 \\]\nSo the roots are 2 and 3."
    )
    assert tex_of(thought) == [
        "x^2 - 5x + 6 = 0",
        r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}",
        "25 - 24 = 1",
    ]


# --- lists, quotations, tables, headings


@pytest.mark.parametrize("step", [2, 3, 4])
def test_lists_nest_by_any_indentation(step: int):
    deep = bullets((para("b"), bullets((para("c"),))), (para("d"),))
    indent = " " * step
    text = f"1. a\n{indent}- b\n{indent * 2}- c\n{indent}- d\n2. e"
    assert parse(text) == (numbers((para("a"), deep), (para("e"),)),)


def test_a_list_goes_on_over_blank_lines_and_keeps_its_numbers():
    assert parse("3. c\n\n   more\n\n4) d\n\n\n5. e") == (
        numbers((para("c"), para("more")), (para("d"),), (para("e"),), start=3),
    )


def test_a_displayed_formula_between_items_does_not_renumber_them():
    first, formula, second = parse("1. a\n\n$$x$$\n\n2. b")
    assert (first, formula) == (numbers((para("a"),)), display("x", "$$x$$"))
    assert second == numbers((para("b"),), start=2)


def test_lines_right_below_an_item_belong_to_it():
    assert parse("1. a\nb\n$$x$$\n```\nc\n```\n2. d") == (
        numbers((para("a b"), display("x", "$$x$$"), Code("c")), (para("d"),)),
    )


def test_bullets_and_numbers_are_different_lists():
    assert parse("1. a\n- b\n* c\n2. d") == (
        numbers((para("a"),)),
        bullets((para("b"),), (para("c"),)),
        numbers((para("d"),), start=2),
    )


@pytest.mark.parametrize(
    "text", ["3.14 is pi", "-5 is less", "*5 is", "a\n+ 3 = 5", "in\n1984. So"]
)
def test_numbers_and_signs_are_not_items(text: str):
    assert plain(parse(text)) == text.replace("\n", " ")


def test_quotations_hold_blocks():
    text = "> # a\n> - b\n>\n> $$\n> x > 1\n> $$\nafter"
    source = "$$\nx > 1\n$$"
    assert parse(text) == (
        Quote((Heading(1, (Text("a"),)), bullets((para("b"),)), display("x > 1", source))),
        para("after"),
    )


def test_a_table_may_follow_a_line_and_end_before_one():
    before, table, after = parse("Text:\n| a | $|x|$ |\n|:-:|--:|\n| `b|c` | \\| |\nafter")
    assert (before, after) == (para("Text:"), para("after"))
    assert isinstance(table, Table)
    assert table.aligns == (Align.CENTER, Align.RIGHT)
    assert [cell.inlines for cell in table.header] == [(Text("a"),), (math("|x|"),)]
    assert [cell.inlines for cell in table.rows[0]] == [(Text("b|c", code=True),), (Text("|"),)]


def test_a_table_without_rows_has_none():
    (table,) = parse("| a | b |\n|---|---|")
    assert isinstance(table, Table)
    assert table.rows == ()


def test_headings_and_rules():
    assert parse("# a #\n##b\n#5 c\n---\n***") == (
        Heading(1, (Text("a"),)),
        Heading(2, (Text("b"),)),
        para("#5 c"),
        Rule(),
        Rule(),
    )


# --- words


def test_html_and_entities_are_plain_text():
    text = "<b>x</b> <script>alert(1)</script> &lt; &amp; a<b && c <!-- d --> <br>"
    assert inlines(text) == (Text(text),)


def test_emphasis():
    assert inlines("**a *b*** ~~c~~ __d__ _e_") == (
        Text("a ", bold=True),
        Text("b", bold=True, italic=True),
        Text(" "),
        Text("c", strike=True),
        Text(" "),
        Text("d", bold=True),
        Text(" "),
        Text("e", italic=True),
    )


@pytest.mark.parametrize(
    "text", ["2*x*3 = 6x", "x**2 + y**2", "(a)*(b)*(c)", "a_1 + b_1", "2 * 3 * 4"]
)
def test_plain_products_and_powers_are_not_emphasis(text: str):
    assert inlines(text) == (Text(text),)


def test_links_keep_their_address_and_images_are_links():
    assert inlines("[a](http://x/y_(z)) ![b $c$](http://i.png) ![](j.png) <http://k>") == (
        Text("a", link="http://x/y_(z)"),
        Text(" "),
        Text("b $c$", link="http://i.png"),
        Text(" "),
        Text("j.png", link="j.png"),
        Text(" "),
        Text("http://k", link="http://k"),
    )


def test_escapes_and_line_breaks():
    assert inlines("\\$5 \\* \\# a  \nb\nc") == (Text("$5 * # a"), LineBreak(), Text("b c"))


def test_control_characters_and_line_ends():
    assert parse("a\x000\x0f\r\nb\r\rc") == (para("a\ufffd0\ufffd b"), para("c"))


def test_nothing_is_nothing():
    assert parse("") == parse(" \n\n\t") == ()


# --- what is made of documents


def test_formulas_come_in_reading_order():
    text = (
        "# $a$\n| $b$ |\n|---|\n| $c$ |\n\n> $d$\n\n- $e$\n  - $$f$$\n\n$g$ \\[h\\]\n```\n$i$\n```"
    )
    assert tex_of(text) == list("abcdefgh")


def test_plain_text():
    text = (
        "# T *x*\n2. a $x$\n  - b\n3. c\n| d | e |\n|---|---|\n| `f` | g |\n> h  \n> i\n***\n    j"
    )
    expected = ("T x", "2. a x", "- b", "3. c", "d | e", "f | g", "h", "i", "j")
    assert plain(parse(text)).split("\n") == [*expected]


def test_equal_lists_are_equal_values():
    assert parse("- a\n- b") == (ListBlock(bullets((para("a"),), (para("b"),)).items),)
