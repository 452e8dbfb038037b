"""How a model is placed: context, layers on cards, KV cache; why so, and what if that fails.

``choose`` never plans more than is free less a margin, neither on a single card nor in memory;
what a plan takes is computed by ``allocation``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate
from typing import Any

from app.domain.allocation import MIB, ModelShape, Need, Plan, card_buffer, kv_bytes, need, pieces

#: Contexts that are tried, largest first; below the last one a reasoning model is of little use.
CONTEXT_STEPS = (32768, 16384, 8192, 4096, 2048)
#: Context that is given up last: below it, a long thought no longer fits.
GOOD_CONTEXT = 8192
SMALL_MICRO_BATCH = 128

#: What stays free on a card for its driver's own context and for the desktop.
CARD_MARGIN_BYTES = 768 * MIB
#: What stays free in memory for the window and everything else.
RAM_MARGIN_BYTES = 1024 * MIB

#: Of the memory left over, one part in so many may hold conversations that the context forgot.
SAVED_SHARE = 2


@dataclass(frozen=True)
class Device:
    """A graphics card as llama.cpp reports it. ``shared``: its memory is the computer's own."""

    name: str
    free_bytes: int
    total_bytes: int = 0
    description: str = ""
    shared: bool = False

    @property
    def title(self) -> str:
        """How people know it."""
        return self.description or self.name


class Fit(StrEnum):
    """Where a model runs; the value is the key of its sentence."""

    CARD = "models.fit_card"
    PARTLY = "models.fit_partly"
    PROCESSOR = "models.fit_processor"
    TOO_BIG = "models.fit_too_big"


@dataclass(frozen=True)
class Reason:
    """A sentence about a plan: its key and values; values named ``*_bytes`` are sizes."""

    key: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """A plan, where it puts the model, what that takes, and why it came out like this."""

    plan: Plan
    fit: Fit
    need: Need
    reasons: tuple[Reason, ...]


def plan(shape: ModelShape, *, ram_free: int, devices: Sequence[Device] = ()) -> Plan:
    """The best plan that fits free memory less its margins; the smallest one if none does."""
    return choose(shape, ram_free=ram_free, devices=devices).plan


def fit(shape: ModelShape, *, ram_free: int, devices: Sequence[Device] = ()) -> Fit:
    """Where the model of ``plan`` runs."""
    return choose(shape, ram_free=ram_free, devices=devices).fit


def choose(
    shape: ModelShape,
    *,
    ram_free: int,
    devices: Sequence[Device] = (),
    context: int = 0,
    parallel: int = Plan.parallel,
    kv_type: str = "",
) -> Choice:
    """The best plan that fits free memory less its margins; the smallest one if none does.

    ``parallel`` sequences share the context. A person may insist on ``context`` tokens and on a
    ``kv_type``; 0 and empty leave that to the plan.
    """
    cards = usable_cards(devices, ram_free)
    contexts = _contexts(shape, context)
    candidate = Plan()
    ideal = Plan(parallel=parallel, kv_type=kv_type or Plan.kv_type)
    for candidate in _candidates(shape, contexts, cards, ideal, kv_type or "q8_0"):
        needed = need(shape, candidate)
        if _fits(candidate, needed, cards, ram_free):
            where = _where(candidate)
            spare = _left(candidate, needed, cards, ram_free) // SAVED_SHARE
            candidate = replace(candidate, saved_bytes=min(kv_bytes(shape, candidate), spare))
            break
    else:
        where, needed = Fit.TOO_BIG, need(shape, candidate)
    reasons = _reasons(shape, candidate, where, needed, devices=cards or devices, ram=ram_free)
    return Choice(candidate, where, needed, (*reasons, *_given_up(candidate, contexts[0])))


def usable_cards(devices: Sequence[Device], ram_free: int) -> list[Device]:
    """The cards worth a plan, the roomiest first.

    An integrated one counts only where there is no other, as in llama.cpp, and has no more free
    than the computer itself.
    """
    own = [device for device in devices if not device.shared]
    shared = [device for device in devices if device.shared][:1]
    shared = [replace(d, free_bytes=min(d.free_bytes or ram_free, ram_free)) for d in shared]
    able = [device for device in own or shared if _room(device) > 0]
    return sorted(able, key=lambda device: -device.free_bytes)


def _room(device: Device) -> int:
    margin = RAM_MARGIN_BYTES if device.shared else CARD_MARGIN_BYTES
    return max(0, device.free_bytes - margin)


def _contexts(shape: ModelShape, wanted: int) -> list[int]:
    if wanted:
        return [min(wanted, shape.context_train)]
    fitting = [step for step in CONTEXT_STEPS if step <= shape.context_train]
    return fitting or [CONTEXT_STEPS[-1]]


def _candidates(
    shape: ModelShape,
    contexts: Sequence[int],
    cards: Sequence[Device],
    ideal: Plan,
    tight_kv: str,
) -> Iterator[Plan]:
    """Plans from the best to the smallest.

    On cards the context goes down to 8k first, then KV to q8_0, then the micro-batch, then layers
    move to the processor one by one. One card is better than several. The processor alone comes
    last, with a long context first again.
    """
    for wanted in _on_cards(shape, contexts, ideal, tight_kv):
        for chosen in (cards[:1], cards) if len(cards) > 1 else (cards,):
            if (placed := _placed(shape, wanted, chosen)) is not None:
                yield placed
    yield from (replace(ideal, context=step) for step in contexts)


