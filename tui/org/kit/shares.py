"""What is deployed at once: the kit's core, and after it the trigger on logouts with the user that it runs as.

Whether an Apex test may publish a logout is not documented. Where none may, nothing covers the trigger, and production
refuses a package that holds it. The rest must not fall with it.
"""

from __future__ import annotations

from typing import Literal

from tui.org.kit.parts import Name

Share = Literal["all", "core", "trigger"]
TRIGGER = Name("ApexTrigger", "DePresenceLogoutTrigger")
RUNNER = Name("PlatformEventSubscriberConfig", "DePresenceLogoutTriggerConfig")
APART = (TRIGGER, RUNNER)
TEST = "DePresenceLogoutTest"  # the one that publishes a logout


def within(name: Name, share: Share) -> bool:
    """Whether this component is deployed with that share."""
    return share == "all" or (name in APART) is (share == "trigger")
