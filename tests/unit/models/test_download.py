"""Downloads over real HTTP on loopback: whole, resumed, broken in every way."""

import asyncio
import errno
import json
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from support.hub import CERTIFICATE, Fault, Hub, Kind
from support.proxy import Proxy

from app.errors import DownloadError
from app.models import disk
from app.models.catalogue import CatalogueModel
from app.models.download import Patience, download
from app.models.part import Part, open_part, part_files
from app.models.progress import Progress, Stage
from app.models.sources import Layout, Source
from app.paths import PROGRAM_ROOT, DataDir

HASTY = Patience(connect_s=2, stall_s=0.4, slow_s=0.3, attempts=3, backoff_s=0.01, longest_wait_s=2)
NOBODY = Source("nobody", "http://127.0.0.1:9")
MOST_FETCHED_AGAIN = 8_000_000
ALLOWED_HEADERS = {
    *("host", "connection", "accept", "accept-encoding", "user-agent"),
    *("range", "if-range"),
}

Fetch = Callable[..., Awaitable[Path]]


@pytest.fixture
def seen() -> list[Progress]:
    """Every progress that was reported."""
    return []


@pytest.fixture
def fetch(entry: CatalogueModel, data: DataDir, source: Source, seen: list[Progress]) -> Fetch:
    """Download the model, or a changed entry of it, with little patience."""

    def start(model: CatalogueModel = entry, sources: tuple[Source, ...] = (source,)):
        return download(
            model, data.models, sources=sources, on_progress=seen.append, patience=HASTY
        )

    return start


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_model_arrives_whole_under_its_own_name(
    fetch: Fetch, data: DataDir, model_bytes: bytes, seen: list[Progress]
):
    path = await fetch()
    assert path == data.models / "tiny-q4_k_m.gguf"
    assert path.read_bytes() == model_bytes
    assert path.stat().st_mode & 0o777 == 0o600
    assert left_in(data.models) == [path.name]
    assert [p.done for p in seen] == sorted(p.done for p in seen)
    assert (seen[0].stage, seen[-1].stage) == (Stage.CHECKING, Stage.DOWNLOADING)
    assert seen[-1].done == seen[-1].total == len(model_bytes)


async def test_a_model_that_is_here_is_not_asked_for(fetch: Fetch, hub: Hub):
    path = await fetch()
    asked = len(hub.requests)
    assert await fetch() == path
    assert len(hub.requests) == asked


async def test_requests_give_nothing_away(fetch: Fetch, hub: Hub, monkeypatch: pytest.MonkeyPatch):
    """No token leaves this computer, wherever other programs have left one; nor does telemetry."""
    home = Path.home()
    for place in (home / ".cache/huggingface/token", home / ".huggingface/token"):
        place.parent.mkdir(parents=True)
        place.write_text("hf_secret")
    (home / ".netrc").write_text("machine 127.0.0.1 login me password hf_secret")
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "MODELSCOPE_API_TOKEN"):
        monkeypatch.setenv(name, "hf_secret")
    hub.faults.append(Fault(Kind.RESET, at=500_000))
    await fetch()
    assert {name for request in hub.requests for name in request.headers} == ALLOWED_HEADERS
    assert {request.headers["user-agent"] for request in hub.requests} == {"lemma"}
    assert not any("hf_secret" in str(request) for request in hub.requests)
    assert len(hub.requests) == 4, "twice where it is, twice the bytes"


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.CLOSE, Kind.STALL])
async def test_pain_20_a_broken_connection_goes_on_where_it_stopped(
    kind: Kind, fetch: Fetch, hub: Hub, model_bytes: bytes
):
    hub.faults.extend([Fault(kind, at=700_000), Fault(kind, at=10), Fault(kind, at=300_000)])
    path = await fetch()
    assert path.read_bytes() == model_bytes
    assert hub.sent <= 1.1 * len(model_bytes)
    assert hub.gets()[1].headers["if-range"] == hub.etag


async def test_cancelling_pauses(
    fetch: Fetch, hub: Hub, data: DataDir, model_bytes: bytes, seen: list[Progress]
):
    hub.rate = 4_000_000
    task = asyncio.ensure_future(fetch())
    while not seen or seen[-1].done < 500_000:
        await asyncio.sleep(0.01)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 0.25
    kept = part_files(data.models / "tiny-q4_k_m.gguf")[0].stat().st_size
    assert kept >= 500_000

    hub.rate = 0
    assert (await fetch()).read_bytes() == model_bytes
    assert hub.gets()[-1].headers["range"] == f"bytes={kept}-"


