"""SIGKILL at any moment: all that was acknowledged is there afterwards, and nothing is broken.

A program works on a store (``store_workload``) and is killed; the same operations are done again on
a second store that nobody kills. After every kill the first must hold exactly what the second holds
after the acknowledged operations, or after one more, which was done but not yet acknowledged.
Killing shows that commits are whole; a power cut is another matter.
"""

import os
import random
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from store_workload import operate

from app.domain.chat import Status
from app.store import Store
from app.store.database import is_sound

KILLS = int(os.environ.get("LEMMA_CASES", "50"))
KILLS_PER_STORE = 5
#: From just before the opening. A short life ends while the schema is made or a kill is overcome; a
#: long one has some hundred operations.
LIVES_UP_TO_S = (0.01, 0.2)

PROGRAM = [sys.executable, str(Path(__file__).parent / "store_workload.py")]
REPOSITORY = Path(__file__).parents[2]


class StoreBrokenError(AssertionError):
    """The battery has found what it looks for."""


@contextmanager
def opened(folder):
    store = Store.open(folder / "lemma.sqlite3", folder / "backups")
    try:
        yield store
    finally:
        store.close()


def run_and_kill(folder, *, seed, first, lie, rng):
    """Let the program live for a moment; how many operations it acknowledged."""
    arguments = [str(folder / "lemma.sqlite3"), str(folder / "backups"), str(seed), str(first)]
    command = [*PROGRAM, *arguments, *(["early"] if lie else [])]
    with subprocess.Popen(
        command,
        bufsize=0,  # readline must not take more than its line from communicate
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    ) as program:
        assert program.stdout.readline() == b"ready\n"
        time.sleep(rng.uniform(0, rng.choice(LIVES_UP_TO_S)))
        program.kill()
        said, errors = program.communicate()
    assert not errors, f"the program died by itself: {errors.decode()}"
    return said.count(b"done")


def contents(store):
    """Everything a person could see, as if it had been opened just now."""
    return [
        (conversation, [_settled(message) for message in store.messages(conversation.id)])
        for conversation in store.conversations()
    ]


def _settled(message):
    if message.status is Status.STREAMING:
        return replace(message, status=Status.INTERRUPTED)
    return message


def examine(crashed, examined, told):
    """Open a copy of what the kill left, check the file, and return what is in it."""
    shutil.rmtree(examined, ignore_errors=True)
    shutil.copytree(crashed, examined)
    with opened(examined) as store:
        database = store._database
        checks = [
            [tuple(row) for row in database.rows("PRAGMA integrity_check")] == [("ok",)],
            database.rows("PRAGMA foreign_key_check") == [],
            not list(examined.glob("*.damaged-*")),
            all(is_sound(copy) for copy in (examined / "backups").glob("*.sqlite3")),
            indexed(database, "message_words") == rows(database, "SELECT id FROM messages"),
            indexed(database, "title_words") == rows(database, "SELECT id FROM conversations"),
        ]
        for index in ("message_words", "title_words"):
            database.run(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")
        if not all(checks):
            raise StoreBrokenError(f"{told}: {checks}")
        return contents(store)


def rows(database, sql):
    return sorted(tuple(row) for row in database.rows(sql))


def indexed(database, index):
    return rows(database, f"SELECT rowid FROM {index}")


def live_and_die(folder, seed, *, lie=False):
    """One store through its kills; the number of operations it has gone through."""
    rng = random.Random(seed)
    crashed, examined, model = (folder / name for name in ("crashed", "examined", "model"))
    crashed.mkdir(parents=True)
    model.mkdir()
    done = 0
    for kill in range(KILLS_PER_STORE):
        acknowledged = done + run_and_kill(crashed, seed=seed, first=done, lie=lie, rng=rng)
        found = examine(crashed, examined, f"seed {seed}, kill {kill}")
        with opened(model) as store:
            for number in range(done, acknowledged):
                operate(store, seed, number)
            done = acknowledged
            if contents(store) != found:
                operate(store, seed, done)
                done += 1
            if contents(store) != found:
                raise StoreBrokenError(
                    f"seed {seed}, kill {kill}: operation {acknowledged} or before is lost"
                )
    return done


@pytest.mark.battery
@pytest.mark.timeout(60 + KILLS)
def test_kills_lose_nothing(tmp_path):
    stores = -(-KILLS // KILLS_PER_STORE)
    operations = [live_and_die(tmp_path / str(seed), seed) for seed in range(stores)]
    print(f"{stores * KILLS_PER_STORE} kills, {sum(operations)} operations, 0 lost, 0 broken")
    assert sum(operations) > KILLS


def test_control_a_program_that_acknowledges_too_early_is_caught(tmp_path):
    with pytest.raises(StoreBrokenError, match="lost"):
        live_and_die(tmp_path, seed=1, lie=True)
