"""The formats that a conversation can be exported as."""

from enum import StrEnum


class Format(StrEnum):
    """The value is the name on the command line and the ending of the file."""

    MARKDOWN = "md"
    HTML = "html"
    PDF = "pdf"
    LATEX = "tex"
    WORD = "docx"
    JSON = "json"
