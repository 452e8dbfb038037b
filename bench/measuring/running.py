"""The frame of a bench that measures one model after the other."""

import argparse
import asyncio
from collections.abc import Awaitable, Callable

from measuring.figures import Report
from measuring.models import BenchModel, chosen

Measure = Callable[[BenchModel, Report, argparse.Namespace], Awaitable[None]]


def of_each_model(bench: str, measure: Measure, args: argparse.Namespace) -> int:
    """Measure the models that were chosen and keep the figures; returns the exit status."""
    report = Report(bench, args.quick)
    for model in chosen(args):
        asyncio.run(measure(model, report, args))
    report.save(args.json)
    return 0
