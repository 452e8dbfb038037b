"""Formulas as words, in English and Chinese: for those who hear a page instead of seeing it.

``reading`` makes a tree of TeX, ``speaker`` walks it, ``english`` and ``chinese`` have the words.
Every text has a reading: what is not known is said by its name, nothing is dropped.
"""

from functools import lru_cache

from app.domain.speech.chinese import Chinese
from app.domain.speech.english import English
from app.domain.speech.reading import read
from app.domain.speech.speaker import Speaker

REMEMBERED = 512  # formulas
LONGEST_TEX = 4_000  # characters; longer ones nobody listens to

SPEAKERS: dict[str, Speaker] = {"en": English(), "zh": Chinese()}


@lru_cache(maxsize=REMEMBERED)
def spoken(tex: str, language: str) -> str:
    """The formula as it is said in ``language`` ("en", "zh"; others are English)."""
    return SPEAKERS.get(language, SPEAKERS["en"]).say_all(read(tex[:LONGEST_TEX]))
