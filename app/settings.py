"""What a person chose, declared once: name, type and default of each setting stand in ``Settings``.

``load`` never fails: an unreadable file is kept aside as ``settings.toml.bad`` and defaults are
used; a single wrong or unknown entry is ignored with a log line. ``save`` is atomic: after a crash
the file is the old one or the new one.
"""

import contextlib
import logging
import os
import tempfile
import tomllib
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import tomli_w

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """All settings. Change one with ``dataclasses.replace`` and save the result."""

    language: str = "system"  # "system" or a key of i18n.LANGUAGES
    theme: str = "system"  # "system", "light" or "dark"
    zoom: int = 100  # size of the transcript's text, per cent
    model: str = "demo"  # id in the library; at first the one that comes with the program
    source: str = "local"  # who answers: "local" or "endpoint"
    endpoint_url: str = ""  # another OpenAI-compatible server
    endpoint_key: str = ""
    endpoint_model: str = ""
    context: int = 0  # tokens; 0: as planned for this computer
    temperature: float = -1.0  # below 0: as recommended for the model
    mirror: str = ""  # where models come from: a name or an address; empty: the usual places
    retry_contradicted: str = "ask"  # or "auto": try again by itself what computing contradicts
    preview: bool = True  # typed mathematics is shown typeset above the field
    max_tokens: int = 0  # of an answer with its reasoning; 0: up to the context


def load(path: Path) -> Settings:
    """The settings in ``path``; defaults for what is missing, wrong or unreadable."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        log.warning("settings unreadable, starting with defaults: %s", type(error).__name__)
        with contextlib.suppress(OSError):
            path.replace(path.with_name(path.name + ".bad"))
        return Settings()
    return Settings(**_valid_entries(table))


def _valid_entries(table: dict[str, Any]) -> dict[str, Any]:
    defaults = asdict(Settings())
    valid: dict[str, Any] = {}
    for field in fields(Settings):
        value = table.get(field.name)
        wanted = type(defaults[field.name])
        if wanted is float and type(value) is int:
            value = float(value)
        if type(value) is wanted:
            valid[field.name] = value
        elif value is not None:
            log.warning("setting %s has the wrong type, using its default", field.name)
    return valid


def save(settings: Settings, path: Path) -> None:
    """Write what differs from the defaults; the file is readable by its owner alone (mode 0600).

    Raises:
        OSError: the folder cannot be written.
    """
    defaults = asdict(Settings())
    table = {name: value for name, value in asdict(settings).items() if value != defaults[name]}
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            tomli_w.dump(table, file)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
