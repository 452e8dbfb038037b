"""Where things are: the program's own resources, and the data of the person who uses it.

``DataDir`` is a value that the composition root makes once and hands down; no other module asks the
operating system for a folder.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
PROGRAM_ROOT = RESOURCES.parent

DATA_DIR_VARIABLE = "LEMMA_DATA_DIR"
PRIVATE_DIR_MODE = 0o700
PRIVATE_FILE_MODE = 0o600


@dataclass(frozen=True)
class DataDir:
    """The folder that holds everything of one person; made with mode 0700 by ``create``."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "lemma.sqlite3"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def catalogue(self) -> Path:
        """A ``models.toml`` of the person's own, which adds to the program's."""
        return self.root / "models.toml"

    @property
    def threads(self) -> Path:
        """How many threads each model was measured to decode best with."""
        return self.root / "threads.json"

    @property
    def reading(self) -> Path:
        """Where each conversation was left."""
        return self.root / "reading_places.json"

    @property
    def models(self) -> Path:
        return self.root / "models"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def window(self) -> Path:
        """Where the window was, and what it showed."""
        return self.root / "window.json"

    @property
    def door(self) -> Path:
        """Where a window that is open can be reached by a second start."""
        return self.root / "door.json"

    @property
    def reports(self) -> Path:
        """What crashes left."""
        return self.root / "reports"

    def create(self) -> "DataDir":
        """Make the folders that are missing, readable by their owner alone."""
        for folder in (self.root, self.models, self.backups, self.logs):
            folder.mkdir(mode=PRIVATE_DIR_MODE, parents=True, exist_ok=True)
        self.root.chmod(PRIVATE_DIR_MODE)
        return self


def data_dir(chosen: str | None = None) -> DataDir:
    """``chosen``, else $LEMMA_DATA_DIR, else where this desktop keeps a program's data."""
    root = chosen or os.environ.get(DATA_DIR_VARIABLE) or platformdirs.user_data_dir("Lemma", False)
    return DataDir(Path(root).expanduser().absolute())
