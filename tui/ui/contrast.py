"""How well a colour can be read on another, and the nearest colour to it that can be. Pure, no Textual."""

from __future__ import annotations

from collections.abc import Callable

from rich.color import blend_rgb
from rich.color_triplet import ColorTriplet

LEAST = 4.5  # to 1: what WCAG 2.2 asks of text (AA, 1.4.3)
STEPS = 40
BLACK, WHITE = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)
Shown = Callable[[ColorTriplet], ColorTriplet]


def as_it_is(colour: ColorTriplet) -> ColorTriplet:
    """What a terminal of all colours shows of a colour."""
    return colour


def luminance(colour: ColorTriplet) -> float:
    """The relative luminance, 0 for black to 1 for white (WCAG 2.2's definition)."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast of two colours, 1 for the same to 21 for black and white (WCAG 2.2's definition)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable(ink: ColorTriplet, paper: ColorTriplet, shown: Shown = as_it_is) -> ColorTriplet:
    """The colour nearest to ``ink`` that can be read on ``paper``; ``ink`` itself where it can.

    ``shown`` tells what the terminal makes of a colour: one of sixteen, say. Ink that is lighter than its paper becomes
    lighter, darker ink darker, and only where that end is not enough it is the other.
    """
    ground = shown(paper)
    if contrast(shown(ink), ground) >= LEAST:
        return ink
    near, far = (WHITE, BLACK) if luminance(ink) >= luminance(paper) else (BLACK, WHITE)
    end = near if contrast(shown(near), ground) >= LEAST else far
    for step in range(1, STEPS):
        moved = blend_rgb(ink, end, step / STEPS)
        if contrast(shown(moved), ground) >= LEAST:
            return moved
    return end


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
