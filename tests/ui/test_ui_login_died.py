"""A login that died: the lines above the table say what to do, whether it died at the start or in the middle."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from tests.ui.opened import opened
from tests.ui.story import Stage, pulse_of
from tui.loop.hand import Hand
from tui.loop.pulse import Phase, Pulse
from tui.presence.checks import Check
from tui.presence.model import Problem
from tui.presence.problems import OrgFailure
from tui.ui.screens.orgs_sheet import OrgsSheet
from tui.ui.setting import KnownOrg

EXPIRED = Problem("The login has expired", "invalid_grant", "Log in again: de-presence login acme")


async def never(_seconds: float) -> None:
    """A pause that lasts for the whole story."""
    await asyncio.Event().wait()


async def dead(_hand: Hand) -> AsyncIterator[Pulse]:
    """An org whose login is over before the first reading."""
    pulses: tuple[Pulse, ...] = ()
    for pulse in pulses:
        yield pulse
    raise OrgFailure(EXPIRED.title, EXPIRED.cause, EXPIRED.next)


async def test_in_the_middle_the_loop_line_says_why_and_the_line_below_what_to_do() -> None:
    pulse = pulse_of(phase=Phase.RETRYING, why=str(EXPIRED), next_at=1030.0, problems=(EXPIRED,))
    async with opened(Stage(pulse)) as monitor:
        assert "poll retrying in 30 s: The login has expired: invalid_grant" in monitor.loop()
        assert monitor.problem() == EXPIRED.next


async def test_at_the_start_both_lines_say_it_and_the_log_keeps_it() -> None:
    async with opened(dead, sleep=never) as monitor:
        await monitor.wait_until(lambda: "poll retrying" in monitor.loop())
        assert "The login has expired: invalid_grant" in monitor.loop()
        assert EXPIRED.next in monitor.problem()
        assert EXPIRED.next in monitor.log()


async def test_where_nothing_could_be_read_the_doctor_is_named_by_its_key() -> None:
    async def doctor() -> tuple[Check, ...]:
        return ()

    async with opened(dead, sleep=never, doctor=doctor) as monitor:
        await monitor.wait_until(lambda: "poll retrying" in monitor.loop())
        assert monitor.problem().endswith(f"{EXPIRED.next}. D explains.")


async def test_from_an_org_whose_login_is_over_another_can_be_opened() -> None:
    async def orgs() -> tuple[KnownOrg, ...]:
        return (KnownOrg("acme", "saved", current=True), KnownOrg("typical", "built in", demo=True))

    async with opened(dead, sleep=never, orgs=orgs) as monitor:
        await monitor.wait_until(lambda: "poll retrying" in monitor.loop())
        await monitor.press("O")
        await monitor.opens(OrgsSheet)
        await monitor.wait_until(lambda: "2 known" in monitor.text())
        await monitor.press("j", "enter")
        await monitor.wait_until(lambda: not monitor.app.is_running)
        assert monitor.app.return_value == KnownOrg("typical", "built in", demo=True)
