"""Lemma: a private mathematics tutor on the pupil's own computer.

Rule of this folder: imports go one way (see docs/architecture.md, checked by import-linter),
no module does work at import time, and ``__main__`` is the only place that puts parts together.
"""

__version__ = "0.1.0"
