"""SIGKILL in the middle of a real download of a real model: it goes on, and ends verified.

``lemma models pull`` fetches the small real model from a hub on loopback and is killed twice, at
random places, before the third run may end. At most eight megabytes are fetched again in all.

One such download here; ``make battery`` makes ten.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.hub import COMMIT, Hub

from app.models import catalogue
from app.models.part import part_files
from app.models.sources import ENDPOINT_VARIABLE

ROUNDS = range(int(os.environ.get("LEMMA_CASES", "50")) // 50)
SEED = 20261122
MOST_FETCHED_AGAIN = 8_000_000
RATE = 60_000_000  # bytes per second
LIMIT_S = 60
MODEL = "smollm2-135m-instruct-q4_1"
REPO, FILE = "owner/SmolLM2", "SmolLM2-135M-Instruct.Q4_1.gguf"


@pytest.fixture
def hub(smollm2: Path, data) -> Iterator[Hub]:
    """Serves the file of an entry of the program's catalogue, which otherwise has no address."""
    lines = catalogue.PROGRAM_CATALOGUE.read_text(encoding="utf-8").split("[[model]]\n")
    entry = next(text for text in lines if f'id = "{MODEL}"' in text)
    address = f'repo = "{REPO}"\nrevision = "{COMMIT}"\nfile = "{FILE}"\n'
    data.catalogue.write_text(f"[[model]]\n{address}{entry}", encoding="utf-8")
    with Hub({f"{REPO}/{FILE}": smollm2}, rate=RATE) as running:
        yield running


def lemma(data, hub: Hub, *arguments: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "app", "--data-dir", str(data.root), "models", *arguments]
    environment = {**os.environ, ENDPOINT_VARIABLE: hub.endpoint}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)


def kill_at(data, hub: Hub, part: Path, place: int) -> int:
    """Let a download come as far as ``place``, kill it; returns how much it has left behind."""
    with lemma(data, hub, "pull", MODEL) as running:
        while not part.exists() or part.stat().st_size < place:
            assert running.poll() is None, "it ended by itself"
            time.sleep(0.002)
        running.kill()
    return part.stat().st_size


@pytest.mark.battery
@pytest.mark.parametrize("round_", ROUNDS)
def test_a_download_that_is_killed_twice_is_whole(round_: int, data, hub: Hub, smollm2: Path):
    chance = random.Random(SEED + round_)
    size = smollm2.stat().st_size
    part = part_files(data.models / f"{MODEL}.gguf")[0]
    places = [
        chance.randrange(size // 20, size // 2),
        chance.randrange(size * 3 // 5, size * 19 // 20),
    ]
    left = [kill_at(data, hub, part, place) for place in places]
    with lemma(data, hub, "pull", MODEL, "--json") as running:
        pulled = json.loads(running.communicate(timeout=LIMIT_S)[0])
    with lemma(data, hub, "verify", MODEL) as running:
        running.communicate(timeout=LIMIT_S)
    assert running.returncode == 0
    assert Path(pulled["path"]).stat().st_size == size
    ranges = [request.headers.get("range", "") for request in hub.gets()]
    assert ranges == ["", *(f"bytes={there}-" for there in left)]
    again = hub.sent - size
    print(f"killed at {left} of {size} bytes, {again} fetched again")
    assert again <= MOST_FETCHED_AGAIN
    assert [file.name for file in data.models.glob("*.part*")] == []
