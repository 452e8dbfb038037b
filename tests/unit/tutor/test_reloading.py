"""The model starts again with other memory settings when nothing is being written."""

from app.tutor.reloading import Reloading


class Room:
    """A room whose engine may have been started with other settings."""

    def __init__(self) -> None:
        self.is_outdated = False
        self.renewed = 0

    def renew(self) -> None:
        self.renewed += 1
        self.is_outdated = False


def test_it_waits_for_answers_and_says_so():
    room, busy, heard = Room(), [True], []
    reloading = Reloading(room, lambda: bool(busy))
    reloading.changed.connect(lambda: heard.append(reloading.is_waiting))
    reloading.heed()
    assert (room.renewed, heard) == (0, []), "nothing has changed"
    room.is_outdated = True
    reloading.heed()
    reloading.heed()
    assert (room.renewed, heard) == (0, [True])
    busy.clear()
    reloading.heed()
    assert (room.renewed, heard) == (1, [True, False])


def test_who_is_idle_is_renewed_at_once():
    room = Room()
    room.is_outdated = True
    Reloading(room, lambda: False).heed()
    assert room.renewed == 1


def test_a_change_that_is_taken_back_is_forgotten():
    room, busy = Room(), [True]
    reloading = Reloading(room, lambda: bool(busy))
    room.is_outdated = True
    reloading.heed()
    room.is_outdated = False
    reloading.heed()
    assert not reloading.is_waiting
    busy.clear()
    reloading.heed()
    assert room.renewed == 0


def test_at_the_end_nothing_is_started():
    room = Room()
    reloading = Reloading(room, lambda: False)
    reloading.close()
    room.is_outdated = True
    reloading.heed()
    assert room.renewed == 0
