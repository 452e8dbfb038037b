"""Grouping of conversations by age for the sidebar."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from app.domain.chat import Conversation

#: Key of the translations for conversations at most so many days old.
AGES = ((0, "today"), (1, "yesterday"), (7, "week"), (30, "month"))


def age_key(used: date, today: date) -> str:
    """Which group a conversation last used on ``used`` belongs to; the future counts as today."""
    days = (today - used).days
    return next((key for limit, key in AGES if days <= limit), "older")


def grouped(
    conversations: Sequence[Conversation], today: date
) -> Iterator[tuple[str, list[Conversation]]]:
    """(group, conversations) in the order given, which is newest first; local calendar days."""

    def key(conversation: Conversation) -> str:
        return age_key(date.fromtimestamp(conversation.updated_at), today)

    for group, members in groupby(conversations, key):
        yield group, list(members)
