"""Where the files lie that the set-up fetches for the tests."""

from pathlib import Path

import platformdirs

CACHE = Path(platformdirs.user_cache_dir("lemma", False))
SMOLLM2 = CACHE / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf"
