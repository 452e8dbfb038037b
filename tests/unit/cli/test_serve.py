"""What ``lemma serve`` refuses, and how it plans."""

import json
import sys
from pathlib import Path

import pytest
from support import tiny_r1

from app.cli import parser, serve
from app.client.hardware import WITHOUT_CARDS
from app.domain.allocation import MIB, Plan
from app.errors import UsageError
from app.models.library import Installed

CARD = {
    "kind": "graphics",
    "name": "GPU0",
    "description": "A card",
    "free": 6000 * MIB,
    "total": 6144 * MIB,
}


@pytest.fixture
def installed(tmp_path: Path) -> Installed:
    path = tiny_r1.write(tmp_path / "tiny.gguf")
    return Installed("tiny", "Tiny", path, path.stat().st_size, "")


def arguments(*given: str):
    return parser.build().parse_args(["serve", *given])


def computer_with(*cards: dict) -> list[str]:
    """A command that reports these cards as an engine would."""
    report = {"event": "devices", "devices": cards, "backends": [], "idle": [], "versions": {}}
    return [sys.executable, "-c", f"print({json.dumps(report)!r})"]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (("--host", "0.0.0.0"), "cli.key_needed"),
        (("--host", "::"), "cli.key_needed"),
        (("--host", "192.168.1.5", "--rate", "5"), "cli.key_needed"),
        (("--log-texts",), "cli.log_needed"),
    ],
)
def test_what_makes_no_sense(given: tuple[str, ...], key: str) -> None:
    with pytest.raises(UsageError) as caught:
        serve.check(arguments(*given), on_loopback="--host" not in given)
    assert caught.value.key == key


@pytest.mark.parametrize("given", [("--api-key", "x"), ("--key-file", "keys.txt")])
def test_a_key_opens_the_network(given: tuple[str, ...]) -> None:
    serve.check(arguments("--host", "0.0.0.0", *given), on_loopback=False)


@pytest.mark.parametrize(
    "given", ["--rate=-1", "--queue=-1", "--parallel=0", "--grace=-1", "--grace=nan", "--ctx=-5"]
)
def test_numbers_that_make_no_sense(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments(given)
    assert given.partition("=")[0] in capsys.readouterr().err


def test_layers_go_where_there_is_room(
    installed: Installed, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = serve.planned(arguments("--parallel", "9"), installed, computer_with(CARD))
    assert plan.cards == ("GPU0",)
    assert (plan.gpu_layers, plan.split, plan.parallel) == (-1, (3,), 9)
    assert serve.environment(plan) == {}
    said = capsys.readouterr()
    assert "A card" in said.err
    assert said.out == ""


def test_a_full_card_is_left_alone(installed: Installed) -> None:
    plan = serve.planned(arguments(), installed, computer_with(CARD | {"free": 100 * MIB}))
    assert (plan.gpu_layers, plan.cards) == (0, ())
    assert serve.environment(plan) == WITHOUT_CARDS


def test_what_is_named_is_done(installed: Installed) -> None:
    args = arguments("--ctx", "512", "--threads", "3")
    plan = serve.planned(args, installed, computer_with())
    assert (plan.context, plan.threads) == (512, 3)
    by_hand = serve.planned(arguments("--gpu-layers", "2", "--ctx", "64"), installed, [])
    assert by_hand == Plan(context=64, gpu_layers=2)
