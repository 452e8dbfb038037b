"""Finds out where a catalogue model's file lies, by asking a hub.

The names, revisions and errors of the hub are huggingface-hub's business; the bytes are
``download``'s. What leaves this computer: one HEAD request for the pinned file, without a token,
cookies or telemetry.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING, Any

import httpx2

from app.errors import DownloadError
from app.models.catalogue import CatalogueModel

if TYPE_CHECKING:
    from huggingface_hub.file_download import HfFileMetadata

#: All that a server learns about the program; no versions, no machine.
USER_AGENT = "lemma"
DEFAULT_ENDPOINT = "https://huggingface.co"
ENDPOINT_VARIABLE = "HF_ENDPOINT"
RESOLVE_TIMEOUT_S = 15.0

#: Read by huggingface-hub when it is imported.
_PRIVACY = {
    "HF_HUB_DISABLE_XET": "1",  # its transfers cannot be resumed, and mirrors do not carry them
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
}

_SENTENCES = {
    401: "models.download_denied",
    403: "models.download_forbidden",
    404: "models.download_missing",
    416: "models.download_range",
    429: "models.download_busy",
}
_TRANSIENT = frozenset({408, 416, 429, 500, 502, 503, 504})
_UNREACHABLE = (
    httpx2.ConnectError,
    httpx2.ConnectTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
    httpx2.InvalidURL,
)


@dataclass(frozen=True)
class Source:
    """A server that speaks the hub's protocol."""

    name: str
    endpoint: str  # without a slash at its end


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


def sources(environ: Mapping[str, str] = os.environ) -> tuple[Source, ...]:
    """Where to look, in order: the hub, or what $HF_ENDPOINT names in its place."""
    endpoint = environ.get(ENDPOINT_VARIABLE, "").strip().rstrip("/")
    if endpoint:
        return (Source(endpoint.partition("://")[2] or endpoint, endpoint),)
    return (Source("Hugging Face", DEFAULT_ENDPOINT),)


def resolve(model: CatalogueModel, source: Source) -> str:
    """The address of the bytes of ``model`` right now; such addresses expire.

    Blocks up to ``RESOLVE_TIMEOUT_S``.

    Raises:
        SourceError: unreachable, refused, or the file there is not the one in the catalogue.
    """
    _prepare()
    with _explained(source):
        found = _metadata(model, source)
    if not found.etag or not found.commit_hash:
        raise SourceError("models.download_intercepted", source=source.name)
    is_hash = len(found.etag) == len(model.sha256)
    if (is_hash and found.etag != model.sha256) or found.size not in (None, model.bytes):
        raise SourceError("models.download_changed", source=source.name)
    return found.location


def _metadata(model: CatalogueModel, source: Source) -> "HfFileMetadata":
    from huggingface_hub import is_offline_mode
    from huggingface_hub.file_download import get_hf_file_metadata, hf_hub_url

    if is_offline_mode():
        raise SourceError("models.download_offline", source=source.name)
    url = hf_hub_url(model.repo, model.file, revision=model.revision, endpoint=source.endpoint)
    return get_hf_file_metadata(
        url,
        token=False,
        timeout=RESOLVE_TIMEOUT_S,
        headers={"user-agent": USER_AGENT},
        endpoint=source.endpoint,
    )


@cache
def _prepare() -> None:
    """Set huggingface-hub up, once, before its first request."""
    os.environ.update(_PRIVACY)
    import huggingface_hub

    huggingface_hub.set_client_factory(_hub_client)


def _hub_client() -> httpx2.Client:
    at_once = httpx2.Limits(max_keepalive_connections=0)  # no connection stays open afterwards
    return httpx2.Client(cookies=no_cookies(), timeout=None, limits=at_once)


def no_cookies() -> CookieJar:
    """A jar that takes no cookie from anybody."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=[]))


@contextmanager
def _explained(source: Source) -> Iterator[None]:
    """Turns the library's errors into ours."""
    from huggingface_hub.errors import HfHubHTTPError

    try:
        yield
    except HfHubHTTPError as error:
        raise refusal(error.response, source) from error
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        raise connection_error(error, source) from error


def refusal(response: httpx2.Response, source: Source) -> SourceError:
    """The error for an answer that is not the file."""
    status = response.status_code
    wait_s = _seconds(response.headers.get("Retry-After", ""))
    transient = status in _TRANSIENT
    values: dict[str, Any] = {"source": source.name, "status": status}
    if transient and wait_s:
        key = "models.download_busy_for"
        return SourceError(key, transient=transient, wait_s=wait_s, seconds=round(wait_s), **values)
    other = "models.download_server" if status >= 500 else "models.download_refused"
    return SourceError(_SENTENCES.get(status, other), transient=transient, **values)


def connection_error(error: httpx2.HTTPError | httpx2.InvalidURL, source: Source) -> SourceError:
    """The error for a connection that failed or broke."""
    if isinstance(error, _UNREACHABLE):
        key = "models.download_offline"
    elif isinstance(error, httpx2.TimeoutException):
        key = "models.download_stalled"
    elif isinstance(error, httpx2.TransportError):
        key = "models.download_dropped"
    else:
        return SourceError("models.download_intercepted", source=source.name)
    return SourceError(key, transient=True, source=source.name)


def _seconds(header: str) -> float:
    """``Retry-After`` in seconds; the form with a date counts as not given."""
    return float(header) if re.fullmatch(r"[0-9]{1,6}", header) else 0.0
