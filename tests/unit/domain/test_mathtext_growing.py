"""Texts that grow: the same document however they came, in time that grows with their length."""

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.domain.blocks import Heading, ListBlock, Paragraph, Text
from app.domain.mathtext import Incremental, formulas, parse, plain

CASES = int(os.environ.get("LEMMA_CASES", "100"))
#: Far above what is needed (about a second on a busy machine), far below anything quadratic.
PATHOLOGICAL_LIMIT_S = 10.0

ANSWER = """### Step 1: $x$

Let us **consider** the equation \\(x^2 - 5x + 6 = 0\\), which costs $5.

1. First:
   $$
   x = 1
   $$
   - nested `code $y$`

2. Second

| a | b |
|---|---|
| $x|y$ | 2 |

> quoted \\[
> \\begin{aligned} a &= b \\\\[4pt]
> c &= d \\end{aligned}
> \\]

```python
cost = "$x$"  # \\(y\\)
```

Therefore $\\boxed{42}$.
"""
MARKS = (
    *("$", "$$", "\\(", "\\)", "\\[", "\\]", "\\begin{align}", "\\end{align}", "\\boxed{", "}"),
    *(
        "`",
        "```\n",
        "```",
        "~~~\n",
        "\n",
        "\n\n",
        "- ",
        "1. ",
        "2. ",
        "> ",
        "# ",
        "|",
        "    ",
        "\t",
    ),
    *("| a | b |\n", "|---|---|\n", "---\n", "a", "5", "x_1", " ", "  ", "*", "**", "and ", "<b>"),
    *(
        "the price",
        "\\\\",
        "\\",
        "[a](b)",
        "中",
        "，",
        "\r\n",
        "\r",
        "~~",
        "+ 3",
        "  - b\n",
        "\x0e0\x0f",
    ),
)
marks = st.lists(st.sampled_from(MARKS), max_size=40)


def in_pieces(pieces: list[str]) -> None:
    """Read ``pieces`` as they come, and each beginning at once: the documents must be equal."""
    growing = Incremental()
    text = ""
    for piece in pieces:
        text += piece
        assert growing.update(text) == parse(text, final=False)
    assert growing.update(text, final=True) == parse(text)


@pytest.mark.battery
@given(marks)
@example(["\\[", "\n\n", "$", "\n\n", "and ", "$"])
@example(["- a", "\n", "| x | y |\n", "|---", " x"])
@settings(max_examples=CASES, deadline=None)
def test_a_growing_text_is_read_like_a_whole_one(pieces: list[str]):
    in_pieces(pieces)


