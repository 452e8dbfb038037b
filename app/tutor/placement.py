"""Where a model was placed, in words: why so, what failed, and that a card is too slow."""

from collections.abc import Sequence

from app.domain import speed
from app.domain.allocation import ModelShape, Plan
from app.domain.events import Finished
from app.domain.memory import Choice, Device, Fit, Reason
from app.i18n import language, memory_size, tr

_SIZE = "_bytes"


def sentence(reason: Reason) -> str:
    """A reason in the language in use; its sizes as memory is sold."""
    values = {
        name.removesuffix(_SIZE): memory_size(value) if name.endswith(_SIZE) else value
        for name, value in reason.values.items()
    }
    return tr(reason.key, **values)


def explain(choice: Choice) -> str:
    """Why the plan came out like this, in some sentences."""
    between = "" if language() == "zh" else " "
    return between.join(sentence(reason) for reason in choice.reasons)


def outlook(choice: Choice, layers: int) -> str:
    """What a plan takes and whether that fits, in one line for who is changing it."""
    keys = {
        Fit.CARD: "settings.outlook_card",
        Fit.PARTLY: "settings.outlook_partly",
        Fit.PROCESSOR: "settings.outlook_processor",
        Fit.TOO_BIG: "settings.outlook_too_big",
    }
    need = memory_size(choice.need.card + choice.need.ram)
    on_cards = layers if choice.plan.gpu_layers < 0 else max(0, choice.plan.gpu_layers - 1)
    return tr(keys[choice.fit], need=need, count=on_cards, layers=layers)


def suits(choice: Choice, cards: Sequence[Device]) -> str:
    """Whether a model suits this computer, in one sentence for who is choosing one."""
    plan, used = choice.plan, [card for card in cards if card.name in choice.plan.cards]
    size = memory_size(sum(card.total_bytes or card.free_bytes for card in used))
    context = f"{plan.context // 1024}k"
    keys = {
        Fit.CARD: "ui.suits_card" if len(used) == 1 else "ui.suits_cards",
        Fit.PARTLY: "ui.suits_partly",
        Fit.PROCESSOR: "ui.suits_processor",
        Fit.TOO_BIG: "ui.suits_not",
    }
    return tr(keys[choice.fit], size=size, context=context, need=memory_size(choice.need.ram))


def stepped_down(name: str, wanted: Plan, plan: Plan) -> Reason | None:
    """What was given up so that the model ``name`` loaded; None if nothing was."""
    contexts = {"wanted": wanted.context, "context": plan.context}
    if wanted.gpu_layers and not plan.gpu_layers:
        return Reason("tutor.stepped_down_processor", {"name": name, "context": plan.context})
    if wanted.kv_type != plan.kv_type:
        return Reason("tutor.stepped_down_packed", {"name": name, "context": plan.context})
    if wanted.context != plan.context:
        return Reason("tutor.stepped_down_context", {"name": name, **contexts})
    return None


def slow_card(
    name: str, device: str, shape: ModelShape, plan: Plan, finished: Finished
) -> Reason | None:
    """That a card which holds the whole model is as slow as if it did not; None if it is not."""
    usage, tps = finished.usage, finished.timings.decode_tps
    if plan.gpu_layers >= 0 or usage.completion_tokens < speed.ENOUGH_TOKENS:
        return None
    used = usage.prompt_tokens + usage.completion_tokens
    expected = speed.slowest_card_tps(shape, plan, used=used)
    if not speed.is_far_below(tps, expected):
        return None
    values = {"name": name, "device": device, "speed": f"{tps:.1f}", "expected": f"{expected:.0f}"}
    return Reason("tutor.slow_card", values)
