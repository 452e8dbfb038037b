"""The layer on llama.cpp, over a tiny model and files that are none."""

import time
from pathlib import Path

import pytest
from support import tiny_r1
from support.desk import load

from app.engine import devices, ggml
from app.engine.batch import Batch
from app.engine.devices import Kind
from app.engine.llama import Context, ContextOptions, Log, Model, Outcome
from app.errors import ModelError


def test_text_becomes_tokens_and_bytes_again(tiny: Model) -> None:
    text = "x² − 5x + 6 = 0, 解方程 \x00 end"
    tokens = tiny.tokenize(text, special=False)
    assert b"".join(tiny.token_bytes(token) for token in tokens).decode() == text


def test_nothing_is_added_to_a_text(tiny: Model) -> None:
    assert tiny.tokenize("", special=True) == []
    assert tiny.begin_token == 256
    assert tiny.begin_token not in tiny.tokenize("a", special=True)


def test_half_a_surrogate_pair_is_replaced(tiny: Model) -> None:
    assert tiny.tokenize("\ud83d", special=False) == tiny.tokenize("?", special=False)


def test_control_tokens_are_silent_but_for_the_thinking_tags(tiny: Model) -> None:
    end, user = tiny.tokenize("<｜end▁of▁sentence｜><｜User｜>", special=True)
    assert tiny.token_bytes(end) == tiny.token_bytes(user) == b""
    assert tiny.token_bytes(tiny.tokenize("</think>", special=True)[0]) == b"</think>"
    assert tiny.ends_generation(end)
    assert not tiny.ends_generation(user)


def test_thinking_tags_are_shown_even_where_they_are_control_tokens(tmp_path: Path) -> None:
    special = tiny_r1.R1_TOKENS | {"</think>": tiny_r1.CONTROL}
    model = load(tiny_r1.write(tmp_path / "control.gguf", tiny_r1.TinyModel(special)))
    assert model.token_bytes(model.tokenize("</think>", special=True)[0]) == b"</think>"
    model.close()


def test_progress_of_loading_is_told_and_can_end_it(tiny_path: Path) -> None:
    shares: list[float] = []

    def note(share: float) -> bool:
        shares.append(share)
        return False

    with pytest.raises(ModelError):
        Model(tiny_path, gpu_layers=0, log=Log(), on_progress=note)
    assert len(shares) == 1
    assert 0 <= shares[0] <= 1


@pytest.mark.parametrize("content", [b"", b"GGUF", b"not a model at all" * 100])
def test_garbage_is_refused_with_llama_cpps_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "坏 garbage.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelError) as refusal:
        load(path)
    assert refusal.value.key == "engine.load_refused"
    assert refusal.value.values["path"] == str(path)


def test_a_truncated_model_is_refused(tmp_path: Path, tiny_path: Path) -> None:
    path = tmp_path / "cut.gguf"
    path.write_bytes(tiny_path.read_bytes()[:-4096])
    with pytest.raises(ModelError) as refusal:
        load(path)
    assert "not within the file bounds" in refusal.value.values["why"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError) as refusal:
        load(tmp_path / "none.gguf")
    assert refusal.value.key == "engine.load_missing"


def test_pain_18_a_path_that_is_not_ascii_loads(tmp_path: Path) -> None:
    folder = tmp_path / "张三 模型"
    folder.mkdir()
    load(tiny_r1.write(folder / "модель.gguf")).close()


def test_a_context_too_large_for_any_memory_is_refused(smol: Model) -> None:
    sizes = ContextOptions(tokens=2**24, sequences=1, batch=64, threads=1)  # 377 GB
    with pytest.raises(ModelError) as refusal:
        Context(smol, sizes, log=Log())
    assert refusal.value.key == "engine.load_no_memory"


def test_a_model_that_writes_no_text_is_refused(tmp_path: Path) -> None:
    model = load(tiny_r1.write_encoder(tmp_path / "encoder.gguf"))
    with pytest.raises(ModelError) as refusal:
        Context(model, ContextOptions(512, 1, 64, 1), log=Log())
    assert refusal.value.key == "engine.load_no_text_model"
    model.close()


def test_a_batch_keeps_rows_of_several_sequences_apart(tiny: Model) -> None:
    context = Context(tiny, ContextOptions(256, 2, 64, 1), log=Log())
    batch = Batch(context.batch_size)
    assert batch.add([10, 11, 12], sequence=0, position=0, output=True) == 2
    assert batch.add([20, 21], sequence=1, position=0, output=False) == 4
    assert batch.size == 5
    assert context.evaluate(batch, abortable=False) is Outcome.DONE
    context.close()


def test_a_full_context_says_so_and_keeps_what_it_had(tiny: Model) -> None:
    context = Context(tiny, ContextOptions(256, 1, 256, 1), log=Log())
    batch = Batch(context.batch_size)
    batch.add([65] * 200, sequence=0, position=0, output=False)
    assert context.evaluate(batch, abortable=False) is Outcome.DONE
    batch.clear()
    batch.add([66] * 100, sequence=0, position=200, output=False)
    assert context.evaluate(batch, abortable=False) is Outcome.NO_ROOM
    batch.clear()
    batch.add([66] * 50, sequence=0, position=200, output=False)
    assert context.evaluate(batch, abortable=False) is Outcome.DONE
    context.close()


def test_an_abort_ends_the_reading_of_a_prompt(smol: Model) -> None:
    context = Context(smol, ContextOptions(1024, 1, 512, 1), log=Log())
    batch = Batch(context.batch_size)
    batch.add([500] * 512, sequence=0, position=0, output=True)
    context.abort()
    started = time.perf_counter()
    assert context.evaluate(batch, abortable=True) is Outcome.ABORTED
    assert time.perf_counter() - started < 0.25
    context.clear_abort()
    context.clear()
    batch.clear()
    batch.add([500] * 8, sequence=0, position=0, output=True)
    assert context.evaluate(batch, abortable=True) is Outcome.DONE
    context.close()


def test_the_processor_is_always_a_device() -> None:
    found = devices.devices()
    processor = next(device for device in found if device.kind is Kind.PROCESSOR)
    assert processor.total > 0
    assert processor.name
    assert devices.good_threads() >= 1


def test_a_graphics_card_is_preferred_to_an_integrated_one(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (Kind.PROCESSOR, Kind.INTEGRATED_GRAPHICS, Kind.GRAPHICS)
    found = [devices.Device(kind.name, kind.name, kind, 0, 0) for kind in kinds]
    monkeypatch.setattr(devices, "devices", lambda: found)
    assert devices.cards() == [found[2]]
    found.pop()
    assert devices.cards() == [found[1]]
    found.pop()
    assert devices.cards() == []


def test_cards_come_in_the_order_of_their_names_or_not_at_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [devices.Device(name, name, Kind.GRAPHICS, 0, 0) for name in ("CUDA0", "CUDA1")]
    monkeypatch.setattr(devices, "devices", lambda: found)
    assert devices.cards(("CUDA1", "CUDA0")) == [found[1], found[0]]
    assert devices.cards(("CUDA1", "CUDA7")) == []


def test_a_backend_without_a_device_is_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ggml, "backends", lambda: ["CUDA", "CPU"])
    said = devices.report()
    assert said["idle"] == ["CUDA"]
    assert [row["kind"] for row in said["devices"]] == ["processor"]
    assert said["versions"]["llama_cpp_python"] == "0.3.36"
