"""The splitter and the decoder: what they make of a text, and that cutting it changes nothing."""

import os
import random
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.events import Channel, Delta
from app.domain.reasoning import CLOSE_TAG, OPEN_TAG, Splitter, Utf8Stream

CASES = int(os.environ.get("LEMMA_CASES", "1000"))
R, A = Channel.REASONING, Channel.ANSWER

Runs = list[tuple[Channel, str]]


def runs(pieces: Sequence[str], *, starts_in_reasoning: bool) -> Runs:
    """What comes out, joined per run of a channel."""
    splitter = Splitter(starts_in_reasoning)
    deltas: list[Delta] = []
    for piece in pieces:
        deltas += splitter.feed(piece)
    deltas += splitter.flush()
    assert all(delta.text for delta in deltas)
    return [
        (channel, "".join(delta.text for delta in group))
        for channel, group in groupby(deltas, key=lambda delta: delta.channel)
    ]


def chunkings(pieces: Sequence[str]) -> Iterator[list[str]]:
    """All 2^(n-1) ways to join neighbouring pieces."""
    for cuts in product((False, True), repeat=len(pieces) - 1):
        chunks = [pieces[0]]
        for cut, piece in zip(cuts, pieces[1:], strict=True):
            if cut:
                chunks.append(piece)
            else:
                chunks[-1] += piece
        yield chunks


# --- what counts as a tag ------------------------------------------------------------------------

THINKING_MODEL = {
    "as the model card says": ("2+2=4\n</think>\n\nIt is 4.", [(R, "2+2=4"), (A, "\nIt is 4.")]),
    "no newlines": ("a</think>b", [(R, "a"), (A, "b")]),
    "empty thought": ("\n</think>\n\nb", [(A, "\nb")]),
    "empty thought, tag repeated": ("<think>\n\n</think>\n\nb", [(A, "\nb")]),
    "missing close": ("thinking and thinking", [(R, "thinking and thinking")]),
    "only the close": ("</think>b", [(A, "b")]),
    "tag cut off at the end": ("a\n</thin", [(R, "a\n</thin")]),
    "open repeated at the start": ("<think>\na</think>b", [(R, "a"), (A, "b")]),
    "open repeated after blanks": ("\n<think>a</think>b", [(R, "a"), (A, "b")]),
    "open inside the thought": ("a\n<think>b</think>c", [(R, "a\n<think>b"), (A, "c")]),
    "second thought": ("a</think>b\n<think>c</think>d", [(R, "a"), (A, "b"), (R, "c"), (A, "d")]),
    "second thought at once": ("a</think><think>b</think>c", [(R, "ab"), (A, "c")]),
    "open inside a line": ("a</think>b <think> c", [(R, "a"), (A, "b <think> c")]),
    "open in inline code": ("a</think>\n`<think>` b", [(R, "a"), (A, "`<think>` b")]),
    "open in a fence": ("</think>```\n<think>\n```\nb", [(A, "```\n<think>\n```\nb")]),
    "open after a fence": ("</think>```\nx\n```\n<think>b", [(A, "```\nx\n```"), (R, "b")]),
    "second close": ("a</think>b</think>c", [(R, "a"), (A, "b</think>c")]),
    "close in inline code": ("the `</think>` tag</think>b", [(R, "the `</think>` tag"), (A, "b")]),
    "backtick of the line before": ("a ` b\n</think>c", [(R, "a ` b"), (A, "c")]),
    "close inside a fenced line": (
        "```\nprint('</think>')\n```\n</think>b",
        [(R, "```\nprint('</think>')\n```"), (A, "b")],
    ),
    "close after a fence": ("```\nx\n```</think>b", [(R, "```\nx\n```"), (A, "b")]),
    "close at a line of an open fence": ("```\nx\n</think>b", [(R, "```\nx"), (A, "b")]),
    "not quite tags": ("<thinks> </ think> <THINK>", [(R, "<thinks> </ think> <THINK>")]),
    "tag after half a tag": ("a<</think>b", [(R, "a<"), (A, "b")]),
}


@pytest.mark.parametrize(("text", "expected"), THINKING_MODEL.values(), ids=THINKING_MODEL)
def test_pain_06_model_that_starts_in_reasoning(text: str, expected: Runs) -> None:
    assert runs([text], starts_in_reasoning=True) == expected


OTHER_MODEL = {
    "plain answer": ("It is 4.\n", [(A, "It is 4.\n")]),
    "thinks by itself": ("<think>\na\n</think>\n\nb", [(R, "a"), (A, "\nb")]),
    "thinks after blanks": ("\n \n<think>a</think>b", [(A, "\n "), (R, "a"), (A, "b")]),
    "close without open": ("a</think>b", [(A, "a</think>b")]),
}


@pytest.mark.parametrize(("text", "expected"), OTHER_MODEL.values(), ids=OTHER_MODEL)
def test_model_that_starts_with_the_answer(text: str, expected: Runs) -> None:
    assert runs([text], starts_in_reasoning=False) == expected


def test_text_is_not_held_back_without_need() -> None:
    splitter = Splitter(True)
    assert splitter.feed("so x = 2") == [Delta(R, "so x = 2")]
    assert splitter.feed(" < 3") == [Delta(R, " < 3")]
    assert splitter.feed("a </thi") == [Delta(R, "a ")]
    assert splitter.feed("nk>") == []
    assert splitter.feed("4") == [Delta(A, "4")]


