"""A program that uses the store at random and says what it has done, to be killed at any moment.

``python store_workload.py PATH BACKUPS SEED FIRST [early]`` says "ready", opens the store, runs
operations FIRST, FIRST + 1, ... and says "done" after each. An operation depends on the seed, its
number and what is in the store, so the same ones can be done again elsewhere. With ``early`` the
program is a liar, whom the battery must catch: it says "done" ten operations ahead.
"""

import os
import random
import sys
from pathlib import Path

from app.domain.chat import Role, Status
from app.store import Store


def operate(store: Store, seed: int, number: int) -> None:
    """Do operation ``number``."""
    rng = random.Random(f"{seed} {number}")
    conversations = store.conversations()
    if not conversations:
        _begin_turn(store, rng, number, None)
        return
    operation = rng.choices(list(OPERATIONS), weights=list(OPERATIONS.values()))[0]
    operation(store, rng, number, rng.choice(conversations).id)


def _words(rng: random.Random, number: int) -> str:
    """Text that says which operation wrote it; now and then longer than a page of the file."""
    return f"word{number} 解方程 " + "x^2 " * rng.choice((1, 10, 100, 3000))


def _begin_turn(store, rng, number, conversation_id):
    messages = store.messages(conversation_id) if conversation_id else []
    answers = [None, *(m.id for m in messages if m.role is Role.ASSISTANT)]
    store.begin_turn(
        conversation_id=conversation_id,
        parent_id=rng.choice(answers),
        question=_words(rng, number),
        title=f"title{number}",
        model="m",
        now=float(number),
    )


def _begin_conversation(store, rng, number, conversation_id):
    _begin_turn(store, rng, number, None)


def _begin_answer(store, rng, number, conversation_id):
    questions = [m for m in store.messages(conversation_id) if m.role is Role.USER]
    store.begin_answer(question_id=rng.choice(questions).id, model="m", now=float(number))


def _checkpoint(store, rng, number, conversation_id):
    message = rng.choice(store.messages(conversation_id))
    words = _words(rng, number)
    store.checkpoint(message.id, reasoning=words, text=words)


def _finish(store, rng, number, conversation_id):
    message = rng.choice(store.messages(conversation_id))
    store.finish(
        message.id,
        reasoning=_words(rng, number),
        text=_words(rng, number),
        status=rng.choice((Status.COMPLETE, Status.STOPPED, Status.CUT)),
        now=float(number),
    )


def _rename(store, rng, number, conversation_id):
    store.rename(conversation_id, f"renamed{number}")


def _arrange(store, rng, number, conversation_id):
    yes = rng.random() < 0.5
    rng.choice(
        (
            lambda: store.pin(conversation_id, pinned=yes),
            lambda: store.archive(conversation_id, archived=yes),
            lambda: store.move(conversation_id, f"folder{number}"),
            lambda: store.rename_folder(f"folder{number - 1}", ""),
        )
    )()


def _select_leaf(store, rng, number, conversation_id):
    store.select_leaf(conversation_id, rng.choice(store.messages(conversation_id)).id)


def _delete(store, rng, number, conversation_id):
    store.delete(conversation_id)


def _restore(store, rng, number, conversation_id):
    store.restore(rng.randint(1, conversation_id))


def _purge(store, rng, number, conversation_id):
    store.purge()


def _backup(store, rng, number, conversation_id):
    store.backup(now=float(number))


OPERATIONS = {
    _begin_conversation: 3,
    _begin_turn: 6,
    _begin_answer: 2,
    _checkpoint: 8,
    _finish: 5,
    _rename: 1,
    _arrange: 1,
    _select_leaf: 1,
    _delete: 1,
    _restore: 1,
    _purge: 1,
    _backup: 1,
}


def main(path: str, backups: str, seed: str, first: str, early: str = "") -> None:
    _say("ready")
    if early:
        _say("done\n" * 9 + "done")
    store = Store.open(Path(path), Path(backups))
    number = int(first)
    while True:
        operate(store, int(seed), number)
        _say("done")
        number += 1


def _say(word: str) -> None:
    os.write(1, f"{word}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
