"""Every text can be read on every ground it stands on: WCAG AA, in both themes."""

import pytest

from app.ui.theme import DARK, LIGHT

TEXT, SIGN = 4.5, 3.0  # least contrast of text, and of signs and lines that mean something

GROUNDS = {
    "text": (
        *("window", "sidebar", "bubble", "code", "hover", "selected", "selection"),
        *("found", "found_now"),
    ),
    "muted": (*("window", "sidebar", "bubble", "code", "hover", "selected", "found", "found_now"),),
    "accent": ("window", "sidebar", "bubble", "code", "hover"),
    "danger": ("window", "sidebar", "bubble", "code", "hover"),
    "success": ("window", "sidebar", "hover"),
    "warning": ("window", "sidebar", "bubble"),
    "faint": ("window",),  # what stands in an empty field
    "on_accent": ("accent",),
}
PAIRS = [(ink, ground) for ink, grounds in GROUNDS.items() for ground in grounds]


def luminance(colour):
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(weight * s for weight, s in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_can_be_read(theme, ink, ground):
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= TEXT


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_focus_and_the_edges_of_fields_can_be_seen(theme):
    for ground in ("window", "sidebar", "bubble"):
        assert contrast(theme.accent, getattr(theme, ground)) >= SIGN
    assert contrast(theme.faint, theme.window) >= SIGN
    assert contrast(theme.text, theme.accent) >= 2.0  # the edge of a primary button in focus
