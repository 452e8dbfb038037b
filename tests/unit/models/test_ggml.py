"""The tables of ggml's numbers, compared with the package of those who publish them."""

import re
import subprocess
import sys
from pathlib import Path

from gguf.constants import GGML_QUANT_SIZES, MODEL_ARCH_NAMES, LlamaFileType
from support.gguf_bytes import tiny_gguf

from app.models.ggml import ARCHITECTURES, FILE_TYPES, WEIGHT_TYPES

#: Types that only calculations have.
NOT_IN_FILES = re.compile(r"I\d+|F64|Q8_[1K]")


def test_types_of_weights_and_their_sizes():
    published = {int(kind): (kind.name, *size) for kind, size in GGML_QUANT_SIZES.items()}
    in_files = {n: row for n, row in published.items() if not NOT_IN_FILES.fullmatch(row[0])}
    assert in_files == WEIGHT_TYPES


def test_types_of_files():
    published = {int(kind): re.sub("^(MOSTLY|ALL)_", "", kind.name) for kind in LlamaFileType}
    assert {n: name for n, name in published.items() if name != "GUESSED"} == FILE_TYPES


def test_architectures():
    assert frozenset(MODEL_ARCH_NAMES.values()) == ARCHITECTURES


def test_reading_a_header_does_without_numpy(tmp_path: Path):
    model = tmp_path / "tiny.gguf"
    model.write_bytes(tiny_gguf().data)
    read = (
        "import sys; from pathlib import Path; from app.models.gguf import read_header;"
        "read_header(Path(sys.argv[1])); print({'numpy', 'gguf'} & set(sys.modules))"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", read, model], check=True, capture_output=True, cwd=root, text=True
    )
    assert done.stdout.strip() == "set()"
