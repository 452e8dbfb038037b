"""Finds for each prompt the sequence that knows most of it, and decides what is forgotten.

What a sequence knows stays in the context when its answer ends. A new prompt takes over the longest
beginning that any sequence has in common with it, or that was set aside. When the context runs out
of cells, or of sequences, those without an answer are forgotten, the least recently used first;
before that they are set aside (``saved``), as far as a further question may begin like them.

Cells that are given up beside answers under way stay taken for a while, by a spare sequence. Else
those answers would go on in them, before their own beginnings: llama.cpp adds up in the order of
the cells, in half precision, so their words would depend on who else was here.

Belongs to the decode thread.
"""

from collections.abc import Sequence

from app.engine.llama import Context, Model
from app.engine.saved import SavedStates, State, common_length
from app.engine.slots import Slot

MIN_TOKENS = 64  # fewer are evaluated again sooner than copied to and fro
RESTING_CELLS = 4096  # that stay taken at most; evaluation passes over each of them


class Prefixes:
    """Gives out ``slots``; see the module's contract."""

    def __init__(
        self, model: Model, context: Context, slots: Sequence[Slot], *, saved_bytes: int
    ) -> None:
        self.saved = SavedStates(saved_bytes)
        self._model = model
        self._context = context
        self._slots = slots
        self._uses = 0
        self._rest = len(slots) if context.sequences > len(slots) else None
        self._resting = 0  # cells

    def place(self, prompt: list[int]) -> tuple[Slot, int]:
        """An idle slot that holds the longest known beginning of ``prompt``, and its length.

        A sequence that shares most of the prompt, or is the oldest anyway, is continued in place;
        any other one is left as it is, and its beginning shared with the oldest.
        """
        if not self._busy():
            self._end_rest()
        if (recalled := self._recalled(prompt)) is not None:
            return recalled
        donor = max(self._slots, key=lambda slot: self._reusable(slot, prompt))
        length = self._reusable(donor, prompt)
        target = self._oldest_idle()
        if target is donor or (donor.choice is None and 2 * length > len(prompt)):
            self._cut(donor, length)
            return donor, length
        self.vacate(target)
        if length:
            self._context.share(donor.sequence, target.sequence, length=length)
        return target, length

    def vacate_one(self) -> Slot:
        """The idle slot that was used longest ago, emptied."""
        slot = self._oldest_idle()
        self.vacate(slot)
        return slot

    def make_room(self) -> bool:
        """Free some cells: of the oldest sequence without an answer; False if there is none."""
        known = [slot for slot in self._idle() if slot.evaluated]
        if self._resting:
            self._end_rest()
            return True
        if not known:
            return False
        self.vacate(min(known, key=lambda slot: slot.last_used))
        self._end_rest()
        return True

    def vacate(self, slot: Slot) -> None:
        """Forget what ``slot`` knows."""
        self._set_aside(slot)
        self._give_up(slot)
        slot.tokens, slot.evaluated, slot.lasting, slot.last_used = [], 0, 0, 0

    def touch(self, slot: Slot) -> None:
        """Remember that ``slot`` was used just now."""
        self._uses += 1
        slot.last_used = self._uses

    def _idle(self) -> list[Slot]:
        return [slot for slot in self._slots if slot.choice is None]

    def _oldest_idle(self) -> Slot:
        return min(self._idle(), key=lambda slot: slot.last_used)

    def _reusable(self, slot: Slot, prompt: list[int]) -> int:
        length = slot.common(prompt)
        return length if self._model.rewinds or length == slot.evaluated else 0

    def _cut(self, slot: Slot, length: int) -> None:
        """Let ``slot`` know no more than its first ``length`` tokens."""
        if slot.lasting - length >= MIN_TOKENS:
            self._set_aside(slot)
        self._give_up(slot, start=length)

    def _give_up(self, slot: Slot, *, start: int = 0) -> None:
        if self._rest is not None and self._busy():
            self._resting += slot.evaluated - start
            if self._resting > RESTING_CELLS:
                self._end_rest()
            self._context.share(slot.sequence, self._rest, start=start, length=slot.evaluated)
        self._context.forget(slot.sequence, start=start)

    def _end_rest(self) -> None:
        """Give the resting cells free."""
        if self._rest is not None and self._resting:
            self._context.forget(self._rest)
            self._resting = 0

    def _busy(self) -> bool:
        return any(slot.choice is not None for slot in self._slots)

    def _set_aside(self, slot: Slot) -> None:
        """Save what lasts of ``slot``, unless it is known elsewhere; cuts off the rest."""
        length = slot.lasting if self._model.rewinds_copies else slot.evaluated
        tokens = slot.tokens[:length]
        if not self.saved.limit or length < MIN_TOKENS or self._is_elsewhere(slot, tokens):
            return
        if length < slot.evaluated:
            self._give_up(slot, start=length)
            slot.evaluated = length
        if self._context.copy_size(slot.sequence) <= self.saved.limit:
            self.saved.keep(State(tokens, self._context.copy_out(slot.sequence)))

    def _is_elsewhere(self, slot: Slot, tokens: list[int]) -> bool:
        others = (o.tokens[: o.evaluated] for o in self._slots if o is not slot)
        in_context = any(common_length(other, tokens) == len(tokens) for other in others)
        return in_context or self.saved.covers(tokens)

    def _recalled(self, prompt: list[int]) -> tuple[Slot, int] | None:
        """A slot with what was set aside, if that is more of ``prompt`` than the context knows."""
        state, known = self.saved.best(prompt, cut=self._model.rewinds_copies)
        here = max(self._reusable(slot, prompt) for slot in self._slots)
        if state is None or known < here + MIN_TOKENS:
            return None
        slot = self._recall(state, known)
        return (slot, known) if slot is not None else None

    def _recall(self, state: State, length: int) -> Slot | None:
        """A slot with the first ``length`` tokens of ``state``; None if there is no room for it."""
        slot = self.vacate_one()
        while not self._context.copy_in(slot.sequence, state.data):
            if not self.make_room():
                return None
        slot.tokens = state.tokens[:length]
        slot.evaluated = len(state.tokens)
        if length < slot.evaluated:
            self._give_up(slot, start=length)
        if len(state.tokens) - length < MIN_TOKENS:
            self.saved.drop(state)  # the slot knows it now, and will set it aside again
        else:
            self.saved.use(state)
        return slot
