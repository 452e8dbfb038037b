"""The command line of ``lemma ask``, and its votes against a scripted server."""

import asyncio
import json

import pytest
from support.judges import ScriptedJudge
from support.scripted_server import DONE, STREAM_HEAD, ScriptedServer, delta, event, reply

from app.cli import ask, parser
from app.domain.verdict import Status
from app.errors import EndpointError, UsageError
from app.paths import DataDir
from app.tutor.program import Program


@pytest.mark.parametrize(
    ("given", "budget"),
    [([], "auto"), (["--think", "auto"], "auto"), (["--think", "off"], 0), (["--think", "99"], 99)],
)
def test_how_long_the_model_may_think(given: list[str], budget: object):
    assert parser.build().parse_args(["ask", "1+1", *given]).think == budget


@pytest.mark.parametrize("given", ["much", "-5", "1.5", ""])
def test_what_is_no_budget_is_wrong_usage(given: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as end:
        parser.build().parse_args(["ask", "1+1", f"--think={given}"])
    assert end.value.code == 2
    assert "auto, off or a number" in capsys.readouterr().err


@pytest.mark.parametrize("given", ["0", "-1", "x"])
def test_how_many_samples_there_can_be(given: str):
    with pytest.raises(SystemExit):
        parser.build().parse_args(["ask", "1+1", f"--samples={given}"])


def wave(*answers: str) -> list[bytes]:
    choices = [
        {"index": at, "delta": {"content": rf"So \boxed{{{answer}}}"}, "finish_reason": "stop"}
        for at, answer in enumerate(answers)
    ]
    return [STREAM_HEAD, *(event({"choices": [choice]}) for choice in choices), DONE]


def asked(data: DataDir, script: list[bytes], *given: str, judge: ScriptedJudge) -> int:
    async def run() -> int:
        server = ScriptedServer()
        await server.open()
        server.answers(script)
        program = Program(data, ["no-engine"], judge, keep=False)
        arguments = ["ask", "2+2?", "--endpoint", server.address, "--model", "m", *given]
        try:
            return await ask.run(parser.build().parse_args(arguments), program)
        finally:
            await program.close()
            await server.close()

    return asyncio.run(run())


def test_a_vote_as_json(data: DataDir, capsys: pytest.CaptureFixture[str]):
    judge = ScriptedJudge(_5=Status.CONTRADICTED)
    asked(data, wave("5", "5", "4", "x=4"), "--samples", "4", "--json", judge=judge)
    said = json.loads(capsys.readouterr().out)
    assert said["answer"] == r"So \boxed{4}"
    assert said["boxed"] == "4"
    assert said["votes"] == [
        {"boxed": "4", "count": 1, "status": "unchecked"},  # the fourth could not change it
        {"boxed": "5", "count": 2, "status": "contradicted"},
    ]
    assert said["verdict"]["status"] == "unchecked"
    assert said["usage"]["completion_tokens"] == 3
    assert judge.closed


def test_a_vote_for_people(data: DataDir, capsys: pytest.CaptureFixture[str]):
    judge = ScriptedJudge(_4=Status.VERIFIED)
    asked(data, wave("5", "4", "5"), "--samples", "3", judge=judge)
    told = capsys.readouterr()
    assert told.out == "So \\boxed{4}\n"
    assert "1 of 2: 4\n1 of 2: 5\nVerified: " in told.err


def test_one_answer_has_its_verdict_too(data: DataDir, capsys: pytest.CaptureFixture[str]):
    judge = ScriptedJudge(_5=Status.CONTRADICTED)
    script = [STREAM_HEAD, delta(content=r"\boxed{5}", finish="stop"), DONE]
    asked(data, script, judge=judge)
    assert "Does not hold: " in capsys.readouterr().err
    asked(data, script, "--json", judge=judge)
    said = json.loads(capsys.readouterr().out)
    assert said["verdict"]["status"] == "contradicted"
    assert said["votes"] == [{"boxed": "5", "count": 1}]


def test_tools_are_shown_and_told(data: DataDir, capsys: pytest.CaptureFixture[str]):
    function = {"name": "calculate_expression", "arguments": '{"expression": "2+2"}'}
    called = {"choices": [{"delta": {"tool_calls": [{"function": function}]}}]}
    script = [STREAM_HEAD, event(called), delta(finish="tool_calls"), DONE]
    asked(data, script, "--tools", judge=ScriptedJudge())
    assert "calculate_expression: 2+2  →  This could not be" in capsys.readouterr().err
    asked(data, script, "--tools", "--json", judge=ScriptedJudge())
    said = json.loads(capsys.readouterr().out)
    assert said["tools"][0]["given"] == "2+2"
    with pytest.raises(UsageError):
        asked(data, script, "--tools", "--samples", "2", judge=ScriptedJudge())


def test_a_refused_vote_is_an_error(data: DataDir):
    refusal = [reply(b"{}", status="401 Unauthorized")]
    with pytest.raises(EndpointError):
        asked(data, refusal, "--samples", "4", judge=ScriptedJudge())
