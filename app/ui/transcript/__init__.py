"""The transcript: messages as typeset documents in Qt widgets, no browser engine.

Rule of this folder: draws values of ``app.domain.blocks`` and ``app.typeset.formula`` and reports
wishes as signals; knows nothing of storage, models or use cases. From the inside out: ``look`` and
``formulas`` (what everything is drawn with), ``inline`` and ``prose`` (running text), ``blocks``
(formulas, code, tables, quotes), ``document`` (a column of blocks), ``message``, ``column`` (of
messages), ``view``.
"""

from app.ui.transcript.view import Transcript

__all__ = ["Transcript"]
