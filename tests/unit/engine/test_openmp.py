"""What is told to OpenMP before it is loaded."""

import pytest

from app.engine import openmp


def test_threads_spin_briefly() -> None:
    environment: dict[str, str] = {}
    openmp.wait_briefly(environment)
    assert environment == {"GOMP_SPINCOUNT": openmp.SPINS}


@pytest.mark.parametrize("name", ["GOMP_SPINCOUNT", "OMP_WAIT_POLICY"])
def test_what_somebody_has_decided_stays(name: str) -> None:
    environment = {name: "x"}
    openmp.wait_briefly(environment)
    assert environment == {name: "x"}
