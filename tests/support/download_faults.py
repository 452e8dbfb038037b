"""Everything that can go wrong with a download, made to happen for real, with what is said then.

    python tests/support/download_faults.py

writes docs/download-faults.md from it; a test compares each row with what happens.
"""

import asyncio
import errno
import os
import re
import resource
import shutil
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

import huggingface_hub
from support import tiny_model
from support.hub import CERTIFICATE, Fault, Hub, Kind
from support.proxy import Proxy

from app import i18n
from app.errors import DownloadError
from app.models import disk, hub
from app.models.download import Patience, download
from app.models.part import Part
from app.models.sources import Source, SourceError

DOCUMENT = Path(__file__).parents[2] / "docs" / "download-faults.md"
HASTY = Patience(connect_s=1, stall_s=0.3, slow_s=0.5, attempts=3, backoff_s=0.01, longest_wait_s=2)
NOBODY = "127.0.0.1:9"
NAME = "Hugging Face"


@dataclass
class Place:
    """Where a download is tried: a hub that has the file, and an empty folder."""

    hub: Hub
    folder: Path
    source: Source = field(init=False)

    def __post_init__(self) -> None:
        self.source = Source(NAME, self.hub.endpoint)

    async def fetch(self) -> Path:
        entry = tiny_model.entry_for(tiny_model.model_bytes())
        quiet = {"sources": [self.source], "on_progress": lambda progress: None}
        return await download(entry, self.folder, patience=HASTY, **quiet)


Scene = Callable[[Place], AbstractContextManager[None]]


class Case(NamedTuple):
    """What happens, how it is made to happen, and the key of the sentence that follows."""

    what: str
    key: str
    scene: Scene


def answer(fault: Fault) -> Scene:
    """The hub has a fault that stays."""

    @contextmanager
    def scene(place: Place) -> Iterator[None]:
        place.hub.always = fault
        yield
        place.hub.always = None

    return scene


def status(code: int, *, on_head: bool = True, **headers: str) -> Scene:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return answer(Fault(Kind.STATUS, status=code, headers=pairs, on_head=on_head))


def at(endpoint: str) -> Scene:
    """The hub is said to be at another address."""

    @contextmanager
    def scene(place: Place) -> Iterator[None]:
        right, place.source = place.source, Source(NAME, endpoint)
        yield
        place.source = right

    return scene


def environment(**variables: str) -> Scene:
    @contextmanager
    def scene(place: Place) -> Iterator[None]:
        with patch.dict(os.environ, variables):
            yield

    return scene


@contextmanager
def offline_mode(place: Place) -> Iterator[None]:
    with patch.object(huggingface_hub.constants, "HF_HUB_OFFLINE", True):  # read at its import
        yield


@contextmanager
def swallowed(place: Place) -> Iterator[None]:
    """A server whose queue is full: no connection comes about, and none is refused."""
    with ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            client = stack.enter_context(socket.socket())
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        stack.enter_context(patch.object(hub, "RESOLVE_TIMEOUT_S", HASTY.connect_s))
        stack.enter_context(at(f"http://127.0.0.1:{server.getsockname()[1]}")(place))
        yield


@contextmanager
def other_version(place: Place) -> Iterator[None]:
    (file,) = place.hub.files.values()
    right = file.read_bytes()
    file.write_bytes(right[:-1] + bytes([right[-1] ^ 1]))
    yield
    file.write_bytes(right)


@contextmanager
def unknown_certificate(place: Place) -> Iterator[None]:
    with Hub(place.hub.files, tls=True) as secure, at(secure.endpoint)(place):
        yield


@contextmanager
def no_tls(place: Place) -> Iterator[None]:
    with at(place.hub.endpoint.replace("http:", "https:"))(place):
        yield


def proxy(refusal: int) -> Scene:
    """A proxy that refuses tunnels to a sound and trusted hub."""

    @contextmanager
    def scene(place: Place) -> Iterator[None]:
        with (
            Hub(place.hub.files, tls=True) as secure,
            Proxy(refusal) as way,
            at(secure.endpoint)(place),
            environment(HTTPS_PROXY=f"http://{way.host}", SSL_CERT_FILE=str(CERTIFICATE))(place),
        ):
            yield

    return scene


@contextmanager
def little_room(place: Place) -> Iterator[None]:
    with patch.object(disk.shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(9, 8, 1)):
        yield


@contextmanager
def disk_fills_up(place: Place) -> Iterator[None]:
    def full(part: Part, piece: bytes) -> None:
        if part.length > 1_000_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        append(part, piece)

    append = Part.append
    with little_room_later(), patch.object(Part, "append", full):
        yield


@contextmanager
def little_room_later() -> Iterator[None]:
    """There is room when the download begins, and none when the error is put into words."""
    free = iter([10**9])
    usage = shutil._ntuple_diskusage
    with patch.object(disk.shutil, "disk_usage", lambda folder: usage(10**9, 0, next(free, 0))):
        yield


