"""What goes wrong between this computer and a source of models, each with its own sentence."""

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2

from app.models.sources import Source, SourceError

PROXY_LOGIN = 407

_SENTENCES = {
    401: "models.download_denied",
    403: "models.download_forbidden",
    404: "models.download_missing",
    PROXY_LOGIN: "models.download_proxy_login",
    416: "models.download_range",
    429: "models.download_busy",
}
_TRANSIENT = frozenset({408, 416, 429, 500, 502, 503, 504})
_NO_CONNECTION = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)
_NO_ADDRESS = (httpx2.UnsupportedProtocol, httpx2.InvalidURL)

#: Why no connection came about, by the first of these among its causes.
_CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLCertVerificationError, "models.download_certificate"),
    (ssl.SSLError, "models.download_tls"),
    (socket.gaierror, "models.download_dns"),
    (ConnectionRefusedError, "models.download_closed"),
    (httpx2.ConnectTimeout, "models.download_silent"),
)


def refusal(response: httpx2.Response, source: Source) -> SourceError:
    """The error for an answer that is not the file."""
    status = response.status_code
    wait_s = _seconds(response.headers.get("Retry-After", ""))
    transient = status in _TRANSIENT
    values: dict[str, Any] = {"source": source.name, "status": status}
    if status == PROXY_LOGIN:
        values["proxy"] = proxy_for(source)
    if transient and wait_s:
        key = "models.download_busy_for"
        return SourceError(key, transient=transient, wait_s=wait_s, seconds=round(wait_s), **values)
    other = "models.download_server" if status >= 500 else "models.download_refused"
    return SourceError(_SENTENCES.get(status, other), transient=transient, **values)


def connection_error(error: httpx2.HTTPError | httpx2.InvalidURL, source: Source) -> SourceError:
    """The error for a connection that failed or broke."""
    if isinstance(error, _NO_ADDRESS):
        return SourceError("models.download_no_address", source=source.name)
    if isinstance(error, _NO_CONNECTION):
        return _no_connection(error, source)
    if isinstance(error, httpx2.TimeoutException):
        return SourceError("models.download_stalled", transient=True, source=source.name)
    if isinstance(error, httpx2.TransportError):
        return SourceError("models.download_dropped", transient=True, source=source.name)
    return SourceError("models.download_intercepted", source=source.name)


def _no_connection(error: Exception, source: Source) -> SourceError:
    key = _cause(error)
    proxy = proxy_for(source)
    secure = key in ("models.download_certificate", "models.download_tls")
    if proxy and not secure:
        login = str(error).startswith(str(PROXY_LOGIN))
        key = "models.download_proxy_login" if login else "models.download_proxy"
        return SourceError(key, transient=not login, source=source.name, proxy=proxy)
    return SourceError(key, transient=not secure, source=source.name)


def _cause(error: Exception) -> str:
    chain = list(_chain(error))
    for kind, key in _CAUSES:
        if any(isinstance(link, kind) for link in chain):
            return key
    return "models.download_offline"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def proxy_for(source: Source) -> str:
    """Host and port of the proxy on the way to ``source``, never its password; "" if none."""
    if not source.has_address:
        return ""
    address = urlsplit(source.endpoint)
    proxies = getproxies()
    proxy = proxies.get(address.scheme) or proxies.get("all", "")
    if not proxy or proxy_bypass(address.hostname or ""):
        return ""
    return re.sub(r"^.*(//|@)", "", proxy).rstrip("/")


@contextmanager
def usable_proxy(source: Source) -> Iterator[None]:
    """Says so when a client cannot be made: for SOCKS, or if the proxy's address makes no sense."""
    try:
        yield
    except (ImportError, ValueError) as error:
        proxy = proxy_for(source)
        if not proxy:
            raise
        raise SourceError("models.download_proxy_kind", proxy=proxy) from error


def _seconds(header: str) -> float:
    """``Retry-After`` in seconds; the form with a date counts as not given."""
    return float(header) if re.fullmatch(r"[0-9]{1,6}", header) else 0.0
