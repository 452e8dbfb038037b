"""Certificates are loaded for addresses that need them, and for no other."""

import httpx2
import pytest

from app.client.openai import Endpoint


@pytest.mark.parametrize(
    ("address", "checked"),
    [
        ("http://127.0.0.1:8080", False),
        ("http://192.0.2.7:1234/v1", False),
        ("https://school.example", True),
        ("school.example", True),
    ],
)
async def test_a_server_is_checked_where_its_address_says_so(
    monkeypatch, address: str, checked: bool
) -> None:
    asked = []
    client = httpx2.AsyncClient

    def noted(*, verify: bool, **values: object) -> httpx2.AsyncClient:
        asked.append(verify)
        return client(verify=verify, **values)

    monkeypatch.setattr(httpx2, "AsyncClient", noted)
    endpoint = Endpoint(address)
    await endpoint.aclose()
    assert asked == [checked]
