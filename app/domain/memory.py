"""How a model is placed: context, layers on the card, threads; and what to try when that fails."""

from dataclasses import dataclass, replace

#: Contexts that are tried, largest first; below the last one a reasoning model is of little use.
CONTEXT_STEPS = (32768, 16384, 8192, 4096, 2048)


@dataclass(frozen=True)
class Plan:
    """What the engine is started with. ``threads`` 0 lets the engine choose."""

    context: int = 8192  # tokens, shared by all sequences
    gpu_layers: int = 0  # layers on the graphics card; -1 means all
    parallel: int = 4  # sequences decoded at once
    threads: int = 0
    kv_type: str = "f16"  # or "q8_0"
    micro_batch: int = 512  # tokens per evaluation


def smaller(plan: Plan) -> Plan | None:
    """The next plan to try after ``plan`` failed to load; None when nothing smaller is left.

    First the context goes down to 8k, then the layers leave the card, then the context goes on down.
    """
    below = next((step for step in CONTEXT_STEPS if step < plan.context), None)
    if plan.context > 8192 and below is not None:
        return replace(plan, context=below)
    if plan.gpu_layers != 0:
        return replace(plan, gpu_layers=0)
    return replace(plan, context=below) if below is not None else None
