"""The markers of the real model: turns, the end of an answer, thinking."""

BOS, EOS, USER, ASSISTANT = (
    "<｜begin▁of▁sentence｜>",
    "<｜end▁of▁sentence｜>",
    "<｜User｜>",
    "<｜Assistant｜>",
)
THINK, END_THINK = "<think>", "</think>"
CONTROL = (BOS, EOS, USER, ASSISTANT)
TAGS = (THINK, END_THINK)
