"""What an org was born with: its event settings, and the companion class where the options ask for it."""

from __future__ import annotations

from datetime import datetime

from tui.demo.options import Options
from tui.demo.world.ids import record_id
from tui.demo.world.kit.deployed import LOGOUTS, STREAMING, ApexCode, Deployed, Part, Streaming

COMPANION = "DePresenceCompanion"
_ENTITIES = ("LoginEvent", "LoginEventStream", "LogoutEvent", LOGOUTS)
_BODY = """\
/** The companion alone, of an earlier hand than the kit's. */
@RestResource(urlMapping='/depresence/v1/*')
global with sharing class DePresenceCompanion {
    @HttpGet
    global static void get() {
    }

    @HttpPost
    global static void post() {
    }
}
"""


def companion(at: datetime) -> Part:
    """The companion class alone, as an earlier hand might have put it there."""
    return Part("ApexClass", COMPANION, record_id("01p", 301), _BODY, ApexCode(_BODY, 65.0), at, at)


def born(options: Options, at: datetime) -> Deployed:
    """The components that nobody deployed."""
    on = {one: one == LOGOUTS and options.has("streaming") for one in _ENTITIES}
    parts = [Part("Settings", STREAMING, "", "", Streaming(on), at, at)]
    if "companion" in options.extra:
        parts.append(companion(at))
    return Deployed().holding(parts)
