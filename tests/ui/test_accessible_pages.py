"""Every control of every page has a name that a screen reader can say, in both languages."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from support.accessibility import CONTROLS, nameless, things
from support.gui import child, play, press, until
from support.transcripts import question, turn

from app.domain.verdict import Judgement, Status, Verdict
from app.settings import Settings
from app.tutor.exchange import Format
from app.ui.export_dialog import ExportDialog

JUDGED = Judgement(Verdict(Status.UNCHECKED, "checker.no_answer"), extracted="2")
TURNS = [
    question(1, "Solve $x^2 = 4$"),
    turn(2, "So $x = \\pm 2$\n\n```python\nx = 2\n```", judgement=JUDGED, reasoning="Hm $a$"),
]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_control_has_a_name(qapp, data, language):
    async def scenario(application):
        window = application.window
        chat = window.chat
        await until(lambda: window.pages.currentWidget() is window.models)
        seen, bad = [], []
        for page in (window.models, window.settings, chat):
            window.pages.setCurrentWidget(page)
            seen += check(window, bad)
        chat.transcript.show_turns(TURNS)
        chat._views.setCurrentWidget(chat.transcript)
        chat.banner.say("Something", action="Undo")
        await until(lambda: not chat.transcript.is_waiting)
        press(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
        seen += check(window, bad)
        assert {"_Field findField", "IconButton findNext", "IconButton copy-2"} <= set(seen)
        stops = tab_stops(window)
        places = [
            stops.index(widget)
            for widget in (
                window.sidebar.new_button,
                window.sidebar.settings_button,
                window.model_button,
                chat.transcript,
                chat.composer.editor,
            )
        ]
        assert places == sorted(places)
        dialog = ExportDialog("Title", window)
        dialog.show()
        check(dialog, bad)
        assert child(dialog, QAbstractButton, f"export-{next(iter(Format))}")
        dialog.close()
        chat.transcript.show_turns([])
        assert bad == []

    play(qapp, data, scenario, replace(Settings(), language=language, model=""))


def tab_stops(window):
    """What Tab comes to, from the first button of the sidebar on."""
    found = [window.sidebar.new_button]
    while (after := found[-1].nextInFocusChain()) is not found[0]:
        found.append(after)
    return [w for w in found if w.isVisible() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]


def check(window, bad):
    bad += nameless(window)
    return [who for role, _, who in things(window) if role in CONTROLS]
