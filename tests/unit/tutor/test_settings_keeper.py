"""Settings are written one after the other, and what cannot be written is told."""

import pytest

from app.errors import StoreError
from app.settings import Settings, load
from app.tutor.settings_keeper import SettingsKeeper


def test_what_was_set_last_is_in_the_file(tmp_path):
    keeper = SettingsKeeper(tmp_path / "settings.toml")
    for zoom in range(100, 150):
        keeper.keep(Settings(zoom=zoom))
    keeper.close()
    assert load(tmp_path / "settings.toml").zoom == 149


@pytest.mark.expects_log
def test_what_cannot_be_written_is_told(tmp_path):
    (tmp_path / "settings.toml").mkdir()
    keeper = SettingsKeeper(tmp_path / "settings.toml")
    kept = keeper.keep(Settings(zoom=110))
    keeper.close()
    with pytest.raises(StoreError) as told:
        kept.result()
    assert told.value.key == "store.io"
