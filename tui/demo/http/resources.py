"""The small resources: versions, identity, limits, the list of objects, describes and single records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tui.demo.http.describe import description, summary
from tui.demo.http.org_account import Account
from tui.demo.http.record_id import is_record_id, read_id
from tui.demo.http.routes import LISTED, Call, Route, data, route
from tui.demo.http.wire import ApiError, Reply, json_reply, not_found
from tui.demo.soql.json import plain, record
from tui.demo.world.schema import SObject
from tui.demo.world.world import World

_SEASONS = ("Spring", "Summer", "Winter")  # three releases a year; v60.0 is Spring '24
_ENTRIES = ("tooling", "sobjects", "query", "queryAll", "limits", "actions", "composite", "recent", "search")


class Resources:
    """What a client reads before its real work."""

    def __init__(self, world: World, account: Account, base_url: Callable[[], str]) -> None:
        self._world = world
        self._account = account
        self._base_url = base_url

    def routes(self) -> list[Route]:
        """The resources."""
        return [
            route("GET,HEAD", "/services/data", self._versions, authenticated=False),
            route("GET,POST", "/services/oauth2/userinfo", self._userinfo),
            route("GET", "/id/{org}/{user}", self._identity),
            data("GET,HEAD", "", self._entries),
            data("GET,HEAD", "/limits", self._limits),
            data("GET,HEAD", "/limits/recordCount", self._record_count),
            data("GET,HEAD", "/sobjects", self._sobjects),
            data("GET,HEAD", "/sobjects/{name}", self._about),
            data("GET,HEAD", "/sobjects/{name}/describe", self._describe),
            data("GET,HEAD", "/sobjects/{name}/{id}", self._record),
        ]

    def _versions(self, _call: Call) -> Reply:
        return json_reply([{"label": _season(one), "url": f"/services/data/v{one}", "version": one} for one in LISTED])

    def _identity_url(self) -> str:
        return f"{self._base_url()}/id/{self._world.org_id}/{self._world.caller_id}"

    def _entries(self, call: Call) -> Reply:
        return json_reply({**{one: f"{call.root}/{one}" for one in _ENTRIES}, "identity": self._identity_url()})

    def _userinfo(self, _call: Call) -> Reply:
        user = self._row(self._world.schema["User"], self._world.caller_id) or {}
        return json_reply(
            {
                "sub": self._identity_url(),
                "user_id": self._world.caller_id,
                "organization_id": self._world.org_id,
                "preferred_username": self._world.caller_username,
                "name": user.get("Name"),
                "email": user.get("Email"),
                "active": True,
                "user_type": "STANDARD",
                "urls": {"rest": f"{self._base_url()}/services/data/v{{version}}/"},
            }
        )

    def _identity(self, call: Call) -> Reply:
        if (call.parts["org"], call.parts["user"]) != (self._world.org_id, self._world.caller_id):
            raise not_found()
        user = self._row(self._world.schema["User"], self._world.caller_id) or {}
        return json_reply(
            {
                "id": self._identity_url(),
                "asserted_user": True,
                "user_id": self._world.caller_id,
                "organization_id": self._world.org_id,
                "username": self._world.caller_username,
                "display_name": user.get("Name"),
                "urls": {"rest": f"{self._base_url()}/services/data/v{{version}}/"},
                "active": True,
                "user_type": "STANDARD",
            }
        )

    def _limits(self, _call: Call) -> Reply:
        calls = self._account.allowance.calls
        return json_reply(
            {
                "DailyApiRequests": {"Max": calls, "Remaining": calls - self._account.used},
                "DailyAsyncApexExecutions": {"Max": 250_000, "Remaining": 249_731},
                "DailyStreamingApiEvents": {"Max": 200_000, "Remaining": 200_000},
                "HourlyODataCallout": {"Max": 1_000, "Remaining": 1_000},
            }
        )

    def _record_count(self, call: Call) -> Reply:
        asked = [one.strip() for one in call.request.query.get("sObjects", "").split(",") if one.strip()]
        known = [of for one in asked if (of := self._world.schema.find(one))]
        return json_reply({"sObjects": [{"count": len(self._world.records(of.name)), "name": of.name} for of in known]})

    def _sobjects(self, call: Call) -> Reply:
        every = [summary(of, call.root) for of in self._world.schema.values()]
        return json_reply({"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": every})

    def _about(self, call: Call) -> Reply:
        return json_reply({"objectDescribe": summary(self._object(call), call.root), "recentItems": []})

    def _describe(self, call: Call) -> Reply:
        return json_reply(description(self._object(call), call.root))

    def _record(self, call: Call) -> Reply:
        of, wanted = self._object(call), call.parts["id"]
        if not is_record_id(wanted):
            message = f"Provided external ID field does not exist or is not accessible: {wanted}"
            raise ApiError(404, "NOT_FOUND", message)
        row = self._row(of, read_id(wanted))
        if row is None:
            raise not_found()
        if "fields" in call.request.query:
            return json_reply(_selected(of, row, call))
        return json_reply(record(of, row, call.root))

    def _object(self, call: Call) -> SObject:
        found = self._world.schema.find(call.parts["name"])
        if found is None:
            raise not_found()
        return found

    def _row(self, of: SObject, wanted: str) -> Mapping[str, object] | None:
        rows: Sequence[Mapping[str, object]] = self._world.records(of.name)
        return next((row for row in rows if row.get("Id") == wanted), None)


def _selected(of: SObject, row: Mapping[str, object], call: Call) -> dict[str, object]:
    out: dict[str, object] = {"attributes": {"type": of.name, "url": f"{call.root}/sobjects/{of.name}/{row['Id']}"}}
    for name in call.request.query["fields"].split(","):
        field = of.field(name.strip())
        if field is None:
            raise ApiError(400, "INVALID_FIELD", f"No such column '{name.strip()}' on sobject of type {of.name}")
        out[field.name] = plain(row.get(field.name))
    return {**out, "Id": row["Id"]}


def _season(version: str) -> str:
    ahead = int(version.partition(".")[0]) - 60
    season, year = _SEASONS[ahead % 3], 24 + ahead // 3 + (ahead % 3 == 2)
    return f"{season} '{year}"
