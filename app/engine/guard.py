"""Who may speak to the engine: everything that is decided before a request is read.

A page in a browser must not reach an engine on loopback. It could try under a name that it makes
point here, so the ``Host`` has to be a loopback name; from its own origin, so ``Origin`` has to be
one too; and with a form, so bodies have to be declared JSON. No CORS header is ever sent.
"""

import re
import secrets
from collections.abc import Iterator

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.engine.api import ApiError

MAX_BODY_BYTES = 2 * 1024 * 1024  # a full context of 131072 tokens, escaped, is smaller

_LOOPBACK = rb"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?"
_HOST = re.compile(_LOOPBACK)
_ORIGIN = re.compile(rb"https?://" + _LOOPBACK)
_OPEN_PATHS = frozenset({"/health"})  # tells nothing but that we are here


class Guard:
    """Lets through to ``app`` what may pass.

    An empty ``key`` accepts all; ``loopback`` says that the engine is not on the network.
    """

    def __init__(self, app: ASGIApp, *, key: str, loopback: bool) -> None:
        self._app = app
        self._key = key.encode()
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._check(scope)
        except ApiError as error:
            await refusal(error)(scope, receive, send)
            return
        await self._app(scope, _limited(receive), send)

    def _check(self, scope: Scope) -> None:
        if self._loopback:
            _check_local(scope)
        if self._key and scope["path"] not in _OPEN_PATHS:
            self._check_key(scope)
        if scope["method"] == "POST":
            _check_body(scope)

    def _check_key(self, scope: Scope) -> None:
        given = next(_headers(scope, b"authorization"), b"")
        scheme, _, key = given.partition(b" ")
        if scheme.lower() != b"bearer" or not secrets.compare_digest(key.strip(), self._key):
            raise ApiError(401, "The API key is missing or wrong", code="invalid_api_key")


def refusal(error: ApiError) -> JSONResponse:
    """The reply that carries an error."""
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return JSONResponse(error.body(), error.status, headers)


def _check_local(scope: Scope) -> None:
    hosts = list(_headers(scope, b"host"))
    if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
        raise ApiError(403, "This engine answers to loopback names only", code="host_not_allowed")
    if not all(_ORIGIN.fullmatch(origin) for origin in _headers(scope, b"origin")):
        raise ApiError(403, "This engine does not answer web pages", code="origin_not_allowed")


def _check_body(scope: Scope) -> None:
    kind = next(_headers(scope, b"content-type"), b"").partition(b";")[0].strip().lower()
    if kind != b"application/json":
        raise ApiError(415, "The body must be application/json", code="not_json")
    length = next(_headers(scope, b"content-length"), b"0")
    if int(length) > MAX_BODY_BYTES:
        raise _too_large()


def _headers(scope: Scope, name: bytes) -> Iterator[bytes]:
    return (value for key, value in scope["headers"] if key == name)


def _limited(receive: Receive) -> Receive:
    """``receive`` that ends a body which turns out longer than it may be."""
    received = 0

    async def limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY_BYTES:
            raise _too_large()
        return message

    return limited


def _too_large() -> ApiError:
    return ApiError(413, f"The body is longer than {MAX_BODY_BYTES} bytes", code="too_large")
