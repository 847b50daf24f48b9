"""The garbage collector in a program that makes very much at its start, keeps all of it, and then lives for days.

A full collection looks at everything that lives. While modules are imported nothing is ever found, and it costs a tenth
of the time to the first frame; later, what lives by then (a hundred thousand objects of modules and the screen) is
frozen, so that no later collection looks at it again.
"""

from __future__ import annotations

import gc

SELDOM = (10_000, 20, 100)  # Python's own: 700, 10, 10; users and sessions are many, and none of them is in a circle


def rest() -> None:
    """No collections from here on, until ``go_on``: the program starts."""
    gc.disable()


def as_ever() -> None:
    """Collections of everything, whenever Python thinks fit."""
    gc.enable()


def go_on() -> None:
    """What is there now stays for good; from here on there are collections, of what is made later."""
    gc.freeze()
    gc.set_threshold(*SELDOM)
    gc.enable()