@pytest.mark.battery
@given(st.lists(st.integers(0, len(ANSWER)), max_size=12))
@settings(max_examples=CASES // 4, deadline=None)
def test_an_answer_may_be_cut_anywhere(cuts: list[int]):
    ends = sorted({0, len(ANSWER), *cuts})
    in_pieces([ANSWER[start:end] for start, end in pairwise(ends)])


def test_an_answer_may_come_letter_by_letter():
    in_pieces(list(ANSWER))


def test_settled_blocks_are_the_same_objects():
    growing = Incremental()
    half = growing.update(ANSWER[: len(ANSWER) // 2])
    whole = growing.update(ANSWER)
    kept = half[:-2]
    assert [type(block) for block in kept] == [Heading, Paragraph]
    assert all(old is new for old, new in zip(kept, whole, strict=False))


def test_a_paragraph_that_only_stays_is_not_read_again():
    growing = Incremental()
    before = growing.update("a\n\nb **bold** $x$ c\n\nd")
    after = growing.update("a\n\nb **bold** $x$ c\n\nd and on")
    assert after == parse("a\n\nb **bold** $x$ c\n\nd and on", final=False)
    assert before[1] is after[1]


def test_the_same_words_around_another_formula_are_read_anew():
    growing = Incremental()
    assert growing.update("b $x$ c") != growing.update("b $y$ c")
    assert growing.update("b $y$ c") == parse("b $y$ c", final=False)


def test_threads_read_side_by_side():
    texts = [f"{ANSWER}\n\n*and* {n} **more**" for n in range(8)]
    with ThreadPoolExecutor(4) as threads:
        assert [*threads.map(parse, texts)] == [parse(text) for text in texts]


def test_a_text_may_be_replaced():
    growing = Incremental()
    growing.update("a\n\nb\n\nc\n\nd")
    assert growing.update("b\n\nc") == parse("b\n\nc")
    assert growing.update("") == ()


def test_what_is_open_closes_when_the_text_ends():
    growing = Incremental()
    text = "a\n\nb\n\n$$ x"
    (formula,) = formulas(growing.update(text))
    assert formula.open
    assert growing.update(text, final=True) == parse(text)
    assert list(formulas(parse(text))) == []


@pytest.mark.battery
@given(marks)
@settings(max_examples=CASES, deadline=None)
def test_words_are_never_lost(pieces: list[str]):
    text = "".join(pieces)
    # What follows a fence on its line is a language, what a row has beyond its columns is dropped.
    assume("```" not in text and "~~~" not in text and "|---|" not in text)
    letters = [char for char in text if char in "中，"]
    for final in (True, False):
        assert [char for char in plain(parse(text, final=final)) if char in "中，"] == letters


@pytest.mark.parametrize("unit", ["para", "item"])
def test_time_grows_with_the_length_alone(unit: str):
    paragraph = "Let us **see** that $x_1 + y$ is \\(z\\) and go on with some more words here.\n\n"
    text = (paragraph if unit == "para" else f"1. {paragraph}") * 500  # 10,000 tokens

    def seconds_for_last(length: int) -> float:
        growing = Incremental()
        growing.update(text[: length - 400])
        start = perf_counter()
        for end in range(length - 400, length, 4):
            growing.update(text[:end])
        return perf_counter() - start

    early = min(seconds_for_last(4_000) for _ in range(3))
    late = min(seconds_for_last(len(text)) for _ in range(3))
    assert late < 4 * early + 0.05


def assert_comes_back(text: str) -> None:
    start = perf_counter()
    parse(text)
    assert perf_counter() - start < PATHOLOGICAL_LIMIT_S


@pytest.mark.parametrize("unit", ["[", "*", "$", "`", ">", "\\", "\\(", "_", "|", "\n"])
def test_long_runs_of_marks_come_back(unit: str):
    assert_comes_back(unit * (65_000 // len(unit)))


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<",
            "#",
            "> ",
            "- ",
            "1. ",
            "{",
            "~",
            "!",
            "\\[",
            "$$",
            "\\boxed{",
            "\\begin{align}",
            "![",
        ),
        *("[a](", "**a ", "`$", "$a ", "a*", "*a *b ", "\\text{", "a  \n", "|a", "```\n", "$x$"),
        *("\\[ a\n\n", "\\begin{align} a\n\n", "a\n- b\n  - c\n", "- a\n\n", "x|y\n-|-\n"),
        "\\begin{array}\\begin{array}\\end{array}\n\n",
    ],
)
def test_long_runs_of_beginnings_come_back(unit: str):
    assert_comes_back(unit * (20_000 // len(unit)))


@pytest.mark.parametrize(
    "text",
    [
        ">" * 10_000 + " a",
        "- " * 10_000 + "a",
        "\n".join("  " * depth + "- a" for depth in range(300)),
        "*a " * 3_000 + "b* " * 3_000,
        "**a *" * 2_000 + "a",
        "[" * 99 + "a" + "](x)" * 99,
        "a".join("`" * length for length in range(300)),
    ],
)
def test_deep_nesting_ends_in_plain_text(text: str):
    assert "a" in plain(parse(text))


def test_quotations_and_lists_nest_to_a_limit():
    (block,) = parse("- " * 20 + "a")
    depth = 0
    while isinstance(block, ListBlock):
        (block,) = block.items[0].blocks
        depth += 1
    assert depth == 16
    assert plain((block,)) == "- - - - a"


GROWING = (
    "So \\(x\\) and\n\n\\[y\\]\n\nand $z$ so $\\frac{1}{2}$ and \\boxed{1}\n\n"
    "\\begin{align*}a\\end{align*}\n\n$$q$$ end"
)


def test_pain_04_no_delimiter_is_ever_seen_while_it_comes():
    for length in range(len(GROWING) + 1):
        document = parse(GROWING[:length], final=False)
        seen = "".join(
            inline.text
            for block in document
            for inline in getattr(block, "inlines", ())
            if isinstance(inline, Text)
        )
        assert not set("\\$") & set(seen), GROWING[:length]


def test_a_backslash_that_is_text_is_seen_as_soon_as_it_is_sure():
    assert plain(parse("a \\ b", final=False)) == "a \\ b"
    assert plain(parse("ends with \\", final=True)) == "ends with \\"
