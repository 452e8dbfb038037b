"""The markers of the real model, as the program writes them: turns, the end, thinking."""

from app.domain.prompt import ASSISTANT, BOS, EOS, USER
from app.domain.reasoning import CLOSE_TAG, OPEN_TAG

CONTROL = (BOS, EOS, USER, ASSISTANT)
TAGS = (OPEN_TAG, CLOSE_TAG)
