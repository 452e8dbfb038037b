"""What the engine is started with."""

from dataclasses import dataclass
from pathlib import Path

#: Names under which this computer alone is reached; a socket bound to them is not on the network.
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class ServeOptions:
    """One model and how it is served.

    ``port`` 0 takes any free one. Without ``api_key`` every key is accepted; a ``supervised``
    engine gets its key as the first line of standard input instead. Without ``alias`` the model is
    named after its file. ``gpu_layers`` -1 means all, None all if there is a card; ``cards`` names
    the devices that share them, and ``split`` says how many each gets. ``threads`` 0 lets the
    engine choose. ``context`` counts tokens, shared by ``parallel`` sequences; 0 means as many as
    the default ``Plan`` has.
    """

    model: Path
    host: str = "127.0.0.1"
    port: int = 0
    api_key: str | None = None
    alias: str | None = None
    parallel: int = 4
    context: int = 0
    gpu_layers: int | None = None
    threads: int = 0
    kv_type: str = "f16"  # or "q8_0"
    micro_batch: int = 512  # tokens per evaluation
    cards: tuple[str, ...] = ()
    split: tuple[int, ...] = ()
    supervised: bool = False

    @property
    def model_name(self) -> str:
        """The name under which the API offers the model."""
        return self.alias or self.model.stem

    @property
    def on_loopback(self) -> bool:
        """Whether only programs on this computer can reach the engine."""
        return self.host in LOOPBACK_HOSTS
