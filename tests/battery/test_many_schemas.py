"""Many schemas, kept by the demo model through OpenAI's own client."""

import os
import random
from pathlib import Path
from typing import Any

import openai
import pytest
from support import engines, schemas
from support.engines import KEY

CASES = max(20, int(os.environ.get("LEMMA_CASES", "50")) * 2 // 5)


@pytest.mark.battery
def test_the_demo_model_keeps_to_every_schema(demo_model: Path):
    with (
        engines.running(demo_model, parallel=2, context=2048) as engine,
        openai.OpenAI(base_url=f"{engine.url}/v1", api_key=KEY, max_retries=0) as client,
    ):
        for seed in range(CASES):
            rng = random.Random(500 + seed)
            asked: Any = {"role": "user", "content": f"What is {rng.randint(1, 99)} + 85?"}
            choice = client.chat.completions.parse(
                model="any",
                messages=[asked],
                response_format=schemas.model(rng),
                max_tokens=1000,
                seed=seed,
                extra_body={"thinking_budget": 40},
            ).choices[0]
            assert choice.finish_reason == "stop"
            assert choice.message.parsed is not None
