"""The cards are looked for once, and again when it matters."""

import json
import sys
from pathlib import Path

import pytest

from app.tutor.computer import Computer

CARD = {"name": "CUDA0", "description": "Card", "kind": "graphics", "free": 5, "total": 6}


def engine(folder: Path, *rows: object) -> list[str]:
    """An engine that reports ``rows`` and counts how often it was asked."""
    report = {"event": "devices", "devices": rows, "backends": [], "idle": [], "versions": {}}
    script = f"open({str(folder / 'asked')!r}, 'a').write('x'); print({json.dumps(report)!r})"
    return [sys.executable, "-S", "-c", script]


async def test_cards_are_looked_for_again_before_loading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    computer = Computer(engine(tmp_path, CARD))
    heard: list[str] = []
    computer.changed.connect(lambda: heard.append("looked"))
    assert computer.cards == ()
    await computer.look()
    await computer.look()
    assert [card.name for card in computer.cards] == ["CUDA0"]
    await computer.look(again=True)
    assert (tmp_path / "asked").read_text() == "x", "a moment ago"
    monkeypatch.setattr("app.tutor.computer.RECENT_S", 0.0)
    await computer.look(again=True)
    assert (tmp_path / "asked").read_text() == "xx"
    assert heard == ["looked"] * 2


async def test_a_computer_without_cards_is_asked_once(tmp_path: Path):
    computer = Computer(engine(tmp_path))
    for _ in range(3):
        await computer.look(again=True)
    assert (tmp_path / "asked").read_text() == "x"
    assert computer.ram_free > 0
