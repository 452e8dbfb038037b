"""Colours and sizes, for light, dark and high contrast.

Widgets take every colour from here; ``Theme.css`` styles Qt's own widgets by palette and sheet.
Sizes are logical pixels at 100 %, type sizes are pixels of the base size times a scale.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """One set of colours as #rrggbb; text on background holds WCAG AA (4.5:1).

    In ``CONTRAST`` it holds AAA (7:1), and lines hold 3:1 on what is behind them.
    """

    name: str
    window: str  # behind the transcript
    sidebar: str
    text: str
    muted: str  # secondary text
    faint: str  # placeholders, thin lines' darker side
    line: str  # borders
    bubble: str  # question bubbles, table heads
    code: str  # code background
    hover: str
    selected: str
    accent: str  # links, focus, buttons
    on_accent: str
    danger: str
    success: str
    warning: str
    selection: str  # selected text's background
    pygments_style: str
    found: str  # behind what a search found
    found_now: str  # the one of these that the reader has come to


LIGHT = Theme(
    name="light",
    window="#ffffff",
    sidebar="#f6f7f9",
    text="#1b1f24",
    muted="#5b6472",
    faint="#6b7482",
    line="#e1e4ea",
    bubble="#f1f3f8",
    code="#f6f8fa",
    hover="#ebedf2",
    selected="#e0e5f2",
    accent="#2f5fd0",
    on_accent="#ffffff",
    danger="#b42318",
    success="#16713f",
    warning="#8a5a00",
    selection="#c9d8fb",
    pygments_style="default",
    found="#fdf0b5",
    found_now="#ffdf7e",
)

DARK = Theme(
    name="dark",
    window="#17191e",
    sidebar="#101216",
    text="#e6e9ef",
    muted="#a2abba",
    faint="#7b8595",
    line="#2b2f38",
    bubble="#23262e",
    code="#1e2128",
    hover="#23262e",
    selected="#2b3346",
    accent="#7ea3ff",
    on_accent="#0e1116",
    danger="#ff8a80",
    success="#6fd19c",
    warning="#e5b45c",
    selection="#34466e",
    pygments_style="github-dark",
    found="#3f3a1e",
    found_now="#573508",
)

CONTRAST = Theme(
    name="contrast",
    window="#000000",
    sidebar="#000000",
    text="#ffffff",
    muted="#f0f0f0",
    faint="#c4c4c4",
    line="#a6a6a6",
    bubble="#141414",
    code="#0a0a0a",
    hover="#2b2b2b",
    selected="#0047b8",
    accent="#ffe04d",
    on_accent="#000000",
    danger="#ffb3ac",
    success="#8df0b5",
    warning="#ffd27a",
    selection="#0047b8",
    pygments_style="bw",
    found="#003d1f",
    found_now="#5c2e00",
)

THEMES = {theme.name: theme for theme in (LIGHT, DARK, CONTRAST)}

BASE_FONT_PX = 16  # body text of the transcript at zoom 100 %
LINE_HEIGHT = 1.5  # of the font size, body text
MEASURE_PX = 760  # widest line of the transcript
