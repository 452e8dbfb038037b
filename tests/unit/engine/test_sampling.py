"""Which samplers are chained for a request."""

import pytest

from app.domain.generation import Sampling
from app.engine.sampling import RANDOM_SEED, Stage, stages


def names(sampling: Sampling) -> list[str]:
    return [stage.name for stage in stages(sampling, vocab_size=100, seed=1)]


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(), ["top_p", "temp", "dist"]),
        (Sampling(temperature=0.0, top_k=40), ["greedy"]),
        (Sampling(temperature=0.0, repeat_penalty=1.1), ["penalties", "greedy"]),
        (Sampling(top_p=1.0), ["temp", "dist"]),
        (
            Sampling(top_k=40, min_p=0.05, repeat_penalty=1.1),
            ["penalties", "top_k", "top_p", "min_p", "temp", "dist"],
        ),
    ],
)
def test_samplers_stand_in_llama_cpps_order_and_idle_ones_are_left_out(sampling, expected):
    assert names(sampling) == expected


def test_the_seed_that_means_random_is_never_passed_on():
    chain = stages(Sampling(), vocab_size=100, seed=RANDOM_SEED)
    assert chain[-1] == Stage("dist", (0,))
    assert stages(Sampling(), vocab_size=100, seed=-1)[-1].arguments[0] < RANDOM_SEED
