"""Thousands of hostile texts for the checker: none hangs, none ends the program, none is run."""

import os
import time

import pytest
from support.hostile_answers import texts
from support.shares import share

from app.__main__ import checker_command
from app.client.judge import Deadlines, Judge
from app.domain.verdict import Judgement

CASES = int(os.environ.get("LEMMA_CASES", "50"))
#: A tenth in the normal run. Some are killed at the deadline, and each time SymPy starts anew.
COUNT = CASES * 20 if CASES >= 500 else CASES * 4
DEADLINE_S = 1.0
START_S = 20.0  # to start the process again, on a busy computer too


@pytest.mark.battery
@pytest.mark.timeout(3600)
async def test_hostile_texts_are_judged_in_time_and_never_run(tmp_path):
    canary = tmp_path / "canary"
    judge = Judge(checker_command(), tmp_path / "checker.log", Deadlines(answer_s=DEADLINE_S))
    slow = stopped = 0
    longest = 0.0
    try:
        await judge.same("1", "1")
        for n, text in enumerate(texts(seed=5, count=COUNT, canary=canary)):
            question = (None, text, f"Compute ${text}$.", "Solve $x^2=4$.")[n % 4]
            began = time.monotonic()
            found = await judge.judge(question, text, gold=(None, "2", text)[n % 3])
            longest = max(longest, time.monotonic() - began)
            assert isinstance(found, Judgement)
            slow += found.verdict.reason == "checker.too_slow"
            stopped += found.verdict.reason == "checker.stopped"
    finally:
        await judge.close()
    print("", share("too slow, ended", slow, COUNT), share("broke off", stopped, COUNT), sep="\n")
    print(f"longest {longest:.1f} s, with the start of the next process")
    assert longest < DEADLINE_S + START_S
    assert not canary.exists()
