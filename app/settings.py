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
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

log = logging.getLogger(__name__)

THEMES = ("system", "light", "dark", "contrast")
LEVELS = ("primary", "lower", "upper")
KV_TYPES = ("", "f16", "q8_0")
AUTO_BUDGET = -1  # a thought is closed where else the answer would be in danger


@dataclass(frozen=True)
class Settings:
    """All settings. Change one with ``dataclasses.replace`` and save the result."""

    language: str = "system"  # "system" or a key of i18n.LANGUAGES
    theme: str = "system"  # one of THEMES
    zoom: int = 100  # size of the transcript's text, per cent
    level: str = "lower"  # of the questions that an empty conversation offers, one of LEVELS
    model: str = "demo"  # id in the library; at first the one that comes with the program
    start_model: str = ""  # id of the model that every start begins with; empty: the last one
    source: str = "local"  # who answers: "local" or "endpoint"
    endpoint_url: str = ""  # another OpenAI-compatible server
    endpoint_key: str = ""
    endpoint_model: str = ""
    context: int = 0  # tokens; 0: as planned for this computer
    parallel: int = 0  # answers written at once, which share the context; 0: the plan's
    kv_type: str = ""  # how the context is kept: "f16" or "q8_0"; empty: as planned
    temperature: float = -1.0  # of every model; below 0: as recommended for it
    samplings: dict[str, dict[str, float]] = field(default_factory=dict)  # by model, if changed
    thinking_budget: int = AUTO_BUDGET  # tokens of a thought; 0: none
    mirror: str = ""  # where models come from: a name or an address; empty: the usual places
    retry_contradicted: str = "ask"  # or "auto": try again by itself what computing contradicts
    preview: bool = True  # typed mathematics is shown typeset above the field
    max_tokens: int = 0  # of an answer with its reasoning; 0: up to the context
    notify: bool = True  # tell through the desktop when a download has ended


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
    for name, default in defaults.items():
        value = table.get(name)
        wanted = type(default)
        if wanted is float and type(value) is int:
            value = float(value)
        if type(value) is wanted and _RULES.get(name, _anything)(value):
            valid[name] = value
        elif value is not None:
            log.warning("setting %s makes no sense, using its default", name)
    return valid


def _anything(_value: Any) -> bool:
    return True


def _not_below(least: int) -> Callable[[Any], bool]:
    return lambda value: value >= least


def _are_samplings(value: Any) -> bool:
    return all(
        isinstance(row, dict) and all(type(number) in (int, float) for number in row.values())
        for row in value.values()
    )


#: What a value must be beside of its type.
_RULES: dict[str, Callable[[Any], bool]] = {
    "theme": THEMES.__contains__,
    "level": LEVELS.__contains__,
    "kv_type": KV_TYPES.__contains__,
    "zoom": lambda value: 25 <= value <= 400,
    "context": _not_below(0),
    "parallel": lambda value: 0 <= value <= 64,
    "max_tokens": _not_below(0),
    "thinking_budget": _not_below(AUTO_BUDGET),
    "samplings": _are_samplings,
}


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
