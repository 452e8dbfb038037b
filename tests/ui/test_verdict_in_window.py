"""Verdicts and votes in the window: asked, seen, tried again, kept, there at the next start.

The server is scripted, because small real models do not box their answers; one test has the real
checker, the others a judge that says what they need.
"""

import asyncio
import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QPushButton, QWidget
from support.gui import QUICK, answered, ask, child, click, play, press, until
from support.judges import ScriptedJudge
from support.scripted_server import DONE, HANG, STREAM_HEAD, ScriptedServer, delta, event

from app.__main__ import checker_command
from app.client.judge import Judge
from app.domain.verdict import Claim, Status
from app.i18n import tr
from app.settings import load

QUESTION = "Solve x^2 - 5x + 6 = 0."
WRONG = "$2+2=5$, so\n\n$\\boxed{x=2}$"
RIGHT = "$\\boxed{x=2, x=3}$"
REMOTE = replace(
    QUICK, model="", source="endpoint", endpoint_url="http://127.0.0.1:9", endpoint_model="any"
)


def says(text: str) -> list[bytes]:
    return [STREAM_HEAD, delta(content=text), delta(finish="stop"), DONE]


def wave(*answers: str, hangs: bool = False) -> list[bytes | None]:
    """A reply with several answers."""
    events = [
        {"index": i, "delta": {"content": rf"\boxed{{{a}}}"}, "finish_reason": "stop"}
        for i, a in enumerate(answers)
    ]
    pieces = [event({"choices": [choice]}) for choice in events]
    return [STREAM_HEAD, *pieces, HANG if hangs else DONE]


@pytest.fixture
def judge():
    made = ScriptedJudge()
    made.statuses = {"x=2": Status.CONTRADICTED, "x=2, x=3": Status.VERIFIED}
    return made


@pytest.fixture
def run(qapp, data, judge):
    """Plays a scenario with a server that answers by these scripts."""

    def run(scenario, *scripts, settings=REMOTE, judge=lambda: judge):
        async def with_server(application):
            server = ScriptedServer()
            await server.open()
            server.answers(*(scripts or [says(WRONG)]))
            changed = application.program.changed_settings(endpoint_url=server.address)
            application.change_settings(changed)
            try:
                await scenario(application, server)
            finally:
                await server.close()

        play(qapp, data, with_server, settings, judge)

    return run


class Listening(ScriptedJudge):
    """Notes what it is asked."""

    def __init__(self, asked):
        super().__init__()
        self.asked = asked


def shown(application, kind, name):
    """The widgets of this name that can be seen."""
    found = application.window.findChildren(kind, name)
    return [widget for widget in found if widget.isVisible()]


def badge(application):
    found = shown(application, QAbstractButton, "verdictBadge")
    return found[-1].text() if found else ""


def test_a_contradicted_answer_is_tried_again_with_the_finding(run, judge):
    judge.claims = (Claim(1, 6, False),)

    async def scenario(application, server):
        await ask(application, QUESTION)
        await answered(application)
        await until(lambda: badge(application) == tr("transcript.contradicted"))
        assert shown(application, QWidget, "wrongLine")
        judge.claims = ()
        click(shown(application, QPushButton, "retryWithFinding")[0])
        await until(lambda: badge(application) == tr("transcript.verified"))
        await answered(application)
        assert not shown(application, QWidget, "wrongLine")
        told = server.body()["messages"]
        assert [message["role"] for message in told] == ["user", "assistant", "user"]
        assert "x=2 by computing" in told[2]["content"]
        assert "2 / 2" in [label.text() for label in application.window.findChildren(QLabel)]

    run(scenario, says(WRONG), says(RIGHT))


def test_the_verdict_is_there_as_soon_as_the_box_closes(run):
    async def scenario(application, _server):
        await ask(application, QUESTION)
        await until(lambda: badge(application) == tr("transcript.verified"))
        assert application.window.chat.running is not None, "the answer still goes on"
        press(application.window, Qt.Key.Key_Escape)
        await answered(application)
        await until(lambda: badge(application) == tr("transcript.verified"))

    run(scenario, [STREAM_HEAD, delta(content=RIGHT), HANG])


