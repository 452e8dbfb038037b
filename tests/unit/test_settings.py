"""Settings survive everything that a file can suffer."""

import stat

import pytest

from app import settings
from app.settings import Settings


def test_what_was_saved_is_loaded(tmp_path):
    chosen = Settings(language="zh", zoom=125, endpoint_key="秘密", temperature=0.7)
    settings.save(chosen, tmp_path / "settings.toml")
    assert settings.load(tmp_path / "settings.toml") == chosen


def test_the_file_is_private(tmp_path):
    settings.save(Settings(endpoint_key="key"), tmp_path / "settings.toml")
    assert stat.S_IMODE((tmp_path / "settings.toml").stat().st_mode) == 0o600


def test_without_a_file_there_are_defaults(tmp_path):
    assert settings.load(tmp_path / "settings.toml") == Settings()


@pytest.mark.expects_log
@pytest.mark.parametrize("content", [b"\xff\xfe", b"[", b"a = ", b"\0" * 100, b"zoom = {"])
def test_a_broken_file_is_kept_aside(tmp_path, content):
    path = tmp_path / "settings.toml"
    path.write_bytes(content)
    assert settings.load(path) == Settings()
    assert (tmp_path / "settings.toml.bad").read_bytes() == content


@pytest.mark.expects_log
def test_wrong_and_unknown_entries_are_ignored_one_by_one(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('zoom = "big"\nlanguage = "zh"\nnonsense = 3\ntemperature = 1\n')
    loaded = settings.load(path)
    assert loaded == Settings(language="zh", temperature=1.0)


@pytest.mark.expects_log
def test_every_truncation_of_a_file_loads(tmp_path):
    path = tmp_path / "settings.toml"
    settings.save(Settings(language="zh", theme="dark", model="m", zoom=150), path)
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert isinstance(settings.load(path), Settings)


def test_a_failed_save_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "settings.toml"
    settings.save(Settings(zoom=110), path)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError):
        settings.save(Settings(zoom=200), path)
    assert settings.load(path).zoom == 110
    assert [file.name for file in tmp_path.iterdir()] == ["settings.toml"]


@pytest.mark.expects_log
@pytest.mark.parametrize(
    "line",
    [
        'theme = "pink"',
        'level = "kindergarten"',
        'kv_type = "q2"',
        "zoom = 0",
        "context = -1",
        "parallel = 1000",
        "thinking_budget = -7",
        'samplings = {demo = {temperature = "hot"}}',
        "samplings = {demo = 3}",
    ],
)
def test_a_value_that_makes_no_sense_is_not_used(tmp_path, line):
    path = tmp_path / "settings.toml"
    path.write_text(f'{line}\nlanguage = "zh"\n' if "{" not in line else f'language = "zh"\n{line}')
    assert settings.load(path) == Settings(language="zh")


def test_what_differs_by_model_is_kept(tmp_path):
    by_model = {"demo": {"temperature": 0.9}, "/path to/a model.gguf": {"top_p": 0.5}}
    chosen = Settings(samplings=by_model, thinking_budget=0, kv_type="q8_0", notify=False)
    settings.save(chosen, tmp_path / "settings.toml")
    assert settings.load(tmp_path / "settings.toml") == chosen
