"""Documents that grow are taken apart from where they changed, with the same outcome."""

from app.domain import mathtext
from app.domain.blocks import Code, Paragraph, Text
from app.ui.transcript import rows
from app.ui.transcript.rows import Segmenter, segments

TEXT = r"""First words with $x$.

More words.

\[ y = 1 \]

1. an item
   ```
   code
   ```
2. another one

> quoted
>
> \[ z \]

Then $a$:

| a | b |
|---|---|
| c | d |

The end.
"""


def test_every_state_of_a_growing_text_comes_out_as_if_read_at_once():
    reader, segmenter = mathtext.Incremental(), Segmenter()
    for end in range(len(TEXT)):
        document = reader.update(TEXT[:end])
        assert segmenter.update(document) == segments(document), TEXT[:end]


def test_a_shorter_or_another_text_is_taken_apart_as_well():
    reader, segmenter = mathtext.Incremental(), Segmenter()
    for text in (TEXT, TEXT[:40], "Another one", TEXT, "", TEXT[50:]):
        document = reader.update(text, final=True)
        assert segmenter.update(document) == segments(document)


def test_what_was_kept_is_the_same():
    segmenter = Segmenter()
    document = (paragraph("1"), Code("x"), paragraph("2"), Code("y"))
    before = segmenter.update(document)
    after = segmenter.update((*document[:3], paragraph("3")))
    assert segmenter.kept == 2
    assert after[:2] == before[:2]
    assert [row.block for row in after[2].rows] == [document[2], paragraph("3")]


def test_a_new_block_at_the_end_is_the_only_one_that_is_read(monkeypatch):
    read = []
    row = rows.Row
    monkeypatch.setattr(rows, "Row", lambda *values: read.append(values) or row(*values))
    segmenter, blocks = Segmenter(), [paragraph(str(n)) for n in range(200)]
    segmenter.update(tuple(blocks))
    del read[:]
    segmenter.update((*blocks, paragraph("new")))
    assert len(read) == 1


def paragraph(words):
    return Paragraph((Text(words),))
