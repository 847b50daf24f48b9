"""The companion's job verbs: how the org's own job fares, start and abort, where the whole kit is in the org.

The JSON is that of ``DePresenceJobState``. Apex sees jobs that its caller may not see.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from tui.demo.http.companion import PATH, let_in
from tui.demo.http.routes import Call, Route, route
from tui.demo.http.wire import ApiError, Reply, json_reply
from tui.demo.world.jobs.twin import SCHEDULED, JobRefused
from tui.demo.world.world import World


class _Verb(Struct):
    do: str = msgspec.field(default="")


class CompanionJob:
    """The class's resource for the job, over one world. It stands before the companion's other paths."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[Route]:
        """The resource."""
        return [route("GET", f"{PATH}/job", self._look), route("POST", f"{PATH}/job", self._drive)]

    def _look(self, _: Call) -> Reply:
        self._let_in()
        return self._told()

    def _drive(self, call: Call) -> Reply:
        self._let_in()
        try:
            verb = msgspec.json.decode(call.request.body, type=_Verb).do
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ApiError(400, "INVALID_INPUT", f"The body must be a JSON object: {error}") from error
        try:
            self._do(verb)
        except JobRefused as refusal:
            raise ApiError(400, "INVALID_INPUT", str(refusal)) from refusal
        return self._told()

    def _do(self, verb: str) -> None:
        if verb == "start":
            self._world.kit_job.start()
        elif verb == "abort":
            self._world.kit_job.abort()
        else:
            raise ApiError(400, "INVALID_INPUT", "do must be start or abort")

    def _let_in(self) -> None:
        """Raises ApiError; a companion that was put there without the kit knows of no job."""
        let_in(self._world)
        if not self._world.kit_job.there:
            raise ApiError(400, "INVALID_INPUT", "There is nothing by the name job")

    def _told(self) -> Reply:
        job = self._world.kit_job
        status = job.status().row
        links = [
            {"id": one.id, "status": one.status, "class_name": one.class_name, "created_at": _stamp(one.created)}
            for one in job.links()
        ]
        schedules = [
            {
                "id": one.id,
                "status": one.state,
                "class_name": SCHEDULED,
                "created_at": _stamp(one.created),
                "next_run": _stamp(one.next),
            }
            for one in job.schedules()
        ]
        return json_reply(
            {
                "version": job.version,
                "chains": [*links, *schedules],
                "stopped": status["Stopped__c"] is True,
                "last_run": _stamp(status["Last_Run__c"]),
                "last_error": status["Last_Error__c"],
                "last_error_at": _stamp(status["Last_Error_At__c"]),
            }
        )


def _stamp(at: object) -> str | None:
    """A Datetime as Apex writes it to JSON."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z") if isinstance(at, datetime) else None
