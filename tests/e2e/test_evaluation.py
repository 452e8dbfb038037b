"""``lemma eval`` with the demo model: the real program, its own engine, and one context for all."""

import json
import os
import random
import subprocess
import sys
from dataclasses import replace

from app import settings as settings_file
from app.settings import Settings
from training.conversation import exercise

LIMIT_S = 120
CONTEXT = 512  # tokens: room for one answer, not for four
PROBLEMS = 8


def test_no_answer_is_cut_short_for_others(data, demo_model, tmp_path):
    settings_file.save(replace(Settings(), context=CONTEXT), data.settings)
    rng, file = random.Random(7), tmp_path / "problems.jsonl"
    problems = [exercise(rng, "quadratic equation", "en", held_out=True) for _ in range(PROBLEMS)]
    rows = [json.dumps({"problem": p.question, "answer": p.expected}) for p in problems]
    file.write_text("\n".join(rows), encoding="utf-8")
    start = [sys.executable, "-m", "app", "--data-dir", str(data.root), "eval", str(file)]
    done = subprocess.run(
        [*start, "--model", "demo", "--temperature", "0", "--no-check", "--json"],
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        env={**os.environ, "QT_QPA_PLATFORM": ""},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ended"] == 1.0