def test_who_gives_up_need_not_wait_for_a_silent_hub(fetch: Fetch, hub: Hub):
    async def give_up():
        async with asyncio.timeout(0.3):
            await fetch()

    hub.delay_s = 5.0
    begun = time.monotonic()
    with pytest.raises(TimeoutError):
        asyncio.run(give_up())
    assert time.monotonic() - begun < 2.0


async def test_speed_and_time_left_are_measured(fetch: Fetch, hub: Hub, seen: list[Progress]):
    hub.rate = 1_500_000
    await fetch()
    last = [progress for progress in seen if progress.speed is not None][-1]
    assert last.speed == pytest.approx(hub.rate, rel=0.25)
    assert last.left_s == pytest.approx((last.total - last.done) / last.speed)


async def test_one_transfer_per_file(fetch: Fetch, data: DataDir, entry: CatalogueModel, hub: Hub):
    target = data.models / entry.file_name
    with (
        open_part(target, sha256=entry.sha256, size=entry.bytes),
        pytest.raises(DownloadError) as caught,
    ):
        await fetch()
    assert caught.value.key == "models.download_running"
    assert not hub.requests
    await fetch()


def status(code: int, *, on_head: bool = False, **headers: str) -> Fault:
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fault(Kind.STATUS, status=code, headers=pairs, on_head=on_head)


async def test_retry_after_is_obeyed(fetch: Fetch, hub: Hub):
    hub.faults.append(status(429, Retry_After="1"))
    begun = time.monotonic()
    await fetch()
    assert time.monotonic() - begun >= 1


async def test_the_next_source_is_tried(fetch: Fetch, source: Source, model_bytes: bytes):
    path = await fetch(sources=(NOBODY, source))
    assert path.read_bytes() == model_bytes


async def test_pain_21_a_slow_source_gives_way_to_a_quick_one(
    fetch: Fetch, hub: Hub, source: Source, model_bytes: bytes, seen: list[Progress]
):
    with Hub(hub.files, delay_s=2.0) as slow:
        begun = time.monotonic()
        path = await fetch(sources=(Source("slow", slow.endpoint), NOBODY, source))
        assert time.monotonic() - begun < slow.delay_s
    assert path.read_bytes() == model_bytes
    assert seen[-1].source == source.name


async def test_the_first_source_is_kept_while_it_answers(
    fetch: Fetch, hub: Hub, source: Source, seen: list[Progress]
):
    with Hub(hub.files) as other:
        await fetch(sources=(source, Source("other", other.endpoint)))
        assert not other.requests
    assert seen[-1].source == source.name


async def test_a_hub_whose_store_is_out_of_reach_does_not_count(
    fetch: Fetch, hub: Hub, source: Source, seen: list[Progress]
):
    hub.always = status(503)
    with Hub(hub.files) as other:
        await fetch(sources=(source, Source("other", other.endpoint)))
    assert seen[-1].source == "other"


async def test_another_source_goes_on_where_the_first_broke_off(
    fetch: Fetch, hub: Hub, source: Source, model_bytes: bytes
):
    """It has another ETag; that the bytes are the same shows at the end."""
    hub.faults.extend([Fault(Kind.RESET, at=700_000), *[Fault(Kind.RESET)] * HASTY.attempts])
    with pytest.raises(DownloadError):
        await fetch()
    with Hub(hub.files, etag='"other"') as other:
        mirror = Source("ModelScope", other.endpoint, Layout.MODELSCOPE)
        assert (await fetch(sources=(mirror,))).read_bytes() == model_bytes
        assert other.sent < len(model_bytes) - 300_000


async def test_when_all_sources_fail_the_first_one_says_why(fetch: Fetch, hub: Hub, source: Source):
    hub.always = status(404, on_head=True)
    with pytest.raises(DownloadError) as caught:
        await fetch(sources=(source, NOBODY))
    assert caught.value.key == "models.download_missing"


async def test_a_proxy_carries_everything(
    fetch: Fetch, hub: Hub, data: DataDir, monkeypatch: pytest.MonkeyPatch, model_bytes: bytes
):
    with Proxy() as way, Hub(hub.files, tls=True) as secure:
        monkeypatch.setenv("HTTP_PROXY", f"http://me:secret@{way.host}")
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:secret@{way.host}")
        monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
        assert (await fetch()).read_bytes() == model_bytes
        (data.models / "tiny-q4_k_m.gguf").unlink()
        await fetch(sources=(Source("secure", secure.endpoint),))
        assert [line.split()[0] for line in way.asked] == ["HEAD", "GET", "CONNECT", "CONNECT"]
        assert set(way.logins) == {"Basic bWU6c2VjcmV0"}


