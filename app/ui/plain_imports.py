"""The import statement without the search that Qt's bindings add to it.

Importing PySide6 puts a function of its own in place of ``builtins.__import__``. From then on it
reads the source of every module that is imported and searches it for "PySide6", to serve those
that write ``from __feature__ import …``. Nothing of this program does, and with some four hundred
modules that would be a sixth of the time until the window is there.
"""

import builtins

import PySide6.QtCore  # noqa: F401  # must have replaced it before we put it back


def restore() -> None:
    """Import modules without reading their sources from now on; may be called again."""
    # What the bindings have replaced stands under this name; if it should not, all stays as it is.
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
