"""From the command line to a running program: the only place that puts the parts together."""

import argparse
import json
import logging
import multiprocessing
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app import i18n
from app import log as logs
from app import settings as settings_file
from app.errors import Cancelled, StoreError, UsageError, UserFacingError
from app.paths import DataDir, data_dir

if TYPE_CHECKING:
    from app.client.judge import Judge
    from app.tutor.program import Program

EXIT_FAILED = 1
EXIT_USAGE = 2
CHECKER = "checker"  # the command that starts the checker process; not for people
CHECKER_LOG = "checker.log"
READER = "reader"  # the command that starts a process that reads a document; not for people
EXIT_INTERRUPTED = 130  # as shells report SIGINT
OTHER_START_S = 3.0  # how long another window may take until it listens, or is closed


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. Errors become one sentence on stderr."""
    _use_utf8()
    _restore_library_path()
    given = list(sys.argv[1:] if argv is None else argv)
    if given == [CHECKER]:
        from app.checker import process

        return process.run()
    if (sys.argv[1:] if argv is None else argv) == [READER]:
        from app.documents import process as reader

        return reader.run()
    from app.cli import parser

    given, files = parser.without_files(given)
    args = parser.build(given).parse_args(given)
    try:
        data = data_dir(args.data_dir).create()
        logs.setup(data.logs, name=args.command or "lemma", verbose=args.verbose)
        i18n.set_language(settings_file.load(data.settings).language)
        return _dispatch(args, data, files)
    except UserFacingError as error:
        print(i18n.explain(error), file=sys.stderr)
        return EXIT_USAGE if isinstance(error, UsageError) else EXIT_FAILED
    except KeyboardInterrupt:
        print(i18n.tr("cli.interrupted"), file=sys.stderr)
        return EXIT_INTERRUPTED
    except BrokenPipeError:  # whoever read our output has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return EXIT_FAILED
    except OSError as error:
        logging.getLogger(__name__).exception("stopped by the operating system")
        place = error.filename or ""
        print(i18n.tr("cli.os_error", why=error.strerror or "", path=place), file=sys.stderr)
        return EXIT_FAILED


def _dispatch(args: argparse.Namespace, data: DataDir, files: Sequence[Path]) -> int:
    if args.command == "serve":
        return _serve(args, data)
    if args.command == "ask":
        from app.cli import ask

        return ask.run_blocking(args, lambda: _program(data, keep=False))
    if args.command == "eval":
        from app.cli import evaluate

        return evaluate.run_blocking(args, lambda: _program(data, keep=False))
    if args.command == "bench":
        from app.cli import bench

        return bench.run_blocking(args, lambda: _program(data, keep=False))
    if args.command == "models":
        from app.cli import models

        return models.run(args, data)
    if args.command == "doctor":
        from app.cli import doctor

        return doctor.run(args, data, engine_command())
    if args.command == "export":
        from app.cli import export

        return export.run(args, data)
    if args.command == "import":
        from app.cli import import_

        return import_.run(args, data)
    if args.command == "check":
        from app.cli import check

        return check.run_blocking(args, lambda: _judge(data, answer_s=args.deadline))
    if args.command == "render":
        from app.cli import render

        return render.run(args)
    return _smoke(args, data) if args.smoke else _open(data, files)


def _open(data: DataDir, files: Sequence[Path]) -> int:
    """The window, or where there is no display the terminal."""
    if not has_display():
        from app.cli import chat

        return chat.run(lambda: _program(data))
    from app.ui.desktop import crashes, door

    if door.knock(data.door, files):  # before Qt is loaded: a window is open already
        return 0
    with crashes.watched(data):
        from app.ui import plain_imports

        plain_imports.restore()  # before all that is still to be imported
        from app.ui import application
        from app.ui.desktop import messages

        try:
            with messages.logged():
                return application.run(lambda: _program_of_window(data, files), files)
        except Cancelled:
            return 0


def _program_of_window(data: DataDir, files: Sequence[Path]) -> "Program":
    """The program.

    Raises:
        Cancelled: another window on the same data was just starting, and comes up.
        StoreError: something else holds the conversations, or they cannot be read.
    """
    from app.ui.desktop import door

    deadline = time.monotonic() + OTHER_START_S
    while True:
        try:
            return _program(data)
        except StoreError as error:
            if error.key != "store.locked" or time.monotonic() > deadline:
                raise
            if door.knock(data.door, files):
                raise Cancelled from error


def _program(data: DataDir, *, keep: bool = True) -> "Program":
    from app.tutor.program import Program

    return Program(data, engine_command(), _judge(data), reader=reader_command(), keep=keep)


def _judge(data: DataDir, answer_s: float | None = None) -> "Judge":
    from app.client.judge import Deadlines, Judge

    deadlines = Deadlines() if answer_s is None else Deadlines(answer_s=answer_s)
    return Judge(checker_command(), data.logs / CHECKER_LOG, deadlines)


def _smoke(args: argparse.Namespace, data: DataDir) -> int:
    """One question through the window; prints what was measured as a line of JSON."""
    if not has_display():
        raise UsageError("ui.smoke_no_display")
    from app.ui import plain_imports

    plain_imports.restore()
    from app.ui import smoke

    report = smoke.run(lambda: _program(data), args.smoke_model)
    print(json.dumps(report, ensure_ascii=False))
    return 0


def _serve(args: argparse.Namespace, data: DataDir) -> int:
    from app.engine import openmp

    openmp.wait_briefly(os.environ)  # before anything imports llama.cpp
    if args.devices:
        from app.engine import devices

        return devices.say_report()
    from app.cli import serve
    from app.engine import main as engine
    from app.engine.keys import read_keys
    from app.engine.options import LOOPBACK_HOSTS, ServeOptions
    from app.models import catalogue, wish
    from app.models.library import Library

    serve.check(args, on_loopback=args.host in LOOPBACK_HOSTS)
    keys = read_keys(args.key_file) if args.key_file else ()
    wanted = args.model or settings_file.load(data.settings).model
    if not wanted:
        raise UsageError("tutor.no_model")
    installed = wish.get(Library(data, catalogue.load(data.catalogue)), wanted)
    plan = serve.planned(args, installed, engine_command())
    os.environ.update(serve.environment(plan))
    return engine.run(
        ServeOptions(
            model=installed.path,
            host=args.host,
            port=args.port,
            api_key=args.api_key or None,
            alias=args.alias or None,
            parallel=plan.parallel,
            context=plan.context,
            gpu_layers=plan.gpu_layers,
            threads=plan.threads,
            kv_type=plan.kv_type,
            micro_batch=plan.micro_batch,
            saved_bytes=plan.saved_bytes,
            cards=plan.cards,
            split=plan.split,
            supervised=args.supervised,
            keys=keys,
            rate=args.rate,
            queue=args.queue,
            request_log=args.request_log,
            log_texts=args.log_texts,
            grace_s=0.0 if args.supervised else args.grace,
            threads_file=args.threads_file or (None if args.supervised else data.threads),
        )
    )


def engine_command() -> list[str]:
    """The command line that starts an engine process of this very program."""
    return [*_this_program(), "serve"]


def checker_command() -> list[str]:
    """The command line that starts a checker process of this very program."""
    return [*_this_program(), CHECKER]


def reader_command() -> list[str]:
    """The command line that starts a process of this very program which reads one document."""
    return [*_this_program(), READER]


def _this_program() -> list[str]:
    if getattr(sys, "frozen", False):
        # On Windows the window's own program has no standard output: the one for terminals has.
        name = "lemma.exe" if sys.platform == "win32" else Path(sys.executable).name
        return [str(Path(sys.executable).with_name(name))]
    return [sys.executable, "-m", "app"]


def has_display() -> bool:
    """Whether a window can be shown here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _restore_library_path() -> None:
    """Let programs that we start, as a browser, find the system's libraries and not ours.

    A packaged program finds its own by this variable, which is read at its very beginning alone.
    Its helpers are the same program: they are told to begin as it did, and not to rely on it.
    """
    if not getattr(sys, "frozen", False):
        return
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    if (before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
        os.environ["LD_LIBRARY_PATH"] = before
    else:
        os.environ.pop("LD_LIBRARY_PATH", None)


def _use_utf8() -> None:
    # A pipe on Windows, or LANG=C, would refuse Chinese and mathematical signs.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    multiprocessing.freeze_support()  # a packaged program starts its helpers through this file
    sys.exit(main())