def test_by_itself_if_so_set_in_the_settings(run, data):
    async def choose(application, _server):
        page = application.window.settings
        application.window.pages.setCurrentWidget(page)
        box = child(page, QComboBox, "retry_contradicted")
        box.setCurrentIndex(box.findData("auto"))
        box.activated.emit(box.currentIndex())
        await until(lambda: load(data.settings).retry_contradicted == "auto")
        application.window.pages.setCurrentWidget(application.window.chat)  # kept, too

    async def scenario(application, server):
        await ask(application, QUESTION)
        await until(lambda: badge(application) == tr("transcript.verified"))
        await answered(application)
        assert len(server.requests) == 2

    run(choose)
    run(scenario, says(WRONG), says(RIGHT), settings=replace(REMOTE, retry_contradicted="auto"))


def test_the_real_checker_and_the_next_start(run, data):
    def judge():
        return Judge(checker_command(), data.logs / "checker.log")

    async def first(application, _server):
        await ask(application, QUESTION)
        await answered(application)
        await until(lambda: badge(application), 60)
        assert badge(application) in {tr("transcript.verified"), tr("transcript.unchecked")}

    async def again(application, _server):
        await until(lambda: badge(application))

    asked: list[str] = []
    run(first, says(RIGHT), judge=judge)
    run(again, judge=lambda: Listening(asked))
    assert asked == [], "what was found out is kept"


def test_a_vote_is_shown_while_it_runs_and_kept(run, data):
    async def scenario(application, _server):
        chat = application.window.chat
        await ask(application, QUESTION)
        await answered(application)
        click(shown(application, QPushButton, f"vote-{chat.last_message_id}")[0])
        await until(lambda: shown(application, QAbstractButton, "candidate"))
        await until(lambda: not application.program.votes.running)
        await until(lambda: "5 of 6 agree." in heading(application))
        assert len(shown(application, QAbstractButton, "candidate")) == 2

    async def again(application, _server):
        await until(lambda: "5 of 6 agree." in heading(application))
        click(shown(application, QAbstractButton, "candidate")[0])
        await until(lambda: shown(application, QWidget, "path-2"))

    run(scenario, says("$\\boxed{7}$"), wave("8", "7", "7", "7", "7", "7", "9", "9"))
    run(again)


def heading(application):
    found = shown(application, QLabel, "votesHeading")
    return found[0].text() if found else ""


@pytest.mark.parametrize("by", ["button", "escape"])
def test_a_vote_can_be_stopped(run, by):
    async def scenario(application, server):
        chat = application.window.chat
        await ask(application, QUESTION)
        await answered(application)
        click(shown(application, QPushButton, f"vote-{chat.last_message_id}")[0])
        await until(lambda: re.search("2 of 8 answers", heading(application)))
        if by == "button":
            click(shown(application, QPushButton, "stopVote")[0])
        else:
            press(application.window, Qt.Key.Key_Escape)
        await asyncio.wait_for(server.hung_up.wait(), 2)
        await until(lambda: "2 of 2 agree." in heading(application))
        assert not shown(application, QPushButton, "stopVote")

    run(scenario, says("$\\boxed{7}$"), wave("7", "7", hangs=True))


def test_closing_the_window_while_all_is_under_way(run, judge):
    judge.delay_s = 60.0

    async def scenario(application, _server):
        chat = application.window.chat
        await ask(application, QUESTION)
        await answered(application)
        click(shown(application, QPushButton, f"vote-{chat.last_message_id}")[0])
        await until(lambda: application.program.votes.running)

    run(scenario, says(WRONG), wave("7", "7", hangs=True))
    assert judge.closed


def test_an_error_of_the_vote_is_said_above_the_composer(run):
    async def scenario(application, server):
        chat = application.window.chat
        await ask(application, QUESTION)
        await answered(application)
        await server.close()
        click(shown(application, QPushButton, f"vote-{chat.last_message_id}")[0])
        await until(lambda: chat.banner.isVisible())
        assert not application.program.votes.running
        await until(lambda: not shown(application, QWidget, "votes"))

    run(scenario, says(WRONG))


def test_the_badge_is_reached_by_the_keyboard(run):
    async def scenario(application, _server):
        await ask(application, QUESTION)
        await answered(application)
        await until(lambda: badge(application))
        found = shown(application, QAbstractButton, "verdictBadge")[0]
        found.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.keyClick(found, Qt.Key.Key_Space)
        assert shown(application, QLabel, "verdictReason")

    run(scenario, says(RIGHT))
