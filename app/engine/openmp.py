"""How the threads of a step wait for each other: for a moment awake, then asleep.

llama.cpp's threads meet at a barrier after each node of the graph, where GNU's OpenMP lets them
spin for some milliseconds. If another program has the core of the thread that all wait for, this
spinning takes the rest of its time from that thread, and steps become twenty times slower. While
nobody disturbs them, threads wait for microseconds. So they spin a little longer than that.

OpenMP reads its environment when its library is loaded, so this comes before llama.cpp is imported.
"""

from collections.abc import MutableMapping

SPINS = "2000"  # looks at the barrier: some 40 to 100 microseconds
_BY_SOMEBODY = ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY")


def wait_briefly(environment: MutableMapping[str, str]) -> None:
    """Put it into ``environment``, unless somebody has decided otherwise."""
    if not any(name in environment for name in _BY_SOMEBODY):
        environment["GOMP_SPINCOUNT"] = SPINS
