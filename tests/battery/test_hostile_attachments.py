"""Files made to do harm, read by the real process: always a text or a sentence, never a hang.

Bombs, a gigabyte of nothing, a pipe, and mutants of PDF files: cut anywhere, bytes changed, parts
repeated. Each reading is a process of its own, ended at a deadline.
"""

import os
import random
import time

import pytest
from support.pdfs import bomb, pdf

from app.__main__ import reader_command
from app.client.documents import DocumentReader
from app.errors import DocumentError
from app.i18n import explain

CASES = int(os.environ.get("LEMMA_CASES", "50"))
MUTANTS = max(2, CASES // 10)  # each starts a process
SEED = 9
DEADLINE_S = 20.0
LATE_S = 5.0  # after the deadline, on a busy computer


async def outcome(path, *, deadline_s=DEADLINE_S):
    """The key of the refusal, or "read"."""
    began = time.monotonic()
    key = await read(DocumentReader(reader_command(), deadline_s=deadline_s), path)
    assert time.monotonic() - began < deadline_s + LATE_S
    return key


async def read(reader, path):
    try:
        document = await reader.read(path)
    except DocumentError as error:
        return error.key if path.name in explain(error) else "a sentence without the name"
    return "read" if document.text.strip() else "nothing"


@pytest.mark.battery
async def test_a_gigabyte_of_nothing_is_refused_unread(tmp_path):
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(1 << 30)
    assert await outcome(path) == "composer.too_big"


@pytest.mark.battery
async def test_a_stream_that_unpacks_to_hundreds_of_megabytes_ends(tmp_path):
    path = tmp_path / "bomb.pdf"
    path.write_bytes(bomb(200))
    assert path.stat().st_size < 1_000_000
    allowed = {"composer.pdf_without_text", "composer.too_complex", "composer.too_slow"}
    assert await outcome(path) in allowed


@pytest.mark.battery
async def test_who_takes_too_long_is_ended(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    assert await outcome(path, deadline_s=0.01) == "composer.too_slow"


@pytest.mark.battery
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes here")
async def test_a_pipe_is_not_waited_for(tmp_path):
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    assert await outcome(path) == "composer.no_file"


@pytest.mark.battery
async def test_a_missing_file(tmp_path):
    assert await outcome(tmp_path / "missing.pdf") == "composer.unreadable"


def mutant(data, dice):
    """``data`` damaged in one of the ways that files are."""
    data = bytearray(data)
    kind = dice.randrange(4)
    place = dice.randrange(len(data))
    if kind == 0:
        return bytes(data[:place])
    if kind == 1:
        for _ in range(dice.randrange(1, 40)):
            data[dice.randrange(len(data))] = dice.randrange(256)
    elif kind == 2:
        data[place:place] = data[: dice.randrange(len(data))] * dice.randrange(1, 50)
    else:
        number = str(dice.choice([0, 1, 2, 10**9, -1])).encode()
        data[place : place + 2] = number
    return bytes(data)


@pytest.mark.battery
async def test_mutants_of_a_pdf_are_read_or_refused(tmp_path):
    dice = random.Random(SEED)
    whole = pdf(["Solve x = 1", "second", ""], packed=True)
    for number in range(MUTANTS):
        path = tmp_path / f"mutant-{number}.pdf"
        path.write_bytes(mutant(whole, dice))
        key = await outcome(path)
        assert key == "read" or key.startswith("composer."), number
