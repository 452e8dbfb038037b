"""Where models are looked for, and how strange answers are read."""

import httpx2
import pytest

from app.errors import DownloadError
from app.models import hub
from app.models.catalogue import CatalogueModel
from app.models.hub import DEFAULT_ENDPOINT, Source


def test_the_hub_is_the_source_unless_another_is_named():
    assert hub.sources({}) == (Source("Hugging Face", DEFAULT_ENDPOINT),)
    mirror = hub.sources({"HF_ENDPOINT": " https://mirror.example/ "})
    assert mirror == (Source("mirror.example", "https://mirror.example"),)


@pytest.mark.parametrize("endpoint", ["nonsense", "ftp://x", "http://[bad", "http://", "\0"])
def test_a_nonsense_endpoint_is_said_to_be_unreachable(endpoint: str, entry: CatalogueModel):
    (source,) = hub.sources({"HF_ENDPOINT": endpoint})
    with pytest.raises(DownloadError) as caught:
        hub.resolve(entry, source)
    assert caught.value.key == "models.download_offline"


@pytest.mark.parametrize(
    ("header", "wait_s"), [("7", 7), ("", 0), ("-1", 0), ("soon", 0), ("9" * 400, 0), ("٣", 0)]
)
def test_retry_after_is_read_with_care(header: str, wait_s: float):
    response = httpx2.Response(429, headers=[(b"Retry-After", header.encode())])
    error = hub.refusal(response, Source("the hub", "http://hub"))
    assert error.wait_s == wait_s
    assert error.key == ("models.download_busy_for" if wait_s else "models.download_busy")
