"""The engine as a process: what it says, and how it ends."""

import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import psutil
import pytest
from support import engines
from support.engines import KEY, ROOT

GONE_S = 5.0
HEADERS = {"Authorization": f"Bearer {KEY}"}
CHAT = "/v1/chat/completions"
STORY: dict[str, Any] = {"messages": [{"role": "user", "content": "hi"}], "stream": True}


def test_the_handshake(tiny_model: Path) -> None:
    with engines.spawn(tiny_model, context=512, parallel=2) as process:
        listening = engines.next_event(process)
        url = listening["url"]
        assert listening == {"event": "listening", "port": httpx2.URL(url).port, "url": url}
        ready = engines.next_event(process)
        assert ready.pop("load_s") > 0
        assert ready == {"event": "ready", "model": "tiny", "context": 512, "device": "CPU"}
        health = httpx2.get(f"{url}/health")
        assert health.json() == {"status": "ok", "context": 512, "slots_busy": 0}
        assert httpx2.get(f"{url}/v1/models").status_code == 401
        assert httpx2.get(f"{url}/v1/models", headers=HEADERS).status_code == 200
    assert process.returncode == 0


def test_the_key_is_not_in_the_command_line(tiny_model: Path) -> None:
    with engines.running(tiny_model) as engine:
        assert KEY not in " ".join(psutil.Process(engine.process.pid).cmdline())


def test_at_rest_it_hardly_wakes(tiny_model: Path) -> None:
    with engines.running(tiny_model) as engine:
        process = psutil.Process(engine.process.pid)
        before = process.num_ctx_switches().voluntary
        time.sleep(1.5)
        assert process.num_ctx_switches().voluntary - before < 8, "its main thread's"


def test_it_answers_that_it_is_loading(smollm2: Path) -> None:
    with engines.spawn(smollm2) as process:
        url = engines.next_event(process)["url"]
        statuses = set()
        while 200 not in statuses:
            reply = httpx2.get(f"{url}/health")
            statuses.add(reply.status_code)
            if reply.status_code == 503:
                assert reply.json()["status"] == "loading"
                assert 0 <= reply.json()["progress"] <= 1
        assert statuses == {200, 503}


def test_the_context_is_never_larger_than_the_models(tiny_model: Path) -> None:
    with engines.running(tiny_model, context=100_000) as engine:
        assert engine.ready["context"] == 1024


def failure(model: Path, **options: Any) -> dict[str, Any]:
    """The "failed" event of an engine, which then ends with status 3."""
    with engines.spawn(model, **options) as process:
        event = engines.next_event(process)
        if event["event"] == "listening":
            event = engines.next_event(process)
        assert event["event"] == "failed"
        assert process.wait(20) == 3
    return event


def test_a_file_that_is_no_model_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "坏.gguf"
    path.write_bytes(b"not a model" * 1000)
    failed = failure(path)
    assert failed["error"] == "engine.load_refused"
    assert failed["values"]["path"] == str(path)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    assert failure(tmp_path / "none.gguf")["error"] == "engine.load_missing"


def test_a_port_in_use_is_said_so(tiny_model: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        failed = failure(tiny_model, port=port)
    assert (failed["error"], failed["values"]["port"]) == ("engine.load_no_address", port)


def test_no_reply_waits_for_an_acknowledgement(tiny_model: Path) -> None:
    with (
        engines.running(tiny_model) as engine,
        httpx2.Client(base_url=engine.url, headers=HEADERS) as http,
    ):
        times = []
        for _ in range(9):
            started = time.perf_counter()
            http.post("/tokenize", json={"content": "hi"}).raise_for_status()
            times.append(time.perf_counter() - started)
    assert statistics.median(times) < 0.03, "Nagle's algorithm costs 40 ms a reply"


def test_only_loopback_is_listened_on(tiny_model: Path) -> None:
    with engines.running(tiny_model) as engine:
        connections = psutil.Process(engine.process.pid).net_connections()
    listening = [c.laddr.ip for c in connections if c.status == psutil.CONN_LISTEN]
    assert listening == ["127.0.0.1"]


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, -signal.SIGINT)]
)
def test_signals_end_it_in_good_order(tiny_model: Path, number: int, status: int) -> None:
    with engines.spawn(tiny_model, supervised=False) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with httpx2.stream("POST", f"{url}{CHAT}", json=STORY) as reply:
            lines = reply.iter_lines()
            next(lines)
            process.send_signal(number)
            assert process.wait(20) == status


def test_a_signal_while_loading_ends_it(smollm2: Path) -> None:
    with engines.spawn(smollm2) as process:
        engines.next_event(process)
        process.terminate()
        assert process.wait(20) == 0


def test_the_end_of_the_pipe_ends_it_at_once_even_while_it_answers(tiny_model: Path) -> None:
    with (
        engines.running(tiny_model) as engine,
        httpx2.stream("POST", f"{engine.url}{CHAT}", json=STORY, headers=HEADERS) as reply,
    ):
        lines = reply.iter_lines()
        next(lines)
        assert engine.process.stdin is not None
        engine.process.stdin.close()
        started = time.perf_counter()
        engine.process.wait(20)
    assert time.perf_counter() - started < 1


_PARENT = """
import sys, time
sys.path.insert(0, "tests")
from pathlib import Path
from support import engines
with engines.running(Path(sys.argv[1])) as engine:
    print(engine.process.pid, flush=True)
    time.sleep(60)
"""


def test_it_does_not_outlive_a_parent_that_was_killed(smollm2: Path) -> None:
    command = [sys.executable, "-c", _PARENT, str(smollm2)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        engine = psutil.Process(int(parent.stdout.readline()))
        family = [engine, *engine.children(recursive=True)]
        assert len(family) > 1, "the template has a process of its own"
        os.kill(parent.pid, signal.SIGKILL)
    _, alive = psutil.wait_procs(family, timeout=GONE_S)
    assert not alive
