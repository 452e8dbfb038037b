"""The program as it is installed: the demo answers at once, truly, in both languages."""

import asyncio
import time
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from support.gui import answered, ask, child, click, play, until

from app.domain.answers import boxed
from app.domain.chat import Status
from app.domain.equality import same
from app.settings import Settings, load
from app.tutor.room import RoomState
from app.ui.transcript.display import FormulaView

#: The likeliest answer always: what is tested here is the program.
FRESH = Settings(language="en", theme="light", temperature=0.0)
FIRST_TOKEN_S = 5.0  # half a second on an idle computer, see bench/; tests run on busy ones


@pytest.fixture
def run(qapp, data):
    """Play a scenario on this test's data folder; call it again to reopen the program."""
    return lambda scenario, settings=FRESH: play(qapp, data, scenario, settings)


def formulas(window, place):
    return child(window, QWidget, place).findChildren(FormulaView)


async def last_answer(application):
    await answered(application)
    chat = application.window.chat
    turns = await application.program.conversations.turns(chat.conversation_id)
    return turns[-1].message


def test_first_start_question_answer_and_reopening(run, data):
    async def first(application):
        window = application.window
        await until(lambda: application.program.room.state is RoomState.READY, 60)
        assert window.pages.currentWidget() is window.chat
        assert window.chat.demo_note.isVisible()
        await ask(application, "Solve x^2 - 5x + 6 = 0")
        began = time.monotonic()
        await until(lambda: window.chat.running is None or window.chat.running.reasoning)
        assert time.monotonic() - began < FIRST_TOKEN_S
        answer = await last_answer(application)
        assert answer.status is Status.COMPLETE
        assert answer.reasoning
        assert "<think>" not in answer.text + answer.reasoning
        assert same(boxed(answer.text), "x_1=2,x_2=3")
        await until(lambda: formulas(window, "answer"))
        assert not any(view.isVisible() for view in formulas(window, "reasoning")), "folded"

    async def again(application):
        window = application.window
        await until(lambda: window.chat.last_message_id is not None)
        turns = await application.program.conversations.turns(window.chat.conversation_id)
        assert turns[0].message.text == "Solve x^2 - 5x + 6 = 0"
        assert same(boxed(turns[1].message.text), "x=2,x=3")

    run(first)
    run(again, replace(load(data.settings)))


CONVERSATION = (
    ("347 + 285", "632"),
    ("请解方程：x² - 5x + 6 = 0，并给出详细步骤。", "x_1=2,x_2=3"),
    ("求 f(x) = x^3 - 4x 的导数", "3x^2-4"),
)


def test_a_conversation_of_several_turns_in_two_languages(run):
    async def scenario(application):
        for question, expected in CONVERSATION:
            await ask(application, question)
            answer = await last_answer(application)
            assert same(boxed(answer.text) or "", expected), answer.text

    run(scenario)


CLASSICAL = (
    (
        r"请逐步推理，并将最终答案放在\boxed{}内。已知 f(x) = x^2 + 2x + 1，求 f(3) 的值。",
        "16",
    ),
    ("请解方程：x² - 5x + 6 = 0，并给出详细步骤。", "x=2,x=3"),
    ("Solve x^2 - 5x + 6 = 0", "x=2,x=3"),
)


@pytest.mark.parametrize(("question", "expected"), CLASSICAL)
def test_the_classical_prompts_work_word_for_word(run, question, expected):
    async def scenario(application):
        await ask(application, question)
        answer = await last_answer(application)
        assert same(boxed(answer.text), expected), answer.text

    run(scenario)


@pytest.mark.parametrize(
    ("question", "words"), [("Who was Napoleon?", "demo"), ("给我讲个故事", "演示")]
)
def test_anything_else_is_declined_in_the_language_of_the_question(run, question, words):
    async def scenario(application):
        await ask(application, question)
        answer = await last_answer(application)
        assert answer.status is Status.COMPLETE
        assert words in answer.text
        assert boxed(answer.text) is None

    run(scenario)


def test_the_note_leads_to_the_models_and_goes_with_the_demo(run, smollm2):
    async def scenario(application):
        window, program = application.window, application.program
        click(child(window, QPushButton, "demoModelsButton"))
        assert window.pages.currentWidget() is window.models
        window.models.settle()
        assert not child(window, QPushButton, "remove-demo").isVisible()
        assert child(window, QPushButton, "download-r1-distill-qwen-1.5b-q4_k_m").isVisible()
        program.save_settings(program.changed_settings(model=str(smollm2)))
        await asyncio.sleep(0)
        assert window.chat.demo_note.isHidden()

    run(scenario)
