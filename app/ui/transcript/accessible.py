"""What a screen reader is told: messages and blocks as readable text, formulas spoken in words.

A widget with ``spoken_role`` and ``spoken()`` is shown to assistive technology as one thing whose
name is what it says. The words are made when they are asked for: most people never ask.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from app import i18n
from app.domain import mathtext
from app.domain.blocks import TASK_DONE, TASK_OPEN, Document, Math
from app.domain.chat import Message, Role
from app.domain.verdict import Judgement
from app.i18n import tr
from app.tutor.verdicts import why


class _Spoken(QAccessibleWidget):
    """A widget whose name is what it says."""

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Name:
            widget: Any = self.object()
            return str(widget.spoken())
        return super().text(kind)


def _interface(_class_name: str, thing: QObject) -> QAccessibleWidget | None:
    role = getattr(thing, "spoken_role", None)
    return _Spoken(thing, role) if isinstance(thing, QWidget) and role is not None else None


@cache
def install() -> None:
    """Let Qt ask us for the interfaces of such widgets; once for the program."""
    QAccessible.installFactory(_interface)


def formula(tex: str) -> str:
    """A formula in words, in the language in use."""
    from app.domain.speech import spoken

    return spoken(tex, i18n.language())


def readable(document: Document) -> str:
    """A document in words."""
    text = mathtext.plain(document, formula=_in_words)
    done, to_do = tr("reading.task_done"), tr("reading.task_open")
    return text.replace(f"- {TASK_OPEN}", to_do).replace(f"- {TASK_DONE}", done)


def _in_words(math: Math) -> str:
    return formula(math.tex)


def message_text(message: Message) -> str:
    """A message with who says it."""
    if message.role is Role.USER:
        text = readable(mathtext.parse(mathtext.with_line_breaks(message.text)))
        return tr("reading.you_say", text=text)
    said = [readable(mathtext.parse(message.text))]
    if message.judgement is not None and message.judgement.tells:
        said.append(verdict_text(message.judgement))
    return tr("reading.lemma_says", text="\n".join(filter(None, said)))


def verdict_text(judgement: Judgement) -> str:
    """What was found out about an answer, in a sentence."""
    from app.ui.transcript.verdict import word

    verdict = judgement.verdict
    return tr("transcript.verdict_name", verdict=word(verdict.status), why=why(verdict))


def announce(widget: QWidget, said: Callable[[], str]) -> None:
    """Say something that happened, to those who listen."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, said()))
