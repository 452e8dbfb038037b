"""Conversations for export and import: with branches, thoughts and what is hard to write."""

from support.transcripts import REFERENCE

from app.domain.chat import Chat, Conversation, Message, Role, Status

BEGAN = 1_700_000_000.0

#: What breaks writers that take text for markup, in both languages.
HARD = r"""
> A quote with $\int_0^1 x^2\,dx = \frac13$ and [a link](https://example.org/?a=1&b=2)

[no link](javascript:alert(1)) ~~struck~~ *slanted* **bold $x$** `a_b {c}`
<script>alert("1")</script> 100% & #1 ~ ^ _ \ -- '' C:\path 价格：$5 和 $10

\(\undefinedthing{\) and \(\text{若 $x>0$}\) 且 \(x ≤ α²\)

\begin{align} a &= b \tag{1} \\ &= c \end{align}

\[ \underbrace{a+b}_{n} + \overline{z} + \sqrt[3]{x} + \cancel{q} \\
\left\{x \mid \sin(x) > 0\right\} \]

\[ \lim_{x\to 0} \frac{\sin x}{x} = \prescript{1}{2}{X}, \quad \binom{n}{k} \]

1. one
   - two
     - three
       1. four
          - five
            - six $x_6$
***
3. three
4. four

```python
print("\end{verbatim}")  # <b>
"""


def message(number: int, parent: int | None, role: Role, text: str, **fields: object) -> Message:
    values = {"created_at": BEGAN + number, **fields}
    return Message(number, 1, parent, role, text, **values)


def hard_chat() -> Chat:
    """Two questions; the second has two answers, of which the later one is shown."""
    messages = (
        message(1, None, Role.USER, "Solve\nx² ≤ 4, i.e. $x^2 \\le 4$ <b>?"),
        message(
            *(2, 1, Role.ASSISTANT, REFERENCE),
            reasoning="Let me see: $x$ </details> <i>",
            thought_s=3.2,
            model="small-1.5b",
            tokens=90,
            decode_tps=12.5,
        ),
        message(3, 2, Role.USER, "再解释一下：\n第二步"),
        message(4, 3, Role.ASSISTANT, "The other branch.", status=Status.STOPPED),
        message(5, 3, Role.ASSISTANT, HARD, reasoning="想一想", status=Status.CUT),
    )
    head = Conversation(1, "Roots_& <b> 求根 $5", BEGAN, BEGAN + 60, active_leaf_id=5)
    return Chat(head, messages)
