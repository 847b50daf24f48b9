"""The org's HTTP resources as plain functions from request to reply: no sockets, so that it can be tried alone."""

from __future__ import annotations

from collections.abc import Callable

from tui.demo.http.actions import Actions
from tui.demo.http.apex_http import ApexHttp
from tui.demo.http.companion import Companion
from tui.demo.http.companion_job import CompanionJob
from tui.demo.http.composite import Composite
from tui.demo.http.custom_rows import CustomRowsHttp
from tui.demo.http.metadata.api import Metadata
from tui.demo.http.oauth.provider import OAuth
from tui.demo.http.org_account import Account, offered
from tui.demo.http.queries import Queries
from tui.demo.http.resources import Resources
from tui.demo.http.routes import Route, find
from tui.demo.http.wire import HTML, ApiError, Reply, Request
from tui.demo.world.world import World

_VERSIONED = "/services/data/v"
_IDENTITY = ("/services/oauth2/", "/id/")


class Rest:
    """Answers requests from one world. ``base_url`` gives the server's own address, known once it listens."""

    def __init__(self, world: World, account: Account, base_url: Callable[[], str]) -> None:
        self._world = world
        self.account = account
        self._metadata = Metadata(world, account)
        self._routes: list[Route] = [
            *Resources(world, account, base_url).routes(),
            *Queries(world, account.allowance.rows).routes(),
            *ApexHttp(world, account).routes(),
            *Actions(world).routes(),
            *CompanionJob(world).routes(),
            *Companion(world, account.allowance).routes(),
            *CustomRowsHttp(world).routes(),
            *Composite(world, self._piece).routes(),
            *self._metadata.routes(),
            *OAuth(world, account, base_url).routes(),
        ]

    def answer(self, request: Request) -> Reply:
        """The org's reply; refusals are replies too. Plays the world up to now first."""
        try:
            reply = self._routed(request)
        except ApiError as error:
            reply = _refused(request, error)
        return self._counted(reply) if request.path.startswith(_VERSIONED) and reply.status != 401 else reply

    def _routed(self, request: Request) -> Reply:
        try:
            found, call = find(self._routes, request)
        except ApiError:
            if request.path.startswith(_VERSIONED):
                self.account.admit(request)  # the token is looked at before the path is
            raise
        if found.authenticated:
            self._world.speak_as(self.account.admit(request))
        self._world.advance()
        self._metadata.play()
        return found.handler(call)

    def _piece(self, request: Request) -> Reply:
        """The answer to a part of a request that was let in and counted. Raises ApiError."""
        found, call = find(self._routes, request)
        return found.handler(call)

    def _counted(self, reply: Reply) -> Reply:
        """With the usage, which the REST API tells whoever is let in; SOAP, OAuth and the versions do not."""
        usage = f"api-usage={self.account.used}/{self.account.allowance.calls}"
        return Reply(reply.status, reply.body, reply.content_type, {**reply.headers, "Sforce-Limit-Info": usage})


def _refused(request: Request, error: ApiError) -> Reply:
    """The refusal in its usual shape, save for tokens at the identity service: there it is one bare word."""
    if error.status == 401 and request.path.startswith(_IDENTITY):
        return Reply(403, b"Bad_OAuth_Token" if offered(request) else b"Missing_OAuth_Token", HTML)
    return error.reply()
