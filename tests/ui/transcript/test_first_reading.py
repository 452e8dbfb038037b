"""What messages say is read without loading anything once the window has been open a moment."""

import subprocess
import sys

FRESH = """
import asyncio, sys
from app.ui.transcript import contents

asyncio.run(contents.warm_up())
before = set(sys.modules)
text = "So $y = x^2$:\\n\\n| a | b |\\n|---|---|\\n| 1 | 2 |\\n\\n```py\\nx\\n```\\n\\\\boxed{2}"
assert contents.answer(text).plot and contents.question(text).plot
print(*sorted(set(sys.modules) - before))
"""


def test_once_warm_the_first_message_loads_nothing():
    done = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_cold_it_would():
    cold = FRESH.replace("asyncio.run(contents.warm_up())", "")
    done = subprocess.run([sys.executable, "-c", cold], capture_output=True, text=True, check=True)
    assert "app.domain.functions.reading" in done.stdout.split()
