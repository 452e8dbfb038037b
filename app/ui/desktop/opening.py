"""Files that somebody gave to the program: on its command line, or dropped on its icon."""

from collections.abc import Sequence
from pathlib import Path

from app.errors import UserFacingError
from app.i18n import explain, listed, tr
from app.tutor.program import Program
from app.ui.main_window import MainWindow
from app.ui.tasks import spawn

CONVERSATIONS = frozenset({".json", ".zip"})
MODEL = ".gguf"


def open_files(paths: Sequence[Path], program: Program, window: MainWindow) -> None:
    """Take in conversations, offer to use a model, and name the rest, in the window's notice."""
    spawn(_open(paths, program, window))


async def _open(paths: Sequence[Path], program: Program, window: MainWindow) -> None:
    chats = [path for path in paths if path.suffix.lower() in CONVERSATIONS or path.is_dir()]
    models = [path for path in paths if path.suffix.lower() == MODEL]
    others = [path.name for path in paths if path not in (*chats, *models)]
    said = []
    for path in chats:
        window.notice.say(tr("ui.importing_conversations", name=path.name))
        said.append(await _taken_in(path, program))
    if others:
        said.append(tr("desktop.cannot_open", names=listed(others)))
    if said:
        window.notice.say("\n".join(said))
    if models:  # one question at a time
        window.models.import_requested.emit(models[0])


async def _taken_in(path: Path, program: Program) -> str:
    """What came of it, in a sentence."""
    try:
        return (await program.exchange.take_in(path)).sentence()
    except UserFacingError as error:
        return explain(error)
