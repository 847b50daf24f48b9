"""simple-salesforce's Metadata API over the session that is open: no second client, no second set of time-outs."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

import requests
from simple_salesforce.messages import CHECK_DEPLOY_STATUS_MSG
from simple_salesforce.metadata import MetadataType, SfdcMetadataApi
from simple_salesforce.util import call_salesforce

from tui.org.kit.parts import API_VERSION, METADATA
from tui.org.wire.adapter import KIND_HEADER
from tui.org.wire.calls import Kind

CLIENT = "de-presence"
MOST_NAMES = 10  # of one type in one readMetadata (documented)
_READ = """\
<env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/" xmlns:met="{space}"><env:Header><met:CallOptions>\
<met:client>{client}</met:client></met:CallOptions><met:SessionHeader><met:sessionId>{token}</met:sessionId>\
</met:SessionHeader></env:Header><env:Body><met:readMetadata><met:type>{kind}</met:type>{names}</met:readMetadata>\
</env:Body></env:Envelope>"""


class MetadataApi(SfdcMetadataApi):
    """The calls that the kit needs, made once with the token that is good now.

    The constructor is not the parent's: that has zeep read 1.5 MB of WSDL for calls that we do not make, whose
    transport would be one of its own, without our time-outs (read in its source).
    """

    def __init__(self, session: requests.Session, token: str, host: str, kind: Kind) -> None:
        self.session = session
        self._session_id = escape(token)  # it goes into the envelopes as it is
        self.metadata_url = f"https://{host}/services/Soap/m/{API_VERSION}/"
        self.headers = {"Authorization": f"Bearer {token}", KIND_HEADER: kind.value}
        self._api_version = API_VERSION

    def __getattr__(self, item: str) -> MetadataType:
        """Nothing more: the parent takes every unknown name for a type of metadata."""
        raise AttributeError(item)

    def status(self, deploy_id: str) -> None:
        """How far a deployment is; the parent's own keeps neither lines nor columns of what is wrong."""
        told = {"client": CLIENT, "sessionId": self._session_id, "asyncProcessId": escape(deploy_id)}
        self._post("checkDeployStatus", CHECK_DEPLOY_STATUS_MSG.format(includeDetails="true", **told))

    def read_all(self, kind: str, names: Iterable[str]) -> None:
        """Components of one type, at most ``MOST_NAMES``; it comes back at once, unlike a retrieve."""
        inside = "".join(f"<met:fullNames>{escape(one)}</met:fullNames>" for one in names)
        told = {"space": METADATA, "client": CLIENT, "token": self._session_id, "kind": kind, "names": inside}
        self._post("readMetadata", _READ.format(**told))

    def _post(self, action: str, envelope: str) -> None:
        headers = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": action}
        call_salesforce(
            url=self.metadata_url,
            method="POST",
            session=self.session,
            headers=self.headers,
            additional_headers=headers,
            data=envelope.encode(),
        )
