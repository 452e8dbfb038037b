"""How fast a card must decode at least, and when it is so slow that its memory has spilled.

Decoding one token reads all weights once, so speed follows from the bandwidth of the memory that
they lie in. A driver that runs out of the card's own memory may quietly use the computer's, which
the card reads over the bus: nothing fails, it is only slow.
"""

from dataclasses import replace

from app.domain.allocation import ModelShape, Plan, kv_bytes

#: Bytes a second that even slow cards read while they decode: a third of the 96 GB/s that the
#: slowest common ones are rated at. Over the bus cards usually read less than half as much.
SLOWEST_CARD_BYTES_S = 32e9
#: A card at less than this share of its expected speed has part of its load elsewhere.
FAR_BELOW = 0.4
#: Tokens below which a measured speed says little.
ENOUGH_TOKENS = 32


def slowest_card_tps(shape: ModelShape, plan: Plan, *, used: int = 0) -> float:
    """Tokens a second that even a slow card decodes with ``used`` tokens of context to read."""
    cached = kv_bytes(shape, replace(plan, context=used))
    return SLOWEST_CARD_BYTES_S / max(1, sum(shape.layer_bytes) + shape.output_bytes + cached)


def is_far_below(tps: float, expected_tps: float) -> bool:
    """Whether a card that decodes so slowly must have part of its load elsewhere."""
    return 0 < tps < FAR_BELOW * expected_tps
