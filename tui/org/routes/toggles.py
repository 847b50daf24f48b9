"""Sending toggles: which route takes them (R18), and what became of each one (R15).

A call is one transaction: where one user fails in it, all may. Then it is halved until the culprits stand alone, but
only where the org answered clearly that nothing was done; what succeeded is never sent again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence

from msgspec import Struct

from tui.org.routes import action as flow
from tui.org.routes import anonymous, companion
from tui.org.wire.calls import Calls
from tui.org.wire.errors import AnswerLost, MissingPermission, OrgFailure, Rejected, missing_permission
from tui.org.wire.steps import Steps
from tui.presence.model import Id, WriteRoute
from tui.presence.ports import Outcome, Toggle

MOST_CALLS = 40  # for one batch: isolates two culprits among 200, and ends early where everybody is refused
LARGEST_BATCH = 200
NO_SUCH_WAY = {"NOT_FOUND", "INVALID_TYPE"}  # what an org calls an action that this user does not see


class Ways(Struct, frozen=True):
    """The ways by which this user may toggle: the companion class, the described action, and anonymous Apex."""

    action: flow.Action | None = None
    author_apex: bool = False
    companion: bool = False

    def route(self, reason: str | None) -> WriteRoute | None:
        """R18: with a reason the first way that carries one, else the first way there is."""
        there = self._there()
        carrying = [one for one in there if self.carries_reason(one)] if reason is not None else []
        return next(iter([*carrying, *there]), None)

    def carries_reason(self, route: WriteRoute) -> bool:
        """Whether a reason arrives by this route."""
        return route != "action" or (self.action is not None and self.action.reason is not None)

    def _there(self) -> list[WriteRoute]:
        ways: list[tuple[WriteRoute, bool]] = [
            ("companion", self.companion),
            ("action", self.action is not None),
            ("anonymous", self.author_apex),
        ]
        return [route for route, there in ways if there]


def way_is_closed(route: WriteRoute | None, failure: MissingPermission | Rejected) -> bool:
    """Whether the org refused the way rather than these toggles; nothing was applied then.

    The companion tells of each user by itself, so that any failure of the whole is its own.
    """
    if isinstance(failure, MissingPermission):
        return True
    return failure.code in NO_SUCH_WAY or (route == "companion" and bool(failure.code))


def send_toggles(calls: Calls, ways: Ways, toggles: Sequence[Toggle], steps: Steps) -> list[Outcome]:
    """One outcome for each toggle, in order. All are of one value and one reason, and of different users.

    Raises OrgFailure only where it is certain that nothing was applied.
    """
    if not toggles:
        return []
    sending = _Sending(calls, ways, toggles, steps)
    while sending.goes_on:
        sending.next_call()
    return sending.outcomes()


class _Sending:
    """One bulk of toggles under way: what still waits, what is known of each, and why nothing more leaves."""

    def __init__(self, calls: Calls, ways: Ways, toggles: Sequence[Toggle], steps: Steps) -> None:
        self._calls, self._ways, self._toggles, self._steps = calls, ways, toggles, steps
        reason = _one_order(toggles)
        route = ways.route(reason)
        if route is None:
            closed = "neither a companion class, nor the action of DE, nor anonymous Apex is open to your user"
            raise missing_permission(closed, "Author Apex")
        self._route: WriteRoute = route
        self._reason_sent = reason is not None and ways.carries_reason(route)
        self._waiting = deque(_fitting(toggles, route))
        self._calls_left = MOST_CALLS
        self._known: dict[Id, Outcome] = {}
        self._parted = False
        self._ended = "not sent"

    @property
    def goes_on(self) -> bool:
        """Whether another call should leave."""
        if self._waiting and self._steps.aborted:
            self._end("not sent: stopped before")
        return bool(self._waiting)

    def next_call(self) -> None:
        """Send the next part. Raises OrgFailure where nothing was applied so far and more of the same would follow."""
        these = self._waiting.popleft()
        self._calls_left -= 1
        try:
            refused = self._send(these)
        except AnswerLost as failure:
            self._settle(these, ok=None, error=str(failure.problem))
            self._end("not sent: the answer before it was lost")
        except OrgFailure as failure:
            if self._one_may_be_why(failure) and (self._parted or len(these) > 1):
                self._split(these, str(failure.problem))
            elif not self._known:
                raise
            else:
                self._settle(these, ok=False, error=str(failure.problem))
                self._end(f"not sent: {failure.problem}")
        else:
            if refused is not None:
                self._split(these, refused)
        self._steps.step("toggles", len(self._known), len(self._toggles))

    def outcomes(self) -> list[Outcome]:
        """One for each toggle, in the order they were given; those that never left have failed, with the reason."""
        self._settle([one for one in self._toggles if one.user_id not in self._known], ok=False, error=self._ended)
        return [self._known[one.user_id] for one in self._toggles]

    def _send(self, these: Sequence[Toggle]) -> str | None:
        """One call. Settles what it decided; why it failed as a whole and did nothing, or None."""
        if self._route == "companion":
            for one, told in zip(these, companion.send(self._calls, these), strict=True):
                self._settle([one], ok=told.ok, error=None if told.ok else told.why)
            return None
        if self._route == "anonymous" or self._ways.action is None:
            refused = anonymous.send(self._calls, these, author_apex=self._ways.author_apex)
            if refused is None:
                self._settle(these, ok=True)
            return refused
        results = flow.send(self._calls, self._ways.action, these)
        if not any(one.is_success for one in results):
            return results[0].why
        for one, result in zip(these, results, strict=True):
            self._settle([one], ok=result.is_success, error=None if result.is_success else result.why)
        return None

    def _one_may_be_why(self, failure: OrgFailure) -> bool:
        """Whether the org refused this call and not the way: the action's own form of that is not documented.

        The companion tells of each user; where it fails as a whole for its limits, fewer users may pass.
        """
        if self._route == "companion":
            return companion.out_of_limits(failure)
        return self._route == "action" and isinstance(failure, Rejected) and failure.code not in NO_SUCH_WAY

    def _split(self, these: Sequence[Toggle], refused: str) -> None:
        self._parted = True
        if len(these) == 1:
            self._settle(these, ok=False, error=refused)
        elif self._calls_left < 2:
            self._settle(these, ok=False, error=f"{refused} (told of {len(these)} users at once)")
            self._end(f"not sent: {refused}")
        else:
            half = len(these) // 2
            self._waiting.extend((these[:half], these[half:]))

    def _settle(self, these: Sequence[Toggle], *, ok: bool | None, error: str | None = None) -> None:
        sent = self._reason_sent and ok is not False
        self._known |= {one.user_id: Outcome(one.user_id, ok, self._route, sent, error) for one in these}

    def _end(self, why: str) -> None:
        self._waiting.clear()
        self._ended = why


def _one_order(toggles: Sequence[Toggle]) -> str | None:
    """The reason of all of them; refuses a bulk whose parts differ, as one call carries one value and one reason."""
    first = toggles[0]
    if any((one.to, one.reason) != (first.to, first.reason) for one in toggles):
        raise Rejected("These toggles do not go together", "they differ in value or reason", "Send them one by one")
    return first.reason


def _fitting(toggles: Sequence[Toggle], route: WriteRoute) -> Iterator[Sequence[Toggle]]:
    """The toggles in parts that one call can hold."""
    if len(toggles) <= LARGEST_BATCH and (route != "anonymous" or anonymous.fits(toggles)):
        yield toggles
    elif len(toggles) == 1:
        raise Rejected("The reason is too long", "it does not fit into one request", "Shorten the reason")
    else:
        half = len(toggles) // 2
        yield from _fitting(toggles[:half], route)
        yield from _fitting(toggles[half:], route)
