"""Documents taken apart into rows and segments."""

from app.domain.blocks import (
    Code,
    DisplayMath,
    Heading,
    Item,
    ListBlock,
    Math,
    Paragraph,
    Quote,
    Table,
    Text,
)
from app.ui.transcript.rows import gap_em, segments


def text(words):
    return Paragraph((Text(words),))


def display(tex="x"):
    return DisplayMath(Math(tex, rf"\[{tex}\]", display=True))


def shown(document):
    return [
        [(row.marker, row.block, row.list_depth) for row in segment.rows]
        for segment in segments(document)
    ]


def test_consecutive_prose_is_one_segment():
    one, two, head = text("1"), text("2"), Heading(2, (Text("h"),))
    assert shown((one, head, two)) == [[("", one, 0), ("", head, 0), ("", two, 0)]]


def test_lists_are_prose_with_markers_and_depth():
    inner = ListBlock((Item((text("in"),)),))
    outer = ListBlock((Item((text("a"), inner)), Item((text("b"), text("more")))), True, 9)
    assert shown((outer,)) == [
        [
            ("9.", text("a"), 1),
            ("◦", text("in"), 2),
            ("10.", text("b"), 1),
            ("", text("more"), 1),
        ]
    ]


def test_numbers_of_two_digits_get_more_room():
    def width(start):
        (segment,) = segments((ListBlock((Item((text("a"),)),), True, start),))
        return segment.rows[0].inner_em

    assert width(100) > width(10) > width(1)


def test_other_blocks_in_lists_and_quotes_are_segments_of_their_own():
    code, formula = Code("x"), display()
    document = (
        ListBlock((Item((text("a"), code)), Item((formula, text("b")))), True),
        Quote((text("q"), formula)),
    )
    assert shown(document) == [
        [("1.", text("a"), 1)],
        [("", code, 1)],
        [("2.", Paragraph(()), 1)],
        [("", formula, 1)],
        [("", text("b"), 1)],
        [("", text("q"), 0)],
        [("", formula, 0)],
    ]


def test_a_quote_is_set_in_with_a_bar_and_apart_from_the_text_around_it():
    document = (text("a"), Quote((text("q"), Quote((text("deep"),)))), text("b"))
    bars = [[inset.bar for inset in segment.insets] for segment in segments(document)]
    assert bars == [[], [True], [True, True], []]


def test_a_list_in_a_quote_is_part_of_the_quotes_text():
    quote = Quote((text("q"), ListBlock((Item((text("i"),)),))))
    (segment,) = segments((quote,))
    assert [row.inner_em > 0 for row in segment.rows] == [False, True]


def test_gaps_are_small_in_lists_and_large_before_headings():
    table = Table((), (), ())
    rows = [
        segment.rows
        for segment in segments(
            (text("a"), Heading(1, ()), text("b"), ListBlock((Item((text("i"),)),) * 2), table)
        )
    ]
    (a, head, b, item, item2), (grid,) = rows
    assert gap_em(None, a) == 0
    assert gap_em(item, item2) < gap_em(head, b) < gap_em(a, b) < gap_em(a, head)
    assert gap_em(item2, grid) > gap_em(b, item) > gap_em(item, item2)
