"""The figures of a benchmark as an SVG that reads well on light and on dark pages.

One group of bars for each figure; a thin line on each bar goes from the least run to the greatest.
"""

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from app.domain import benchmark
from app.domain.benchmark import FIGURES, Measured
from app.i18n import memory_size, tr

#: Lengths in the picture's own units, about pixels.
WIDTH, MARGIN = 760, 24
NAME_WIDTH, VALUE_WIDTH = 210, 170
BAR, GAP, TITLE = 18, 8, 34
NAME_CHARS = 30  # that fit into NAME_WIDTH
_ROOM = WIDTH - 2 * MARGIN - NAME_WIDTH - VALUE_WIDTH  # for the longest bar

_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f }
.title { font-weight: 600 }
.faint { fill: #57606a }
.first { fill: #8c959f }
.other { fill: #2f6fb3 }
.spread { stroke: #24292f; stroke-width: 1.5 }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 }
  .faint { fill: #9198a1 }
  .first { fill: #6e7681 }
  .other { fill: #5aa0e6 }
  .spread { stroke: #e6edf3 }
}
"""


def chart(models: Sequence[Measured], titles: Mapping[str, str]) -> str:
    """The picture; ``titles`` names the figures."""
    group = TITLE + len(models) * (BAR + GAP)
    height = 2 * MARGIN + len(FIGURES) * group
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}"'
        f' width="{WIDTH}" height="{height}" role="img">',
        f"<title>{escape(', '.join(model.name for model in models))}</title>",
        f"<style>{_STYLE}</style>",
    ]
    for at, name in enumerate(FIGURES):
        lines += _group(models, name, titles[name], MARGIN + at * group)
    return "\n".join([*lines, "</svg>", ""])


def _group(models: Sequence[Measured], name: str, title: str, top: int) -> Iterator[str]:
    """The bars of one figure, below its title."""
    better = tr("cli.bench_more_is_better" if FIGURES[name] else "cli.bench_less_is_better")
    yield (
        f'<text class="title" x="{MARGIN}" y="{top + 18}">{escape(title)}'
        f'<tspan class="faint" font-weight="400" dx="8">{escape(better)}</tspan></text>'
    )
    longest = max(model.figure(name).high for model in models) or 1.0
    for at, model in enumerate(models):
        y = top + TITLE - 4 + at * (BAR + GAP)
        yield from _bar(model, models[0], name, y, _ROOM / longest)


def _bar(model: Measured, reference: Measured, name: str, y: int, scale: float) -> Iterator[str]:
    figure, x, middle = model.figure(name), MARGIN + NAME_WIDTH, y + BAR / 2
    kind = "first" if model is reference else "other"
    ends = [x + scale * value for value in (figure.low, figure.median, figure.high)]
    text = y + BAR - 4
    yield f'<text x="{x - 10}" y="{text}" text-anchor="end">{escape(_short(model.name))}</text>'
    yield f'<rect class="{kind}" x="{x}" y="{y}" width="{ends[1] - x:.1f}" height="{BAR}" rx="2"/>'
    yield (
        f'<line class="spread" x1="{ends[0]:.1f}" x2="{ends[2]:.1f}" y1="{middle}" y2="{middle}"/>'
    )
    value = escape(_value(name, figure.median))
    if model is not reference:
        change = benchmark.change(model, reference, name)
        value += f'<tspan class="faint" dx="8">{change:+.1f} %</tspan>'
    yield f'<text x="{ends[2] + 8:.1f}" y="{text}">{value}</text>'


def _short(name: str) -> str:
    half = NAME_CHARS // 2
    return name if len(name) <= NAME_CHARS else f"{name[:half]}…{name[1 - half :]}"


def _value(name: str, value: float) -> str:
    if name == "memory":
        return memory_size(round(value))
    return f"{1000 * value:.0f} ms" if name == "ttft_s" else f"{value:.1f}"
