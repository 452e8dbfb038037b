"""Where in a conversation somebody was reading."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadingPlace:
    """What stood at the top of the screen.

    ``block`` counts the blocks of the message's text, or of its ``thoughts``; -1 is what stands
    above them. ``position`` is one in the block's text, ``y`` its place in pixels below the top.
    """

    message_id: int
    thoughts: bool
    block: int
    position: int
    y: int
