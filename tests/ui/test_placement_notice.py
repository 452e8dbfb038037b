"""What a person should know of how the model runs stands in the window, once."""

import pytest
from support.gui import QUICK, play

from app.tutor.room import Room

pytestmark = pytest.mark.usefixtures("smollm2")


def test_pain_16_a_step_down_is_said_in_the_banner(qapp, data, monkeypatch):
    told = "R1 did not load with 32768 tokens of context, so it was started again with 8192."
    monkeypatch.setattr(Room, "notice", told)
    monkeypatch.setattr(Room, "placement", "Runs wholly on RTX 2060.")

    async def scenario(application):
        window = application.window
        application.program.room.changed.emit()
        assert window.chat.banner.text == told
        assert window.status.who.toolTip() == "Runs wholly on RTX 2060."
        window.chat.banner.dismiss()
        application.program.room.changed.emit()
        assert window.chat.banner.isHidden()

    play(qapp, data, scenario, QUICK)