# --- cutting changes nothing ---------------------------------------------------------------------

ADVERSARIAL = [
    ["<", "think", ">", "\n", "a", "\n", "</", "think", ">", "\n", "\n", "b", "<think>", "c"],
    ["a", "\n", "</thi", "nk", ">", "\n", "<th", "ink>", "\n", "b", "\n", "</think", ">", "\n"],
    ["`", "</think>", "`", "\n", "``", "`", "\n", "<think", ">", "``", "`", "\n", "</think>", "x"],
    ["$", "<", "\\(", "</think>", "$", "\n", "```", "\n", "$", "<think>", "\n", "`", "`", "`"],
    ["<", "<", "think", "<think>", ">", "</", "</think>", "\n", "\n", "<think>", "\n", "`", "\\("],
    ["\n", "\n", "<think>", "\n", "\n", "</think>", "\n", "\n", "<think>", "</think>", "\n", "\n"],
    ["```", "`", "\n", "</think>", "`", "``", "</", "think>", "\n", "`", "```", "<think>", "\n"],
    ["<", "/", "t", "h", "i", "n", "k", ">", "\n", "<", "t", "h", "ink", ">"],
]


@pytest.mark.parametrize("starts_in_reasoning", [True, False])
@pytest.mark.parametrize("pieces", ADVERSARIAL, ids="".join)
def test_every_chunking_gives_the_same(pieces: list[str], starts_in_reasoning: bool) -> None:
    whole = runs(["".join(pieces)], starts_in_reasoning=starts_in_reasoning)
    for chunks in chunkings(pieces):
        assert runs(chunks, starts_in_reasoning=starts_in_reasoning) == whole, chunks


ALPHABET = [
    "<",
    "/",
    "think",
    ">",
    "<think>",
    "</think>",
    "\n",
    "`",
    "```",
    "$",
    "\\(",
    "é",
    " ",
    "x",
]
texts = st.lists(st.sampled_from(ALPHABET), max_size=40)


@given(texts, st.booleans(), st.randoms(use_true_random=False))
def test_random_chunkings_give_the_same(
    pieces: list[str], starts: bool, chance: random.Random
) -> None:
    text = "".join(pieces)
    cuts = sorted({0, len(text), *(chance.randint(0, len(text)) for _ in range(8))})
    chunks = [text[a:b] for a, b in pairwise(cuts)]
    whole = runs([text], starts_in_reasoning=starts)
    assert runs(chunks, starts_in_reasoning=starts) == whole
    assert runs(list(text), starts_in_reasoning=starts) == whole


@pytest.mark.battery
def test_many_texts_in_every_chunking() -> None:
    """LEMMA_CASES random texts of up to 6 pieces, each in all of its chunkings."""
    chance = random.Random(14)
    for _ in range(CASES):
        pieces = chance.choices(ALPHABET, k=chance.randint(1, 6))
        starts = chance.random() < 0.5
        whole = runs(["".join(pieces)], starts_in_reasoning=starts)
        for chunks in chunkings(pieces):
            assert runs(chunks, starts_in_reasoning=starts) == whole, chunks


@given(texts, st.booleans())
@example(["<think>", "\n"], True)
def test_nothing_is_lost_but_tags_and_their_newlines(pieces: list[str], starts: bool) -> None:
    text = "".join(pieces)
    out = "".join(part for _, part in runs([text], starts_in_reasoning=starts))
    assert can_become(text, out)


def can_become(text: str, out: str) -> bool:
    """Whether ``out`` is ``text`` less some tags, each with at most a newline on either side."""
    reached = {0}  # how much of ``out`` may be used up at this place of ``text``
    after: list[set[int]] = [reached] + [set() for _ in text]
    marks = [a + tag + b for tag in (OPEN_TAG, CLOSE_TAG) for a in ("", "\n") for b in ("", "\n")]
    for place in range(len(text)):
        for used in after[place]:
            if out[used : used + 1] == text[place]:
                after[place + 1].add(used + 1)
            for mark in marks:
                if text.startswith(mark, place):
                    after[place + len(mark)].add(used)
    return len(out) in after[len(text)]


# --- bytes ---------------------------------------------------------------------------------------

BYTES = [
    "x² ≤ √π 😀".encode()[:12],
    "数学题答案".encode()[:12],
    "é\u0301👩\u200d🔬".encode()[:12],
    b"\x80abc\xff\xfe\xc3",
    b"\xc0\xaf\xe0\x80\xaf\xf0\x80\x80",
    b"\xed\xa0\x80\xf4\x90\x80\x80",
    b"\xf0\x9f\x98a\xf0\x9f\n\xf0",
    "\u2028\r\n\u0085\ufeff".encode(),
]


@pytest.mark.parametrize("data", BYTES, ids=repr)
def test_every_cut_of_bytes_gives_the_same_text(data: bytes) -> None:
    whole = data.decode("utf-8", errors="replace")
    for chunks in chunkings([bytes([byte]).decode("latin-1") for byte in data]):
        stream = Utf8Stream()
        text = "".join(stream.feed(chunk.encode("latin-1")) for chunk in chunks)
        assert text + stream.flush() == whole


@given(st.binary(max_size=60))
def test_any_bytes_one_by_one(data: bytes) -> None:
    stream = Utf8Stream()
    text = "".join(stream.feed(bytes([byte])) for byte in data) + stream.flush()
    assert text == data.decode("utf-8", errors="replace")
