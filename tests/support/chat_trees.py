"""Conversations of any shape, as the program makes them, for property tests."""

from hypothesis import strategies as st

from app.domain.chat import Chat, Conversation, Message, Role, Status
from app.exchange.planting import TITLE_LIMIT

TIMES = st.floats(1.0, 4e9)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=40)
TITLES = st.text('ab 中$&"\\', min_size=1, max_size=TITLE_LIMIT).map(
    lambda title: " ".join(title.split()) or "t"
)


@st.composite
def trees(draw):
    """Conversations as the program makes them: questions above answers, any branches."""
    messages: list[Message] = []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        parent = draw(st.sampled_from([None, *messages]))
        is_answer = parent is not None and parent.role is Role.USER
        messages.append(
            Message(
                number,
                0,
                parent.id if parent else None,
                Role.ASSISTANT if is_answer else Role.USER,
                draw(TEXTS),
                reasoning=draw(TEXTS) if is_answer else "",
                status=draw(st.sampled_from([s for s in Status if s is not Status.STREAMING])),
                created_at=draw(TIMES),
                thought_s=draw(st.none() | st.floats(0, 1e6)),
                model=draw(TEXTS),
                error=draw(st.sampled_from(["", "transcript.cycle"])),
                tokens=draw(st.integers(0, 10**6)),
                decode_tps=draw(st.floats(0, 1e4)),
            )
        )
    leaves = {m.id for m in messages} - {m.parent_id for m in messages}
    head = Conversation(
        0,
        draw(TITLES),
        draw(TIMES),
        draw(TIMES),
        draw(st.sampled_from([*leaves])),
        pinned=draw(st.booleans()),
        archived=draw(st.booleans()),
        folder=draw(st.just("") | TITLES),
    )
    return Chat(head, tuple(messages))
