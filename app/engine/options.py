"""What the engine is started with."""

from dataclasses import dataclass
from pathlib import Path

from app.engine.drafts import Guessing
from app.engine.keys import Key

#: Names under which this computer alone is reached; a socket bound to them is not on the network.
LOOPBACK_HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class ServeOptions:
    """One model and how it is served.

    ``port`` 0 takes any free one. ``api_key`` and ``keys`` are accepted, without any every client
    is; a ``supervised`` engine gets its key as the first line of standard input instead. Without
    ``alias`` the model is named after its file. ``gpu_layers`` -1 means all, None all if there is a
    card; ``cards`` names the devices that share them, and ``split`` says how many each gets.
    ``threads`` 0 lets the engine measure and adapt; ``threads_file`` is where it remembers that.
    ``context`` counts tokens, shared by ``parallel`` sequences; 0 means as many as the default
    ``Plan`` has. ``saved_bytes`` is for conversations that the context had to forget. ``rate``
    limits the requests of one key in a minute, 0 does not; ``queue`` says how many answers may wait
    beyond those under way. ``log_texts`` puts questions and answers into the ``request_log``. On
    SIGTERM answers under way get ``grace_s`` seconds to end.
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
    saved_bytes: int = 0
    cards: tuple[str, ...] = ()
    split: tuple[int, ...] = ()
    supervised: bool = False
    keys: tuple[Key, ...] = ()
    rate: int = 0
    queue: int = 64
    request_log: Path | None = None
    log_texts: bool = False
    grace_s: float = 0.0
    threads_file: Path | None = None
    guessing: Guessing = Guessing.AUTO

    @property
    def model_name(self) -> str:
        """The name under which the API offers the model."""
        return self.alias or self.model.stem

    @property
    def on_loopback(self) -> bool:
        """Whether only programs on this computer can reach the engine."""
        return self.host in LOOPBACK_HOSTS
