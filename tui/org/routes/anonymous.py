"""Toggles by anonymous Apex: needs Author Apex, and carries a reason (R18)."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote_plus

from tui.org.routes import apex
from tui.org.wire.calls import Calls, Kind
from tui.org.wire.literals import apex_json, checked_id
from tui.presence.ports import Toggle

# The org refuses addresses of more than 16,384 bytes with their headers (documented); this leaves room for those.
LONGEST = 12_000

SOURCE = """\
Map<String, Object> wanted = (Map<String, Object>) JSON.deserializeUntyped(%s);
List<n2de.DistributionEngineGlobal.ToggleUserDTO> toggles = new List<n2de.DistributionEngineGlobal.ToggleUserDTO>();
for (Object userId : (List<Object>) wanted.get('users')) {
    toggles.add(new n2de.DistributionEngineGlobal.ToggleUserDTO(
        Id.valueOf((String) userId), (Boolean) wanted.get('online'), (String) wanted.get('reason')));
}
n2de.DistributionEngineGlobal.toggleUsers(toggles);
"""


def source(toggles: Sequence[Toggle]) -> str:
    """The block that makes these toggles, all of one value and reason. What varies in it is one JSON literal."""
    first = toggles[0]
    users = [checked_id(one.user_id) for one in toggles]
    return SOURCE % apex_json({"users": users, "online": first.to, "reason": first.reason})


def fits(toggles: Sequence[Toggle]) -> bool:
    """Whether the block for these toggles fits an address: executeAnonymous takes its source by GET alone."""
    return len(quote_plus(source(toggles))) <= LONGEST


def send(calls: Calls, toggles: Sequence[Toggle], *, author_apex: bool) -> str | None:
    """One call, one transaction for all these toggles: None where it was done, else why nothing of it was.

    Raises AnswerLost where nobody can tell, and other OrgFailures where nothing was done.
    """
    ran = apex.run(calls, source(toggles), Kind.WRITE, author_apex=author_apex)
    return None if ran.success else apex.thrown(ran)
