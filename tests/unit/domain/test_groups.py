"""The order of the sidebar: pinned, folders, ages, the archive."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chat import Conversation
from app.domain.groups import Heading, age_key, folders, sections

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


def used(number, *day, **place):
    return Conversation(number, str(number), 0, datetime(*day, 12).timestamp(), **place)


def shown(rows):
    return [(heading, [c.id for c in members]) for heading, members in sections(rows, TODAY)]


def test_ages_keep_the_order():
    rows = [used(1, 2026, 3, 1), used(2, 2026, 3, 1), used(3, 2026, 2, 28)]
    assert shown(rows) == [(Heading("today", 2), [1, 2]), (Heading("yesterday", 1), [3])]


def test_each_place_has_its_section():
    rows = [
        used(1, 2026, 3, 1),
        used(2, 2026, 3, 1, folder="geometry"),
        used(3, 2026, 2, 28, folder="Algebra"),
        used(4, 2026, 2, 28, pinned=True, folder="Algebra"),
        used(5, 2026, 2, 27, archived=True, pinned=True, folder="Old"),
    ]
    assert shown(rows) == [
        (Heading("pinned", 1), [4]),
        (Heading("folder", 1, "Algebra"), [3]),
        (Heading("folder", 1, "geometry"), [2]),
        (Heading("today", 1), [1]),
        (Heading("archived", 1), [5]),
    ]
    assert folders(rows) == ["Algebra", "geometry", "Old"]


@given(
    st.lists(
        st.builds(
            Conversation,
            st.integers(),
            st.just("t"),
            st.just(0.0),
            st.floats(0, 2e9),
            pinned=st.booleans(),
            archived=st.booleans(),
            folder=st.sampled_from(["", "a", "B"]),
        ),
        max_size=12,
        unique_by=lambda c: c.id,
    )
)
def test_every_conversation_stands_in_one_place(rows):
    rows.sort(key=lambda c: -c.updated_at)
    found = [c.id for _, members in sections(rows, TODAY) for c in members]
    assert sorted(found) == sorted(c.id for c in rows)
    assert all(heading.count == len(members) for heading, members in sections(rows, TODAY))
