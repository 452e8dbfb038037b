"""A model hub on loopback that speaks the real protocol and misbehaves on request.

Two origins, as with the real one: the hub answers HEAD for ``/<repo>/resolve/<revision>/<file>``
with the file's commit, size and sha256 and redirects to the store, another port, which gives the
bytes with Range and If-Range. A ``Fault`` makes one answer (or all) go wrong; every request is
recorded. Addresses as ModelScope has them (``/models/<repo>/resolve/…``) lead to the store as well.

As a program it serves one file, slowly if wanted, to watch a download:

    python tests/support/hub.py FILE --repo owner/name --rate 2000000
"""

import argparse
import hashlib
import os
import re
import socket
import ssl
import struct
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

COMMIT = "9cc28b17e86fa2415fcb070f8ee5ec27c965aa61"
PIECE_BYTES = 64 * 1024
CERTIFICATE = Path(__file__).with_name("loopback.pem")  # self-signed, with its key
DRAIN_S = 0.05  # a reset throws away what the other side has not read yet
LOGIN_PAGE = b"<!DOCTYPE html><title>Sign in to the network</title>"


class Kind(Enum):
    """What goes wrong."""

    RESET = auto()  # the connection is reset after ``at`` bytes of the body
    CLOSE = auto()  # it is closed there, in good order
    STALL = auto()  # nothing comes after that, until the hub is closed
    FLIP = auto()  # the bit there is flipped
    STATUS = auto()  # ``status`` instead of the file
    PAGE = auto()  # a web page instead of the file
    NO_RANGE = auto()  # the whole file, whatever Range says
    WRONG_RANGE = auto()  # a part that nobody asked for
    NEW_ETAG = auto()  # the file has another version from now on
    SHORTER = auto()  # the file is a byte shorter than the hub says
    GZIP = auto()  # says that the body is compressed


@dataclass(frozen=True)
class Fault:
    """One misbehaviour; at the hub itself if ``on_head``, else at the store."""

    kind: Kind
    at: int = 0
    status: int = 500
    headers: tuple[tuple[str, str], ...] = ()
    on_head: bool = False


@dataclass(frozen=True)
class Request:
    """What a client sent; the names of headers in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]


@dataclass
class Hub:
    """Serves ``files`` (path below the endpoint -> file) while it is entered."""

    files: dict[str, Path]
    rate: int = 0  # bytes per second, 0 for as fast as it goes
    delay_s: float = 0.0  # before the hub itself answers
    tls: bool = False  # with a certificate that nobody knows, see ``CERTIFICATE``
    etag: str = '"first"'
    headers: dict[str, str] = field(default_factory=dict)  # further ones, of every answer
    port: int = 0
    faults: deque[Fault] = field(default_factory=deque)  # used up one by one
    always: Fault | None = None
    requests: list[Request] = field(default_factory=list)
    sent: int = 0  # bytes of bodies

    def __enter__(self) -> "Hub":
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._store = _serve(self, _StoreHandler, 0)
        self._front = _serve(self, _FrontHandler, self.port)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        for server in (self._front, self._store):
            server.shutdown()
            server.server_close()

    @property
    def endpoint(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._front.server_port}"

    @property
    def store(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._store.server_port}"

    @property
    def _scheme(self) -> str:
        return "https" if self.tls else "http"

    def fault(self, *, on_head: bool) -> Fault | None:
        """The fault that the answer now being given shall have."""
        if self.always is not None and self.always.on_head == on_head:
            return self.always
        with self._lock:
            if self.faults and self.faults[0].on_head == on_head:
                return self.faults.popleft()
        return None

    def gets(self) -> list[Request]:
        """The requests for bytes."""
        return [request for request in self.requests if request.method == "GET"]


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    hub: Hub

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news here."""


