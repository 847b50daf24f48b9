"""A thin typed face over one org's HTTP session: one org, one request at a time.

The session is the one that simple-salesforce works with, for its Metadata API. Its own way through REST is gone round:
it decodes a page into OrderedDicts at a seventh of the speed (measured), hides headers and bytes, asks for pretty
printing, and importing it loads zeep, lxml and cryptography, which no reading needs: 17 MB, half of the wire's start.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.etree import ElementTree

import msgspec
from msgspec import Struct
from requests import Response
from requests.adapters import BaseAdapter

from tui import __version__
from tui.org.routes import soap
from tui.org.wire import boundary
from tui.org.wire.adapter import KIND_HEADER, OrgAdapter, Patience, hush, session_for
from tui.org.wire.calls import Kind, Reply, decoded
from tui.org.wire.connection import Connection, address_of, checked_token
from tui.org.wire.errors import LoginExpired, Misread, OrgFailure, lost
from tui.org.wire.server_text import looks_like_html
from tui.presence.model import ApiUse
from tui.presence.ports import Clock

if TYPE_CHECKING:
    from tui.org.kit.metadata_api import MetadataApi

NEWEST_TESTED = "67.0"
log = logging.getLogger(__name__)
_REFUSED = 300  # HTTP statuses from here on
_API_USAGE = re.compile(r"(?<![\w-])api-usage=(\d+)/(\d+)")
_VERSION = re.compile(r"\d{2,3}\.\d")


class _Version(Struct):
    version: str


@dataclass(frozen=True)
class _Request:
    """One call. ``body`` makes its body of the token that is good when it leaves; few bodies need it."""

    method: str
    path: str
    kind: Kind
    params: Mapping[str, str] | None = None
    body: Callable[[str], bytes] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


_VERSIONS: msgspec.json.Decoder[list[_Version]] = msgspec.json.Decoder(list[_Version])
_ANY: msgspec.json.Decoder[object] = msgspec.json.Decoder()


class Client:
    """Calls one org. Not for two threads at once: the org's worker owns it.

    ``adapter`` stands in for the network in tests.
    """

    def __init__(
        self,
        connection: Connection,
        clock: Clock,
        patience: Patience | None = None,
        adapter: BaseAdapter | None = None,
    ) -> None:
        self._address = address_of(connection.instance_url)
        self._renew = connection.renew
        self._clock = clock
        self._left = clock.now()
        self._last: Response | None = None
        self._usage = ApiUse()
        adapter = adapter or OrgAdapter(patience or Patience(), self._leaves, plain_http=self._address.plain_http)
        hush()
        self._session = session_for(self._address, adapter)
        self._session.hooks["response"].append(self._arrived)
        self._session.headers.update(
            {"User-Agent": f"de-presence/{__version__}", "Sforce-Call-Options": "client=de-presence"}
        )
        self._token, self._version = checked_token(connection.token), NEWEST_TESTED

    @property
    def version(self) -> str:
        """The API version in use; the newest that was tested until ``negotiate``."""
        return self._version

    @property
    def url(self) -> str:
        """The org's address as people know it."""
        return self._address.url

    @property
    def usage(self) -> ApiUse:
        """Calls made so far, and the org's allocation as it last told."""
        return self._usage

    def negotiate(self) -> None:
        """Take the newest API version that both the org and our tests know."""
        listed = decoded(self.get("/services/data"), _VERSIONS, "its versions")
        known = [one.version for one in listed if _VERSION.fullmatch(one.version)]
        if not known:
            raise Misread("The org lists no API versions", "its list is empty", "Check that the address is an org's")
        self._version = min(max(known, key=float), NEWEST_TESTED, key=float)

    def get(self, path: str, params: Mapping[str, str] | None = None, *, kind: Kind = Kind.READ) -> Reply:
        """GET a path, relative to ``/services/data/vXX.X/`` unless it begins with a slash."""
        return self._call(_Request("GET", path, kind, params))

    def post(self, path: str, body: object, *, kind: Kind) -> Reply:
        """POST a body as JSON. Failures in an action's own shape come back as a reply with ``refused``."""
        encoded = msgspec.json.encode(body)
        return self._call(_Request("POST", path, kind, body=lambda _: encoded))

    def soap(self, envelope: Callable[[str], bytes], *, kind: Kind) -> Reply:
        """POST to the SOAP Apex API what ``envelope`` makes of the token that is good now.

        A dead token comes back as a fault under HTTP 500 there; it is renewed, and the envelope made anew.
        """
        path = f"/services/Soap/s/{self.version}"
        headers = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": soap.ACTION}
        return self._call(_Request("POST", path, kind, body=envelope, headers=headers))

    def metadata(self, ask: Callable[[MetadataApi], object], *, kind: Kind) -> Reply:
        """The answer to what ``ask`` asks of the Metadata API, by simple-salesforce's own side for it."""
        return self._renewed(lambda: self._try_metadata(ask, kind))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def _call(self, request: _Request) -> Reply:
        return self._renewed(lambda: self._try(request))

    def _renewed(self, attempt: Callable[[], Reply | OrgFailure]) -> Reply:
        """One call; a 401 renews the token once and repeats it, as an org that says 401 has done nothing."""
        failure = attempt()
        if isinstance(failure, LoginExpired) and self._renew is not None:
            self._token = checked_token(self._renew())
            failure = attempt()
        if isinstance(failure, OrgFailure):
            # Raised here and not where it was caught, so that not even its context leads to the foreign exception.
            raise failure
        return failure

    def _try(self, request: _Request) -> Reply | OrgFailure:
        self._last = None
        base = "" if request.path.startswith("/") else f"/services/data/v{self._version}/"
        headers = {
            KIND_HEADER: request.kind.value,
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            **request.headers,
        }
        self._leaves()
        try:
            response = self._session.request(
                request.method,
                f"https://{self._address.host}{base}{request.path}",
                headers=headers,
                params=request.params,
                data=request.body(self._token) if request.body else None,
                allow_redirects=False,
            )
        except boundary.FOREIGN as error:
            return self._foreign(error, request.kind)
        if response.status_code >= _REFUSED:
            return self._foreign(_refusal_of(response), request.kind)
        return self._reply(response, request.kind)

    def _try_metadata(self, ask: Callable[[MetadataApi], object], kind: Kind) -> Reply | OrgFailure:
        """What came is taken as it came: simple-salesforce reads half of it, and stumbles over what is no XML."""
        from simple_salesforce.exceptions import SalesforceError  # noqa: PLC0415  only who brings the kit needs it

        from tui.org.kit.metadata_api import MetadataApi  # noqa: PLC0415  likewise

        self._last = None
        self._leaves()
        try:
            ask(MetadataApi(self._session, self._token, self._address.host, kind))
        except SalesforceError as error:
            return self._foreign(boundary.Refusal(int(error.status), error.content), kind)
        except boundary.FOREIGN as error:
            return self._foreign(error, kind)
        except ElementTree.ParseError:
            log.warning("an answer of the Metadata API is no XML")
        return self._as_it_came(kind)

    def _as_it_came(self, kind: Kind) -> Reply | OrgFailure:
        if self._last is None:
            raise TypeError("nothing was asked of the org")
        return self._reply(self._last, kind)

    def _foreign(self, error: Exception | boundary.Refusal, kind: Kind) -> Reply | OrgFailure:
        return self._refusal(error, kind) or boundary.failure_of(error, kind, self._address.host, self._retry_after())

    def _reply(self, response: Response, kind: Kind, *, refused: bool = False) -> Reply | OrgFailure:
        body = response.content
        if looks_like_html(body, response.headers.get("Content-Type", "")):
            return boundary.page_instead(self._address.host, kind)
        at = _date(response)
        if at is None and kind is Kind.WRITE:
            return lost("the answer has no Date, so something between here and the org has changed it")
        if at is None:
            return Misread("The org tells no time", "its answer has no Date", "Check what stands between here and it")
        return Reply(body, at, self._left, refused)

    def _leaves(self) -> None:
        """A request is about to leave: calls are counted and timed here; the adapter tells of repetitions."""
        self._left = self._clock.now()
        self._usage = ApiUse(self._usage.calls + 1, self._usage.used, self._usage.limit)

    def _arrived(self, response: Response, *_args: object, **_kwargs: object) -> None:
        self._last = response
        # The path without its query: that holds SOQL and Apex source.
        path = urlsplit(response.request.url or "").path
        seconds = response.elapsed.total_seconds()
        log.debug("%s %s: %s in %.3f s", response.request.method, path, response.status_code, seconds)
        told = _API_USAGE.search(response.headers.get("Sforce-Limit-Info", ""))
        if told:
            self._usage = ApiUse(self._usage.calls, int(told[1]), int(told[2]))

    def _refusal(self, error: Exception | boundary.Refusal, kind: Kind) -> Reply | OrgFailure | None:
        """What the org said in a form that is no REST error's: an action's own failure, or a SOAP fault.

        An action's is a list with ``isSuccess``, where others have ``errorCode``.
        """
        if not isinstance(error, boundary.Refusal) or self._last is None:
            return None
        if b'"isSuccess"' in self._last.content:
            return self._reply(self._last, kind, refused=True)
        told = soap.fault_of(self._last.content) if "/xml" in self._last.headers.get("Content-Type", "") else None
        return boundary.fault_failure(*told, self._address.host, self._retry_after()) if told else None

    def _retry_after(self) -> float | None:
        told = self._last.headers.get("Retry-After", "") if self._last is not None else ""
        return float(told) if told.isdecimal() else None


def _refusal_of(response: Response) -> boundary.Refusal:
    try:
        return boundary.Refusal(response.status_code, _ANY.decode(response.content))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return boundary.Refusal(response.status_code, response.text)


def _date(response: Response) -> datetime | None:
    try:
        return parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
