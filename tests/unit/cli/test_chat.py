"""The terminal chat tells what was found out about an answer."""

import asyncio

import pytest
from support.judges import ScriptedJudge
from support.scripted_server import DONE, STREAM_HEAD, ScriptedServer, delta

from app.cli import chat
from app.domain.verdict import Status
from app.paths import DataDir
from app.tutor.program import Program


def test_a_sample_answer_has_its_verdict(data: DataDir, capsys: pytest.CaptureFixture[str]):
    async def run() -> None:
        server = ScriptedServer()
        await server.open()
        server.answers([STREAM_HEAD, delta(content=r"\boxed{x=2, x=3}", finish="stop"), DONE])
        judge = ScriptedJudge()
        judge.statuses = {"x=2, x=3": Status.VERIFIED}
        program = Program(data, ["no-engine"], judge)
        changed = {"source": "endpoint", "endpoint_url": server.address, "endpoint_model": "m"}
        program.save_settings(program.changed_settings(**changed))
        try:
            await asyncio.wait_for(chat._sample(program), 10)
        finally:
            await program.close()
            await server.close()

    asyncio.run(run())
    told = capsys.readouterr()
    assert r"\boxed{x=2, x=3}" in told.out
    assert "Verified: " in told.err
