"""Start the org's own job, and abort it: look, write once, and look again until it is so."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol, TypeVar

from tui.org.jobs.desk import NOT_THERE, Desk, not_here
from tui.org.wire.errors import AnswerLost, Rejected
from tui.presence.chains import Chain, JobState
from tui.presence.model import Id
from tui.presence.ports import Sleep
from tui.presence.words import plural

T = TypeVar("T")
log = logging.getLogger(__name__)
PAUSES = (1.0, 2.0, 4.0, 8.0, 8.0)  # seconds before each look after an abort


class Ask(Protocol):
    """Does a piece of work in the wire's thread."""

    def __call__(self, work: Callable[[Desk], T], /) -> Awaitable[T]:
        """What it returns or raises."""
        ...


class Driver:
    """Drives the job of one org. Every look is a reading; every write leaves once (R15)."""

    def __init__(self, ask: Ask, sleep: Sleep) -> None:
        self._ask, self._sleep = ask, sleep

    async def start(self) -> JobState:
        """Start a chain where none is alive, and the job after it. Raises OrgFailure; Rejected for a second chain."""
        before = await self._look()
        if before.chains:
            raise Rejected(
                "The org's own job runs already",
                told_of(before.chains),
                "A second chain is not started; abort it first",
            )
        if before.installed is False:
            raise not_here("the class DePresenceJob is not there")
        lost: AnswerLost | None = None
        try:
            await self._ask(lambda desk: desk.start())
        except AnswerLost as failure:
            lost = failure
        after = await self._look()
        if lost is not None and not after.chains:
            todo = "Look in a minute whether it runs before you start it again"
            raise AnswerLost("It is not known whether the org's job was started", lost.problem.cause, todo)
        return after

    async def abort(self) -> JobState:
        """End all chains, the article's too; the job when none was left, or after so many looks. Raises OrgFailure.

        A link at work may enqueue the next one after it was aborted (salesforce.md 5), so that one empty look is
        proof only where none was at work.
        """
        state = await self._look()
        if state.chains == ():
            return state
        if state.installed is False or not await self._abort_all():
            await self._abort_each(state.chains or ())
        looks = 2 if any(one.at_work for one in state.chains or ()) else 1
        for pause in PAUSES:
            await self._sleep(pause)
            state = await self._look()
            if state.chains:
                looks = 2
                await self._abort_each(state.chains)
                continue
            looks -= 1
            if not looks:
                break
        return state

    async def _abort_all(self) -> bool:
        """By the kit; False where it is not there. Of a lost answer the next look shows what became of it."""
        try:
            await self._ask(lambda desk: desk.abort())
        except AnswerLost as failure:
            log.warning("aborting the org's job: %s", failure)
        except Rejected as failure:
            if failure.code != NOT_THERE:
                raise
            return False
        return True

    async def _abort_each(self, chains: tuple[Chain, ...]) -> None:
        """One by one: one that has just ended by itself is refused, which the next look shows too."""
        for one in chains:
            try:
                refused = await self._ask(partial(_abort_one, one.id))
            except AnswerLost as failure:
                refused = str(failure)
            if refused:
                log.warning("aborting %s: %s", one.id, refused)

    async def _look(self) -> JobState:
        return await self._ask(lambda desk: desk.look())


def _abort_one(job_id: Id, desk: Desk) -> str | None:
    return desk.abort_one(job_id)


def told_of(chains: tuple[Chain, ...]) -> str:
    """``DePresenceJob, Queued, as Ada``, and how many more."""
    one, more = chains[0], len(chains) - 1
    said = f"{one.class_name}, {one.status}, as {one.created_by or 'somebody'}"
    return f"{said} and {plural(more, 'more chain')}" if more else said
