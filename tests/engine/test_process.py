"""The engine as a process: what it says, and how it ends."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import psutil
import pytest
from support import engines
from support.engines import KEY, ROOT

GONE_S = 5.0


def end(process: "subprocess.Popen[str]") -> int:
    """Close standard input and wait."""
    process.communicate(timeout=20)
    return process.returncode


def test_the_handshake(tiny_model: Path) -> None:
    process = engines.spawn(tiny_model, context=512, parallel=2)
    listening = engines.next_event(process)
    assert listening["event"] == "listening"
    assert listening["url"] == f"http://127.0.0.1:{listening['port']}"
    ready = engines.next_event(process)
    assert ready.pop("load_s") > 0
    assert ready == {"event": "ready", "model": "tiny", "context": 512, "device": "CPU"}
    health = httpx2.get(f"{listening['url']}/health")
    assert health.json() == {"status": "ok", "context": 512, "slots_busy": 0}
    assert httpx2.get(f"{listening['url']}/v1/models").status_code == 401
    headers = {"Authorization": f"Bearer {KEY}"}
    assert httpx2.get(f"{listening['url']}/v1/models", headers=headers).status_code == 200
    assert end(process) == 0


def test_the_key_is_not_in_the_command_line(tiny_model: Path) -> None:
    running = engines.start(tiny_model)
    assert KEY not in " ".join(psutil.Process(running.process.pid).cmdline())
    running.stop()


def test_it_answers_that_it_is_loading(smollm2: Path) -> None:
    process = engines.spawn(smollm2)
    url = engines.next_event(process)["url"]
    statuses = set()
    while 200 not in statuses:
        reply = httpx2.get(f"{url}/health")
        statuses.add(reply.status_code)
        if reply.status_code == 503:
            assert reply.json()["status"] == "loading"
            assert 0 <= reply.json()["progress"] <= 1
    assert statuses == {200, 503}
    end(process)


def test_the_context_is_never_larger_than_the_models(tiny_model: Path) -> None:
    running = engines.start(tiny_model, context=100_000)
    assert running.ready["context"] == 1024
    running.stop()


def test_a_file_that_is_no_model_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "坏.gguf"
    path.write_bytes(b"not a model" * 1000)
    process = engines.spawn(path)
    assert engines.next_event(process)["event"] == "listening"
    failed = engines.next_event(process)
    assert (failed["event"], failed["error"]) == ("failed", "engine.load_refused")
    assert failed["values"]["path"] == str(path)
    assert process.wait(20) == 3
    end(process)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    process = engines.spawn(tmp_path / "none.gguf")
    engines.next_event(process)
    assert engines.next_event(process)["error"] == "engine.load_missing"
    end(process)
    assert process.returncode == 3


def test_a_port_in_use_is_said_so(tiny_model: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = engines.spawn(tiny_model, port=port)
        failed = engines.next_event(process)
    assert (failed["error"], failed["values"]["port"]) == ("engine.load_no_address", port)
    end(process)
    assert process.returncode == 3


def test_only_loopback_is_listened_on(tiny_model: Path) -> None:
    running = engines.start(tiny_model)
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(running.process.pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]
    running.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_it_in_good_order(tiny_model: Path, number: int) -> None:
    process = engines.spawn(tiny_model, supervised=False, api_key=KEY)
    assert process.stdout is not None
    url = process.stdout.readline().strip()
    headers = {"Authorization": f"Bearer {KEY}"}
    asked = {"messages": [{"role": "user", "content": "hi"}], "stream": True}
    address = f"{url}/v1/chat/completions"
    with httpx2.stream("POST", address, json=asked, headers=headers) as reply:
        next(reply.iter_lines())
        process.send_signal(number)
        assert process.wait(20) == (0 if number == signal.SIGTERM else -signal.SIGINT)
    end(process)


def test_a_signal_while_loading_ends_it(smollm2: Path) -> None:
    process = engines.spawn(smollm2)
    engines.next_event(process)
    process.terminate()
    assert process.wait(20) == 0
    end(process)


def test_the_end_of_the_pipe_ends_it_at_once_even_while_it_answers(tiny_model: Path) -> None:
    running = engines.start(tiny_model)
    headers = {"Authorization": f"Bearer {KEY}"}
    asked = {"messages": [{"role": "user", "content": "hi"}], "stream": True}
    address = f"{running.url}/v1/chat/completions"
    with httpx2.stream("POST", address, json=asked, headers=headers) as reply:
        next(reply.iter_lines())
        started = time.perf_counter()
        running.stop()
    assert time.perf_counter() - started < 1


_PARENT = """
import sys, time
sys.path.insert(0, "tests")
from pathlib import Path
from support import engines
running = engines.start(Path(sys.argv[1]))
print(running.process.pid, flush=True)
time.sleep(60)
"""


def test_it_does_not_outlive_a_parent_that_was_killed(smollm2: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT, str(smollm2)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    family = [child, *child.children(recursive=True)]
    assert len(family) > 1, "the template has a process of its own"
    os.kill(parent.pid, signal.SIGKILL)
    parent.communicate()
    _, alive = psutil.wait_procs(family, timeout=GONE_S)
    assert not alive
