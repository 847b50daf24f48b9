"""The mounted adapter: timeouts for all, bounded retries for reads, nothing repeated for writes, plain http at home.

simple-salesforce has no timeout, no retry and hard-codes https (measured); its session's adapter is where all three
are mended without touching its code.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from requests.adapters import BaseAdapter, HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ContentDecodingError
from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry

from tui.org.wire.calls import Kind
from tui.org.wire.connection import Address

if TYPE_CHECKING:
    from typing import Self

    from urllib3 import BaseHTTPResponse

# Marks a request for the adapter and is taken off before it leaves. A request without it is a write.
KIND_HEADER = "X-Kind-Of-Call"
Attempt = Callable[[], None]


@dataclass(frozen=True)
class Patience:
    """How long we wait, in seconds, and how often a read is repeated (R15).

    ``longest_wait`` caps both the back-off and what a Retry-After asks for: the loop has its own pace beside this.
    """

    connect: float = 5
    read: float = 20
    write: float = 120
    retries: int = 2
    longest_wait: float = 5
    sleep: Callable[[float], None] = time.sleep


class ReadRetry(Retry):
    """urllib3's Retry with a cap on every wait, an injected sleep, and word to ``attempt`` before it leaves again."""

    def __init__(
        self,
        *args: Any,  # urllib3 makes its successors by its own long list of parameters
        patience: Patience | None = None,
        attempt: Attempt = lambda: None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.patience = patience or Patience()
        self.attempt = attempt

    def new(self, **kw: Any) -> Self:
        """The successor after one more attempt, with the same patience."""
        successor = super().new(**kw)
        successor.patience, successor.attempt = self.patience, self.attempt
        return successor

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait as asked for or by the back-off, capped."""
        asked = self._asked(response) if response is not None else None
        self.patience.sleep(min(self.patience.longest_wait, self.get_backoff_time() if asked is None else asked))
        self.attempt()

    def _asked(self, response: BaseHTTPResponse) -> float | None:
        try:
            return self.get_retry_after(response)
        except InvalidHeader:  # neither seconds nor a date: as if it had not been there
            return None


def read_retry(patience: Patience, attempt: Attempt) -> ReadRetry:
    """Retries for what changes nothing: connection errors, broken or late answers, and the edge's 502 to 504."""
    return ReadRetry(
        total=patience.retries,
        read=min(1, patience.retries),  # a question that took too long twice would not be quicker the third time
        status_forcelist={502, 503, 504},
        allowed_methods=None,  # the mark decides, not the method: a GET may be a write here
        backoff_factor=0.4,
        backoff_jitter=0.4,
        raise_on_status=False,
        patience=patience,
        attempt=attempt,
    )


class OrgAdapter(BaseAdapter):
    """Sends reads and writes of one org over connections of their own kind.

    A write takes a fresh connection: one kept from earlier may be dead without our knowing, and then its answer
    would be lost for sure.
    """

    def __init__(self, patience: Patience, attempt: Attempt = lambda: None, *, plain_http: bool = False) -> None:
        super().__init__()
        self._patience, self._attempt, self._plain_http = patience, attempt, plain_http
        self._reads = HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=read_retry(patience, attempt))
        self._writes = HTTPAdapter(pool_connections=1, pool_maxsize=1, max_retries=Retry(0, read=False))

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send one request. Redirects come back as they are: the session refuses to follow them."""
        write = request.headers.pop(KIND_HEADER, Kind.WRITE) != Kind.READ
        if self._plain_http:
            # Mounted on one loopback host alone. No proxy of the environment stands between us and ourselves.
            request.url, proxies = f"http://{(request.url or '').split('://', 1)[1]}", None
        patience = self._patience
        timeout = timeout or (patience.connect, patience.write if write else patience.read)
        if write:
            self._writes.close()  # nothing kept: servers need not announce that they close, so asking is not enough
            request.headers["Connection"] = "close"
            return self._writes.send(request, stream, timeout, verify, cert, proxies)
        return self._whole(lambda: self._reads.send(request, stream, timeout, verify, cert, proxies))

    def _whole(self, send: Callable[[], requests.Response]) -> requests.Response:
        """A read with its body, which urllib3's retries do not cover: one that broke off is asked for once more."""
        try:
            response = send()
            response.content  # noqa: B018  # read here, and kept by the response
        except (ChunkedEncodingError, ContentDecodingError):
            self._attempt()
            return send()
        return response

    def close(self) -> None:
        """Close both pools."""
        self._reads.close()
        self._writes.close()


def keep_login(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The session's auth: leaves the Authorization header alone, which a .netrc entry would otherwise replace."""
    return request


def hush() -> None:
    """Keep urllib3 from logging: its lines hold whole addresses, and with them queries and Apex source."""
    for name in ("urllib3.connectionpool", "urllib3.util.retry"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def session_for(address: Address, adapter: BaseAdapter) -> requests.Session:
    """A requests session for one org: this adapter on its address alone, and nothing on any other.

    Proxies and certificate bundles of the environment count for real orgs (``trust_env``).
    """
    session = requests.Session()
    session.adapters.clear()
    session.mount(f"https://{address.host}/", adapter)
    session.max_redirects = 0
    session.auth = keep_login
    return session
