"""What all packages say about the program. The version stands in ``app.__version__`` alone."""

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from app import __version__

ROOT = Path(__file__).resolve().parent.parent
#: Where everything is made; $LEMMA_BUILD names another folder.
BUILD = Path(os.environ.get("LEMMA_BUILD") or ROOT / "build").absolute()

NAME = "Lemma"
PACKAGE = "lemma"
#: Whoever publishes replaces this by a name under a domain of their own, once and for ever.
APP_ID = "org.lemma_tutor.lemma"
LICENCE = "Apache-2.0"
SUMMARY = {
    "en": "Private mathematics tutor on your own computer",
    "zh": "在您自己的电脑上运行的私人数学导师",
}
ABOUT = {
    "en": (
        "Ask a mathematical question. A reasoning model on this computer thinks aloud and answers; "
        "formulas are typeset, and every conversation stays on your disk.",
        "Lemma needs no account and sends nothing. A small model comes with it; stronger ones are "
        "fetched when you ask for them.",
    ),
    "zh": (
        "提出一个数学问题，运行在这台电脑上的推理模型会展示思考过程并作答；公式以排版形式显示，"
        "所有对话都保存在您自己的磁盘上。",
        "Lemma 不需要账号，也不发送任何数据。软件自带一个小模型，更强的模型可按需下载。",
    ),
}
KEYWORDS = ("math", "mathematics", "tutor", "learning", "LaTeX")

MAINTAINER_VARIABLE = "LEMMA_MAINTAINER"
EPOCH_VARIABLE = "SOURCE_DATE_EPOCH"


def version() -> str:
    """The version of the program, as Python writes it: 0.2.0, 0.2.0rc1."""
    return __version__


def debian_version() -> str:
    """The same so that dpkg puts previews before the release: 0.2.0~rc1."""
    text = version()
    for mark in ("rc", "b", "a", ".dev"):
        before, found, number = text.partition(mark)
        if found:
            return f"{before}~{mark.removeprefix('.')}{number}"
    return text


def maintainer() -> str:
    """Who answers for a package: $LEMMA_MAINTAINER, "Name <address>".

    Without it a name that says what it is, for packages that are not published.
    """
    return os.environ.get(MAINTAINER_VARIABLE) or "Lemma (unpublished) <unpublished@lemma.invalid>"


def epoch() -> int:
    """The time that all files bear, seconds since 1970: $SOURCE_DATE_EPOCH, else the commit's."""
    if given := os.environ.get(EPOCH_VARIABLE):
        return int(given)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def date(seconds: int) -> datetime:
    """``epoch`` as a date."""
    return datetime.fromtimestamp(seconds, UTC)
