"""Both ways to an anonymous block: the Tooling GET, and the SOAP call that also brings the debug log."""

from __future__ import annotations

from tui.demo.apex.log import debug_log
from tui.demo.apex.run import Anonymous, Outcome
from tui.demo.http.org_account import Account
from tui.demo.http.routes import LISTED, Call, Route, data, route
from tui.demo.http.soap import Envelope, envelope, executed, fault
from tui.demo.http.wire import ApiError, Reply, json_reply
from tui.demo.world.world import World


class ApexHttp:
    """The resources that execute Apex in one world."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._account = account
        self._anonymous = Anonymous(world, account.allowance)

    def routes(self) -> list[Route]:
        """The resources. SOAP brings its own token in its header, and refuses in its own shape."""
        return [
            data("GET", "/tooling/executeAnonymous", self._tooling),
            route("POST", "/services/Soap/s/{version}", self._soap, authenticated=False),
            route("POST", "/services/Soap/s/{version}/{org}", self._soap, authenticated=False),
        ]

    def _tooling(self, call: Call) -> Reply:
        source = call.request.query.get("anonymousBody")
        if source is None:
            raise ApiError(400, "INVALID_FIELD", "anonymousBody is required")  # wording unverified
        outcome = self._anonymous.execute(source)
        return json_reply(
            {
                "line": outcome.line,
                "column": outcome.column,
                "compiled": outcome.compiled,
                "success": outcome.success,
                "compileProblem": outcome.compile_problem,
                "exceptionStackTrace": outcome.exception_trace,
                "exceptionMessage": outcome.exception_message,
            }
        )

    def _soap(self, call: Call) -> Reply:
        version = call.parts["version"]
        try:
            asked = envelope(call.request.body)
        except ValueError as error:
            return fault("soapenv:Client", str(error))
        if version not in LISTED:
            return fault("sf:UNSUPPORTED_API_VERSION", f"Invalid Api version specified on URL: {version}")
        if not self._account.knows(asked.token):
            message = "Invalid Session ID found in SessionHeader: Illegal Session"
            return fault("sf:INVALID_SESSION_ID", f"INVALID_SESSION_ID: {message}")
        if not self._account.charge(debugging=asked.level is not None):
            return fault("sf:REQUEST_LIMIT_EXCEEDED", "REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded.")
        if asked.operation != "executeAnonymous":
            return fault("soapenv:Client", f"Unknown operation {asked.operation}")
        self._world.speak_as(self._account.session_of(asked.token))
        outcome = self._anonymous.execute(asked.source)
        return executed(outcome, self._log(asked, outcome, version))

    def _log(self, asked: Envelope, outcome: Outcome, version: str) -> str | None:
        if asked.level is None:
            return None
        return debug_log(asked.source, outcome, version=version, level=asked.level, at=self._world.now, who=self._who())

    def _who(self) -> str:
        return f"{self._world.caller_id[:15]}|{self._world.caller_username}"
