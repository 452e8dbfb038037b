"""Serve a model to other programs, as an OpenAI-compatible server."""

import argparse

from app.domain.memory import Plan


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The engine's options; those below ``--supervised`` are for the window's own child."""
    default = Plan()
    parser.add_argument("--model", metavar="ID|PATH|demo", help="an installed model or a GGUF file")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000, help="0 lets the system choose")
    parser.add_argument("--api-key", metavar="KEY", default="", help="required from clients if set")
    parser.add_argument("--alias", metavar="NAME", default="", help="name of the model for clients")
    parser.add_argument("--parallel", type=int, default=default.parallel, metavar="N")
    parser.add_argument("--ctx", type=int, default=0, metavar="N", help="context in tokens")
    parser.add_argument("--gpu-layers", type=int, default=None, metavar="N", help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=0, metavar="N", help="0: as measured best")
    parser.add_argument("--kv-type", choices=("f16", "q8_0"), default="f16", help=argparse.SUPPRESS)
    parser.add_argument(
        "--micro-batch", type=int, default=default.micro_batch, help=argparse.SUPPRESS
    )
    parser.add_argument("--cards", type=_names, default=(), help=argparse.SUPPRESS)
    parser.add_argument("--split", type=_counts, default=(), help=argparse.SUPPRESS)
    parser.add_argument("--devices", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)


def _names(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _counts(text: str) -> tuple[int, ...]:
    return tuple(int(count) for count in _names(text))
