"""Documents within a question's text: put in, taken out, never mistaken for anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import mathtext, page_choice
from app.domain.attached import Attachment, compose, name_of, split, words_of
from app.domain.blocks import Code
from app.domain.documents import estimated_tokens

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)) | st.just("\n"))
NAMES = st.text(st.sampled_from("ab .`\n解-1,"), min_size=1, max_size=12)


@given(st.lists(st.tuples(NAMES, TEXTS | st.just("```\n````x\n```")), max_size=3), TEXTS)
def test_what_is_put_in_comes_out(documents, words):
    attachments = [Attachment(name, text) for name, text in documents]
    text = compose(attachments, f"?{words}")
    found, left = split(text)
    assert left == f"?{words}"
    assert [a.text.rstrip() for a in found] == [a.text.rstrip() for a in attachments]
    assert compose(found, left) == text


def test_pages_and_a_lost_last_line_break():
    text = compose([Attachment("a b.pdf", "x", "1-3, 7")], "")
    for shown in (text, text.rstrip()):
        (attachment,), words = split(shown)
        assert (attachment.name, attachment.pages, words) == ("a b.pdf", "1-3, 7", "")


def test_other_questions_have_no_documents():
    for text in ("solve x", "```python\nx\n```\nwhy?", "```attachment a\nno end"):
        assert split(text) == ((), text)


def test_a_question_is_called_by_its_words_or_its_document():
    document = Attachment("sheet.pdf", "text")
    assert name_of(compose([document], "Solve 3")) == "Solve 3"
    assert name_of(compose([document], " ")) == "sheet.pdf"
    assert words_of(compose([document], "Solve 3")) == "Solve 3"


def test_elsewhere_a_document_is_a_block_of_code():
    text = compose([Attachment("a.md", "```\n$x$\n```")], "Why?")
    code, *_ = mathtext.parse(text)
    assert code == Code("```\n$x$\n```", "attachment")


def test_a_cut_keeps_whole_lines_and_says_so():
    cut = Attachment("a", "line\n" * 100).cut(63)
    assert cut.is_cut
    assert cut.text == "line\n" * 11 + "[…]"
    assert not Attachment("a", "short").cut(63).is_cut


@pytest.mark.parametrize(
    ("choice", "pages"),
    [
        ("", (1, 2, 3, 4, 5, 6, 7)),
        ("1-3, 7", (1, 2, 3, 7)),
        ("3 - 1；5、5", (1, 2, 3, 5)),
        ("6-900", (6, 7)),
        ("2至3", (2, 3)),
    ],
)
def test_pages_are_chosen_as_people_write_them(choice, pages):
    assert page_choice.read(choice, 7) == pages


@pytest.mark.parametrize("choice", ["x", "1-", "8-9", "1.5", "-3", "1-2-3"])
def test_no_choice_of_pages(choice):
    with pytest.raises(ValueError):
        page_choice.read(choice, 7)


def test_a_choice_is_written_short():
    assert page_choice.written((1, 2, 3, 7, 9, 10)) == "1-3, 7, 9-10"


def test_tokens_are_estimated_by_script():
    assert 20 <= estimated_tokens("Find the derivative of the function, please. " * 2) <= 35
    assert estimated_tokens("12345678") == 8
    assert 6 <= estimated_tokens("求函数的导数和极值") <= 9
