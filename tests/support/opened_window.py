"""The real program with its window, which says what it has loaded once the window is open.

    python opened_window.py DATA_DIR

Standard output: one line of JSON, the names of all modules. It runs until it is told to end.
"""

import json
import sys
import threading
import time
from pathlib import Path

from app.__main__ import main

LOOK_EVERY_S = 0.01


def say_when_open(door: Path) -> None:
    """The door opens right after the window was shown."""
    while not door.exists():
        time.sleep(LOOK_EVERY_S)
    print(json.dumps(sorted(sys.modules)), flush=True)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    threading.Thread(target=say_when_open, args=[folder / "door.json"], daemon=True).start()
    sys.exit(main(["--data-dir", str(folder)]))
