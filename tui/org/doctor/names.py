"""What the checks are called, on the screen and in JSON alike; scripts rely on these names."""

from __future__ import annotations

REACHABLE = "reachable"
LOGIN = "login"
API_VERSION = "API version"
CLOCK = "clock"
ORG = "org"
PACKAGE = "Distribution Engine"
ALL_SESSIONS = "all sessions"
AUTHOR_APEX = "Author Apex"
CLASS_ACCESS = "class access"
READING = "reading DE"
TEAMS = "teams"
TOGGLING = "toggling"
DEBUG_LOG = "debug log calls"
KINDS = "session types"
API_USE = "API use"
OWN_JOB = "own polling job"
LOGOUTS = "logout events"
WIDGET = "DE's widget"

NOT_LOOKED_AT = "not looked at"  # what is found of a check whose org was out of reach
