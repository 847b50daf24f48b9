"""The Metadata API: SOAP below ``/services/Soap/m``, as simple-salesforce, jsforce and the Salesforce CLI speak it.

Shapes are those of the WSDL [src]. How long a deploy takes, and what is said of a component, are this org's own; the
modules beside this one say which of the words are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

from tui.demo.http.actions import Actions
from tui.demo.http.metadata.deploys import Deploy, Deploys, Options
from tui.demo.http.metadata.org import Offered, Org
from tui.demo.http.metadata.package import Manifest
from tui.demo.http.metadata.results import deploy_result
from tui.demo.http.metadata.retrieve import asked_parts, described, properties, record, zipped
from tui.demo.http.metadata.soap import Asked, Refused, answered, asked, child, flag, local, text, texts
from tui.demo.http.metadata.tests import Asked as AskedTests
from tui.demo.http.org_account import Account
from tui.demo.http.record_id import is_record_id, read_id
from tui.demo.http.routes import LISTED, NEWEST, Call, Route, route
from tui.demo.http.wire import Reply
from tui.demo.world.ids import record_id
from tui.demo.world.world import World

_PATH = "/services/Soap/m/{api}"
_LIVE = frozenset({"Holding", "Queued", "Preparing", "Processing"})
_NO_RIGHT = "use of the Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions"
_FIRST_ID = 700_000


class Metadata:
    """The Metadata API of one world. ``play`` finishes deploys that nobody waits for."""

    def __init__(self, world: World, account: Account) -> None:
        self._world = world
        self._account = account
        self._actions = Actions(world)
        self._made = _FIRST_ID
        self._deploys = Deploys(self._org, world.deploy)
        self._retrievals: dict[str, tuple[Manifest, str, bool]] = {}
        self._operations: Mapping[str, Callable[[Asked], Reply]] = {
            "deploy": self._deploy,
            "checkdeploystatus": self._status,
            "canceldeploy": self._cancel,
            "retrieve": self._retrieve,
            "checkretrievestatus": self._retrieved,
            "listmetadata": self._list,
            "readmetadata": self._read,
            "describemetadata": lambda _: answered("describeMetadata", [described(world.options.production)]),
        }

    def routes(self) -> list[Route]:
        """The resources. SOAP brings its own token in its header, and refuses in its own shape."""
        rests = ("", "/deployRequest", "/deployRequest/{id}", "/{org}")
        return [route("POST", _PATH + rest, self._soap, authenticated=False) for rest in rests]

    def play(self) -> None:
        """Finish what would have been finished by now."""
        self._deploys.play()

    def _soap(self, call: Call) -> Reply:
        try:
            return self._answer(call, asked(call.request.body))
        except Refused as refusal:
            return refusal.reply()

    def _answer(self, call: Call, one: Asked) -> Reply:
        if call.parts["api"] not in LISTED:
            raise Refused("UNSUPPORTED_API_VERSION", f"Invalid Api version specified on URL: {call.parts['api']}")
        if not self._account.knows(one.token):
            message = "Invalid Session ID found in SessionHeader: Illegal Session"
            raise Refused("INVALID_SESSION_ID", message)
        if not self._account.charge(debugging=False):
            raise Refused("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
        if not self._world.options.has("customize-application"):
            raise Refused("INSUFFICIENT_ACCESS", _NO_RIGHT)
        operation = self._operations.get(one.operation)
        if operation is None:
            raise Refused("soapenv:Client", f"No operation available for request {one.body.tag}")
        self._world.speak_as(self._account.session_of(one.token))
        return operation(one)

    def _deploy(self, one: Asked) -> Reply:
        told = child(one.body, "deployOptions")
        tests = AskedTests(text(told, "testLevel"), texts(told, "runTests"))
        tests.check(production=self._world.options.production)
        options = Options(
            check_only=flag(told, "checkOnly"),
            ignore_warnings=flag(told, "ignoreWarnings"),
            rollback=flag(told, "rollbackOnError"),
            single=flag(told, "singlePackage"),
            tests=tests,
        )
        if self._world.options.production and not options.rollback:
            raise Refused("INVALID_OPERATION", "rollbackOnError must be true in production organizations")  # unverified
        deploy = self._deploys.start(text(one.body, "ZipFile"), options)
        return answered("deploy", [{"done": False, "id": deploy.id, "state": "Queued"}])

    def _status(self, one: Asked) -> Reply:
        deploy = self._found(one, self._deploys.look)
        details = flag(one.body, "includeDetails")
        result = deploy_result(deploy, details=details, by=self._caller(), now=self._world.now)
        return answered("checkDeployStatus", [result])

    def _cancel(self, one: Asked) -> Reply:
        deploy = self._found(one, self._deploys.cancel)
        return answered("cancelDeploy", [{"done": deploy.done, "id": deploy.id}])

    def _found(self, one: Asked, find: Callable[[str], Deploy | None]) -> Deploy:
        """The deploy that a call names; the argument's name differs from operation to operation."""
        deploy = find(_id(one.body))
        if deploy is None:
            raise Refused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
        return deploy

    def _retrieve(self, one: Asked) -> Reply:
        request = next(iter(one.body), None)  # simple-salesforce and jsforce call it by different names
        unpackaged = child(request, "unpackaged") if request is not None else None
        version = text(request, "apiVersion") or NEWEST
        manifest = Manifest("unpackaged/package.xml", tuple(_types(unpackaged)), version)
        retrieval = self._new_id("09S")
        self._retrievals[retrieval] = (manifest, version, flag(request, "singlePackage"))
        return answered("retrieve", [{"done": False, "id": retrieval, "state": "Queued"}])

    def _retrieved(self, one: Asked) -> Reply:
        try:
            manifest, version, single = self._retrievals[_id(one.body)]
        except KeyError:
            raise Refused("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id") from None
        parts, missing = asked_parts(self._world.deployed, manifest)
        prefix = "" if single else "unpackaged/"
        result = {
            "done": True,
            "fileProperties": list(properties(parts, self._caller(), prefix)),
            "id": _id(one.body),
            "messages": missing,
            "status": "Succeeded",
            "success": True,
            "zipFile": zipped(parts, version, single=single) if flag(one.body, "includeZip", otherwise=True) else "",
        }
        return answered("checkRetrieveStatus", [result])

    def _list(self, one: Asked) -> Reply:
        kinds = [kind for query in one.body if local(query) == "queries" for kind in texts(query, "type")]
        parts = [part for part in self._world.deployed.parts.values() if part.kind in kinds]
        return answered("listMetadata", properties(parts, self._caller()))

    def _read(self, one: Asked) -> Reply:
        kind = text(one.body, "type") or ""
        names = texts(one.body, "fullNames")
        return answered("readMetadata", [{"records": [record(self._world.deployed, kind, name) for name in names]}])

    def _org(self) -> Org:
        world = self._world
        return Org(
            world.deployed,
            world.options,
            {name: _offered(self._actions, name) for name in self._actions.present()},
            frozenset(one.username for one in world.users.values() if one.active),
            frozenset(_busy(world)),
            world.now.replace(microsecond=0),
            self._new_id,
        )

    def _new_id(self, prefix: str) -> str:
        self._made += 1
        return record_id(prefix, self._made)

    def _caller(self) -> tuple[str, str]:
        return self._world.caller_id, self._world.caller.name


def _id(body: Element) -> str:
    found = text(body, "asyncProcessId") or text(body, "id") or next((one.text for one in body if one.text), None) or ""
    return read_id(found.strip()) if is_record_id(found.strip()) else ""


def _types(unpackaged: Element | None) -> list[tuple[str, str]]:
    found = [one for one in (unpackaged if unpackaged is not None else ()) if local(one) == "types"]
    return [(text(one, "name") or "", member) for one in found for member in texts(one, "members")]


def _offered(actions: Actions, name: str) -> Offered:
    inputs = actions.present()[name].inputs
    required = frozenset(one.name for one in inputs if one.required)
    return Offered(frozenset(one.name for one in inputs), required, frozenset())


def _busy(world: World) -> list[str]:
    """The classes of jobs that wait or run, in lower case."""
    found: list[str] = []
    for row in world.records("AsyncApexJob"):
        of = row["ApexClass"]
        if row["Status"] in _LIVE and isinstance(of, Mapping):
            found.append(str(of["Name"]).lower())
    return found
