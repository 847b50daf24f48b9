"""What a fault of the matrix is, and the few ways in which one is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import msgspec

from tests.faults.matrix_kinds import ANSWER, SESSIONS, Kind
from tui.demo.http.server import Fault
from tui.demo.http.wire import HTML, Reply, Request
from tui.demo.world.world import World

Effect = Literal["breaks", "harmless", "depends"]
Make = Callable[[Kind, World, Request], Fault | None]


@dataclass(frozen=True)
class Trouble:
    """One fault. ``make`` may also change the world, and answers what goes wrong with the request.

    ``effect``: ``breaks`` must be named on the screen, and no reading that it touched may lead to a toggle; with
    ``harmless`` all must go on as without it; ``depends`` may do either, as long as the world says so.
    ``words`` is what the screen must say of it (a pattern). ``late``: no answer comes in time. ``unheard``: it never
    reaches the org. ``deletes``: it takes somebody from the world. ``field``: it bends one field. ``falls``: which
    requests it closes the way of, so that another route has to do the same. For the kinds of ``eased`` it depends.
    ``spoils`` are the parts of a reading that it spoils. ``left_out`` says why the fault makes no sense for a kind of
    request, or None.
    """

    name: str
    make: Make
    effect: Effect = "breaks"
    words: str = "."
    late: bool = False
    unheard: bool = False
    deletes: bool = False
    field: bool = False
    falls: Literal["none", "reads", "all"] = "none"
    eased: frozenset[Kind] = frozenset()
    spoils: frozenset[str] = frozenset({SESSIONS, ANSWER})
    left_out: Callable[[Kind], str | None] = lambda _: None

    def effect_on(self, kind: Kind) -> Effect:
        """What must come of it there."""
        return "depends" if kind in self.eased else self.effect

    def falls_to_another(self, kind: Kind) -> bool:
        """Whether it closes the way of this request."""
        return self.falls == "all" or (self.falls == "reads" and not kind.writes)


def always(fault: Fault) -> Make:
    """The same whatever is asked."""
    return lambda kind, world, request: fault


def says(status: int, code: str, message: str, **headers: str) -> Make:
    """An error as the REST API tells it."""
    body = msgspec.json.encode([{"message": message, "errorCode": code}])
    return always(Fault(Reply(status, body, headers={name.replace("_", "-"): one for name, one in headers.items()})))


def page(status: int) -> Make:
    """A web page."""
    return always(Fault(Reply(status, b"<html><head><title>busy</title></head><body>sorry</body></html>", HTML)))


def rewritten(rewrite: Callable[[Reply], Reply]) -> Make:
    """The org's own answer, bent."""
    return always(Fault(rewrite=rewrite))


def only(*kinds: Kind, why: str) -> Callable[[Kind], str | None]:
    """Left out for all other kinds, and why."""
    return lambda kind: None if kind in kinds else why
