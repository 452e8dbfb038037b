"""The forms that conversations leave in, and the names of their files.

All that is heavy about exporting is imported here; import this module where something is exported.
"""

from collections.abc import Sequence

from app import i18n
from app.domain.blocks import Math
from app.domain.chat import Chat
from app.exchange import own
from app.exchange.files import file_name, free_name
from app.exchange.formats import Format
from app.exchange.formulas import Formulas, WrittenFormula
from app.exchange.page import Page, page
from app.exchange.to_html import to_html
from app.exchange.to_latex import to_latex
from app.exchange.to_markdown import to_markdown
from app.exchange.to_word import to_word
from app.typeset.typesetter import Typesetter, Written

__all__ = ["Page", "file_name", "free_name", "page", "written"]


def written(
    chats: Sequence[Chat], as_format: Format, typesetter: Typesetter, thoughts: bool
) -> bytes:
    """The file of one conversation, or of several as JSON."""
    if as_format is Format.JSON:
        return own.to_json(chats)
    [chat] = chats
    formulas = _formulas(typesetter)
    language = i18n.language()
    match as_format:
        case Format.MARKDOWN:
            text = to_markdown(chat, thoughts=thoughts)
        case Format.HTML:
            text = to_html(chat, formulas, thoughts=thoughts, language=language)
        case Format.LATEX:
            text = to_latex(chat, formulas, thoughts=thoughts)
        case Format.WORD:
            return to_word(chat, formulas, thoughts=thoughts, language=language)
        case _:
            raise AssertionError(f"{as_format} is not written here")
    return text.encode("utf-8", "replace")


def _formulas(typesetter: Typesetter) -> Formulas:
    def formula(math: Math) -> WrittenFormula | None:
        found = typesetter.written(math.tex, display=math.display).result()
        return found if isinstance(found, Written) else None

    return formula
