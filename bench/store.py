"""How the store behaves when it holds years of conversations.

    python -m bench.store --messages 1000000

Fills a store in a temporary folder and prints one JSON line: seconds for what a person waits for.
The texts are drawn from a vocabulary whose word frequencies fall as in natural language, English
and Chinese mixed; every tenth search is for a Chinese word, every tenth for a single letter.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.domain.chat import Role, Status
from app.domain.search import excerpt
from app.store import Store, index
from app.tutor.conversations import SEARCH_LIMIT

MESSAGES_PER_CONVERSATION = 20
HITS_SEEN = 12  # as many as stand in the window
WORDS_PER_QUESTION = 20
WORDS_PER_ANSWER = 120
VOCABULARY = 30_000
SEARCHES = 200
TURNS = 200


def vocabulary(rng: random.Random) -> list[str]:
    """Words, the frequent ones first; one in five is Chinese."""
    letters = "etaoinshrdlcumwfgypbvkjxqz"
    return [
        "".join(chr(rng.randrange(0x4E00, 0x5E00)) for _ in range(2))
        if number % 5 == 4
        else "".join(rng.choices(letters, weights=range(26, 0, -1), k=rng.randint(2, 10)))
        for number in range(VOCABULARY)
    ]


def text(rng: random.Random, words: list[str], length: int) -> str:
    """Zipf's law, nearly: the logarithm of a word's rank is spread evenly."""
    return " ".join(words[int(len(words) ** rng.random()) - 1] for _ in range(length))


def fill(
    store: Store,
    rng: random.Random,
    words: list[str],
    messages: int,
    *,
    each: int = MESSAGES_PER_CONVERSATION,
) -> None:
    """Write the conversations in one transaction: a million waits for the disk would take hours.

    All are their own last message's path, ``each`` messages long.
    """
    with store._database.transaction():
        for number in range(messages // each):
            conversation = store._add_conversation(text(rng, words, 6), float(number))
            parent: int | None = None
            for place in range(each):
                asked = place % 2 == 0
                written = text(rng, words, WORDS_PER_QUESTION if asked else WORDS_PER_ANSWER)
                parent = store._add_message(
                    conversation,
                    parent,
                    role=Role.USER if asked else Role.ASSISTANT,
                    text=written,
                    now=float(number),
                ).id
                index.add(store._database, index.MESSAGES, parent, written)
            assert parent is not None
            store.select_leaf(conversation, parent)


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def spread(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    return {
        "median_ms": round(statistics.median(times) * 1000, 2),
        "p95_ms": round(statistics.quantiles(times, n=20)[-1] * 1000, 2),
    }


def query(rng: random.Random, words: list[str], number: int) -> str:
    """What somebody might type."""
    if number % 10 == 0:
        return rng.choice("abcdefghij")
    if number % 10 == 1:
        return words[rng.randrange(4, 5000, 5)]
    return text(rng, words, rng.randint(1, 3))


def look_up(store: Store, typed: str) -> None:
    """A search and what is painted of it."""
    for hit in store.search(typed, SEARCH_LIMIT)[:HITS_SEEN]:
        excerpt(hit.text, typed)


def turn(store: Store, question: str) -> None:
    """What is done before a question goes to the model, and when its answer is there."""
    begun = store.begin_turn(
        conversation_id=None, parent_id=None, question=question, title="t", model="m", now=1.0
    )
    store.finish(begun.answer.id, reasoning="", text=question, status=Status.COMPLETE, now=2.0)


def measure(folder: Path, messages: int) -> dict[str, object]:
    """All figures for a store of so many messages."""
    rng = random.Random(1)
    words = vocabulary(rng)
    path, backups = folder / "lemma.sqlite3", folder / "backups"
    store = Store.open(path, backups)
    fill(store, rng, words, messages)
    store.close()

    begun = time.perf_counter()
    store = Store.open(path, backups)
    opened = time.perf_counter() - begun
    queries = [query(rng, words, number) for number in range(SEARCHES)]
    questions = [text(rng, words, WORDS_PER_QUESTION) for _ in range(TURNS)]
    figures: dict[str, object] = {
        "messages": messages,
        "file_mb": round(path.stat().st_size / 1e6),
        "open_s": round(opened, 3),
        "conversations_s": round(seconds(store.conversations), 3),
        "messages_of_one_s": round(seconds(partial(store.messages, 1)), 4),
        "search": spread([seconds(partial(look_up, store, typed)) for typed in queries]),
        "turn": spread([seconds(partial(turn, store, asked)) for asked in questions]),
    }
    store.delete(1)
    figures["purge_s"] = round(seconds(store.purge), 2)
    store.delete(2)
    figures["purge_again_s"] = round(seconds(store.purge), 2)
    figures["check_s"] = round(seconds(store._database.check), 2)
    figures["backup_s"] = round(seconds(partial(store.backup, now=1.0)), 2)
    store.close()
    return figures


def main() -> None:
    parser = argparse.ArgumentParser(description="how the store behaves when full")
    parser.add_argument("--messages", type=int, default=100_000)
    messages = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as folder:
        json.dump(measure(Path(folder), messages), sys.stdout)
    print()


if __name__ == "__main__":
    main()
