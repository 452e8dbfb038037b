"""Every error of the program, in one tree.

LemmaError
├── Cancelled                     somebody asked to stop; never shown as an error
└── UserFacingError               has a sentence for people, by key, in their language
    ├── UsageError                wrong command line or setting (exit status 2)
    ├── ModelError                a model file is missing, damaged, unknown or refuses to load
    ├── DownloadError             a model could not be fetched
    ├── EngineError               the local engine died, stalled, or cannot do what was asked
    ├── EndpointError             another server could not be reached or refused
    ├── StoreError                conversations cannot be read or written
    ├── ExchangeError             a conversation could not be exported, or a file not imported
    └── DocumentError             a file cannot go with a question

Only a ``UserFacingError`` reaches people: ``i18n.explain(error)`` gives its sentence. The key names
an entry of resources/translations; the values fill its placeholders. Everything else is a defect
and goes to the log.
"""

from typing import Any


class LemmaError(Exception):
    """Root of all errors that we raise ourselves."""


class Cancelled(LemmaError):
    """Somebody asked to stop."""


class UserFacingError(LemmaError):
    """An error with a sentence for people: ``key`` of the translations and its ``values``."""

    def __init__(self, key: str, /, **values: Any) -> None:
        self.key = key
        self.values = values
        super().__init__(key, values)

    def __str__(self) -> str:
        details = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.key}({details})"


class UsageError(UserFacingError):
    """The command line or a setting makes no sense."""


class ModelError(UserFacingError):
    """A model file is missing, damaged, unknown or refuses to load."""


class DownloadError(UserFacingError):
    """A model could not be fetched."""


class EngineError(UserFacingError):
    """The local engine died, stalled, or cannot do what was asked."""


class EndpointError(UserFacingError):
    """Another server could not be reached, or refused."""


class StoreError(UserFacingError):
    """Conversations cannot be read or written."""


class ExchangeError(UserFacingError):
    """A conversation could not be exported, or a file not imported."""


class DocumentError(UserFacingError):
    """A file cannot go with a question."""
