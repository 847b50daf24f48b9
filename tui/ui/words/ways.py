"""The ways to an org, as commands to type and what each is good for. Pure, no Textual."""

from __future__ import annotations

from typing import NamedTuple


class Way(NamedTuple):
    """A command, and what it does for you."""

    command: str
    what: str


ADDING = (
    Way("de-presence orgs add NAME --via sf", "an org that the Salesforce CLI knows, by a name of yours"),
    Way("de-presence orgs add NAME --via web", "your browser, through your own External Client App"),
    Way("de-presence orgs add NAME --via jwt", "unattended: with a private key"),
    Way("de-presence orgs add NAME --via client-credentials", "unattended: with the app's own secret"),
)
CONNECTING = (
    Way("sf org login web", "the Salesforce CLI: nothing to set up; then r here"),
    *ADDING[1:],
    Way("SF_ACCESS_TOKEN=… SF_ORG_INSTANCE_URL=… de-presence", "with a token that you have already"),
    Way("de-presence --demo", "the simulated org: nothing to set up, nothing to break"),
)
AFTER_DEMO = (
    Way("sf org login web", "the Salesforce CLI's login; then de-presence opens that org"),
    Way("de-presence orgs add NAME --via web", "without the CLI: through your own External Client App"),
    Way("de-presence doctor", "what works there, what is missing, and what to do about it"),
)
MORE = "de-presence orgs add --help says what each of them needs."
