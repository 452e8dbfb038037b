"""``lemma bench`` on the tiny model: table, JSON and chart."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from support import tiny_r1
from support.own_engines import engines

from app.__main__ import engine_command
from app.cli import bench, consistency, parser, table
from app.cli.bench_chart import chart
from app.domain.benchmark import FIGURES, Measured, Run
from app.domain.prompt import CLOSINGS
from app.domain.votes import Poll, Sample
from app.errors import ModelError, UsageError
from app.paths import DataDir
from app.tutor.program import Program


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    return [str(tiny_r1.write(tmp_path / f"tiny-{name}.gguf")) for name in ("one", "two")]


def run(data: DataDir, *given: str) -> int:
    args = parser.build().parse_args(["bench", *given])
    return bench.run_blocking(args, lambda: Program(data, engine_command(), keep=False))


def test_two_files_in_figures_and_in_a_picture(
    data: DataDir, files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture = tmp_path / "chart.svg"
    common = ("--runs", "1", "--tokens", "8", "--chart", str(picture), "--json")
    assert run(data, "--model", files[0], "--compare", files[1], *common) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["runs"], said["tokens"]) == (1, 8)
    first, second = said["models"]
    assert [first["name"], second["name"]] == ["tiny-one", "tiny-two"]
    for model in said["models"]:
        assert model["bytes"] == Path(files[0]).stat().st_size
        assert len(model["runs"]) == 1
        figures = {name: model["figures"][name] for name in FIGURES}
        assert all(0 < f["low"] <= f["median"] <= f["high"] for f in figures.values())
        assert 30e6 < figures["memory"]["median"] < 2e9
    assert second["agreement"] == 1.0, "the same weights say the same"
    assert "tiny-two" in picture.read_text(encoding="utf-8")
    assert engines() == []


def test_a_file_that_is_none_is_said_so(data: DataDir, files: list[str]) -> None:
    with pytest.raises(ModelError):
        run(data, "--model", "/no/such.gguf", "--runs", "1")
    assert engines() == []


# --- consistency ----------------------------------------------------------------------------------


def test_the_same_questions_again_and_again(
    data: DataDir, files: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    common = ("--model", files[0], "--consistency", "2", "--tokens", "4")
    assert run(data, *common, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert said["model"] == "tiny-one"
    assert len(said["questions"]) == len(bench.QUESTIONS)
    for row in said["questions"]:
        assert row["asked"] == len(row["seconds"]) == 2
        assert all(seconds > 0 for seconds in row["seconds"])
        assert row["agree"] == sum(answer["count"] for answer in row["answers"][:1])
    assert 0 <= said["agreement"] <= 1
    assert engines() == []


def test_only_what_a_model_draws_is_counted(
    data: DataDir, demo_model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A budget would have the engine close the thought, with words that take no step."""
    assert run(data, "--model", str(demo_model), "--runs", "1", "--tokens", "12", "--json") == 0
    [model] = json.loads(capsys.readouterr().out)["models"]
    [one] = model["runs"]
    assert not any(words in one["answer"] for words in CLOSINGS.values())


def test_consistency_as_a_table() -> None:
    samples = [Sample("", "", "5", seconds=1.0), Sample("", "", "5", seconds=3.0)]
    poll = Poll(3)
    for sample in [*samples, Sample("", "", None, seconds=2.0)]:
        poll = poll.with_sample(sample, lambda a, b: a == b)
    lines = list(table.lines(consistency._rows(["Why?" * 20], [poll])))
    assert lines[1].split()[-4:] == ["2/3", "5", "2.0", "(1.0-3.0)"]
    assert consistency.report({"Why?": poll}, "m")["agreement"] == 0.6667


def test_consistency_is_of_one_model(data: DataDir, files: list[str]) -> None:
    with pytest.raises(UsageError):
        run(data, "--model", files[0], "--compare", files[1], "--consistency", "2")


# --- how it is shown ------------------------------------------------------------------------------


def measured(name: str, factor: float) -> Measured:
    runs = [Run(round(1e9 * factor), 0.2, 40 / factor, n, 2 * n, "4") for n in (5.0, 6.0, 7.0)]
    return Measured(name, round(5e8 * factor), "CPU", tuple(runs))


MODELS = [measured("SmolLM2-F32", 4.0), measured("SmolLM2-Q8_0 & <co>", 1.06)]


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    args = parser.build().parse_args(["bench"])
    bench._print(MODELS, args)
    out = capsys.readouterr().out
    assert "6.0 (5.0-7.0)" in out
    assert "200 ms (200-200)" in out
    assert "-73.5 %" in out
    assert "100 %" in out
    bench._print(MODELS[:1], args)
    assert "%" not in capsys.readouterr().out, "nothing to compare with"


def test_columns_are_straight_with_chinese_too() -> None:
    rows = list(table.lines([["模型", "内存"], ["a", "1"]]))
    assert rows == ["模型  内存", "a        1"]


def test_the_picture_is_svg_that_fits_and_follows_the_page() -> None:
    text = chart(MODELS, bench.titles())
    root = ElementTree.fromstring(text)
    assert "prefers-color-scheme: dark" in text
    width = float(root.attrib["width"])
    bars = [e for e in root.iter() if e.tag.endswith("rect")]
    assert len(bars) == len(FIGURES) * len(MODELS)
    for bar in bars:
        assert float(bar.attrib["width"]) > 0
        assert float(bar.attrib["x"]) + float(bar.attrib["width"]) < width
    lows = [float(y) for y in re.findall(r' y="([0-9.]+)"', text)]
    assert max(lows) < float(root.attrib["height"])
    words = "".join(root.itertext())
    assert "SmolLM2-Q8_0 & <co>" in words
    assert "-73.5 %" in words


def test_long_names_are_shortened_in_the_middle() -> None:
    name = "DeepSeek-R1-Distill-Qwen-1.5B-something-Q4_K_M"
    words = "".join(ElementTree.fromstring(chart([measured(name, 1)], bench.titles())).itertext())
    assert "DeepSeek-R1-Dis…" in words
    assert "Q4_K_M" in words.partition("…")[2]
