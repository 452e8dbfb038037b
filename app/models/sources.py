"""Where models can be fetched: the hub, its mirrors, and the one that a person chose.

A source is asked for a file by the names in the catalogue. It is not trusted: size and sha256 of
what comes are those of the catalogue, or it is thrown away.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from app.errors import DownloadError

ENDPOINT_VARIABLE = "HF_ENDPOINT"


class Layout(StrEnum):
    """How a server names its files."""

    HUB = "hub"  # huggingface-hub's protocol
    MODELSCOPE = "modelscope"  # the same owners and names, no revisions of the hub's


class SourceError(DownloadError):
    """This source cannot give the file. Another one may, or the same one later if ``transient``.

    ``wait_s`` is how long the server asked to be left alone, if it did.
    """

    def __init__(
        self, key: str, /, *, transient: bool = False, wait_s: float = 0.0, **values: Any
    ) -> None:
        super().__init__(key, **values)
        self.transient = transient
        self.wait_s = wait_s


@dataclass(frozen=True)
class Source:
    """A server that has model files."""

    name: str
    endpoint: str  # without a slash at its end
    layout: Layout = Layout.HUB

    @property
    def has_address(self) -> bool:
        """Whether ``endpoint`` is the address of a server at all."""
        try:
            address = urlsplit(self.endpoint)
            return address.scheme in ("http", "https") and bool(address.hostname)
        except ValueError:
            return False


HUGGING_FACE = Source("Hugging Face", "https://huggingface.co")
MIRRORS = (
    Source("hf-mirror", "https://hf-mirror.com"),
    Source("ModelScope", "https://www.modelscope.cn", Layout.MODELSCOPE),
)
KNOWN = (HUGGING_FACE, *MIRRORS)


def in_order(chosen: str = "", environ: Mapping[str, str] = os.environ) -> tuple[Source, ...]:
    """Where to look, the best first: what a person has chosen, the hub, and its mirrors.

    $HF_ENDPOINT stands for the hub and for the mirrors: who sets it wants no other server asked.
    """
    endpoint = environ.get(ENDPOINT_VARIABLE, "").strip()
    usual = (named(endpoint),) if endpoint else KNOWN
    if not chosen.strip():
        return usual
    first = named(chosen)
    return (first, *(source for source in usual if source.endpoint != first.endpoint))


def named(wish: str) -> Source:
    """The source that a person means by a name or an address."""
    wish = wish.strip()
    address = (wish if "://" in wish else f"https://{wish}").rstrip("/")
    for source in KNOWN:
        if wish.lower() == source.name.lower() or address == source.endpoint:
            return source
    return Source(_host(address) or wish, address)


def _host(address: str) -> str:
    return address.partition("://")[2]
