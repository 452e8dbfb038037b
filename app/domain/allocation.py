"""What a placed model takes: weights, KV cache and buffers, of memory and of each card.

All sizes are bytes. The formulas are those of llama.cpp's allocations (flash attention on, a
unified KV cache, logits for one token per sequence and for guesses):

* KV cache: tokens x layers x (K and V elements) x bytes per element;
* compute buffer of one device: the greater of what the layers and what the logits need.

They agree with llama.cpp's own dry run, which a test keeps true.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise

from app.domain.speculation import LENGTHS

MIB = 1024**2

#: Bytes per element of the KV cache; q8_0 packs 32 elements into 34 bytes.
KV_ELEMENT_BYTES = {"f16": 2.0, "q8_0": 34 / 32}
#: llama.cpp rounds a context up to a multiple of this, tokens.
CELL_STEP = 256
FLOAT_BYTES, MASK_BYTES = 4, 2
#: Copies of a graph's inputs that llama.cpp keeps where several cards take turns.
TURN_COPIES = 4


@dataclass(frozen=True)
class Plan:
    """What the engine is started with. ``threads`` 0 lets the engine choose."""

    context: int = 8192  # tokens, shared by all sequences
    gpu_layers: int = 0  # layers on cards, the output counted as the last of them; -1 means all
    parallel: int = 4  # sequences decoded at once
    threads: int = 0
    kv_type: str = "f16"  # or "q8_0"
    micro_batch: int = 512  # tokens per evaluation
    cards: tuple[str, ...] = ()  # their names in llama.cpp; empty: those that it finds
    split: tuple[int, ...] = ()  # layers on each of them
    saved_bytes: int = 0  # beyond ``need``, for conversations that the context had to forget


@dataclass(frozen=True)
class ModelShape:
    """What of a model decides how much memory it takes."""

    embedding: int  # width of the hidden state
    feed_forward: int  # width inside a layer
    vocab: int
    kv_width: int  # elements of K and V together, per token and layer
    context_train: int  # longest context it was trained for, tokens
    layer_bytes: tuple[int, ...]  # weights of each layer
    output_bytes: int = 0  # weights after the last layer
    input_bytes: int = 0  # token embeddings, which stay in memory in any case
    tied: bool = False  # the output's weights are the embeddings; a card gets a copy of its own

    @property
    def layers(self) -> int:
        return len(self.layer_bytes)


@dataclass(frozen=True)
class Need:
    """Bytes that a model with a plan takes: on each card, in memory, and on all cards together."""

    cards: tuple[int, ...]
    ram: int

    @property
    def card(self) -> int:
        return sum(self.cards)


def kv_bytes(shape: ModelShape, plan: Plan) -> int:
    """The KV cache of ``plan``."""
    elements = _cells(plan) * shape.layers * shape.kv_width
    return round(elements * KV_ELEMENT_BYTES[plan.kv_type])


def _cells(plan: Plan) -> int:
    """Tokens that the cache has room for."""
    return -(-plan.context // CELL_STEP) * CELL_STEP


def compute_bytes(shape: ModelShape, plan: Plan, *, cards: int = 1) -> int:
    """The compute buffer of one of ``cards``: a micro-batch with its mask, or the logits."""
    widths = 4 if plan.kv_type == "f16" else 3  # of the hidden state that are alive at once
    activations = FLOAT_BYTES * (3 * shape.feed_forward + widths * shape.embedding)
    inputs = MASK_BYTES * _cells(plan) + (FLOAT_BYTES * shape.embedding if cards > 1 else 0)
    copies = TURN_COPIES if cards > 1 else 1
    layers = plan.micro_batch * (activations + copies * inputs)
    hidden = FLOAT_BYTES * 2 * shape.embedding * plan.micro_batch
    logits = FLOAT_BYTES * shape.vocab * _outputs(plan)
    return max(layers, logits + hidden)


def _outputs(plan: Plan) -> int:
    """Tokens of a step that are drawn from: one for each sequence, and guesses for one of them."""
    return max(plan.parallel, 1 + LENGTHS[-1])


def need(shape: ModelShape, plan: Plan) -> Need:
    """What ``plan`` takes on each of its cards, and in memory."""
    parts = pieces(shape, plan)
    bounds = list(accumulate(plan.split or (len(parts),), initial=0))
    groups = [parts[start:end] for start, end in pairwise(bounds)] if parts else []
    buffer = card_buffer(shape, plan, len(groups))
    return Need(tuple(sum(group) + buffer for group in groups), _ram_need(shape, plan))


def _ram_need(shape: ModelShape, plan: Plan) -> int:
    kept = shape.layer_bytes[: _first_on_card(shape, plan)]
    weights = shape.input_bytes + sum(kept)
    if plan.gpu_layers == 0:
        weights += shape.output_bytes - (shape.input_bytes if shape.tied else 0)
    scores = FLOAT_BYTES * shape.vocab * _outputs(plan)
    return weights + len(kept) * _kv_per_layer(shape, plan) + compute_bytes(shape, plan) + scores


def _first_on_card(shape: ModelShape, plan: Plan) -> int:
    """llama.cpp puts the output onto a card first, then the layers from the last one down."""
    if plan.gpu_layers < 0:
        return 0
    return min(shape.layers, max(0, shape.layers + 1 - plan.gpu_layers))


def pieces(shape: ModelShape, plan: Plan) -> list[int]:
    """What goes onto cards, in llama.cpp's order: layers with their KV cache, then the output."""
    if plan.gpu_layers == 0:
        return []
    cached = _kv_per_layer(shape, plan)
    layers = shape.layer_bytes[_first_on_card(shape, plan) :]
    return [*(size + cached for size in layers), shape.output_bytes]


def _kv_per_layer(shape: ModelShape, plan: Plan) -> int:
    return -(-kv_bytes(shape, plan) // shape.layers)


def card_buffer(shape: ModelShape, plan: Plan, cards: int) -> int:
    """A card's buffer. Layers that are not there visit it one by one to read a long prompt."""
    kept = shape.layer_bytes[: _first_on_card(shape, plan)]
    return compute_bytes(shape, plan, cards=cards) + max(kept, default=0)
