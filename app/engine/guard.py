"""Who may speak to the engine: everything that is decided before a request is read.

A page in a browser must not reach an engine on loopback. It could try under a name that it makes
point here, so the ``Host`` has to be a loopback name; from its own origin, so ``Origin`` has to be
one too; and with a form, so bodies have to be declared JSON. No CORS header is ever sent.
"""

import re
from collections.abc import Iterator, Mapping

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.engine.api import ApiError
from app.engine.keys import KeyRing, RateLimit
from app.engine.visits import visit_of

MAX_BODY_BYTES = 2 * 1024 * 1024  # a full context of 131072 tokens, escaped, is smaller

_LOOPBACK = rb"(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?"
_HOST = re.compile(_LOOPBACK)
_ORIGIN = re.compile(rb"https?://" + _LOOPBACK)
_OPEN_PATHS = frozenset({"/health"})  # tells nothing but that we are here


class Guard:
    """Lets through to ``app`` what may pass.

    Without ``keys`` all may; ``loopback`` says that the engine is not on the network. Each key may
    post as often as ``rate`` says; without keys all clients share one rate.
    """

    def __init__(
        self, app: ASGIApp, *, keys: KeyRing, loopback: bool, rate: RateLimit | None = None
    ) -> None:
        self._app = app
        self._keys = keys
        self._loopback = loopback
        self._rate = rate or RateLimit(0)

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
        if self._keys and scope["path"] not in _OPEN_PATHS:
            self._check_key(scope)
        if scope["method"] == "POST":
            self._check_rate(scope)
            _check_body(scope)

    def _check_key(self, scope: Scope) -> None:
        given = next(_headers(scope, b"authorization"), b"")
        scheme, _, key = given.partition(b" ")
        owner = self._keys.owner(key.strip()) if scheme.lower() == b"bearer" else None
        if owner is None:
            raise ApiError(401, "The API key is missing or wrong", code="invalid_api_key")
        visit_of(scope).key = owner

    def _check_rate(self, scope: Scope) -> None:
        wait_s = self._rate.wait_s(visit_of(scope).key)
        if wait_s:
            message = f"Too many requests within a minute; ask again in {wait_s} seconds"
            raise ApiError(429, message, code="rate_limit_exceeded", retry_after_s=wait_s)


def refusal(error: ApiError, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The reply that carries an error, with further ``headers``."""
    all_headers = dict(headers or {})
    if error.status == 401:
        all_headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after_s is not None:
        all_headers["Retry-After"] = str(error.retry_after_s)
    return JSONResponse(error.body(), error.status, all_headers)


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
