"""Engines with a Vulkan build of llama.cpp, on Mesa's driver that runs shaders on the processor.

``tools/setup.sh vulkan`` makes the build; $LEMMA_VULKAN_BUILD names another, as the one with
plug-ins that packages carry (build/backends). Engines that are started while ``environment`` is
set use it; llama.cpp takes a processor's driver for a graphics card only when that device is named.

As a program: prints llama.cpp's buffers, one JSON object a line, for a model placed by a plan:
    python vulkan.py MODEL '{"context": 2048, "gpu_layers": -1, …}'
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.domain.allocation import Plan

ROOT = Path(__file__).resolve().parents[2]
BUILD = Path(os.environ.get("LEMMA_VULKAN_BUILD") or ROOT / ".venv" / "vulkan").absolute()
CARD = "Vulkan0"


def environment() -> dict[str, str]:
    """What makes an engine take the Vulkan build, and the software driver for a card."""
    path = os.pathsep.join([str(BUILD), str(ROOT), str(ROOT / "tests")])
    return {"PYTHONPATH": path, "GGML_VK_VISIBLE_DEVICES": "0"}


def buffers(model: Path, plan: Plan) -> dict[str, dict[str, Any]]:
    """What llama.cpp really allocates for ``model``, by the kind of memory."""
    command = [sys.executable, __file__, str(model), json.dumps(asdict(plan))]
    done = subprocess.run(
        command, env={**os.environ, **environment()}, capture_output=True, text=True, check=True
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["memory"]: row for row in rows}


def _print_buffers(path: Path, plan: Plan) -> None:
    from support.dry_run import breakdown

    from app.engine import devices
    from app.engine.llama import Context, ContextOptions, Log, Model

    log = Log()
    model = Model(
        path,
        gpu_layers=plan.gpu_layers,
        log=log,
        on_progress=lambda _share: True,
        cards=[card.handle for card in devices.cards(plan.cards)],
        split=plan.split,
    )
    options = ContextOptions(
        tokens=plan.context,
        sequences=plan.parallel,
        batch=plan.micro_batch,
        threads=1,
        kv_type=plan.kv_type,
    )
    context = Context(model, options, log=log)
    for each in breakdown(context.handle):
        print(json.dumps(asdict(each)))
    context.close()
    model.close()


if __name__ == "__main__":
    _print_buffers(Path(sys.argv[1]), Plan(**json.loads(sys.argv[2])))