def _on_cards(
    shape: ModelShape, contexts: Sequence[int], ideal: Plan, tight_kv: str
) -> Iterator[Plan]:
    roomy = [step for step in contexts if step >= GOOD_CONTEXT] or list(contexts[:1])
    yield from (replace(ideal, context=step, gpu_layers=-1) for step in roomy)
    tight = replace(ideal, context=roomy[-1], gpu_layers=-1, kv_type=tight_kv)
    yield tight
    tight = replace(tight, micro_batch=SMALL_MICRO_BATCH)
    yield tight
    yield from (replace(tight, gpu_layers=count) for count in range(shape.layers, 1, -1))


def _placed(shape: ModelShape, wanted: Plan, cards: Sequence[Device]) -> Plan | None:
    """``wanted`` with its layers on ``cards``, each filled before the next; None: no room."""
    parts = pieces(shape, wanted)
    split: list[int] = []
    for card in cards:
        room = _room(card) - card_buffer(shape, wanted, len(cards))
        sizes = list(accumulate(parts[sum(split) :]))
        split.append(sum(size <= room for size in sizes))
    if sum(split) < len(parts):
        return None
    used = [(card.name, count) for card, count in zip(cards, split, strict=True) if count]
    names, counts = zip(*used, strict=True)
    return replace(wanted, cards=names, split=counts)


def _fits(plan: Plan, needed: Need, cards: Sequence[Device], ram_free: int) -> bool:
    rooms = {card.name: _room(card) for card in cards}
    on_cards = all(size <= rooms[name] for name, size in zip(plan.cards, needed.cards, strict=True))
    return on_cards and _left(plan, needed, cards, ram_free) >= 0


def _left(plan: Plan, needed: Need, cards: Sequence[Device], ram_free: int) -> int:
    """Memory that nobody needs, beyond its margin; that of shared cards comes out of the same."""
    shared = {card.name for card in cards if card.shared}
    used = zip(plan.cards, needed.cards, strict=True)
    return ram_free - RAM_MARGIN_BYTES - needed.ram - sum(s for name, s in used if name in shared)


def _where(plan: Plan) -> Fit:
    if plan.gpu_layers == 0:
        return Fit.PROCESSOR
    return Fit.CARD if plan.gpu_layers < 0 else Fit.PARTLY


# --- why -----------------------------------------------------------------------------------------


def _reasons(
    shape: ModelShape,
    plan: Plan,
    where: Fit,
    needed: Need,
    *,
    devices: Sequence[Device],
    ram: int,
) -> tuple[Reason, ...]:
    if where is Fit.TOO_BIG:
        return (Reason("tutor.plan_too_big", _sizes(needed.ram, ram, RAM_MARGIN_BYTES)),)
    if where is Fit.PROCESSOR:
        in_memory = Reason("tutor.plan_processor", _sizes(needed.ram, ram, RAM_MARGIN_BYTES))
        return (_why_no_card(devices), in_memory)
    used = [device for name in plan.cards for device in devices if device.name == name]
    free = sum(device.free_bytes for device in used)
    margin = sum(device.free_bytes - _room(device) for device in used)
    values: dict[str, Any] = {"device": " + ".join(device.title for device in used)}
    values |= _sizes(needed.card, free, margin)
    if where is Fit.CARD:
        return (Reason("tutor.plan_card", values),)
    counts = {"count": plan.gpu_layers - 1, "layers": shape.layers}
    return (Reason("tutor.plan_partly", values | counts),)


def _sizes(need_bytes: int, free_bytes: int, margin_bytes: int) -> dict[str, Any]:
    return {"need_bytes": need_bytes, "free_bytes": free_bytes, "margin_bytes": margin_bytes}


def _why_no_card(devices: Sequence[Device]) -> Reason:
    if not devices:
        return Reason("tutor.plan_no_card", {})
    best = max(devices, key=lambda device: device.free_bytes)
    return Reason("tutor.plan_card_full", {"device": best.title, "free_bytes": best.free_bytes})


def _given_up(plan: Plan, wanted: int) -> Iterator[Reason]:
    """What of the ideal the plan does without."""
    if plan.context < wanted:
        yield Reason("tutor.plan_context_less", {"context": plan.context, "wanted": wanted})
    else:
        yield Reason("tutor.plan_context", {"context": plan.context})
    if plan.kv_type == "q8_0":
        yield Reason("tutor.plan_packed", {})
    if plan.micro_batch == SMALL_MICRO_BATCH:
        yield Reason("tutor.plan_small_steps", {"tokens": plan.micro_batch})


# --- when a plan fails ---------------------------------------------------------------------------


def smaller(plan: Plan) -> Plan | None:
    """The next plan to try after ``plan`` failed to load; None when nothing smaller is left.

    First the context goes down to 8k, then what is left on cards is packed, then the layers leave
    them, then the context goes on.
    """
    below = next((step for step in CONTEXT_STEPS if step < plan.context), None)
    if plan.context > GOOD_CONTEXT and below is not None:
        return replace(plan, context=below)
    if plan.gpu_layers != 0 and plan.kv_type == "f16":
        return replace(plan, kv_type="q8_0", micro_batch=SMALL_MICRO_BATCH)
    if plan.gpu_layers != 0:
        return Plan(context=plan.context, parallel=plan.parallel, threads=plan.threads)
    return replace(plan, context=below) if below is not None else None
