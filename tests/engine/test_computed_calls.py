"""Tools called by the small real model, computed by the real checker process."""

from dataclasses import replace

from support.engines import KEY, RunningEngine
from support.scripted_server import REQUEST

from app.__main__ import checker_command
from app.client.judge import Deadlines, Judge
from app.client.openai import Endpoint
from app.domain.events import Finished
from app.domain.generation import Sampling
from app.tutor import tools
from app.tutor.tools import Used


async def test_a_call_that_has_to_come_is_computed_and_answered(
    engine: RunningEngine, tmp_path, monkeypatch
):
    monkeypatch.setattr(tools, "MOST_ROUNDS", 1)  # this model would call for ever
    endpoint = Endpoint(engine.url, api_key=KEY)
    judge = Judge(checker_command(), tmp_path / "checker.log", Deadlines(answer_s=30.0))
    asked = replace(
        REQUEST,
        sampling=Sampling(temperature=0.0),
        max_tokens=64,
        tool_choice="required",
        thinking_budget=0,
    )
    try:
        found = [event async for event in tools.answer(endpoint, asked, judge)]
    finally:
        await judge.close()
        await endpoint.aclose()
    used = [one for one in found if isinstance(one, Used)]
    assert used
    assert used[0].name in ("calculate_expression", "solve_equation")
    assert used[0].result
    assert isinstance(found[-1], Finished)
