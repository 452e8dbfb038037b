"""Finds out where a catalogue model's file lies, by asking a source.

The names, revisions and errors of the hub are huggingface-hub's business; the bytes are
``download``'s. What leaves this computer: one HEAD request for the pinned file, without a token,
cookies or telemetry.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx2

from app.models.catalogue import CatalogueModel
from app.models.faults import connection_error, refusal, usable_proxy
from app.models.sources import Layout, Source, SourceError

if TYPE_CHECKING:
    from huggingface_hub.file_download import HfFileMetadata

#: All that a server learns about the program; no versions, no machine.
USER_AGENT = "lemma"
RESOLVE_TIMEOUT_S = 15.0

#: Read by huggingface-hub when it is imported.
_PRIVACY = {
    "HF_HUB_DISABLE_XET": "1",  # its transfers cannot be resumed, and mirrors do not carry them
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
}


async def located(model: CatalogueModel, source: Source) -> str:
    """As ``resolve``, on a thread that nobody waits for when the program or the person gives up."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def settle(settled: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody wants to know any more
            loop.call_soon_threadsafe(lambda: None if answer.done() else settled())

    def work() -> None:
        try:
            url = resolve(model, source)
        except Exception as error:  # noqa: BLE001 - raised again by whoever awaits the answer
            settle(partial(answer.set_exception, error))
        else:
            settle(partial(answer.set_result, url))

    threading.Thread(target=work, name=f"resolve-{model.id}", daemon=True).start()
    return await answer


def resolve(model: CatalogueModel, source: Source) -> str:
    """The address of the bytes of ``model`` right now; such addresses expire.

    Blocks up to ``RESOLVE_TIMEOUT_S``.

    Raises:
        SourceError: unreachable, refused, or the file there is not the one in the catalogue.
    """
    if not source.has_address:
        raise SourceError("models.download_no_address", source=source.name)
    if source.layout is Layout.MODELSCOPE:
        return f"{source.endpoint}/models/{model.repo}/resolve/master/{model.file}"
    _prepare()
    with usable_proxy(source), _explained(source):
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
        raise SourceError("models.download_switched_off", source=source.name)
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
    return httpx2.Client(transport=_Afresh(), cookies=no_cookies(), timeout=None)


class _Afresh(httpx2.BaseTransport):
    """A connection of its own for each request, by the proxy that is set at that moment.

    The library keeps one client for ever; people set a proxy because a download has failed.
    """

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with httpx2.Client(cookies=no_cookies()) as client:
            answer = client.send(request)
        return httpx2.Response(answer.status_code, headers=answer.headers, request=request)


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
