"""Tools that a model calls: computed, told to it, and never without end."""

import json

import pytest
from support.judges import ScriptedJudge
from support.scripted_server import DONE, REQUEST, STREAM_HEAD, ScriptedServer, delta, event

from app.client.openai import Endpoint
from app.domain.events import Delta, Finished
from app.tutor import tools
from app.tutor.tools import MOST_ROUNDS, Used


class Calculator(ScriptedJudge):
    async def compute(self, tool, text):
        return {"result": f"{tool} of {text}"} if text != "?" else {"error": "checker.tool_failed"}


@pytest.fixture
async def server():
    scripted = ScriptedServer()
    await scripted.open()
    yield scripted
    await scripted.close()


def call(*pieces: dict, finish: str = "tool_calls") -> list[bytes]:
    """A reply that streams the pieces of calls."""
    rows = [event({"choices": [{"delta": {"tool_calls": [piece]}}]}) for piece in pieces]
    end = event(
        {"choices": [{"delta": {}, "finish_reason": finish}], "usage": {"completion_tokens": 5}}
    )
    return [STREAM_HEAD, *rows, end, DONE]


def piece(arguments: str, name: str = "", place: int = 0) -> dict:
    function = {"arguments": arguments} | ({"name": name} if name else {})
    begun = {"id": f"id{place}", "type": "function"} if name else {}
    return {"index": place, "function": function} | begun


CALL = call(piece('{"expre', "calculate_expression"), piece('ssion": "12*13"}'))
ANSWER = [STREAM_HEAD, delta(content="156"), delta(finish="stop"), DONE]


async def heard(server: ScriptedServer, *scripts: list[bytes]) -> list[object]:
    server.answers(*scripts)
    endpoint = Endpoint(server.address, model="m")
    try:
        return [found async for found in tools.answer(endpoint, REQUEST, Calculator())]
    finally:
        await endpoint.aclose()


async def test_a_call_is_computed_and_its_result_told(server):
    used, said, end = await heard(server, CALL, ANSWER)
    assert used == Used("calculate_expression", "12*13", "calculate_expression of 12*13")
    assert isinstance(said, Delta)
    assert said.text == "156"
    assert isinstance(end, Finished)
    assert end.usage.completion_tokens == 5
    first, second = server.body(0), server.body(1)
    assert [tool["function"]["name"] for tool in first["tools"]] == [
        "calculate_expression",
        "solve_equation",
    ]
    assert first["tool_choice"] == second["tool_choice"] == "auto"
    assert second["messages"][0] == first["messages"][0]
    called, told = second["messages"][1:]
    assert called["tool_calls"][0]["id"] == told["tool_call_id"] == "id0"
    assert json.loads(called["tool_calls"][0]["function"]["arguments"]) == {"expression": "12*13"}
    assert (told["role"], told["content"]) == ("tool", "calculate_expression of 12*13")


async def test_several_calls_at_once_and_what_is_wrong_with_them(server):
    wrong = call(
        piece('{"equation": "x=1"}', "solve_equation", 0),
        piece('{"expression": 5}', "calculate_expression", 1),
        piece("{no json", "calculate_expression", 2),
        piece("{}", "format_disk", 3),
        piece('{"expression": "?"}', "calculate_expression", 4),
    )
    *used, _, _ = await heard(server, wrong, ANSWER)
    assert [one.result for one in used] == [
        "solve_equation of x=1",
        "The call needs expression as a text.",
        "The call needs expression as a text.",
        "There is no such tool.",
        "This could not be computed.",
    ]
    assert len(server.body()["messages"]) == 1 + 1 + 5


async def test_a_server_that_sends_calls_whole_and_arguments_as_objects(server):
    function = {"name": "solve_equation", "arguments": {"equation": "x=2"}}
    used, *_ = await heard(server, call({"function": function}, finish="stop"), ANSWER)
    assert used == Used("solve_equation", "x=2", "solve_equation of x=2")
    assert server.body()["messages"][1]["tool_calls"][0]["id"] == "call_0"


async def test_who_calls_without_end_has_to_answer_at_last(server):
    found = await heard(server, CALL)
    assert sum(isinstance(one, Used) for one in found) == MOST_ROUNDS
    assert isinstance(found[-1], Finished)
    assert found[-1].usage.completion_tokens == 5 * (MOST_ROUNDS + 1)
    assert server.body()["tool_choice"] == "none"
