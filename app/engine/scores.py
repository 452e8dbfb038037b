"""How likely tokens were, for those who ask: natural logarithms of the model's probabilities.

They are those of the model itself, before temperature, filters and grammars.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.engine.llama import Model


@dataclass(frozen=True, slots=True)
class Likely:
    """A token that could come, in bytes, and the logarithm of its probability."""

    piece: bytes
    logprob: float


@dataclass(frozen=True, slots=True)
class Score:
    """The token that came, and the ``top`` ones that could have, the likeliest first."""

    token: Likely
    top: tuple[Likely, ...] = ()


def scored(model: Model, scores: npt.NDArray[np.float32], token: int, top: int) -> Score:
    """The score of ``token`` among the ``scores`` of all tokens, with so many ``top`` ones."""
    values = scores.astype(np.float64)
    values -= values.max()
    values -= np.log(np.exp(values).sum())
    likely = np.argpartition(values, -top)[-top:] if top else np.empty(0, np.int64)
    ordered = likely[np.argsort(-values[likely], kind="stable")]
    return Score(
        Likely(model.token_bytes(token), float(values[token])),
        tuple(Likely(model.token_bytes(int(t)), float(values[t])) for t in ordered),
    )
