"""An HTTP proxy on loopback: tunnels (CONNECT) and plain requests, or a refusal; records all."""

import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

PIECE_BYTES = 64 * 1024


@dataclass
class Proxy:
    """Runs while it is entered. ``refusal`` is the status that everybody gets, 0 for none."""

    refusal: int = 0
    asked: list[str] = field(default_factory=list)  # method and host of each request
    logins: list[str] = field(default_factory=list)  # their Proxy-Authorization

    def __enter__(self) -> "Proxy":
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    proxy: Proxy

    def handle_error(self, request: object, client_address: object) -> None:
        """Somebody who hangs up is no news here."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_CONNECT(self) -> None:
        if self._refused(self.path):
            return
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=_pour, args=(there, self.connection))
            back.start()
            _pour(self.connection, there)
            back.join()

    def do_GET(self) -> None:
        self._forward()

    def do_HEAD(self) -> None:
        self._forward()

    def _forward(self) -> None:
        address = urlsplit(self.path)
        if self._refused(address.netloc):
            return
        self.close_connection = True
        headers = [f"{n}: {v}" for n, v in self.headers.items() if not n.startswith("Proxy-")]
        head = "\r\n".join([f"{self.command} {address.path} HTTP/1.1", *headers, "", ""])
        with socket.create_connection((address.hostname, address.port)) as there:
            there.sendall(head.encode())
            _pour(there, self.connection)

    def _refused(self, host: str) -> bool:
        self.server.proxy.asked.append(f"{self.command} {host}")
        self.server.proxy.logins.append(self.headers.get("Proxy-Authorization", ""))
        if self.server.proxy.refusal:
            self.close_connection = True
            self.send_response(self.server.proxy.refusal)
            self.send_header("Content-Length", "0")
            self.end_headers()
        return bool(self.server.proxy.refusal)


def _pour(source: socket.socket, sink: socket.socket) -> None:
    """Everything from one end to the other, until either hangs up."""
    try:
        while data := source.recv(PIECE_BYTES):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        return
