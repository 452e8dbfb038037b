"""A scripted server, and an endpoint that speaks to it."""

import pytest
from support.scripted_server import ScriptedServer

from app.client.openai import Endpoint


@pytest.fixture
async def server():
    scripted = ScriptedServer()
    await scripted.open()
    yield scripted
    await scripted.close()


@pytest.fixture
async def endpoint(server: ScriptedServer):
    made = Endpoint(server.address, api_key="secret", model="m1")
    yield made
    await made.aclose()
