"""Keys by which clients are known, and how often each may ask."""

from pathlib import Path

import pytest

from app.engine.keys import Key, KeyRing, RateLimit, read_keys
from app.errors import UsageError


def file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "keys.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_keys(tmp_path: Path) -> None:
    text = "\ufeff# class 9b\n\nleft  secret-of-left\n左边\t0123456789 # until June\n"
    keys = read_keys(file(tmp_path, text))
    assert keys == (Key("left", "secret-of-left"), Key("左边", "0123456789"))


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("", "cli.keys_empty", None),
        ("# nobody\n", "cli.keys_empty", None),
        ("left\n", "cli.keys_bad_line", 1),
        ("a 12345678\nb 1234567\n", "cli.keys_bad_line", 2),
        ("left secret of left\n", "cli.keys_bad_line", 1),
        ("left geheimnisß\n", "cli.keys_bad_line", 1),
        ("a 12345678\n\na 87654321\n", "cli.keys_twice", 3),
        ("a 12345678\nb 12345678\n", "cli.keys_twice", 2),
    ],
)
def test_what_is_no_file_of_keys(tmp_path: Path, text: str, error: str, line: int | None) -> None:
    with pytest.raises(UsageError) as caught:
        read_keys(file(tmp_path, text))
    assert caught.value.key == error
    assert caught.value.values.get("line") == line


def test_each_key_has_its_owner() -> None:
    ring = KeyRing.of("of-the-teacher", [Key("left", "12345678")])
    assert ring
    assert ring.owner(b"12345678") == "left"
    assert ring.owner(b"of-the-teacher") == "key"
    assert [ring.owner(wrong) for wrong in (b"", b"1234567", b"123456789", b"left")] == [None] * 4


def test_without_keys_the_ring_is_empty() -> None:
    assert not KeyRing.of("")


def test_so_many_requests_in_any_minute() -> None:
    now = [0.0]
    limit = RateLimit(2, clock=lambda: now[0])
    assert [limit.wait_s("left") for _ in range(4)] == [0, 0, 60, 60]
    assert limit.wait_s("right") == 0, "each key has a rate of its own"
    now[0] = 59.5
    assert limit.wait_s("left") == 1
    now[0] = 60.0
    assert [limit.wait_s("left") for _ in range(3)] == [0, 0, 60]


def test_no_limit() -> None:
    limit = RateLimit(0)
    assert {limit.wait_s("left") for _ in range(1000)} == {0}
