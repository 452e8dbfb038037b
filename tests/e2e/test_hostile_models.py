"""A file that would end llama.cpp's process reaches it by no door of the program."""

import os
import subprocess
import sys

import pytest
from support.gguf_bases import bases


@pytest.fixture
def evil(tmp_path):
    """A vocabulary with one text twice, on which llama.cpp aborts; its own name is no name."""
    base = bases()[0]
    tokens = base.metadata["tokenizer.ggml.tokens"]
    path = tmp_path / "..\\evil\u202e\udcff.gguf"
    path.write_bytes(base.with_values({"tokenizer.ggml.tokens": [tokens[1], *tokens[1:]]}))
    return path


@pytest.mark.parametrize(
    "arguments",
    [("serve", "--port", "0", "--model"), ("ask", "2+2?", "--model"), ("models", "import")],
    ids=["serve", "ask", "import"],
)
def test_it_is_refused_in_a_sentence(arguments, evil, data):
    command = [sys.executable, "-m", "app", "--data-dir", str(data.root), *arguments, str(evil)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
    said = done.stderr.decode()
    assert done.returncode == 1, said
    assert len(said.splitlines()) == 1
    assert "tokenizer.ggml.tokens" in said
    assert not any(data.models.glob("*.gguf"))
    assert os.path.exists(evil)
    log = data.logs / "engine.log"
    assert not log.exists() or not log.read_bytes()
