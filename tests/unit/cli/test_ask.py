"""The command line of ``lemma ask``."""

import pytest

from app.cli import parser


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
