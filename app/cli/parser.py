"""The command line's grammar: ``lemma [COMMAND] [options]``; no command means the window."""

import argparse

from app import __version__
from app.cli import (
    ask,
    bench,
    check,
    doctor,
    evaluate,
    export,
    import_,
    models,
    render,
    serve,
)


def build() -> argparse.ArgumentParser:
    """The parser; the namespace it returns has ``command``, or None for the window."""
    parser = argparse.ArgumentParser(
        prog="lemma", description="A private mathematics tutor on your own computer."
    )
    parser.add_argument("--version", action="version", version=f"lemma {__version__}")
    parser.add_argument("--verbose", action="store_true", help="write the log to stderr as well")
    parser.add_argument(
        "--smoke",
        action="store_true",
        help="open the window, ask one question, print how long everything took, and quit",
    )
    parser.add_argument(
        "--model",
        dest="smoke_model",
        metavar="ID|PATH",
        default="",
        help="with --smoke: the model to ask in place of the demo model",
    )
    _add_data_dir(parser, default=None)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    modules = {
        "ask": ask,
        "serve": serve,
        "models": models,
        "doctor": doctor,
        "export": export,
        "import": import_,
        "render": render,
        "eval": evaluate,
        "check": check,
        "bench": bench,
    }
    for name, module in modules.items():
        summary = (module.__doc__ or "").splitlines()[0]
        command = commands.add_parser(name, help=summary, description=summary)
        # Without SUPPRESS the sub-command's default would overwrite a value given before it.
        _add_data_dir(command, default=argparse.SUPPRESS)
        module.add_arguments(command)
    return parser


def _add_data_dir(parser: argparse.ArgumentParser, *, default: str | None) -> None:
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        default=default,
        help="folder for conversations, models and settings (also LEMMA_DATA_DIR)",
    )
