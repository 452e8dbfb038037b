"""The real program with its window, which says what it has loaded once the window is open.

    python opened_window.py DATA_DIR

Standard output: one line of JSON, the names of all modules, of the function that imports, and how
many objects no collection of garbage looks at. It runs until it is told to end.
"""

import builtins
import gc
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
    told = {
        "modules": sorted(sys.modules),
        "import": builtins.__import__.__name__,
        "frozen": gc.get_freeze_count(),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    threading.Thread(target=say_when_open, args=[folder / "door.json"], daemon=True).start()
    sys.exit(main(["--data-dir", str(folder)]))
