"""HTML: one file, well-formed, every formula as MathML, nothing in it that could run."""

from html.parser import HTMLParser

import pytest

from app import i18n
from app.domain.chat import Chat, Conversation, Message, Role
from app.exchange.to_html import is_safe, to_html

VOID = {"meta", "br", "hr"}
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "section", "details", "summary"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "ul", "ol", "li", "blockquote", "pre"),
    *("code", "table", "thead", "tbody", "tr", "th", "td", "hr", "br", "a", "strong", "em", "del"),
    *("b", "math", "semantics", "annotation", "mrow", "mi", "mn", "mo", "mtext", "mspace"),
    *("mfrac", "msqrt", "mroot", "mstyle", "mpadded", "mphantom", "menclose", "msub", "msup"),
    *("msubsup", "munder", "mover", "munderover", "mmultiscripts", "mprescripts", "none"),
    *("mtable", "mtr", "mtd"),
}


class Reader(HTMLParser):
    """Checks that elements are closed in order; collects them and the text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.text, self.open = [], "", []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] not in (["style"], ["annotation"]):
            self.text += data

    def count(self, tag):
        return sum(name == tag for name, _ in self.elements)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_hard_conversation(chat, formulas, language):
    i18n.set_language(language)
    page = Reader(to_html(chat, formulas, thoughts=True, language=language))
    assert {tag for tag, _ in page.elements} <= ALLOWED
    assert page.elements[0] == ("html", {"lang": language})
    assert page.count("math") > 35
    assert page.count("math") == page.count("annotation")
    assert page.count("details") == 2
    assert page.count("ol") == 4
    assert '<script>alert("1")</script> 100% & #1' in page.text
    assert r"\(\undefinedthing{\)" in page.text
    assert [a["href"] for tag, a in page.elements if tag == "a"] == ["https://example.org/?a=1&b=2"]
    assert i18n.tr("exchange.note_cut") in page.text


def test_no_attribute_can_run_or_load(chat, formulas):
    page = Reader(to_html(chat, formulas, thoughts=True, language="en"))
    names = {name for _, attributes in page.elements for name in attributes}
    assert not [name for name in names if name.startswith("on") or name in ("src", "style")]


HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt&colon;alert(1))",
    "[a](data:text/html,<script>1</script>)",
    '[a](https://x/"onmouseover="alert(1))',
    "![i](https://x/y.png)",
    r"\(\href{javascript:alert(1)}{x}\)",
    r"\(\text{</annotation><script>alert(1)</script>}\)",
    r"\(\class{x\" onclick=\"alert(1)}{y}\)",
    r"\(\color{red;background:url(//x)}{y}\)",
    r"\(\unicode{x3c}script\unicode{x3e}\)",
    '```"><script>alert(1)</script>\ncode\n```',
    "|a|\n|-|\n|<svg onload=alert(1)>|",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("role", [Role.USER, Role.ASSISTANT])
def test_what_a_model_writes_stays_text(formulas, text, role):
    message = Message(1, 1, None, role, text, reasoning=text, model=text)
    chat = Chat(Conversation(1, text, 1.0, 1.0, 1), (message,))
    page = Reader(to_html(chat, formulas, thoughts=True, language="en"))
    assert {tag for tag, _ in page.elements} <= ALLOWED - {"script"}
    for tag, attributes in page.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert tag != "a" or is_safe(attributes["href"])


def test_addresses_that_may_be_opened():
    assert all(map(is_safe, ("https://a.b", " mailto:a@b ")))
    assert not any(map(is_safe, ("javascript:1", "java\nscript:1", "//a", "a", "http://[", "")))
