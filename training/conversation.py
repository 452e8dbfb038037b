"""From exercises to conversations in the real model's format, as the program will send them."""

import random
import re
from collections.abc import Iterator

from app.domain.prompt import ASSISTANT, BOS, DIRECTIVES, EOS, USER
from app.domain.reasoning import CLOSE_TAG, OPEN_TAG
from training.families import FAMILIES, LEFT_OUT, TAUGHT
from training.problem import LANGUAGES, Draw, Problem
from training.refusals import declined, refusal

REFUSALS = 0.08  # share of questions that are none of ours
DIRECTED_REFUSALS = 0.3  # share of those that come with the directive all the same
LEFT_OUT_REFUSALS = 0.3  # share of those that are exercises of a family left out
EARLIER_TURNS = 0.25  # share of questions that are not the first of their conversation
WITHOUT_THOUGHT = 0.04  # share of replies with reasoning switched off: the path is in the answer

_HAN = re.compile(r"[\u4e00-\u9fff]")
BEFORE = {
    "en": ("Hi! ", "Hello, ", "Please help: ", "Question: ", "Homework: ", "Can you help me? "),
    "zh": ("你好，", "老师好，", "请帮我做一下：", "问题：", "作业题：", "请问，"),
}
AFTER = {
    "en": (" Show your work.", " Please explain.", " Step by step, please.", " Thanks!", "\n"),
    "zh": ("，并给出详细步骤。", "请写出过程。", "谢谢！", "请一步一步来。", "\n"),
}


def exercise(rng: random.Random, family: str, language: str, *, held_out: bool = False) -> Problem:
    """A problem of a family, kept for the evaluation or not as asked.

    A bare formula has no language: it is always answered in English.
    """
    make = FAMILIES[family]
    while True:
        problem = make(Draw(rng, language))
        bare = language == "zh" and not _HAN.search(problem.question)
        if problem.held_out == held_out and not bare:
            return problem


def wrapped(rng: random.Random, question: str, language: str) -> str:
    """The question as it may come: with the program's directive, a greeting, a wish."""
    kind = rng.random()
    if kind < 0.35:
        return question
    if kind < 0.65:
        return f"{question}\n{DIRECTIVES[language]}"
    if kind < 0.75:
        return DIRECTIVES[language] + ("" if language == "zh" else " ") + question
    if kind < 0.88:
        return rng.choice(BEFORE[language]) + question
    stem = question.rstrip("。") if language == "zh" else question
    return stem + rng.choice(AFTER[language])


def turn(rng: random.Random) -> tuple[str, Problem]:
    """A question as it may come, and its problem."""
    language = rng.choice(LANGUAGES)
    if rng.random() < REFUSALS:
        return _refused(rng, language)
    family = rng.choices(tuple(TAUGHT), weights=tuple(TAUGHT.values()))[0]
    problem = exercise(rng, family, language)
    return wrapped(rng, problem.question, language), problem


def _refused(rng: random.Random, language: str) -> tuple[str, Problem]:
    if LEFT_OUT and rng.random() < LEFT_OUT_REFUSALS:
        question = exercise(rng, rng.choice(sorted(LEFT_OUT)), language).question
        return wrapped(rng, question, language), declined(question)
    while (problem := refusal(Draw(rng, language))).held_out:
        pass
    written = "zh" if _HAN.search(problem.answer) else "en"
    ending = f"\n{DIRECTIVES[written]}" if rng.random() < DIRECTED_REFUSALS else ""
    return problem.question + ending, problem


def conversation(rng: random.Random) -> tuple[str, str]:
    """The prompt, and what the model is to write after it."""
    prompt = BOS
    while rng.random() < EARLIER_TURNS:
        question, problem = turn(rng)
        prompt += f"{USER}{question}{ASSISTANT}{problem.answer}{EOS}"
    question, problem = turn(rng)
    prompt += f"{USER}{question}{ASSISTANT}"
    reasoning = problem.reasoning.replace("\n", "\n\n")  # a paragraph each
    reasoning = reasoning.replace(r"\times ", "×").replace(r"\div ", "÷")  # fewer tokens
    if rng.random() < WITHOUT_THOUGHT:
        return prompt, f"{reasoning}\n\n{problem.answer}{EOS}"
    return f"{prompt}{OPEN_TAG}\n", f"{reasoning}\n{CLOSE_TAG}\n\n{problem.answer}{EOS}"


def conversations(seed: int) -> Iterator[tuple[str, str]]:
    """Conversations without end, always the same for a seed."""
    rng = random.Random(seed)
    while True:
        yield conversation(rng)
