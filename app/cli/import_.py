"""Take in conversations: an export of Lemma, ChatGPT, Open WebUI or Jan."""

import argparse
from pathlib import Path

from app.cli import interrupts
from app.paths import DataDir
from app.tutor.exchange import Exchange
from app.tutor.observable import Changed
from app.tutor.storage import Storage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="a JSON file, a ZIP archive or a folder")


def run(args: argparse.Namespace, data: DataDir) -> int:
    """Import and say what came of it.

    Raises:
        ExchangeError: nothing of the file can be read.
        StoreError: the conversations cannot be opened, or not be kept.
    """
    storage = Storage.open(data.database, data.backups)
    try:
        taken = interrupts.run(Exchange(storage, Changed()).take_in(args.file))
    finally:
        storage.close()
    print(taken.sentence())
    return 0