def _serve(hub: Hub, handler: "type[_Handler]", port: int) -> _Server:
    server = _Server(("127.0.0.1", port), handler)
    server.hub = hub
    if hub.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
    return server


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def begin(self, fault: Fault | None) -> Path | None:
        """Record the request; answer it if there is nothing to serve, else return the file."""
        self.close_connection = True
        hub = self.server.hub
        headers = {name.lower(): value for name, value in self.headers.items()}
        hub.requests.append(Request(self.command, self.path, headers))
        if fault and fault.kind is Kind.STATUS:
            return self.refuse(fault.status, dict(fault.headers))
        if fault and fault.kind is Kind.PAGE:
            return self.page()
        repo_file = re.sub(r"^/(models/)?|/resolve/[^/]+(?=/)", "", self.path)
        file = hub.files.get(repo_file)
        if file is None:
            return self.refuse(404, {"X-Error-Code": "EntryNotFound"})
        return file

    def refuse(self, status: int, headers: Mapping[str, str]) -> None:
        self.answer(status, {**headers, "Content-Length": "0"})

    def page(self) -> None:
        self.answer(200, {"Content-Type": "text/html", "Content-Length": str(len(LOGIN_PAGE))})
        if self.command == "GET":
            self.wfile.write(LOGIN_PAGE)

    def answer(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        self.send_header("Set-Cookie", "visitor=42; Path=/")
        self.send_header("Connection", "close")
        for name, value in {**headers, **self.server.hub.headers}.items():
            self.send_header(name, value)
        self.end_headers()


class _FrontHandler(_Handler):
    """The hub itself: says what and where the file is."""

    def do_GET(self) -> None:
        """As ModelScope, which is asked for the bytes at once."""
        if self.begin(self.server.hub.fault(on_head=True)) is not None:
            self.answer(302, {"Location": self.server.hub.store + self.path, "Content-Length": "0"})

    def do_HEAD(self) -> None:
        hub = self.server.hub
        hub.closing.wait(hub.delay_s)
        file = self.begin(hub.fault(on_head=True))
        if file is None:
            return
        self.answer(
            302,
            {
                "X-Repo-Commit": COMMIT,
                "X-Linked-Size": str(file.stat().st_size),
                "X-Linked-ETag": f'"{hashlib.sha256(file.read_bytes()).hexdigest()}"',
                "Location": hub.store + self.path,
                "Content-Length": "0",
            },
        )


class _StoreHandler(_Handler):
    """The store: gives the bytes."""

    def do_GET(self) -> None:
        fault = self.server.hub.fault(on_head=False)
        file = self.begin(fault)
        if file is None:
            return
        if fault and fault.kind is Kind.NEW_ETAG:
            self.server.hub.etag = '"second"'
        size = file.stat().st_size - (1 if fault and fault.kind is Kind.SHORTER else 0)
        start = self._start(fault)
        if start >= size:
            return self.refuse(416, {"Content-Range": f"bytes */{size}"})
        headers = {"ETag": self.server.hub.etag, "Content-Length": str(size - start)}
        headers["Content-Type"] = "application/octet-stream"
        if fault and fault.kind is Kind.GZIP:
            headers["Content-Encoding"] = "gzip"
        shown = 1 if fault and fault.kind is Kind.WRONG_RANGE else start
        if shown:
            headers["Content-Range"] = f"bytes {shown}-{size - 1}/{size}"
        self.answer(206 if shown else 200, headers)
        with file.open("rb") as body:
            body.seek(start)
            self._send(body, fault)

    def _start(self, fault: Fault | None) -> int:
        """Where the answer starts: at the Range's start, if the client's version is still ours."""
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        ignore = fault is not None and fault.kind is Kind.NO_RANGE
        same = self.headers.get("If-Range", self.server.hub.etag) == self.server.hub.etag
        return int(wanted[1]) if wanted and same and not ignore else 0

    def _send(self, body: BinaryIO, fault: Fault | None) -> None:
        sent = 0
        while data := body.read(PIECE_BYTES):
            if fault and sent + len(data) > fault.at:
                data = self._spoilt(data, fault, fault.at - sent)
            self.wfile.write(data)
            sent += len(data)
            self.server.hub.sent += len(data)
            if fault and fault.kind in (Kind.RESET, Kind.CLOSE, Kind.STALL) and sent >= fault.at:
                return self._break_off(fault)
            self._pace(len(data))

    def _spoilt(self, data: bytes, fault: Fault, place: int) -> bytes:
        if fault.kind in (Kind.RESET, Kind.CLOSE, Kind.STALL):
            return data[: max(place, 0)]
        if fault.kind is Kind.FLIP and place >= 0:
            return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        return data

    def _break_off(self, fault: Fault) -> None:
        self.wfile.flush()
        if fault.kind is Kind.STALL:
            self.server.hub.closing.wait()
        elif fault.kind is Kind.RESET:
            time.sleep(DRAIN_S)
            reset = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)
            self.connection.close()

    def _pace(self, count: int) -> None:
        if rate := self.server.hub.rate:
            time.sleep(count / rate)


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve one file as a model hub on loopback.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--repo", required=True, help="owner/name")
    parser.add_argument("--name", help="the file's name in the repository")
    parser.add_argument("--rate", type=int, default=0, help="bytes per second")
    parser.add_argument("--port", type=int, default=0)
    args = parser.parse_args()
    path = f"{args.repo}/{args.name or args.file.name}"
    with Hub({path: args.file}, rate=args.rate, port=args.port) as hub:
        print(f"HF_ENDPOINT={hub.endpoint}", flush=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            os._exit(0)


if __name__ == "__main__":
    main()
