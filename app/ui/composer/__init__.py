"""Where a person writes.

frame       the box with its field, buttons, documents and preview: ``Composer``
editor      the text field
recall      earlier questions, walked through with the arrow keys
preview     typed mathematics, typeset
palette     signs and templates of formulas, to choose from
chips       the documents that go with the question
desk        what is remembered and read for it: the only one that knows ``tutor``
"""

from app.ui.composer.frame import Composer

__all__ = ["Composer"]
