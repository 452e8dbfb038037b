"""The training loop: Muon for the matrices, AdamW for the rest, one pass over endless exercises.

Muon: K. Jordan et al., https://kellerjordan.github.io/posts/muon/; its step scaled as in
arXiv:2502.16982 so that AdamW's learning rates fit.
"""

import random
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor

from training import conversation
from training.network import Network
from training.tokenizer import encode

BATCH_TOKENS = 4096
POOL = 3072  # conversations sorted by length together, so that rows need little padding
LONGEST = 768  # tokens; longer conversations are left out
MATRIX_RATE, OTHER_RATE = 4e-3, 1.5e-3
#: Where each descent of the rate starts, as a part of the whole, and how high.
DESCENTS = ((0.0, 1.0), (0.523, 0.4), (0.837, 0.35))
WARM_UP, DECAY_FROM = 0.02, 0.2  # parts of the first descent
SAVE_EVERY_S = 180.0
WORD_WEIGHT = (
    0.5  # of a word in the loss: which of several wordings comes is chance, a digit is not
)


@dataclass(frozen=True)
class Batch:
    """Padded rows: ``tokens`` and their ``weights`` in the loss (0: not learned) are [B, T]."""

    tokens: Tensor
    weights: Tensor


@dataclass
class Limit:
    """When to stop: after ``minutes``, or ``steps`` where given (which makes a run repeatable)."""

    minutes: float
    steps: int | None = None

    def done(self, step: int, seconds: float) -> float:
        """The part that is done, 0 to 1."""
        part = step / self.steps if self.steps else seconds / (60 * self.minutes)
        return min(1.0, part)


def rate_at(done: float) -> float:
    """The learning rate at a part of the whole, relative to its highest.

    It goes down again and again: what one descent leaves uncertain, one from lower down settles.
    """
    ends = [*(start for start, _ in DESCENTS[1:]), 1.0]
    for (start, highest), end in zip(DESCENTS, ends, strict=True):
        if done < end:
            part = (done - start) / (end - start)
            shape = (
                1 - part if start else min(1, part / WARM_UP + 0.01, (1 - part) / (1 - DECAY_FROM))
            )
            return highest * shape
    return 0.0


def batches(tokenizer: Tokenizer, seed: int) -> Iterator[Batch]:
    """Batches without end; rows of similar length together."""
    source, rng = conversation.conversations(seed), random.Random(seed)
    weights = _weights(tokenizer)
    while True:
        pool = [_row(tokenizer, *next(source)) for _ in range(POOL)]
        pool = sorted((row for row in pool if len(row[0]) <= LONGEST), key=lambda r: len(r[0]))
        groups = list(_groups(pool))
        rng.shuffle(groups)
        for group in groups:
            yield _padded(group, weights)


_WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+")
_Row = tuple[list[int], int]  # tokens, and how many of them are the prompt


def _row(tokenizer: Tokenizer, prompt: str, reply: str) -> _Row:
    head = encode(tokenizer, prompt)
    return head + encode(tokenizer, reply), len(head)


def _groups(rows: list[_Row]) -> Iterator[list[_Row]]:
    group: list[_Row] = []
    for row in rows:
        if group and len(row[0]) * (len(group) + 1) > BATCH_TOKENS:
            yield group
            group = []
        group.append(row)
    yield group


def _weights(tokenizer: Tokenizer) -> Tensor:
    """The weight in the loss of every token of the vocabulary: [vocabulary]."""
    texts = [tokenizer.decode([token]).strip() for token in range(tokenizer.get_vocab_size())]
    return torch.tensor([WORD_WEIGHT if _WORD.fullmatch(text) else 1.0 for text in texts])


def _padded(rows: list[_Row], weights: Tensor) -> Batch:
    length = max(len(tokens) for tokens, _ in rows)
    tokens = torch.zeros(len(rows), length, dtype=torch.long)
    learned = torch.zeros(len(rows), length)
    for number, (row, prompt) in enumerate(rows):
        tokens[number, : len(row)] = torch.tensor(row)
        learned[number, prompt : len(row)] = weights[row[prompt:]]
    return Batch(tokens, learned)


def optimizers(network: Network) -> list[torch.optim.Optimizer]:
    """Muon for what multiplies inside the layers, AdamW for embedding, norms and biases."""
    matrices = [p for p in network.blk.parameters() if p.ndim == 2]
    inside = {id(p) for p in matrices}
    others = [p for p in network.parameters() if id(p) not in inside]
    return [
        torch.optim.Muon(
            matrices, lr=MATRIX_RATE, weight_decay=0.01, adjust_lr_fn="match_rms_adamw"
        ),
        torch.optim.AdamW(others, lr=OTHER_RATE, betas=(0.9, 0.98), weight_decay=0.0),
    ]


class Training:
    """A network under training, with everything needed to go on after a break."""

    def __init__(self, network: Network, limit: Limit, checkpoint: Path) -> None:
        self.network, self.limit, self.checkpoint = network, limit, checkpoint
        self.optimizers = optimizers(network)
        self.highest = [optimizer.param_groups[0]["lr"] for optimizer in self.optimizers]
        self.step, self.seconds, self.tokens = 0, 0.0, 0

    def run(self, source: Iterator[Batch]) -> None:
        """Train until the limit; a line of progress every hundred steps."""
        saved, mean = time.monotonic(), 0.0
        while self.limit.done(self.step, self.seconds) < 1:
            started = time.monotonic()
            loss = self._learn(next(source))
            self.seconds += time.monotonic() - started
            mean = loss if not mean else 0.98 * mean + 0.02 * loss
            if self.step % 100 == 0:
                self._report(mean)
            if time.monotonic() - saved > SAVE_EVERY_S:
                self.save()
                saved = time.monotonic()
        self.save()

    def _learn(self, batch: Batch) -> float:
        rate = rate_at(self.limit.done(self.step, self.seconds))
        for optimizer, highest in zip(self.optimizers, self.highest, strict=True):
            optimizer.param_groups[0]["lr"] = highest * rate
        with torch.autocast("cpu", torch.bfloat16):
            loss = self.network.loss(batch.tokens, batch.weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad()
        self.step += 1
        self.tokens += batch.tokens.numel()
        return float(loss.detach())

    def _report(self, mean: float) -> None:
        done = self.limit.done(self.step, self.seconds)
        speed = self.tokens / self.seconds
        print(f"step {self.step}  {done:.1%}  loss {mean:.4f}  {speed:.0f} tokens/s", flush=True)

    def save(self) -> None:
        """Write the checkpoint; a break in the middle leaves the one before."""
        state = {
            "network": self.network.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "at": (self.step, self.seconds, self.tokens),
        }
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.checkpoint)

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        if not self.checkpoint.exists():
            return
        state = torch.load(self.checkpoint)
        self.network.load_state_dict(state["network"])
        for optimizer, kept in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(kept)
        self.step, self.seconds, self.tokens = state["at"]
