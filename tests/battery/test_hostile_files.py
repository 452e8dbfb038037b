"""Files that are broken on purpose: the header reader refuses them before llama.cpp reads a byte.

Structural mutants (``support.gguf_mutants`` says what that means) must be refused, 99 of 100 at
least. Noise is any bytes in any fields of the header: what is still a model then, like one with
another name or context, is loaded by a real engine process, which may refuse it or die; the program
lives on. Each kind of its end is counted.
"""

import os
import random
from collections import Counter
from pathlib import Path

import httpx2
import pytest
from support import engines
from support.gguf_bases import Base, bases
from support.gguf_bytes import Role
from support.gguf_mutants import Mutator

from app.errors import ModelError
from app.models.gguf import read_header

CASES = int(os.environ.get("LEMMA_CASES", "50"))
MUTANTS = 20 * CASES
NOISE = 4 * CASES
LOADS_AT_MOST = max(CASES // 10, 4)  # each starts a process
SEED = 4


def is_refused(path: Path, data: bytes) -> bool:
    path.write_bytes(data)
    try:
        header = read_header(path)
    except ModelError:
        return True
    assert header.tensor_bytes <= header.file_bytes
    return False


def end_of_engine(path: Path) -> str:
    """What becomes of a real engine that is given this file, and a question if it takes it."""
    with engines.spawn(path, context=64) as process:
        assert process.stdout is not None
        url = engines.next_event(process)["url"]
        said = process.stdout.readline()  # nothing if it dies
        if '"ready"' in said and answers(url):
            return "answered"
        status = process.wait(60)
    return f"died of signal {-status}" if status < 0 else "refused"


def answers(url: str) -> bool:
    """Whether the engine takes a question; what it says of it does not matter."""
    question = {"messages": [{"role": "user", "content": "2+2? 二加二"}], "max_tokens": 4}
    headers = {"Authorization": f"Bearer {engines.KEY}"}
    try:
        httpx2.post(f"{url}/v1/chat/completions", json=question, headers=headers, timeout=60)
    except httpx2.TransportError:
        return False
    return True


def noisy(base: Base, chance: random.Random) -> bytes:
    whole = base.write()
    data = bytearray(whole.data)
    header = [field for field in whole.fields if field.role is not Role.WEIGHTS and field.size]
    # Half of them where a change need not be a contradiction.
    free = [field for field in header if field.role in (Role.VALUE, Role.TEXT)]
    for field in chance.sample(chance.choice([header, free]), chance.randint(1, 3)):
        data[field.start + chance.randrange(field.size)] = chance.randrange(256)
    return bytes(data)


@pytest.mark.parametrize("base", bases(), ids=lambda base: base.architecture)
def test_the_files_that_mutants_are_made_of_are_whole_models(base: Base, tmp_path: Path):
    path = tmp_path / "whole.gguf"
    assert not is_refused(path, bytes(base.write().data))
    assert end_of_engine(path) == "answered"


@pytest.mark.battery
@pytest.mark.timeout(60 + MUTANTS)
def test_structural_mutants_are_refused(tmp_path: Path):
    chance = random.Random(SEED)
    mutators = [Mutator(base, chance) for base in bases()]
    made: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    path = tmp_path / "mutant.gguf"
    for number in range(MUTANTS):
        operation, data = mutators[number % len(mutators)].make()
        made[operation] += 1
        if not is_refused(path, data):
            passed[operation] += 1
            ends[end_of_engine(path)] += 1
    print(f"{MUTANTS} structural mutants of {len(made)} kinds, {passed.total()} passed: {passed}")
    print(f"engines given those: {dict(ends)}")
    assert passed.total() <= MUTANTS / 100, passed


@pytest.mark.battery
@pytest.mark.timeout(60 + NOISE + 20 * LOADS_AT_MOST)
def test_noise_is_refused_or_survived(tmp_path: Path):
    chance = random.Random(SEED)
    ends: Counter[str] = Counter()
    path = tmp_path / "noise.gguf"
    for number in range(NOISE):
        data = noisy(bases()[number % len(bases())], chance)
        if is_refused(path, data):
            ends["refused before the engine"] += 1
        elif ends.total() - ends["refused before the engine"] < LOADS_AT_MOST:
            ends[end_of_engine(path)] += 1
    print(f"{NOISE} noisy headers: {dict(ends)}")
    assert ends["answered"]


def test_control_the_engine_alone_dies_of_such_a_file(tmp_path: Path):
    """A text that is twice in the vocabulary ends the process that llama.cpp runs in."""
    base = bases()[0]
    tokens = base.metadata["tokenizer.ggml.tokens"]
    path = tmp_path / "twice.gguf"
    data = base.with_values({"tokenizer.ggml.tokens": [tokens[1], *tokens[1:]]})
    assert is_refused(path, data)
    assert end_of_engine(path).startswith("died of signal")
