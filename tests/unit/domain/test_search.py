"""Texts for the index and queries from what people type."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.search import QUERY_CHARACTERS, indexed, match_expression, readable


def words(text):
    return indexed(text).replace("\u200b", " ").split()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a plain line", ["a", "plain", "line"]),
        ("解方程", ["解", "方", "程"]),
        ("设x为自然数", ["设", "x", "为", "自", "然", "数"]),
        ("かなカナ", ["か", "な", "カ", "ナ"]),
        ("방정식", ["방", "정", "식"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("naïve Größe", ["naïve", "Größe"]),
    ],
)
def test_unspaced_characters_are_words_of_their_own(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("typed", "expression"),
    [
        ("", ""),
        (" \t\n", ""),
        ("two words", '"two"* "words"*'),
        ('say "hi"', '"say"* """hi"""*'),
        ("a OR b", '"a"* "OR"* "b"*'),
    ],
)
def test_words_are_quoted(typed, expression):
    assert match_expression(typed) == expression


def test_chinese_word_is_one_phrase():
    assert match_expression("方程").count('"') == 2
    assert match_expression("方程 x").count('"') == 4


def test_endless_queries_are_cut():
    assert match_expression("w " * 10_000).count('"') == QUERY_CHARACTERS


@given(st.text())
def test_snippets_read_as_written(text):
    written = " ".join(text.replace("\u200b", "").replace("\0", " ").split())
    assert readable(indexed(text)) == written


@given(st.text())
def test_expressions_are_quoted_phrases_and_nothing_else(typed):
    expression = match_expression(typed)
    assert "\0" not in expression
    outside = expression.replace('""', "").split('"')[::2]
    assert set("".join(outside)) <= {"*", " "}
