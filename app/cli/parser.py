"""The command line's grammar: ``lemma [COMMAND] [options]``; no command means the window.

A command's module is imported only where it is named or all are listed, for many programs start
with this module: the window, and each of its helpers.
"""

import argparse
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from app import __version__

#: Names and modules, in the order of the help.
COMMANDS = {
    "ask": "ask",
    "serve": "serve",
    "models": "models",
    "doctor": "doctor",
    "export": "export",
    "import": "import_",
    "render": "render",
    "eval": "evaluate",
    "check": "check",
    "bench": "bench",
}
_WITH_VALUE = ("--data-dir", "--model")  # options before the command that take the next argument


class _Version(argparse.Action):
    """What is inside is looked up only when somebody asks."""

    def __call__(self, parser: argparse.ArgumentParser, *_ignored: Any) -> None:
        from app.tutor import about

        print(f"lemma {__version__}", *about.lines(), sep="\n")
        parser.exit()


def build(argv: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """The parser for ``argv``, or for all; its namespace has ``command``, None for the window."""
    parser = argparse.ArgumentParser(
        prog="lemma", description="A private mathematics tutor on your own computer."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="print all versions and exit")
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
    for name, module in COMMANDS.items():
        if argv is None or name in argv or any(word.startswith(("-h", "--h")) for word in argv):
            _add_command(commands, name, import_module(f"app.cli.{module}"))
        else:
            commands.add_parser(name)
    return parser


def _add_command(commands: Any, name: str, module: Any) -> None:
    summary = (module.__doc__ or "").splitlines()[0]
    command = commands.add_parser(name, help=summary, description=summary)
    # Without SUPPRESS the sub-command's default would overwrite a value given before it.
    _add_data_dir(command, default=argparse.SUPPRESS)
    module.add_arguments(command)


def without_files(argv: Sequence[str]) -> tuple[list[str], list[Path]]:
    """``argv`` without the files at its end, and the files: ``lemma FILE …`` opens them.

    So desktops start a program with what was dropped on it. A command takes all that follows.
    """
    is_value = False
    for place, word in enumerate(argv):
        if is_value or word.startswith("-"):
            is_value = not is_value and word in _WITH_VALUE
            continue
        if word not in COMMANDS and Path(word).exists():
            return list(argv[:place]), [Path(name).absolute() for name in argv[place:]]
        break
    return list(argv), []


def _add_data_dir(parser: argparse.ArgumentParser, *, default: str | None) -> None:
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        default=default,
        help="folder for conversations, models and settings (also LEMMA_DATA_DIR)",
    )
