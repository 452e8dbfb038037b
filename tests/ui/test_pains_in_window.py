"""What people suffered from elsewhere, as it is seen in the window (the list: CONTRIBUTING.md).

The server is scripted, because only a script says the wrong thing every time; window, storage and
typesetter are real. Rows that have their test in the window's other files are not repeated.
"""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTextEdit, QWidget
from support.gui import answered, ask, child, click, press, until
from support.scripted_gui import labels, play_scripted
from support.scripted_server import (
    DONE,
    HANG,
    STREAM_HEAD,
    ScriptedServer,
    delta,
    event,
    reply,
)

from app.domain.blocks import Math
from app.domain.mathtext import formulas, parse
from app.domain.prompt import DIRECTIVES
from app.i18n import tr
from app.typeset.formula import Formula

FORMULA = "\ufffc"  # what stands for a formula in the text of a document
THINKING = [
    STREAM_HEAD,
    event({"id": "a-1", "choices": [{"delta": {"reasoning_content": "Hm. "}}]}),
]
CODE = r"```python" "\n" r'price = "$5"  # \(x\) and \[y\]' "\n```"


def said(*texts: str) -> list[bytes]:
    return [STREAM_HEAD, *(delta(content=text) for text in texts), delta(finish="stop"), DONE]


@pytest.fixture
def show(qapp, data):
    """What the answer's texts show when a model writes this, all its formulas being set."""

    def play(text: str) -> str:
        shown: list[str] = []

        async def scenario(application):
            await ask(application, "Why?")
            await answered(application)
            wanted = formulas(parse(text, final=True))
            await until(lambda: all(is_set(application.typesetter, math) for math in wanted))
            answer = child(application.window, QWidget, "answer")
            shown.extend(view.toPlainText() for view in answer.findChildren(QTextEdit))

        pieces = [text[at : at + 3] for at in range(0, len(text), 3)]  # as tokens come
        play_scripted(qapp, data, scenario, said(*pieces))
        return "\n".join(shown)

    return play


def is_set(typesetter, math: Math) -> bool:
    return isinstance(typesetter.cached(math.tex, display=math.display), Formula)


def test_pain_01_every_delimiter_becomes_a_formula(show):
    text = r"The root \(x_1\) of **\(f\)** is $2$:" "\n" r"\[x_1^2 = 4\]" "\n- so \\(x_1 > 0\\)"
    seen = show(text)
    assert seen.count(FORMULA) == 4
    assert not set("\\$()[]") & set(seen)


def test_pain_02_money_and_code_stay_as_written(show):
    seen = show("A pen for $5 and a book for $7; " r"$12\times12$ tiles." f"\n\n{CODE}")
    assert "A pen for $5 and a book for $7; " in seen
    assert seen.count(FORMULA) == 1
    assert CODE.split("\n")[1] in seen


def test_pain_03_environments_with_row_spacing_are_set(show):
    rows = [
        r"\[\begin{pmatrix} 2 & -1 \\[4pt] 1 & 1 \end{pmatrix}\]",
        r"$$f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}$$",
        "\\begin{align}\na &= b \\\\[2pt]\n &= c\n\\end{align}",
        r"\[\boxed{x = 2} \tag{1}\]",
    ]
    assert show("So\n\n" + "\n\n".join(rows)).strip() == "So"


def test_pain_08_an_answer_that_repeats_itself_is_ended_and_can_be_asked_again(qapp, data):
    end = {"choices": [{"delta": {}, "finish_reason": "length", "stop_reason": "cycle"}]}
    loop = [STREAM_HEAD, delta(content="9.11 > 9.8? " * 3), event(end), DONE]

    async def scenario(application):
        await ask(application, "9.11 和 9.8 谁大")
        await answered(application)
        await until(lambda: tr("transcript.cycle") in labels(application))
        click(child(application.window, QPushButton, "again-2"))
        await until(lambda: application.window.chat.last_message_id == 3)
        await answered(application)
        assert tr("transcript.cycle") not in labels(application)

    play_scripted(qapp, data, scenario, loop, said("9.8"))


def test_pain_09_a_click_ends_the_thinking_without_ending_the_answer(qapp, data):
    server = ScriptedServer()

    async def scenario(application):
        await ask(application, "2+2?")
        button = child(application.window, QPushButton, "answerNow")
        await until(button.isVisible)
        click(button)
        await until(lambda: len(server.requests) == 2)
        assert "/lemma/answer_now" in server.requests[1][0]
        assert server.body() == {"id": "a-1"}
        assert application.window.chat.running is not None
        press(application.window, Qt.Key.Key_Escape)
        await answered(application)

    scripts = ([*THINKING, HANG], [reply(b"{}")])
    play_scripted(qapp, data, scenario, *scripts, server=server)


def test_pain_10_a_second_question_goes_without_the_thoughts_of_the_first(qapp, data):
    server = ScriptedServer()
    script = [*THINKING, delta(content="4"), delta(finish="stop"), DONE]

    async def scenario(application):
        for question in ("2+2?", "3+3?"):
            await ask(application, question)
            await answered(application)
        sent = server.body()["messages"]
        assert [message["role"] for message in sent] == ["user", "assistant", "user"]
        assert sent[1]["content"] == "4"
        assert "Hm." not in str(sent)

    play_scripted(qapp, data, scenario, script, server=server)


@pytest.mark.parametrize(("question", "code"), [("Solve 2x = 4", "en"), ("解方程 2x = 4", "zh")])
def test_pain_12_a_question_is_sent_with_words_of_its_language(qapp, data, question, code):
    server = ScriptedServer()

    async def scenario(application):
        await ask(application, question)
        await answered(application)
        assert server.body()["messages"][-1]["content"] == f"{question}\n{DIRECTIVES[code]}"

    play_scripted(qapp, data, scenario, said("2"), server=server)