@contextmanager
def small_files_only(place: Place) -> Iterator[None]:
    """As on FAT32: the system refuses to let a file grow past a limit."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


PAGE_AT_HUB = Fault(Kind.PAGE, on_head=True)
CASES = [
    Case("no network: the name cannot be resolved", "dns", at("http://nowhere.invalid")),
    Case("the connection is refused", "closed", at(f"http://{NOBODY}")),
    Case("packets are swallowed", "silent", swallowed),
    Case("the address is none", "no_address", at("ftp://somewhere")),
    Case("HF_HUB_OFFLINE is set", "switched_off", offline_mode),
    Case("certificate of an unknown authority", "certificate", unknown_certificate),
    Case("the other side speaks no TLS", "tls", no_tls),
    Case("the proxy is not there", "proxy", environment(HTTP_PROXY=f"http://me:secret@{NOBODY}")),
    Case("the proxy refuses the tunnel (403)", "proxy", proxy(403)),
    Case("the proxy asks for a password (407)", "proxy_login", proxy(407)),
    Case("a SOCKS proxy", "proxy_kind", environment(ALL_PROXY=f"socks5://{NOBODY}")),
    Case("connection reset", "dropped", answer(Fault(Kind.RESET, at=0))),
    Case("connection closed too early", "dropped", answer(Fault(Kind.CLOSE, at=0))),
    Case("connected, but nothing comes", "stalled", answer(Fault(Kind.STALL, at=0))),
    Case("the hub has another file of this name", "changed", other_version),
    Case("the file at the store is shorter", "changed", answer(Fault(Kind.SHORTER))),
    Case("one bit is flipped", "damaged", answer(Fault(Kind.FLIP, at=1_000_000))),
    Case("401 Unauthorized", "denied", status(401)),
    Case("401 at the store", "denied", status(401, on_head=False)),
    Case("403 Forbidden", "forbidden", status(403)),
    Case("403, gated", "forbidden", status(403, X_Error_Code="GatedRepo")),
    Case("404 Not Found", "missing", status(404, X_Error_Code="EntryNotFound")),
    Case("416 Range Not Satisfiable", "range", status(416, on_head=False)),
    Case("429 Too Many Requests", "busy", status(429)),
    Case("429 with Retry-After: 7200", "busy_for", status(429, Retry_After="7200")),
    Case("429 at the store", "busy_for", status(429, on_head=False, Retry_After="7200")),
    Case("500 Internal Server Error", "server", status(500)),
    Case("503 at the store", "server", status(503, on_head=False)),
    Case("an answer that nobody expects (418)", "refused", status(418)),
    Case("a web page at the hub (captive portal)", "intercepted", answer(PAGE_AT_HUB)),
    Case("a web page at the store", "intercepted", answer(Fault(Kind.PAGE))),
    Case("a redirect to a sign-in page", "intercepted", status(302, Location=f"http://{NOBODY}")),
    Case("a network that compresses", "intercepted", answer(Fault(Kind.GZIP))),
    Case("the disk is full before it begins", "disk_full", little_room),
    Case("the disk fills up in the middle", "disk_full", disk_fills_up),
    Case("the file system holds no such file", "disk_file_limit", small_files_only),
]
#: Faults of one answer that the next request heals, without a word.
HEALED = [
    ("reset in the middle", Fault(Kind.RESET, at=700_000)),
    ("closed in the middle", Fault(Kind.CLOSE, at=700_000)),
    ("stall in the middle", Fault(Kind.STALL, at=700_000)),
    ("another ETag when it goes on", Fault(Kind.NEW_ETAG)),
    ("the whole file instead of the rest", Fault(Kind.NO_RANGE)),
    ("a part that nobody asked for", Fault(Kind.WRONG_RANGE)),
    ("429 with Retry-After: 1", Fault(Kind.STATUS, status=429, headers=(("Retry-After", "1"),))),
    ("502 Bad Gateway", Fault(Kind.STATUS, status=502)),
]
PARTLY = Fault(Kind.RESET, at=700_000)  # so that there is something to go on with


@contextmanager
def place() -> Iterator[Place]:
    """A hub with the tiny model, and an empty folder."""
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file = root / "served.gguf"
        file.write_bytes(tiny_model.model_bytes())
        server = stack.enter_context(Hub({f"{tiny_model.REPO}/{tiny_model.FILE}": file}))
        folder = root / "models"
        folder.mkdir()
        yield Place(server, folder)


async def outcome(case: Case, where: Place) -> DownloadError:
    """Let it happen; returns the error."""
    with case.scene(where):
        try:
            await where.fetch()
        except DownloadError as error:
            return error
    raise AssertionError(f"{case.what}: nothing went wrong")


def row(case: Case, error: DownloadError) -> str:
    """One line of the table."""
    retried = isinstance(error, SourceError) and error.transient
    patient = getattr(error, "wait_s", 0) <= Patience().longest_wait_s
    cells = [case.what, "yes" if retried and patient else "no"]
    spoken = i18n.language()
    for language in ("en", "zh"):
        i18n.set_language(language)
        cells.append(_without_chance(i18n.explain(error)))
    i18n.set_language(spoken)
    return f"| {' | '.join(cells)} |"


def _without_chance(sentence: str) -> str:
    sentence = re.sub(r"127\.0\.0\.1:\d+", "proxy.example:8080", sentence)
    return re.sub(r"/\S+/models", "~/.local/share/Lemma/models", sentence)


HEAD = """# What can go wrong with a download, and what is said then

Written by `python tests/support/download_faults.py`, which makes each of these happen: a hub on
loopback that misbehaves, proxies, certificates, disks. What is retried is tried again by itself,
with growing pauses, before anybody is told. When a source fails, or is slow to answer, the others
are tried; the sentence is that of the first. What has arrived is kept in all cases but one: what
does not match its checksum is removed.

| what happens | retried | English | 中文 |
|---|---|---|---|
"""
TAIL = """
These heal by themselves. The download goes on where it was, or from the start if the file at the
server is another one:

"""


async def document() -> str:
    rows = []
    for case in CASES:
        with place() as where:
            rows.append(row(case, await outcome(case, where)))
    healed = [f"- {what}" for what, _ in HEALED]
    return HEAD + "\n".join(rows) + "\n" + TAIL + "\n".join(healed) + "\n"


if __name__ == "__main__":
    DOCUMENT.write_text(asyncio.run(document()), encoding="utf-8")
