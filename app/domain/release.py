"""A new version as its makers announce it, and whether it is newer than this one.

An announcement is a signature and, from the second line on, the JSON that was signed:

    BASE64 OF 64 BYTES, ED25519
    {"program": "lemma", "version": "0.2.0", "page": "https://…", "notes": {"en": "…", "zh": "…"}}

It may name a page to look at; it can neither name a file nor start anything.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass, field
from typing import Any

PROGRAM = "lemma"
MOST_BYTES = 64 * 1024
SIGNATURE_BYTES = 64
_SAFE_PAGE = re.compile(r"https://[A-Za-z0-9.-]+(?::\d+)?/[\w./?=&%#~+-]*", re.ASCII)
_VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)(?:(\.dev|a|b|rc)(\d+))?", re.ASCII)
_STAGES = (".dev", "a", "b", "rc", "")  # the release itself comes last


@dataclass(frozen=True)
class Release:
    """A version that can be had, where to read about it, and what is new, by language."""

    version: str
    page: str
    notes: dict[str, str] = field(default_factory=dict)


def split(announcement: bytes) -> tuple[bytes, bytes]:
    """The signature and what it is of.

    Raises:
        ValueError: it is no announcement.
    """
    first, found, signed = announcement.partition(b"\n")
    try:
        signature = base64.b64decode(first.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("no signature") from error
    if not found or len(signature) != SIGNATURE_BYTES:
        raise ValueError("no signature")
    return signature, signed


def read(signed: bytes) -> Release:
    """What was announced; believe it only once the signature was checked.

    Raises:
        ValueError: it is no announcement of ours.
    """
    said: Any = json.loads(signed)
    if not isinstance(said, dict) or said.get("program") != PROGRAM:
        raise ValueError("not about this program")
    version, page, notes = said.get("version"), said.get("page"), said.get("notes", {})
    if not isinstance(version, str) or not isinstance(page, str) or not isinstance(notes, dict):
        raise ValueError("a field is missing")
    if not _VERSION.fullmatch(version) or not _SAFE_PAGE.fullmatch(page):
        raise ValueError("a field is not what it should be")
    return Release(version, page, {str(code): str(text) for code, text in notes.items()})


def is_newer(version: str, than: str) -> bool:
    """Whether one version comes after another.

    Raises:
        ValueError: one of them is none.
    """
    return _order(version) > _order(than)


def _order(version: str) -> tuple[int, ...]:
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"{version!r} is no version")
    major, minor, patch, stage, number = match.groups()
    return (int(major), int(minor), int(patch), _STAGES.index(stage or ""), int(number or 0))
