"""Writes docs/hardware.md: how the program places its models on common cards and processors.

The figures come from the program's own plan (app/domain/memory.py), not from this file.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.domain import memory  # noqa: E402 - the path to the program comes first
from app.domain.allocation import MIB  # noqa: E402
from app.domain.memory import Choice, Device, Fit  # noqa: E402
from app.i18n import memory_size  # noqa: E402
from app.models import catalogue  # noqa: E402
from app.models.catalogue import CatalogueModel  # noqa: E402

PAGE = ROOT / "docs" / "hardware.md"
MODELS = ("r1-distill-qwen-1.5b-q4_k_m", "r1-distill-qwen-1.5b-q8_0", "r1-distill-qwen-7b-q4_k_m")
#: Share of a card's memory that is free with a desktop on it, and of a computer's with a browser.
FREE_ON_CARD, FREE_IN_MEMORY = 0.92, 0.65
GIB = 1024 * MIB


@dataclass(frozen=True)
class Computer:
    """A computer as it is sold; sizes in GiB."""

    name: str
    ram: int
    card: int = 0
    shared: bool = False  # graphics in the processor, without memory of their own

    @property
    def ram_free(self) -> int:
        return int(self.ram * GIB * FREE_IN_MEMORY)

    @property
    def devices(self) -> list[Device]:
        if self.shared:
            return [Device("GPU0", 0, 0, self.name, shared=True)]
        free = int(self.card * GIB * FREE_ON_CARD)
        return [Device("GPU0", free, self.card * GIB, self.name)] if self.card else []


COMPUTERS = (
    Computer("GeForce GTX 1050 Ti, 4 GB", 8, 4),
    Computer("GeForce GTX 1650, 4 GB", 8, 4),
    Computer("GeForce GTX 1060, 6 GB", 16, 6),
    Computer("GeForce GTX 1660 or RTX 2060, 6 GB", 16, 6),
    Computer("GeForce RTX 3060 or 4050 Laptop, 6 GB", 16, 6),
    Computer("GeForce RTX 4060, 8 GB", 16, 8),
    Computer("Radeon RX 6600, 8 GB", 16, 8),
    Computer("GeForce RTX 3060, 12 GB", 16, 12),
    Computer("GeForce RTX 3090 or 4090, 24 GB", 32, 24),
    Computer("Processor with graphics of its own, 16 GB", 16, shared=True),
    Computer("Processor alone, 8 GB", 8),
    Computer("Processor alone, 4 GB", 4),
)

INTRODUCTION = """\
# Where models run

What Lemma plans for the models that most people use, on twelve common kinds of computers. The table
is written by the program's own plan (`python tools/hardware_table.py`); a test keeps it current.
`lemma doctor` says the same of the computer it runs on, and
`lemma doctor --simulate "RTX 2060:6144:5700"` of one with another card (name, memory and free
memory in MiB).

The table takes {card} % of a card's memory and {ram} % of a computer's to be free. {card_margin} of
a card stay free for its driver and the desktop, {ram_margin} of memory for other programs.

Each cell says where the model runs, with how many tokens of context, and what that takes. When room
is short, Lemma gives up in this order: context down to {good} tokens, 16 bits for what is
remembered of a conversation (8 instead), large steps when a question is read, layers on the card,
the card. What was planned may still fail, when another program takes memory meanwhile: then Lemma
steps down by itself and says so.
"""


def page() -> str:
    """The whole of docs/hardware.md."""
    known = catalogue.load()
    models = [model for model in known.models if model.id in MODELS]
    head = ["Computer", "Recommended", *(_short(model) for model in models)]
    rows = [head, ["---"] * len(head)]
    for computer in COMPUTERS:
        best = known.recommend(ram_free=computer.ram_free, devices=computer.devices)
        name = f"{computer.name}" if not computer.card else f"{computer.name} ({computer.ram} GB)"
        rows.append([name, _short(best), *(_cell(model, computer) for model in models)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"{_introduction()}\n{table}\n\nIn brackets after a card: the computer's own memory.\n"


def _introduction() -> str:
    return INTRODUCTION.format(
        card=round(100 * FREE_ON_CARD),
        ram=round(100 * FREE_IN_MEMORY),
        card_margin=memory_size(memory.CARD_MARGIN_BYTES),
        ram_margin=memory_size(memory.RAM_MARGIN_BYTES),
        good=memory.GOOD_CONTEXT,
    )


def _short(model: CatalogueModel) -> str:
    return model.title.removeprefix("DeepSeek ")


def _cell(model: CatalogueModel, computer: Computer) -> str:
    assert model.shape is not None
    choice = memory.choose(model.shape, ram_free=computer.ram_free, devices=computer.devices)
    if choice.fit is Fit.TOO_BIG:
        return "too big"
    return f"{_where(choice, model.shape.layers)}, {_context(choice)}, {_takes(choice)}"


def _where(choice: Choice, layers: int) -> str:
    if choice.fit is Fit.PARTLY:
        return f"{choice.plan.gpu_layers - 1} of {layers} layers on the card"
    return "card" if choice.fit is Fit.CARD else "processor"


def _context(choice: Choice) -> str:
    packed = " in 8 bits" if choice.plan.kv_type == "q8_0" else ""
    return f"{choice.plan.context} tokens{packed}"


def _takes(choice: Choice) -> str:
    needed = choice.need
    if not needed.cards:
        return memory_size(needed.ram)
    return f"{memory_size(needed.card)} + {memory_size(needed.ram)}"


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
