"""What a person means by a model: the id of an installed one, "demo", or the path of a file."""

from pathlib import Path

import platformdirs

from app.errors import ModelError
from app.i18n import tr
from app.models import names
from app.models.library import Installed, Library
from app.paths import RESOURCES

DEMO = "demo"


def demo_file() -> Path | None:
    """The small model that comes with the program, or the one that its set-up has fetched."""
    folders = (RESOURCES / "demo", Path(platformdirs.user_cache_dir("lemma", False)) / "models")
    files = (file for folder in folders for file in sorted(folder.glob("*.gguf")))
    return next(files, None)


def find(library: Library, wish: str) -> Installed | None:
    """The model that ``wish`` means; None if there is no such model or file."""
    if (installed := library.find(wish)) is not None:
        return installed
    path = demo_file() if wish == DEMO else Path(wish).expanduser()
    if path is None or not path.is_file():
        return None
    name = tr("tutor.demo_name") if wish == DEMO else names.one_line(path.stem)
    return Installed(id=wish, name=name, path=path, bytes=path.stat().st_size, sha256="")


def get(library: Library, wish: str) -> Installed:
    """The model that ``wish`` means.

    Raises:
        ModelError: there is no such model or file.
    """
    found = find(library, wish)
    if found is None and library.catalogue.get(wish) is not None:
        raise ModelError("models.not_installed", id=wish)
    if found is None:
        raise ModelError("cli.usage_model", name=wish)
    return found
