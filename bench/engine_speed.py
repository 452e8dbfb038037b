"""What the server costs: tokens per second of llama.cpp's bare loop, and through HTTP.

    python bench/engine_speed.py MODEL.gguf [--tokens 128] [--runs 5] [--threads N]

Both decode the same prompt greedily with the same threads, by turns so that a change of the
computer's speed meets both. The bare loop evaluates and samples and does nothing else. Prints one
JSON object: the runs, their medians in tokens per second, and the ratio of the medians.
"""

import argparse
import asyncio
import contextlib
import json
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx2
import uvicorn

from app.domain.generation import Sampling
from app.engine.core import Engine
from app.engine.llama import Batch, Context, ContextOptions, Log, Model, Sampler
from app.engine.options import ServeOptions
from app.engine.sampling import stages
from app.engine.server import build_app

PROMPT = "The history of mathematics begins with counting. " * 4
GREEDY = Sampling(temperature=0.0)
CONTEXT = 2048
