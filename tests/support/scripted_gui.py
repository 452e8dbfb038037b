"""The real window in front of a scripted server."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtWidgets import QApplication, QLabel
from support.gui import QUICK, Scenario, play
from support.scripted_server import ScriptedServer

from app.paths import DataDir
from app.ui.application import Application

REMOTE = replace(
    QUICK, model="", source="endpoint", endpoint_url="http://127.0.0.1:9", endpoint_model="any"
)


def play_scripted(
    qapp: QApplication,
    data: DataDir,
    scenario: Scenario,
    *scripts: Sequence[bytes | None],
    server: ScriptedServer | None = None,
) -> None:
    """Run ``scenario`` where each question is answered by the next script, the last repeating."""
    answering = server or ScriptedServer()

    async def with_server(application: Application) -> None:
        await answering.open()
        answering.answers(*scripts)
        changed = application.program.changed_settings(endpoint_url=answering.address)
        application.change_settings(changed)
        try:
            await scenario(application)
        finally:
            await answering.close()

    play(qapp, data, with_server, REMOTE)


def labels(application: Application) -> list[str]:
    """What stands in the labels of the window."""
    return [label.text() for label in application.window.findChildren(QLabel)]
