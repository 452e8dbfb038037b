"""Judgements as they are kept, those of earlier versions too."""

import json

from app.domain.verdict import Claim, Judgement, Status, Verdict


def test_a_judgement_comes_back_from_json():
    verdict = Verdict(Status.UNCHECKED, "checker.unfinished", {"value": "4"})
    judgement = Judgement(verdict, "2+2", True, (Claim(0, 3, True),), 0.5, finished=False)
    assert Judgement.from_json(json.loads(json.dumps(judgement.to_json()))) == judgement
    assert verdict.is_unfinished


def test_what_an_earlier_version_kept_is_read():
    kept = Judgement(Verdict(Status.VERIFIED, "checker.value_right"), "4").to_json()
    del kept["finished"]
    assert Judgement.from_json(kept).finished
