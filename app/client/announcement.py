"""Fetches the announcement of a new version and checks who signed it.

One request, to the address that was built in; redirects are not followed, and nothing but the
status and the body of the reply is looked at.
"""

import json

import httpx2

from app.client import failures
from app.domain import release
from app.domain.release import Release
from app.errors import EndpointError

PATIENCE_S = 20.0
_OK = 200
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "Lemma"}


async def fetch(address: str, public_key: str) -> Release:
    """The newest version, as whoever holds the secret of ``public_key`` (hexadecimal) announced it.

    Raises:
        EndpointError: nobody answers there, or not with a genuine announcement.
    """
    data = await _get(address)
    try:
        signature, signed = release.split(data)
        if not is_genuine(signature, signed, public_key):
            raise EndpointError("client.update_not_genuine")
        return release.read(signed)
    except (ValueError, json.JSONDecodeError) as error:
        raise EndpointError("client.update_not_genuine") from error


async def _get(address: str) -> bytes:
    server = httpx2.URL(address).host
    timeout = httpx2.Timeout(PATIENCE_S)
    try:
        async with (
            httpx2.AsyncClient(headers=_HEADERS, timeout=timeout, follow_redirects=False) as client,
            client.stream("GET", address) as reply,
        ):
            if reply.status_code != _OK:
                raise EndpointError(
                    "client.update_refused", server=server, status=reply.status_code
                )
            return await _body(reply)
    except httpx2.HTTPError as error:
        raise failures.of_transport(error, server) from error


async def _body(reply: httpx2.Response) -> bytes:
    data = b""
    async for piece in reply.aiter_raw():
        data += piece
        if len(data) > release.MOST_BYTES:
            raise EndpointError("client.update_not_genuine")
    return data


def is_genuine(signature: bytes, signed: bytes, public_key: str) -> bool:
    """Whether the holder of the key's secret signed these very bytes."""
    from nacl.exceptions import BadSignatureError
    from nacl.signing import VerifyKey

    try:
        VerifyKey(bytes.fromhex(public_key)).verify(signed, signature)
    except BadSignatureError:
        return False
    return True
