"""A reasoning answer in the window: thoughts open and counting, then folded; the answer typeset.

The server is scripted, because the small real model does not reason; everything else is real.
"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from support.gui import answered, ask, child, click, press, until
from support.scripted_gui import labels, play_scripted
from support.scripted_server import DONE, HANG, STREAM_HEAD, delta

from app.i18n import tr
from app.ui.transcript.display import FormulaView

THOUGHTS = ["Let me ", "factor \\(x^2", " - 5x + 6\\).\n\n$$(x-2)", "(x-3) = 0$$\n"]
ANSWER = ["The roots are\n\n\\[x_1 = 2", ", \\quad x_2 = 3\\]\n\nso ", "$\\boxed{2, 3}$."]
THINKING = [STREAM_HEAD, *(delta(reasoning_content=text) for text in THOUGHTS)]
WHOLE = [*THINKING, *(delta(content=text) for text in ANSWER), delta(finish="stop"), DONE]


@pytest.fixture
def scenario_with(qapp, data):
    """Plays a scenario against a server with this script."""
    return lambda script, scenario: play_scripted(qapp, data, scenario, script)


def heading(application):
    return child(application.window, QAbstractButton, "reasoningHeading")


def formulas(application, place):
    return child(application.window, QWidget, place).findChildren(FormulaView)


def test_pain_05_thoughts_are_open_and_counted_while_they_come(scenario_with):
    async def scenario(application):
        await ask(application, "Solve x² − 5x + 6 = 0")
        await until(lambda: heading(application).isVisible())
        await until(lambda: tr("transcript.thinking", seconds=1) in heading(application).text())
        assert formulas(application, "reasoning"), "the thoughts are typeset too"
        press(application.window, Qt.Key.Key_Escape)
        await answered(application)

    scenario_with([*THINKING, HANG], scenario)


def test_the_answer_is_typeset_and_the_thoughts_are_folded(scenario_with):
    async def scenario(application):
        await ask(application, "Solve x² − 5x + 6 = 0")
        await answered(application)
        await until(lambda: formulas(application, "answer"))
        assert not formulas(application, "reasoning") or not any(
            view.isVisible() for view in formulas(application, "reasoning")
        )
        assert tr("transcript.thought_short") in heading(application).text()
        click(heading(application))
        await until(lambda: any(view.isVisible() for view in formulas(application, "reasoning")))
        turns = await application.program.conversations.turns(
            application.window.chat.conversation_id
        )
        assert turns[1].message.text == "".join(ANSWER)
        assert turns[1].message.reasoning == "".join(THOUGHTS)

    scenario_with(WHOLE, scenario)


def test_pain_07_thoughts_without_an_answer_are_said_so(scenario_with):
    async def scenario(application):
        await ask(application, "2+2?")
        await answered(application)
        sentence = tr("transcript.no_answer")
        await until(lambda: sentence in labels(application))

    scenario_with([*THINKING, delta(finish="stop"), DONE], scenario)


def test_pain_06_a_thought_that_looked_like_an_answer_is_folded_when_it_ends(scenario_with):
    thoughts = [delta(content=text) for text in THOUGHTS]
    told = [delta(content=text) for text in ("</think>\n", *ANSWER)]

    async def scenario(application):
        await ask(application, "Solve x² − 5x + 6 = 0")
        await answered(application)
        await until(lambda: heading(application).isVisible())
        turns = await application.program.conversations.turns(
            application.window.chat.conversation_id
        )
        assert turns[1].message.text == "".join(ANSWER)
        assert turns[1].message.reasoning == "".join(THOUGHTS).removesuffix("\n")
        assert tr("transcript.thought_short") in heading(application).text()

    scenario_with([STREAM_HEAD, *thoughts, *told, delta(finish="stop"), DONE], scenario)
