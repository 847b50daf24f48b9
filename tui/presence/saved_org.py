"""A connection that was saved under a name: where the org is and how to log in, never with what secret."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

Via = Literal["sf", "web", "jwt", "client-credentials"]
CALLBACK_PORT = 1717  # the one that the Salesforce CLI uses, so that many an admin has registered it before


class SavedOrg(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """How to log in to one org.

    ``instance_url`` is the org's My Domain address. ``username`` is whom ``sf`` knows (or an alias), and the subject of
    a JWT. ``consumer_key`` and ``callback_port`` are those of the admin's own External Client App. ``key_file`` is
    where the private key of a JWT lies. ``org_id`` is the org that answered when it was saved: another one is refused.
    ``writable``: toggles are allowed though it is a production org.
    """

    name: str
    via: Via
    instance_url: str = ""
    username: str = ""
    consumer_key: str = ""
    key_file: str = ""
    org_id: str = ""
    writable: bool = False
    callback_port: int = CALLBACK_PORT
