"""Conversations by age."""

from datetime import date, datetime

import pytest

from app.domain.chat import Conversation
from app.domain.groups import age_key, grouped

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("day", "key"),
    [
        (date(2026, 3, 2), "today"),  # a clock that was set back
        (date(2026, 3, 1), "today"),
        (date(2026, 2, 28), "yesterday"),
        (date(2026, 2, 22), "week"),
        (date(2026, 2, 21), "month"),
        (date(2026, 1, 30), "month"),
        (date(2026, 1, 29), "older"),
    ],
)
def test_age_key(day, key):
    assert age_key(day, TODAY) == key


def test_grouped_keeps_the_order():
    def used(number, *day):
        return Conversation(number, str(number), 0, datetime(*day, 12).timestamp())

    rows = [used(1, 2026, 3, 1), used(2, 2026, 3, 1), used(3, 2026, 2, 28)]
    groups = [(key, [c.id for c in members]) for key, members in grouped(rows, TODAY)]
    assert groups == [("today", [1, 2]), ("yesterday", [3])]
