"""Sentences for people, by key, in the language they chose.

``tr("conversations.deleted", title=title)`` looks up ``deleted`` in
resources/translations/<language>/conversations.toml, falls back to English, and fills the
``{placeholders}``. Tests hold that every key used in the code exists
in every language with the same placeholders. The language can change while the program runs.
"""

import locale
import os
import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Any

from app.errors import UserFacingError
from app.paths import RESOURCES

LANGUAGES = {"en": "English", "zh": "简体中文"}
FALLBACK = "en"

_current = FALLBACK


def set_language(language: str) -> None:
    """Use ``language`` ("en", "zh", or "system") from now on; unknown ones mean English."""
    global _current
    chosen = system_language() if language == "system" else language
    _current = chosen if chosen in LANGUAGES else FALLBACK


def language() -> str:
    """The language in use, a key of ``LANGUAGES``."""
    return _current


def system_language() -> str:
    """What the desktop speaks, as far as we speak it too."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    code = (named or locale.getlocale()[0] or "").lower()
    return "zh" if code.startswith(("zh", "chinese")) else FALLBACK


@cache
def sentences(code: str) -> dict[str, str]:
    """All sentences of one language: dotted key -> template."""
    rows: dict[str, str] = {}
    for file in sorted((RESOURCES / "translations" / code).glob("*.toml")):
        rows |= _area(code, file.stem)
    return rows


@cache
def _area(code: str, area: str) -> dict[str, str]:
    """Those of one file, which is read when one of them is needed."""
    file = RESOURCES / "translations" / code / f"{area}.toml"
    try:
        return dict(_flatten(tomllib.loads(file.read_text(encoding="utf-8")), f"{area}."))
    except FileNotFoundError:
        return {}


def _flatten(table: dict[str, Any], prefix: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, value in table.items():
        key = f"{prefix}{name}"
        rows.extend(_flatten(value, f"{key}.") if isinstance(value, dict) else [(key, value)])
    return rows


def tr(key: str, /, **values: Any) -> str:
    """The sentence for ``key`` with its placeholders filled.

    Raises:
        KeyError: no such key in English either; a defect that the tests look for.
    """
    return tr_in(_current, key, **values)


def tr_in(language: str, key: str, /, **values: Any) -> str:
    """The same in a certain language, such as that of a conversation."""
    area = key.partition(".")[0]
    template = _area(language, area).get(key) or _area(FALLBACK, area)[key]
    return template.format(**values) if values else template


def explain(error: UserFacingError) -> str:
    """The sentence of an error, in the language in use."""
    return tr(error.key, **error.values)


def paragraph(*said: str) -> str:
    """Sentences one after the other; Chinese has no space between them."""
    return ("" if _current == "zh" else " ").join(filter(None, said))


def listed(names: Iterable[str]) -> str:
    """Names in a row, with the comma for lists of the language in use."""
    return ("、" if _current == "zh" else ", ").join(names)


def file_size(size: int) -> str:
    """Bytes for people, in decimal units as shops and file managers print them."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit in ("B", "kB") else f"{amount:.1f} {unit}"
        amount /= 1000
    raise AssertionError("unreachable")


def memory_size(size: int) -> str:
    """Bytes of memory for people, in the binary units in which memory is sold."""
    if size < 1024**3:
        return f"{size / 1024**2:.0f} MB"
    return f"{size / 1024**3:.1f} GB"
