"""llama.cpp's backends as files of their own: found beside its libraries, judged, and loaded.

Where backends are linked in (a checkout's own build) there is nothing to do. In the packages each
is a file: the processor's in several variants, of which the best that runs here is loaded, and one
for each kind of graphics card. A file that cannot be loaded, because a driver is missing, is left
out and says why; it never keeps the engine from starting. llama.cpp's own search is not used: it
loads drivers also where none is wanted, looks into the current folder, and keeps the reasons to
itself.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

#: In the environment of an engine that shall load no driver of a graphics card.
WITHOUT_CARDS_VARIABLE = "LEMMA_WITHOUT_CARDS"

#: In the order of loading: where two see the same card, the first one's name for it is used.
KINDS = ("cuda", "hip", "sycl", "vulkan", "blas", "cpu")
CARD_KINDS = frozenset({"cuda", "hip", "sycl", "vulkan"})

_FILE = re.compile(r"(?:lib)?ggml-(?P<kind>[a-z]+)(?:-(?P<variant>[a-z0-9_.]+))?\.(?:so|dll)")


class Fate(StrEnum):
    """What became of a plug-in."""

    LOADED = "loaded"
    OUTDONE = "outdone"  # another variant suits this processor better
    UNFIT = "unfit"  # it needs what this processor lacks
    UNWANTED = "unwanted"  # for cards, and none are to be used
    FAILED = "failed"  # ``why`` has the system's words


@dataclass(frozen=True)
class Plugin:
    """A backend's file, and what became of it."""

    path: Path
    kind: str
    variant: str = ""
    fate: Fate = Fate.UNWANTED
    why: str = ""


class Loader(Protocol):
    """How plug-ins get into this process."""

    def score(self, path: Path) -> int:
        """How well it suits this processor; 0: not at all.

        Raises:
            OSError: the system cannot load it.
        """

    def register(self, path: Path) -> bool:
        """Let llama.cpp load and use it; whether it did."""


def find(folder: Path) -> list[Plugin]:
    """The plug-ins in a folder, in the order of ``KINDS``."""
    named = [(path, _FILE.fullmatch(path.name)) for path in sorted(folder.iterdir())]
    found = [
        Plugin(path, match["kind"], match["variant"] or "")
        for path, match in named
        if match is not None and match["kind"] in KINDS
    ]
    return sorted(found, key=lambda plugin: KINDS.index(plugin.kind))


def load(plugins: Iterable[Plugin], loader: Loader, *, cards: bool) -> list[Plugin]:
    """Load the best of each kind, no drivers unless ``cards``; returns what became of each."""
    everything = list(plugins)
    fates: list[Plugin] = []
    for kind in KINDS:
        of_kind = [plugin for plugin in everything if plugin.kind == kind]
        wanted = cards or kind not in CARD_KINDS
        fates += _load_kind(of_kind, loader) if wanted else of_kind
    return fates


def _load_kind(plugins: Iterable[Plugin], loader: Loader) -> Iterator[Plugin]:
    fit: list[tuple[int, Plugin]] = []
    for plugin in plugins:
        try:
            score = loader.score(plugin.path)
        except OSError as error:
            # A packaged Python puts a guess of its own over the system's words.
            yield _with(plugin, Fate.FAILED, str(error.__cause__ or error))
            continue
        if score > 0:
            fit.append((score, plugin))
        else:
            yield _with(plugin, Fate.UNFIT)
    taken = False
    for _score, plugin in sorted(fit, key=lambda pair: pair[0], reverse=True):
        fate = Fate.OUTDONE if taken else _registered(plugin, loader)
        taken = taken or fate is Fate.LOADED
        yield _with(plugin, fate)


def _registered(plugin: Plugin, loader: Loader) -> Fate:
    return Fate.LOADED if loader.register(plugin.path) else Fate.FAILED


def _with(plugin: Plugin, fate: Fate, why: str = "") -> Plugin:
    return Plugin(plugin.path, plugin.kind, plugin.variant, fate, why)
