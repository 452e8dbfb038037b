"""A judge that says what a test wants, and keeps what it was asked."""

import asyncio

from app.domain.answers import boxed
from app.domain.equality import same
from app.domain.verdict import Claim, Judgement, Status, Verdict

V, C, U = Status.VERIFIED, Status.CONTRADICTED, Status.UNCHECKED


class ScriptedJudge:
    """``statuses`` maps final answers to verdicts; ``claims`` and ``delay_s`` go with each."""

    def __init__(self, **statuses: Status) -> None:
        self.statuses = {name.removeprefix("_"): status for name, status in statuses.items()}
        self.claims: tuple[Claim, ...] = ()
        self.delay_s = 0.0
        self.asked: list[tuple[str | None, str]] = []
        self.compared: list[tuple[str, str]] = []
        self.prepared = 0  # times
        self.closed = False

    async def prepare(self) -> None:
        self.prepared += 1

    async def judge(self, question: str | None, answer: str, gold: str | None = None) -> Judgement:
        self.asked.append((question, answer))
        await asyncio.sleep(self.delay_s)
        found = boxed(answer)
        status = self.statuses.get(found or "", U)
        equal = None if gold is None or found is None else same(found, gold)
        verdict = Verdict(status, f"tutor.verdict_{status.value}")
        return Judgement(verdict, found, equal, self.claims, self.delay_s)

    async def same(self, first: str, second: str) -> bool | None:
        self.compared.append((first, second))
        return True if {first, second} == {"sin^2+cos^2", "1"} else None

    async def compute(self, tool: str, text: str) -> dict[str, str]:
        return {"error": "checker.tool_failed"}

    async def close(self) -> None:
        self.closed = True
