"""Which of llama.cpp's samplers draw the tokens of one answer, and in which order."""

from dataclasses import dataclass

from app.domain.generation import Sampling

#: llama.cpp reads this seed as "choose one yourself", so it is never passed on.
RANDOM_SEED = 0xFFFFFFFF
PENALTY_WINDOW = 64  # tokens that a repeat penalty looks back at, llama.cpp's own default


@dataclass(frozen=True)
class Stage:
    """One sampler: the name after ``llama_sampler_init_`` in llama.h, and its arguments."""

    name: str
    arguments: tuple[float, ...] = ()


def stages(sampling: Sampling, *, vocab_size: int, seed: int) -> list[Stage]:
    """The samplers for ``sampling`` in llama.cpp's order; temperature 0 takes the likeliest token.

    Filters that are switched off are left out: each costs a pass over the vocabulary.
    """
    chain = []
    if sampling.repeat_penalty != 1.0:
        penalty = (vocab_size, PENALTY_WINDOW, sampling.repeat_penalty, 0.0, 0.0)
        chain.append(Stage("penalties", penalty))
    if sampling.temperature <= 0.0:
        return [*chain, Stage("greedy")]
    if sampling.top_k > 0:
        chain.append(Stage("top_k", (sampling.top_k,)))
    if sampling.top_p < 1.0:
        chain.append(Stage("top_p", (sampling.top_p, 1)))
    if sampling.min_p > 0.0:
        chain.append(Stage("min_p", (sampling.min_p, 1)))
    return [*chain, Stage("temp", (sampling.temperature,)), Stage("dist", (seed % RANDOM_SEED,))]
