"""Where an org takes logins: its My Domain address, whichever of its addresses was given."""

from __future__ import annotations

import re

from tui.org.login.grant import Grant
from tui.org.login.refusals import LoginRefused
from tui.org.wire.connection import Address, address_of, is_loopback
from tui.org.wire.errors import BadAddress
from tui.presence.saved_org import SavedOrg

# Where anybody may begin a web login; which org it is comes out at its end. Other logins need to know it (Spring '26).
ANYBODYS = frozenset({"login.salesforce.com", "test.salesforce.com"})
# What stands in the browser's address bar is the org's other address: Lightning's, and Setup's.
_OTHER = re.compile(r"\.(?:lightning\.force|my\.salesforce-setup)\.com$")


def login_address(saved: SavedOrg) -> Address:
    """The host that this org's token requests go to. Raises BadAddress where none is given and one is needed."""
    if not saved.instance_url and saved.via == "web":
        return Address("login.salesforce.com")
    address = my_domain(saved.instance_url)
    if address.host in ANYBODYS and saved.via != "web":
        raise BadAddress(
            "This login needs the org's own address",
            f"{address.host} takes no logins without a person",
            "Give the org's My Domain address as instance URL",
        )
    return address


def my_domain(instance_url: str) -> Address:
    """The My Domain address for what a person copied from somewhere. Raises BadAddress."""
    given = instance_url.strip()
    address = address_of(given if "://" in given or not given else f"https://{given}")
    if "." not in address.host and ":" not in address.host and not is_loopback(address.host):
        raise BadAddress(
            "The org's address cannot be used",
            f'"{address.host}" is not the whole of one',
            "Give the instance URL of the org, like https://your-domain.my.salesforce.com",
        )
    return Address(_OTHER.sub(".my.salesforce.com", address.host.lower()), address.plain_http)


def answered_by(grant: Grant, asked: Address) -> Address:
    """Where the token counts. Raises LoginRefused where that is another org than the one that was meant."""
    found = address_of(grant.instance_url) if grant.instance_url else asked
    if asked.host in ANYBODYS or found == asked:
        return found
    raise LoginRefused(
        "Another address answers than the one that was saved",
        f"the login was asked of {asked.host}, and counts at {found.host}",
        "If the org has moved, add it anew with its My Domain address",
    )
