"""The engines that the program under test has started itself."""

from contextlib import suppress

import psutil


def engines() -> list[psutil.Process]:
    """Supervised engines among our children; engines that tests share are not among them."""
    found = []
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess):  # a zombie has no command line
            if "--supervised" in process.cmdline():
                found.append(process)
    return found
