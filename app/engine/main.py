"""Runs the engine: binds its socket, loads the model beside it, serves until told to stop.

What it says on standard output stands in docs/architecture.md: for a supervisor one JSON object a
line, for a person the URL once it is ready. SIGTERM ends it in good order: nobody is admitted any
more, answers under way may go on for a while. Exit status: 0 stopped, 3 (supervised only) the model
could not be loaded or the socket not bound.
"""

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from types import FrameType
from typing import Any

import uvicorn

from app.engine.core import Engine
from app.engine.lifeline import die_with_parent, exit_at_end_of
from app.engine.options import ServeOptions
from app.engine.reception import Reception
from app.engine.server import build_app, build_reception
from app.engine.visits import RequestLog
from app.errors import EngineError, ModelError

EXIT_NOT_LOADED = 3
SHUTDOWN_S = 1  # for replies under way, whole seconds
KEEP_ALIVE_S = 75  # longer than clients keep idle connections, so that they close them first
TICK_S = 1.0  # so often the date in replies is renewed

_log = logging.getLogger(__name__)


def run(options: ServeOptions) -> int:
    """Serve until SIGTERM, Ctrl+C, or the end of the supervisor; returns the exit status.

    Raises:
        ModelError: not supervised, and the model cannot be loaded.
        EngineError: not supervised, and the address cannot be listened on.
    """
    # When llama.cpp gives up it would call a debugger, if there is one, that writes to our output.
    os.environ["GGML_NO_BACKTRACE"] = "1"
    key = options.api_key or ""
    if options.supervised:
        die_with_parent()
        key = sys.stdin.readline().strip()
        if not key:  # the supervisor is gone already; without a key anybody could ask
            return EXIT_NOT_LOADED
        exit_at_end_of(sys.stdin)
    try:
        _run(options, key)
    except (ModelError, EngineError) as error:
        if not options.supervised:
            raise
        _say("failed", error=error.key, values=error.values)
        return EXIT_NOT_LOADED
    return 0


def _run(options: ServeOptions, key: str) -> None:
    # Before and after uvicorn's own handling of it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    log = RequestLog(options.request_log, texts=options.log_texts)
    listener = _listen(options)
    engine = Engine(options)
    try:
        engine.start()
        asyncio.run(_serve(engine, listener, options, key, log))
    finally:
        engine.close()
        log.close()


def _listen(options: ServeOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        listener = socket.create_server((options.host, options.port), family=family)
    except OSError as error:
        raise EngineError(
            "engine.load_no_address", host=options.host, port=options.port, why=error.strerror
        ) from error
    # Connections inherit it. Else the second packet of each reply, the first token of a stream,
    # waits 40 ms for the acknowledgement of the first one.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if options.supervised:
        _say("listening", port=listener.getsockname()[1], url=_url(listener))
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """Closes its reception on the first SIGTERM; any further signal ends it at once."""

    def __init__(self, config: uvicorn.Config, reception: Reception) -> None:
        super().__init__(config)
        self.closing = asyncio.Event()
        self._ending = asyncio.Event()
        self._reception = reception
        self._loop = asyncio.get_running_loop()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if sig == signal.SIGTERM and not self._reception.closing:
            self._reception.close()
            self._loop.call_soon_threadsafe(self.closing.set)
        else:
            super().handle_exit(sig, frame)
            self._loop.call_soon_threadsafe(self._ending.set)

    def end(self) -> None:
        """Serve no more."""
        self.should_exit = True
        self._ending.set()

    async def main_loop(self) -> None:
        """Wait for the end. The original wakes ten times a second to look for it."""
        while not await self.on_tick(0):  # which renews the date in replies
            with suppress(TimeoutError):
                await asyncio.wait_for(self._ending.wait(), TICK_S)


async def _serve(
    engine: Engine, listener: socket.socket, options: ServeOptions, key: str, log: RequestLog
) -> None:
    reception = build_reception(options, log)
    config = uvicorn.Config(
        build_app(engine, options, key=key, reception=reception),
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    server = _Server(config, reception)
    watching = asyncio.create_task(_watch(engine, server, options, _url(listener)))
    closing = asyncio.create_task(_close(engine, server, reception, options.grace_s))
    try:
        await server.serve(sockets=[listener])
        if watching.done():
            watching.result()  # raises what ended the engine
    finally:
        watching.cancel()
        closing.cancel()


async def _close(engine: Engine, server: _Server, reception: Reception, grace_s: float) -> None:
    """Once the reception is closed: let answers end, then end those that do not."""
    await server.closing.wait()
    if not await reception.emptied(grace_s):
        engine.stop()
        await reception.emptied(SHUTDOWN_S)
    server.end()


async def _watch(engine: Engine, server: _Server, options: ServeOptions, url: str) -> None:
    """Tell when the model is ready; stop the server when the engine ends without being asked to."""
    try:
        # Shielded: a cancelled waiter must not cancel the thread's own future.
        loaded = await asyncio.shield(asyncio.wrap_future(engine.loading))
        if options.supervised:
            _say(
                "ready",
                model=options.model_name,
                context=loaded.context,
                device=loaded.device,
                load_s=round(loaded.load_s, 3),
            )
        else:
            _write(url)
        await asyncio.shield(asyncio.wrap_future(engine.ended))
    finally:
        server.end()


def _say(event: str, **values: Any) -> None:
    _write(json.dumps({"event": event, **values}))


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
