"""Runs the engine: binds its socket, loads the model beside it, serves until told to stop.

What it says on standard output stands in docs/contracts.md: for a supervisor one JSON object a
line, for a person the URL once it is ready. Exit status: 0 stopped, 3 (supervised only) the model
could not be loaded or the socket not bound.
"""

import asyncio
import json
import logging
import os
import signal
import socket
import sys
from typing import Any

import uvicorn

from app.engine.core import Engine
from app.engine.lifeline import die_with_parent, exit_at_end_of
from app.engine.options import ServeOptions
from app.engine.server import build_app
from app.errors import EngineError, ModelError

EXIT_NOT_LOADED = 3
SHUTDOWN_S = 1  # for replies under way, whole seconds
KEEP_ALIVE_S = 75  # longer than clients keep idle connections, so that they close them first
MAX_CONNECTIONS = 512

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
    listener = _listen(options)
    engine = Engine(options)
    try:
        engine.start()
        asyncio.run(_serve(engine, listener, options, key))
    finally:
        engine.close()


def _listen(options: ServeOptions) -> socket.socket:
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    try:
        listener = socket.create_server((options.host, options.port), family=family)
    except OSError as error:
        raise EngineError(
            "engine.load_no_address", host=options.host, port=options.port, why=error.strerror
        ) from error
    if options.supervised:
        _say("listening", port=listener.getsockname()[1], url=_url(listener))
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def _serve(engine: Engine, listener: socket.socket, options: ServeOptions, key: str) -> None:
    config = uvicorn.Config(
        build_app(engine, options, key=key),
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_S,
        timeout_graceful_shutdown=SHUTDOWN_S,
    )
    server = uvicorn.Server(config)
    watching = asyncio.create_task(_watch(engine, server, options, _url(listener)))
    try:
        await server.serve(sockets=[listener])
        if watching.done():
            watching.result()  # raises what ended the engine
    finally:
        watching.cancel()


async def _watch(engine: Engine, server: uvicorn.Server, options: ServeOptions, url: str) -> None:
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
        server.should_exit = True


def _say(event: str, **values: Any) -> None:
    _write(json.dumps({"event": event, **values}))


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
