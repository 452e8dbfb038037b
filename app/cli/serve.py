"""Serve a model to other programs, as an OpenAI-compatible server."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from app.cli.arguments import count, positive
from app.client.hardware import WITHOUT_CARDS
from app.domain import memory
from app.domain.allocation import Plan
from app.errors import UsageError
from app.models.library import Installed
from app.tutor import placement
from app.tutor.computer import Computer

GRACE_S = 30.0  # for answers under way when the server is told to end
QUEUE = 64  # answers that may wait


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The engine's options; those that ``--help`` does not show are for the window's own child."""
    default = Plan()
    parser.add_argument("--model", metavar="ID|PATH|demo", help="an installed model or a GGUF file")
    parser.add_argument(
        "--host", default="127.0.0.1", help="0.0.0.0 serves the network, which needs a key"
    )
    parser.add_argument("--port", type=int, default=8000, help="0 lets the system choose")
    parser.add_argument("--api-key", metavar="KEY", default="", help="required from clients if set")
    parser.add_argument(
        "--key-file", type=Path, metavar="FILE", help="more keys, one a line: NAME KEY"
    )
    parser.add_argument("--alias", metavar="NAME", default="", help="name of the model for clients")
    parser.add_argument(
        "--parallel",
        type=positive,
        default=default.parallel,
        metavar="N",
        help="answers written at once, which share the context",
    )
    parser.add_argument("--ctx", type=count, default=0, metavar="N", help="context in tokens")
    parser.add_argument(
        "--rate", type=count, default=0, metavar="N", help="requests a minute of each key; 0: any"
    )
    parser.add_argument(
        "--queue", type=count, default=QUEUE, metavar="N", help="answers that may wait"
    )
    parser.add_argument(
        "--request-log", type=Path, metavar="FILE", help="append a line of JSON for each request"
    )
    parser.add_argument(
        "--log-texts", action="store_true", help="with questions and answers in that file"
    )
    parser.add_argument(
        "--grace",
        type=_seconds,
        default=GRACE_S,
        metavar="SECONDS",
        help="for answers under way when SIGTERM ends the server",
    )
    parser.add_argument("--gpu-layers", type=int, default=None, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="0: as measured best")
    parser.add_argument("--threads-file", type=Path, default=None, help=argparse.SUPPRESS)
    parser.add_argument("--kv-type", choices=("f16", "q8_0"), default="f16", help=argparse.SUPPRESS)
    parser.add_argument(
        "--micro-batch", type=int, default=default.micro_batch, help=argparse.SUPPRESS
    )
    parser.add_argument("--saved-bytes", type=count, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--cards", type=_names, default=(), help=argparse.SUPPRESS)
    parser.add_argument("--split", type=_counts, default=(), help=argparse.SUPPRESS)
    parser.add_argument("--devices", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)


def check(args: argparse.Namespace, *, on_loopback: bool) -> None:
    """Refuse what makes no sense together.

    Raises:
        UsageError: no key on the network, or texts for no log.
    """
    if not (on_loopback or args.api_key or args.key_file):
        raise UsageError("cli.key_needed", host=args.host)
    if args.log_texts and args.request_log is None:
        raise UsageError("cli.log_needed")


def planned(args: argparse.Namespace, installed: Installed, engine: Sequence[str]) -> Plan:
    """How the model is loaded: as the window would, but for what the command line says.

    Who names layers gets just those. Says on stderr why the plan came out like this.
    """
    given = Plan(
        context=args.ctx,
        parallel=args.parallel,
        threads=args.threads,
        kv_type=args.kv_type,
        micro_batch=args.micro_batch,
        saved_bytes=args.saved_bytes,
        cards=args.cards,
        split=args.split,
    )
    if args.supervised or args.gpu_layers is not None:
        return replace(given, gpu_layers=-1 if args.gpu_layers is None else args.gpu_layers)
    computer = Computer(engine)
    choice = memory.choose(
        installed.shape,
        ram_free=computer.ram_free,
        devices=asyncio.run(computer.look()).cards,
        context=args.ctx,
        parallel=args.parallel,
    )
    print(placement.explain(choice), file=sys.stderr)
    return replace(choice.plan, threads=args.threads)


def environment(plan: Plan) -> dict[str, str]:
    """What an engine with this plan needs in its environment: without layers on cards, none."""
    return {} if plan.gpu_layers else WITHOUT_CARDS


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _counts(text: str) -> tuple[int, ...]:
    return tuple(map(int, _names(text)))


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise argparse.ArgumentTypeError("not below 0")
    return value
