"""Renders chat templates that came inside a model file, in a process that can be killed.

Such a template is a small program by a stranger. Jinja's immutable sandbox keeps it away from
Python, but not from looping for ever or asking for all the memory; so it runs in a child process
with a deadline and, where the system knows limits, a limit of memory.
"""

import multiprocessing
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any, NoReturn

import jinja2
import psutil
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.engine.lifeline import die_with_parent
from app.errors import LemmaError

RENDER_TIMEOUT_S = 2.0
START_TIMEOUT_S = 30.0  # of the child process, on a busy computer
MEMORY_BYTES = 512 * 1024 * 1024  # beyond what the child has when it starts


class RenderError(LemmaError):
    """A template does not compile, or reports an error for these messages."""


class HungTemplateError(RenderError):
    """A template takes too long or too much memory; another try would do the same."""


@dataclass(frozen=True)
class Template:
    """The source of a template and the variables that are always the same."""

    source: str
    variables: Mapping[str, str]  # bos_token and eos_token


class Renderer:
    """Renders one template; starts its process at the first call. One call at a time."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None

    def render(self, messages: Sequence[Mapping[str, str]]) -> str:
        """The text for ``messages`` (``role`` and ``content``), up to where the answer begins.

        Raises:
            RenderError: the template is at fault. After HungTemplateError its process is gone.
        """
        connection = self._connection or self._start()
        try:
            connection.send(messages)
            reply = connection.recv() if connection.poll(RENDER_TIMEOUT_S) else None
        except (EOFError, OSError):
            reply = None
        if reply is None:
            self.close()
            raise HungTemplateError(f"no result within {RENDER_TIMEOUT_S} s")
        failure, text = reply
        if failure:
            raise RenderError(failure)
        return str(text)

    def _start(self) -> Connection:
        spawn = multiprocessing.get_context("spawn")  # a fork would inherit llama.cpp's threads
        ours, theirs = spawn.Pipe()
        process = spawn.Process(target=_serve, args=(theirs, self._template), daemon=True)
        process.start()
        theirs.close()
        self._process, self._connection = process, ours
        if not ours.poll(START_TIMEOUT_S):
            self.close()
            raise HungTemplateError("its process did not start")
        ours.recv()
        return ours

    def close(self) -> None:
        """End the process."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is not None and connection is not None:
            process.kill()
            process.join()
            connection.close()


def _serve(connection: Connection, template: Template) -> None:
    """The child: says that it has started, then renders what is sent until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    die_with_parent()
    _limit_memory()
    connection.send(None)
    compiled: jinja2.Template | None = None
    while True:
        try:
            messages = connection.recv()
        except EOFError:
            return
        try:
            compiled = compiled or _environment().from_string(template.source)
            text = compiled.render(
                messages=messages, add_generation_prompt=True, **template.variables
            )
            connection.send(("", text))
        except Exception as error:  # noqa: BLE001 - a stranger's program can raise anything
            connection.send((f"{type(error).__name__}: {error}", ""))


def _limit_memory() -> None:
    if sys.platform != "win32":
        import resource

        limit = psutil.Process().memory_info().vms + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _environment() -> ImmutableSandboxedEnvironment:
    """Jinja as model files expect it: HuggingFace's block trimming and its two functions."""
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
    )
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment


def _raise(message: Any) -> NoReturn:
    raise jinja2.TemplateError(str(message))
