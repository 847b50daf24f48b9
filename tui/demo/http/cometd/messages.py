"""The messages of the Bayeux protocol as CometD clients send them and the Streaming API answers them.

Sources: clients.md, sections 2.6, 3 and 5. Answers are free of HTTP; wordings that no page documents are marked.
"""

from __future__ import annotations

import msgspec
from msgspec import Struct

HANDSHAKE, CONNECT = "/meta/handshake", "/meta/connect"
SUBSCRIBE, UNSUBSCRIBE, DISCONNECT = "/meta/subscribe", "/meta/unsubscribe", "/meta/disconnect"
HOLD = 110.0  # seconds that a connect without news is held (salesforce.md, section 6)
_RETRY = {"interval": 0, "timeout": int(HOLD * 1_000), "reconnect": "retry"}

Answer = dict[str, object]


class Advice(Struct, frozen=True):
    """What the client wishes: ``timeout`` in milliseconds that its connect is held at most."""

    timeout: int | None = None


class Ext(Struct, frozen=True):
    """``replay`` says per channel from where on; at the handshake it is only whether the client knows of it."""

    replay: dict[str, int] | bool | None = None


class Message(Struct, frozen=True):
    """One message of a client; a channel that it subscribes may be one of a list."""

    channel: str
    id: str | int | None = None
    clientId: str = ""  # noqa: N815  the protocol's own name
    subscription: str | list[str] = ""
    advice: Advice = Advice()
    ext: Ext | None = None

    @property
    def subscriptions(self) -> list[str]:
        """The channels that are meant."""
        return self.subscription if isinstance(self.subscription, list) else [self.subscription]

    @property
    def patience(self) -> float:
        """Seconds that a connect may be held."""
        wish = self.advice.timeout
        return HOLD if wish is None else min(max(wish, 0) / 1_000, HOLD)

    def replay(self, channel: str) -> int:
        """From where on the client wants a channel: after a replayId, -1 from now on, -2 all that is kept."""
        known = self.ext.replay if self.ext else None
        return known.get(channel, -1) if isinstance(known, dict) else -1


_MESSAGES = msgspec.json.Decoder(list[Message] | Message)


def messages_of(body: bytes) -> list[Message]:
    """The messages of a POST: a batch, or one by itself. Raises ValueError for anything else."""
    decoded = _MESSAGES.decode(body)
    return decoded if isinstance(decoded, list) else [decoded]


def done(message: Message, **more: object) -> Answer:
    """It was done. The client finds its message again by the id."""
    return {**_known(message), **more, "successful": True}


def refused(message: Message, error: str, **more: object) -> Answer:
    """It was not done; ``error`` is of the form ``code:arguments:message``."""
    return {**_known(message), **more, "error": error, "successful": False}


def welcome(message: Message, client: str) -> Answer:
    """A handshake that went well. Long polling is all there is."""
    kinds = {"supportedConnectionTypes": ["long-polling"], "minimumVersion": "1.0", "version": "1.0"}
    return done(message, clientId=client, ext={"replay": True, "payload.format": True}, advice=_RETRY, **kinds)


def connected(message: Message) -> Answer:
    """The end of a connect."""
    return done(message, clientId=message.clientId, advice=_RETRY)


def not_logged_in(message: Message) -> Answer:
    """The token is dead: there is no use in coming back with it."""
    stop = {"reconnect": "none", "interval": 0}
    if message.channel == HANDSHAKE:
        why = {"sfdc": {"failureReason": "401::Authentication invalid"}, "replay": True, "payload.format": True}
        return refused(message, "403::Handshake denied", ext=why, advice=stop)
    return refused(message, "401::Authentication invalid", advice=stop)


def unknown_client(message: Message) -> Answer:
    """The org has forgotten the client, or never knew it: it is to begin anew."""
    return refused(message, "403::Unknown client", advice={"reconnect": "handshake", "interval": 0})


def _known(message: Message) -> Answer:
    known: Answer = {"channel": message.channel}
    if message.id is not None:
        known["id"] = message.id
    if message.subscription:
        known["subscription"] = message.subscription
    return known
