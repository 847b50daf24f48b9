"""The top line: which org, as whom, by which routes, and how much of its API is used."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.loop.pace import PAUSED_ABOVE, SLOWER, share_used
from tui.loop.pulse import Phase, Pulse
from tui.presence.model import ApiUse, Routes
from tui.presence.words import plural
from tui.ui.lines.opening import open_by_click
from tui.ui.lines.spread import Part, spread, wide
from tui.ui.plain import plain
from tui.ui.tones import badge

GAP = 2
DEMO = 3  # the place of a demo org's word among the left parts, which never goes
USER = 3  # the rank of the user's name, which gives way before the routes do
MUCH = "bold $text-warning on $warning-muted"  # stands out on production's red bar too


class TopLine(Widget):
    """``Acme Sales  SANDBOX  admin@acme.example  read throw · write action  api 412/115,000 (0.4 %)``."""

    pulse: reactive[Pulse] = reactive(Pulse(Phase.OFF), always_update=True)
    read_only: reactive[bool] = reactive(False)

    def __init__(self, *, demo: str = "") -> None:
        super().__init__()
        self._demo = demo

    def watch_pulse(self, pulse: Pulse) -> None:
        """Production is a red bar, so that nobody mistakes where they are."""
        self.set_class(pulse.org is not None and not pulse.org.sandbox, "-production")

    async def on_click(self) -> None:
        """A click opens the orgs."""
        await open_by_click(self, "SwitchOrg")

    def render(self) -> Content:
        """The line in the width that there is; user and routes give way first, org and kind never.

        Before the routes go, the API use is told by its share alone, and a demo org without its size.
        """
        pulse, org = self.pulse, self.pulse.org
        if org is None:
            return Content(f"{self._demo}: connecting …" if self._demo else "connecting …")
        left = [
            Part(Content.styled(plain(org.name), "bold")),
            Part(Content.assemble(badge(sandbox=org.sandbox))),
            Part(Content.styled(" read-only ", MUCH) if self.read_only else Content()),
            Part(Content(self._demo)),
            Part(Content(plain(org.username)), USER),
        ]
        width, routes, api = self.size.width - 2, Part(Content(route_words(pulse.routes)), 2), api_part(pulse.api)
        if wide([one for one in (*left, routes, Part(api)) if one.rank < USER and one.content], GAP) > width:
            api, left[DEMO] = api_part(pulse.api, short=True), Part(Content(self._demo.partition(" ")[0]))
        right = [routes, Part(api, 1), Part(Content(calls_words(pulse.api)), 5)]
        return spread(left, right, width, gap=GAP)


def route_words(routes: Routes) -> str:
    """The routes in use: ``read throw · write action``; that of the sessions where it is not as ever, nor DE's.

    One that does both is named once, so that it has its place at 80 columns too.
    """
    if routes.read and routes.sessions in ("soql", routes.read) and routes.read == routes.write:
        return f"read and write {routes.read}"
    sessions = f"sessions {routes.sessions} · " if routes.sessions not in ("soql", routes.read) else ""
    return f"{sessions}read {routes.read or 'none'} · write {routes.write or 'none'}"


def api_part(api: ApiUse, *, short: bool = False) -> Content:
    """The org's API use, with a word and a colour of its own where it slows the loop down."""
    word, used = strain_word(api), api_words(api, short=short)
    return Content.styled(f" {used} {word} ", MUCH) if word else Content(used)


def strain_word(api: ApiUse) -> str:
    """What the org's API use does to the loop: nothing, ``slower`` or ``paused``."""
    share = share_used(api) or 0.0
    if share > PAUSED_ABOVE:
        return "paused"
    return "slower" if share > SLOWER[-1][0] else ""


def calls_words(api: ApiUse) -> str:
    """What one reading costs: ``2 calls a read``; empty before the first."""
    return f"{plural(api.calls, 'call')} a read" if api.calls else ""


def api_words(api: ApiUse, *, short: bool = False) -> str:
    """The org's API use: ``api 412/115,000 (0.4 %)``, or ``api 0.4 %``; what it did not tell is left out."""
    if api.used is None:
        return "api –"
    if not api.limit:
        return f"api {api.used:,}"
    share = f"{api.used / api.limit:.1%}".replace("%", " %")
    return f"api {share}" if short else f"api {api.used:,}/{api.limit:,} ({share})"
