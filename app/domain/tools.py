"""Tools that a model may call, and its calls of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Tool:
    """A function that may be called; ``parameters`` is a JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Call:
    """A call that a model made.

    ``arguments`` is JSON as the model wrote it, ``id`` the name that a server gave the call.
    """

    name: str
    arguments: str
    id: str = ""
