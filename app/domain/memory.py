"""How a model is placed: context, layers on the card, threads; and what to try when that fails.

All sizes are bytes. The formulas are those of llama.cpp's allocations as it logs them (flash
attention on, a unified KV cache, logits for one token per sequence):

* KV cache: tokens x layers x (K and V elements) x bytes per element;
* compute buffer: the greater of what the layers and what the logits need (``compute_bytes``).

They reproduce 28 KiB of KV per token and a buffer of 68.5 MiB at 4,096 tokens for the 1.5B, and all
buffers that llama.cpp logs for SmolLM2-135M at 2,048 to 32,768 tokens within 0.3 MiB.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

MIB = 1024**2

#: Contexts that are tried, largest first; below the last one a reasoning model is of little use.
CONTEXT_STEPS = (32768, 16384, 8192, 4096, 2048)
#: Context that is given up last: below it, a long thought no longer fits.
GOOD_CONTEXT = 8192
SMALL_MICRO_BATCH = 128

#: What stays free on a card for its driver's own context and for the desktop.
CARD_MARGIN_BYTES = 768 * MIB
#: What stays free in memory for the window and everything else.
RAM_MARGIN_BYTES = 1024 * MIB

#: Bytes per element of the KV cache; q8_0 packs 32 elements into 34 bytes.
KV_ELEMENT_BYTES = {"f16": 2.0, "q8_0": 34 / 32}
FLOAT_BYTES = 4
MASK_BYTES = 2


@dataclass(frozen=True)
class Plan:
    """What the engine is started with. ``threads`` 0 lets the engine choose."""

    context: int = 8192  # tokens, shared by all sequences
    gpu_layers: int = 0  # layers on the graphics card; -1 means all
    parallel: int = 4  # sequences decoded at once
    threads: int = 0
    kv_type: str = "f16"  # or "q8_0"
    micro_batch: int = 512  # tokens per evaluation


@dataclass(frozen=True)
class Device:
    """A graphics card as llama.cpp reports it."""

    name: str
    free_bytes: int


@dataclass(frozen=True)
class ModelShape:
    """What of a model decides how much memory it takes."""

    layers: int
    embedding: int  # width of the hidden state
    feed_forward: int  # width inside a layer
    vocab: int
    kv_width: int  # elements of K and V together, per token and layer
    context_train: int  # longest context it was trained for, tokens
    layer_bytes: int  # weights of one layer
    output_bytes: int = 0  # weights after the last layer
    input_bytes: int = 0  # token embeddings, which stay in memory in any case


@dataclass(frozen=True)
class Need:
    """Bytes that a model with a plan takes: on the cards together, and in memory."""

    card: int
    ram: int


class Fit(StrEnum):
    """Where a model runs; the value is the key of its sentence."""

    CARD = "models.fit_card"
    PARTLY = "models.fit_partly"
    PROCESSOR = "models.fit_processor"
    TOO_BIG = "models.fit_too_big"


def kv_bytes(shape: ModelShape, plan: Plan) -> int:
    """The KV cache of ``plan``."""
    elements = plan.context * shape.layers * shape.kv_width
    return round(elements * KV_ELEMENT_BYTES[plan.kv_type])


def compute_bytes(shape: ModelShape, plan: Plan) -> int:
    """The compute buffer of one device: a micro-batch with its attention mask, or the logits."""
    activations = FLOAT_BYTES * (3 * shape.feed_forward + 4 * shape.embedding)
    layers = plan.micro_batch * (activations + MASK_BYTES * plan.context)
    hidden = FLOAT_BYTES * 2 * shape.embedding * plan.micro_batch
    logits = FLOAT_BYTES * shape.vocab * plan.parallel
    return max(layers, logits + hidden)


def need(shape: ModelShape, plan: Plan, *, cards: int = 1) -> Need:
    """What ``plan`` takes, with its layers on ``cards`` graphics cards."""
    offloaded = shape.layers if plan.gpu_layers < 0 else min(plan.gpu_layers, shape.layers)
    kept = shape.layers - offloaded
    per_layer = shape.layer_bytes + kv_bytes(shape, plan) // shape.layers
    buffer = compute_bytes(shape, plan)
    card = offloaded * per_layer + (cards * buffer if offloaded else 0)
    ram = kept * per_layer + shape.input_bytes + buffer
    if kept:
        return Need(card, ram + shape.output_bytes)
    return Need(card + shape.output_bytes, ram)


def plan(shape: ModelShape, *, ram_free: int, devices: Sequence[Device] = ()) -> Plan:
    """The best plan that fits free memory less its margins; the smallest one if none does."""
    return _choose(shape, ram_free, devices)[0]


def fit(shape: ModelShape, *, ram_free: int, devices: Sequence[Device] = ()) -> Fit:
    """Where the model of ``plan`` runs."""
    chosen, fits = _choose(shape, ram_free, devices)
    if not fits:
        return Fit.TOO_BIG
    if chosen.gpu_layers == 0:
        return Fit.PROCESSOR
    return Fit.CARD if chosen.gpu_layers < 0 else Fit.PARTLY


def smaller(plan: Plan) -> Plan | None:
    """The next plan to try after ``plan`` failed to load; None when nothing smaller is left.

    First the context goes down to 8k, then the layers leave the card, then the context goes on.
    """
    below = next((step for step in CONTEXT_STEPS if step < plan.context), None)
    if plan.context > GOOD_CONTEXT and below is not None:
        return replace(plan, context=below)
    if plan.gpu_layers != 0:
        return replace(plan, gpu_layers=0)
    return replace(plan, context=below) if below is not None else None


def _choose(shape: ModelShape, ram_free: int, devices: Sequence[Device]) -> tuple[Plan, bool]:
    card_room = sum(max(0, device.free_bytes - CARD_MARGIN_BYTES) for device in devices)
    ram_room = ram_free - RAM_MARGIN_BYTES
    candidates = list(_candidates(shape, on_card=card_room > 0))
    for candidate in candidates:
        needed = need(shape, candidate, cards=len(devices))
        if needed.card <= card_room and needed.ram <= ram_room:
            return candidate, True
    return candidates[-1], False


def _candidates(shape: ModelShape, *, on_card: bool) -> Iterator[Plan]:
    """Plans from the best to the smallest.

    On the card the context goes down to 8k first, then KV to q8_0, then the micro-batch, then
    layers move to the processor one by one. The processor alone comes last, with a long context
    first again.
    """
    contexts = [step for step in CONTEXT_STEPS if step <= shape.context_train] or [
        CONTEXT_STEPS[-1]
    ]
    if on_card:
        roomy = [step for step in contexts if step >= GOOD_CONTEXT] or contexts[:1]
        yield from (Plan(context=step, gpu_layers=-1) for step in roomy)
        tight = Plan(context=roomy[-1], gpu_layers=-1, kv_type="q8_0")
        yield tight
        tight = replace(tight, micro_batch=SMALL_MICRO_BATCH)
        yield tight
        yield from (replace(tight, gpu_layers=count) for count in range(shape.layers - 1, 0, -1))
    yield from (Plan(context=step) for step in contexts)
