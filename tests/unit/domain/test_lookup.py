"""What is guessed from what came before."""

import random

from app.domain.lookup import MATCHES, NgramLookup


def guess(tokens: list[int], count: int = 4) -> list[int] | None:
    lookup = NgramLookup()
    assert lookup.follow(tokens, limit=len(tokens))
    found = lookup.guess(tokens, count)
    return found.tokens if found is not None else None


def test_what_followed_the_last_tokens_before_is_guessed():
    assert guess([1, 2, 3, 4, 5, 6, 1, 2, 3]) == [4, 5, 6, 1]


def test_a_text_without_repetition_gives_no_guess():
    assert guess(list(range(20))) is None
    assert guess([]) is None
    assert guess([1, 2]) is None


def test_the_newest_place_counts():
    assert guess([1, 2, 3, 7, 1, 2, 3, 8, 1, 2, 3], 1) == [8]


def test_a_long_match_is_believed_before_a_newer_short_one():
    long = list(range(10, 18))
    tokens = [*long, 1, 0, *long[-3:], 2, 0, *long]
    assert guess(tokens, 1) == [1]


def test_a_short_period_goes_on_past_the_end():
    assert guess([1, 2, 1, 2, 1, 2], 5) == [1, 2, 1, 2, 1]
    assert guess([7] * 9, 6) == [7] * 6


def test_reading_in_pieces_is_the_same_as_at_once():
    dice = random.Random(5)
    tokens = [dice.randrange(4) for _ in range(300)]
    pieces, whole = NgramLookup(), NgramLookup()
    for end in range(1, len(tokens) + 1):
        while not pieces.follow(tokens[:end], limit=3):
            pass
    whole.follow(tokens, limit=len(tokens))
    assert pieces.guess(tokens, 7) == whole.guess(tokens, 7)


def test_an_unread_text_is_read_on_a_limited_piece_at_a_time():
    lookup = NgramLookup()
    assert not lookup.follow([1] * 10, limit=6)
    assert lookup.follow([1] * 10, limit=6)


def test_each_guess_is_what_a_search_finds():
    dice = random.Random(6)
    tokens: list[int] = []
    lookup = NgramLookup()
    for _ in range(400):
        tokens.append(dice.randrange(5))
        lookup.follow(tokens, limit=1)
        assert lookup.guess(tokens, 1) == searched(tokens, lookup)


def searched(tokens: list[int], lookup: NgramLookup) -> object:
    """The same by looking everywhere."""
    for kind, length in enumerate(MATCHES):
        for at in range(len(tokens) - 1, length - 1, -1):
            if tokens[at - length : at] == tokens[-length:]:
                found = lookup.guess(tokens, 1)
                assert found is not None
                assert (found.kind, found.tokens) == (kind, [tokens[at]])
                return found
    return None
