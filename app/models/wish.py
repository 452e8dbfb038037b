"""What a person means by a model: the id of an installed one (the demo too), or a file's path."""

from pathlib import Path

from app.errors import ModelError
from app.models import names
from app.models.library import Installed, Library

#: The small model that comes with the program, in the catalogue.
DEMO = "demo"


def find(library: Library, wish: str) -> Installed | None:
    """The model that ``wish`` means; None if there is no such model or file."""
    if (installed := library.find(wish)) is not None:
        return installed
    path = Path(wish).expanduser()
    if not path.is_file():
        return None
    called = names.one_line(path.stem)
    return Installed(id=wish, name=called, path=path, bytes=path.stat().st_size, sha256="")


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
