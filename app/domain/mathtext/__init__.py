r"""Text as chat models write it, read into blocks: Markdown with mathematics.

Three steps, one module each: ``cutting`` takes mathematics and code out, ``structure`` finds the
blocks of what is left, ``spans`` reads their words and puts the pieces back. Every text has a
reading; nothing is raised. Time grows with the length of the text.
"""

from app.domain.mathtext.document import Incremental, formulas, parse, plain, with_line_breaks
from app.domain.mathtext.places import with_delimiters

__all__ = ["Incremental", "formulas", "parse", "plain", "with_delimiters", "with_line_breaks"]
