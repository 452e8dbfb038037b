"""Where models are looked for, and how strange answers are read."""

import httpx2
import pytest

from app.errors import DownloadError
from app.models import faults, hub, sources
from app.models.catalogue import CatalogueModel
from app.models.sources import HUGGING_FACE, KNOWN, MIRRORS, Layout, Source


def test_the_hub_is_asked_first_then_its_mirrors():
    assert sources.in_order(environ={}) == KNOWN
    assert KNOWN[0] == HUGGING_FACE


def test_who_names_an_endpoint_wants_no_other_server_asked():
    mirror = sources.in_order(environ={"HF_ENDPOINT": " https://mirror.example/ "})
    assert mirror == (Source("mirror.example", "https://mirror.example"),)


@pytest.mark.parametrize("wish", ["ModelScope", "modelscope", "https://www.modelscope.cn/"])
def test_a_chosen_mirror_comes_before_the_others(wish: str):
    assert sources.in_order(wish, {})[0] == MIRRORS[1]
    assert sources.in_order(wish, {})[0].layout is Layout.MODELSCOPE
    assert len(sources.in_order(wish, {})) == len(KNOWN)
    named = sources.in_order(wish, {"HF_ENDPOINT": "https://school.example"})
    assert [source.name for source in named] == ["ModelScope", "school.example"]


def test_an_address_without_scheme_is_a_secure_one():
    assert sources.named("school.example/hub").endpoint == "https://school.example/hub"


@pytest.mark.parametrize("endpoint", ["ftp://x", "http://[bad", "http://", "http://\0"])
def test_a_nonsense_endpoint_is_said_to_be_none(endpoint: str, entry: CatalogueModel):
    (source,) = sources.in_order(environ={"HF_ENDPOINT": endpoint})
    with pytest.raises(DownloadError) as caught:
        hub.resolve(entry, source)
    assert caught.value.key == "models.download_no_address"


@pytest.mark.parametrize(
    ("header", "wait_s"), [("7", 7), ("", 0), ("-1", 0), ("soon", 0), ("9" * 400, 0), ("٣", 0)]
)
def test_retry_after_is_read_with_care(header: str, wait_s: float):
    response = httpx2.Response(429, headers=[(b"Retry-After", header.encode())])
    error = faults.refusal(response, Source("the hub", "http://hub"))
    assert error.wait_s == wait_s
    assert error.key == ("models.download_busy_for" if wait_s else "models.download_busy")
