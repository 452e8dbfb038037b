"""The model card, from the figures of `lemma eval --json` on unseen problems."""

import json
from pathlib import Path
from typing import Any

from training.families import FAMILIES, LEFT_OUT, TAUGHT
from training.problem import LANGUAGES

TARGET = 0.96  # of the problems of a family, from which on it counts as learned


def card(results: Path, model: Path, *, parameters: int, seed: int) -> str:
    """Markdown: what the model is, what it solves, how that was measured."""
    figures = json.loads(results.read_text(encoding="utf-8"))
    return _TEXT.format(
        megabytes=f"{model.stat().st_size / 1e6:.1f}",
        millions=f"{parameters / 1e6:.1f}",
        seed=seed,
        kinds=len(TAUGHT),
        all=_share(figures["pass_at_1"]),
        problems=f"{figures['problems']:,}",
        each=figures["problems"] // (len(TAUGHT) * len(LANGUAGES)),
        ended=f"{100 * figures['ended']:.2f}",
        table="\n".join(_rows(figures["by_subject"])),
        below=_below(figures["by_subject"]),
        left_out=_left_out(),
    )


def _rows(subjects: dict[str, Any]) -> list[str]:
    return [
        f"| {family} | "
        + " | ".join(_share(subjects[f"{family} ({lang})"]["pass_at_1"]) for lang in LANGUAGES)
        + " |"
        for family in TAUGHT
    ]


def _below(subjects: dict[str, Any]) -> str:
    low = [name for name, each in subjects.items() if each["pass_at_1"]["value"] < TARGET]
    if not low:
        return f"Every row reaches {100 * TARGET:.0f} %."
    return f"Below {100 * TARGET:.0f} %: {', '.join(sorted(low))}."


def _left_out() -> str:
    names = ", ".join(name for name in FAMILIES if name in LEFT_OUT)
    if not names:
        return "Every kind that `training/` makes is in it."
    return f"Left out, because a network of this size did not learn them well enough: {names}."


def _share(figure: dict[str, float]) -> str:
    low, high = 100 * figure["low"], 100 * figure["high"]
    return f"{100 * figure['value']:.1f} % ({low:.1f} to {high:.1f})"


_TEXT = """\
# Lemma Demo

`lemma-demo.gguf`: a reasoning model of {millions} million parameters ({megabytes} MB, Q8_0),
architecture `qwen2`, English and Chinese. Trained from nothing on exercises that a program makes;
`training/` holds all of it, and `make demo-model` makes one like it. Licence: Apache-2.0, as the
program.

It is there so that the program answers the moment it is installed, and shows what it does. It works
school exercises of {kinds} kinds, thinking step by step, and says to everything else that it is
only the demo. It knows nothing about the world.

## What it solves

{problems} problems that it never saw, {each} of each kind and language, sampled once each at
temperature 0.6. All together {all}; in brackets the 95 % interval, here and below. {ended} % of the
answers ended by themselves. {below}

```sh
python -m training problems --each {each} --seed {seed} --out unseen.jsonl
lemma eval unseen.jsonl --model demo --temperature 0.6 --json
```

| kind | English | Chinese |
|---|---|---|
{table}

{left_out}

## What to keep in mind

Where a question looks like one that it knows but goes further (longer numbers, decimals, a word
problem with a twist), it can be wrong, and it sounds as sure as ever. It never saw more than 768
tokens at once.
"""
