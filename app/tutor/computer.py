"""This computer: the graphics cards that the engine found, and the memory that is free now.

The cards are asked for once, and again before a model is loaded: what is free on them changes.
"""

import asyncio
import time
from collections.abc import Sequence

from app.client import hardware
from app.client.hardware import Hardware
from app.domain.memory import Device
from app.tutor.observable import Changed

__all__ = ["Computer", "Hardware"]

#: What was found so short ago holds still: at the start several ask at once.
RECENT_S = 3.0


class Computer:
    """What models run on.

    ``engine`` is the command that starts an engine process; without, no cards are found.
    """

    def __init__(self, engine: Sequence[str] = ()) -> None:
        self.changed = Changed()
        self.hardware: Hardware | None = None  # what was found; None before the first look
        self._engine = tuple(engine)
        self._looking = asyncio.Lock()
        self._looked_at = 0.0

    @property
    def cards(self) -> tuple[Device, ...]:
        """As found by the last look; none before the first."""
        return self.hardware.cards if self.hardware is not None else ()

    @property
    def ram_free(self) -> int:
        """Bytes of memory that programs can have."""
        import psutil  # not at the start: a window opens without it

        return int(psutil.virtual_memory().available)

    async def look(self, *, again: bool = False) -> Hardware:
        """What the engine finds. ``again`` asks anew what is free, if there are cards at all."""
        async with self._looking:
            if self.hardware is None or (again and self._may_have_changed):
                found = await hardware.look(self._engine) if self._engine else Hardware()
                self.hardware, self._looked_at = found, time.monotonic()
                self.changed.emit()
            return self.hardware

    @property
    def _may_have_changed(self) -> bool:
        return bool(self.cards) and time.monotonic() - self._looked_at > RECENT_S
