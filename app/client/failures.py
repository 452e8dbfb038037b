"""What went wrong with a request, as an error with a sentence for people."""

import json
import ssl
from collections.abc import Iterator
from typing import Any

import httpx2

from app.client.wire import EXTENSIONS, MALFORMED, error_message
from app.errors import EndpointError

_BY_STATUS = {
    401: "client.key_refused",
    403: "client.key_refused",
    404: "client.not_found",
    413: "client.too_large",
    429: "client.too_many_requests",
    503: "client.not_ready",
}
_TOO_LONG = "maximum context length"  # vLLM says it in words alone, in a sentence of OpenAI's
_BY_CODE = {
    "context_length_exceeded": "client.prompt_too_long",
    "model_not_found": "client.unknown_model",
}


def of_transport(error: Exception, server: str) -> EndpointError:
    """The error for a request that got no reply, or only a part of it, from ``server``."""
    return EndpointError(_transport_key(error), server=server)


def _transport_key(error: Exception) -> str:
    if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
        return "client.tls"
    match error:
        case httpx2.ProxyError():
            return "client.proxy"
        case httpx2.ConnectError() | httpx2.ConnectTimeout():
            return "client.unreachable"
        case httpx2.TimeoutException():
            return "client.timeout"
        case httpx2.InvalidURL() | httpx2.UnsupportedProtocol() | httpx2.LocalProtocolError():
            return "client.bad_address"
        case _:
            return "client.broke_off"


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def of_response(response: httpx2.Response, server: str) -> EndpointError:
    """The error for a reply, already read, whose status is not 200."""
    if response.has_redirect_location:
        return EndpointError("client.redirected", address=response.headers["location"])
    payload = _json(response)
    message = error_message(payload)
    wait_s = response.headers.get("retry-after", "")
    if response.status_code in (429, 503) and wait_s.isdecimal():
        return EndpointError("client.too_many_requests_wait", server=server, seconds=int(wait_s))
    key = _BY_CODE.get(_code(payload)) or _BY_STATUS.get(response.status_code)
    if response.status_code == 400 and _TOO_LONG in message:
        key = "client.prompt_too_long"
    if key is None and response.status_code >= 500:
        key = "client.server_error"
    elif key is None:
        key = "client.said_error" if message else "client.refused_request"
    return EndpointError(key, server=server, status=response.status_code, message=message)


def names_extension(response: httpx2.Response) -> bool:
    """Whether a reply, already read, refuses a field that OpenAI does not define."""
    if response.status_code not in (400, 422) or _code(_json(response)) in _BY_CODE:
        return False
    return any(field in response.text for field in EXTENSIONS)


def _json(response: httpx2.Response) -> Any:
    try:
        return json.loads(response.content)
    except MALFORMED:
        return None


def _code(payload: Any) -> str:
    error = payload.get("error") if isinstance(payload, dict) else None
    return str(error.get("code")) if isinstance(error, dict) else ""
