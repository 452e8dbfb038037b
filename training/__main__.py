"""``python -m training``: make the demo model, or the problems that it is measured on.

train     vocabulary, network, training, conversion; goes on where a break left it
convert   write the GGUF file from the last checkpoint
problems  write unseen problems as JSONL for ``lemma eval``
card      write the model card from what ``lemma eval --json`` printed
"""

import argparse
import hashlib
import itertools
import json
import random
from pathlib import Path

ROOT = Path(__file__).parents[1]
WORK = ROOT / ".training"  # vocabulary and checkpoint, kept until the next run
RESULT = ROOT / "resources" / "demo" / "lemma-demo.gguf"
THREADS = 2
VOCABULARY_TEXTS = 30_000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("what", choices=("train", "convert", "problems", "card"))
    parser.add_argument("--minutes", type=float, default=170, help="time for the training alone")
    parser.add_argument("--steps", type=int, help="this many steps instead: repeatable")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=300, help="problems per family and language")
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=RESULT)
    parser.add_argument("--results", type=Path, help="for the card: the figures of lemma eval")
    parser.add_argument("--quantization", default="Q8_0", choices=("Q8_0", "F16"))
    wish = parser.parse_args()
    {"train": train, "convert": convert, "problems": problems, "card": card}[wish.what](wish)


def train(wish: argparse.Namespace) -> None:
    """Everything from the seed to the file."""
    import torch

    from training import tokenizer
    from training.network import Network, Shape
    from training.train import Limit, Training, batches

    torch.set_num_threads(THREADS)
    torch.manual_seed(wish.seed)
    wish.work.mkdir(parents=True, exist_ok=True)
    kept = wish.work / "tokenizer.json"
    if not kept.exists():
        tokenizer.learn(_texts(wish.seed)).save(str(kept))
    words = tokenizer.load(kept)
    network = Network(Shape(vocabulary=words.get_vocab_size()))
    training = Training(network, Limit(wish.minutes, wish.steps), wish.work / "checkpoint.pt")
    training.resume()
    training.run(batches(words, wish.seed + 1000 * training.step))
    convert(wish)


def convert(wish: argparse.Namespace) -> None:
    """Write the GGUF file from the last checkpoint."""
    import torch

    from training import convert as gguf_file
    from training import tokenizer
    from training.network import Network, Shape

    words = tokenizer.load(wish.work / "tokenizer.json")
    network = Network(Shape(vocabulary=words.get_vocab_size()))
    network.load_state_dict(torch.load(wish.work / "checkpoint.pt")["network"])
    wish.out.parent.mkdir(parents=True, exist_ok=True)
    gguf_file.write(wish.out, network, words, quantization=wish.quantization)
    data = wish.out.read_bytes()
    print(f"{wish.out}: for models.toml:")
    print(f'bytes = {len(data)}\nsha256 = "{hashlib.sha256(data).hexdigest()}"')
    print(f"params = {sum(p.numel() for p in network.parameters())}")


def problems(wish: argparse.Namespace) -> None:
    """Write ``--each`` unseen problems of every family and language."""
    from training.conversation import exercise
    from training.families import TAUGHT
    from training.problem import LANGUAGES

    rng = random.Random(wish.seed)
    with wish.out.open("w", encoding="utf-8") as file:
        for family, language in itertools.product(TAUGHT, LANGUAGES):
            for _ in range(wish.each):
                problem = exercise(rng, family, language, held_out=True)
                row = {
                    "subject": f"{family} ({language})",
                    "language": language,
                    "problem": problem.question,
                    "answer": problem.expected,
                }
                file.write(json.dumps(row, ensure_ascii=False) + "\n")


def card(wish: argparse.Namespace) -> None:
    """Write the model card beside the model."""
    from gguf import GGUFReader

    from training.card import card as text

    parameters = sum(int(tensor.n_elements) for tensor in GGUFReader(RESULT).tensors)
    written = text(wish.results, RESULT, parameters=parameters, seed=wish.seed)
    RESULT.with_name("README.md").write_text(written, encoding="utf-8")


def _texts(seed: int) -> list[str]:
    from training.conversation import conversations

    both = itertools.islice(conversations(seed), VOCABULARY_TEXTS)
    return [text for pair in both for text in pair]


if __name__ == "__main__":
    main()