async def test_another_file_at_the_hub_is_refused(fetch: Fetch, entry: CatalogueModel, hub: Hub):
    for other in (replace(entry, sha256="0" * 64), replace(entry, bytes=entry.bytes + 1)):
        with pytest.raises(DownloadError) as caught:
            await fetch(other)
        assert caught.value.key == "models.download_changed"
    assert not hub.gets()


@pytest.mark.parametrize("kind", [Kind.NEW_ETAG, Kind.NO_RANGE, Kind.WRONG_RANGE])
async def test_pain_20_versions_are_never_mixed(
    kind: Kind, fetch: Fetch, hub: Hub, model_bytes: bytes
):
    hub.faults.extend([Fault(Kind.RESET, at=700_000), Fault(kind)])
    assert (await fetch()).read_bytes() == model_bytes


async def test_a_full_disk_is_refused_before_the_first_byte(
    fetch: Fetch, hub: Hub, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(disk, "SPARE_BYTES", 1 << 60)
    with pytest.raises(DownloadError) as caught:
        await fetch()
    assert caught.value.key == "models.disk_full"
    assert not hub.requests


async def test_a_disk_that_fills_up_keeps_the_part(
    fetch: Fetch, data: DataDir, monkeypatch: pytest.MonkeyPatch, model_bytes: bytes
):
    def full(part: Part, piece: bytes) -> None:
        if part.length > 1_000_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        append(part, piece)

    append = Part.append
    monkeypatch.setattr(Part, "append", full)
    with pytest.raises(DownloadError) as caught:
        await fetch()
    monkeypatch.setattr(Part, "append", append)
    assert caught.value.key == "models.disk_full"
    assert part_files(data.models / "tiny-q4_k_m.gguf")[0].stat().st_size > 1_000_000
    assert (await fetch()).read_bytes() == model_bytes


async def test_a_disk_that_refuses_is_named(fetch: Fetch, model_bytes: bytes):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, before[1]))
    try:
        with pytest.raises(DownloadError) as caught:
            await fetch()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert caught.value.key == "models.disk_file_limit"
    assert (await fetch()).read_bytes() == model_bytes


async def test_an_entry_without_address_cannot_be_fetched(fetch: Fetch, entry: CatalogueModel):
    with pytest.raises(DownloadError) as caught:
        await fetch(replace(entry, repo="", file=""))
    assert caught.value.key == "models.download_no_source"


CHILD = """
import asyncio, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from app.models.download import download
from app.models.sources import Source
from support.tiny_model import entry_for
entry = entry_for(Path(sys.argv[2]).read_bytes())
sources = [Source("hub", sys.argv[4])]
say = lambda p: print(p.done, flush=True)
asyncio.run(download(entry, Path(sys.argv[3]), sources=sources, on_progress=say))
"""


def spawn(model_file: Path, data: DataDir, hub: Hub) -> subprocess.Popen[str]:
    arguments = [str(PROGRAM_ROOT), str(model_file), str(data.models), hub.endpoint]
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, *arguments], stdout=subprocess.PIPE, text=True
    )


async def test_a_killed_program_goes_on_where_it_stopped(
    fetch: Fetch, data: DataDir, hub: Hub, model_file: Path, model_bytes: bytes
):
    """Twice killed in the middle, without a chance to write anything more."""
    hub.rate = 1_500_000
    for wanted in (400_000, 1_200_000):
        with spawn(model_file, data, hub) as child:
            assert child.stdout is not None
            for line in child.stdout:
                if int(line) >= wanted:
                    break
            child.kill()
    hub.rate = 0
    assert (await fetch()).read_bytes() == model_bytes
    assert "range" in hub.gets()[-1].headers
    assert hub.sent - len(model_bytes) <= MOST_FETCHED_AGAIN
    assert left_in(data.models) == ["tiny-q4_k_m.gguf"]


async def test_a_part_of_another_file_is_dropped(
    fetch: Fetch, data: DataDir, entry: CatalogueModel, model_bytes: bytes
):
    part, state = part_files(data.models / entry.file_name)
    part.write_bytes(b"GGUF" + bytes(1000))
    state.write_text(json.dumps({"sha256": "0" * 64, "etag": '"first"'}))
    assert (await fetch()).read_bytes() == model_bytes
