"""Thousands of hostile formulas, read aloud and searched: each in time, none breaks anything."""

import os
import time

import pytest
from support.hostile_answers import texts

from app.domain import mathtext
from app.domain.speech import spoken
from app.ui.transcript.matches import Index

CASES = int(os.environ.get("LEMMA_CASES", "50"))
LONGEST_S = 2.0  # on a busy computer; usually milliseconds


@pytest.mark.battery
@pytest.mark.timeout(3600)
def test_hostile_formulas_are_spoken_and_searched_in_time(tmp_path):
    canary = tmp_path / "canary"
    for text in texts(seed=11, count=CASES * 4, canary=canary):
        began = time.process_time()
        assert all(isinstance(spoken(text, language), str) for language in ("en", "zh"))
        index = Index(mathtext.parse(f"So ${text}$ and\n\n\\[ {text} \\]"))
        assert index.find(text[:40]) is not None
        assert time.process_time() - began < LONGEST_S, text[:80]
    assert not canary.exists()
