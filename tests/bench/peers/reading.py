"""The session pages read by others, at one's word: a line on standard input, a line of JSON back with seconds.

``python reading.py query_all|typed SOQL``. ``go`` reads; ``stall`` reads in a thread beside an event loop and tells
how long that loop stood still at most.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import sys
import time
from collections.abc import Callable

import msgspec
import requests
from msgspec import Struct
from requests.adapters import HTTPAdapter
from simple_salesforce.api import Salesforce

from tests.bench.heartbeat import Heartbeat

VERSION = "67.0"


class Row(Struct, rename="pascal", gc=False):
    """A session, with no more than has to be known of it."""

    id: str
    users_id: str
    session_type: str | None
    login_type: str | None
    last_modified_date: str
    num_seconds_valid: int
    parent_id: str | None = None
    is_current: bool = False


class Page(Struct):
    """A page of them."""

    done: bool
    records: list[Row]
    next_records_url: str | None = msgspec.field(name="nextRecordsUrl", default=None)


class Plain(HTTPAdapter):
    """simple-salesforce knows https alone; the org of the benchmark is on loopback."""

    def send(self, request: requests.PreparedRequest, *args: object, **named: object) -> requests.Response:
        """The same request without TLS."""
        request.url = (request.url or "").replace("https://", "http://", 1)
        return super().send(request, *args, **named)  # type: ignore[arg-type]  # passed on as they came


def by_query_all(http: requests.Session, soql: str) -> Callable[[], int]:
    """simple-salesforce as its documentation has it."""
    host = os.environ["SF_ORG_INSTANCE_URL"].removeprefix("http://")
    org = Salesforce(session_id=os.environ["SF_ACCESS_TOKEN"], instance=host, session=http, version=VERSION)
    return lambda: len(org.query_all(soql)["records"])


def by_requests(http: requests.Session, soql: str) -> Callable[[], int]:
    """The least that decodes the same pages into types."""
    http.headers["Authorization"] = f"Bearer {os.environ['SF_ACCESS_TOKEN']}"
    url, decoder = os.environ["SF_ORG_INSTANCE_URL"], msgspec.json.Decoder(Page)

    def read() -> int:
        rows: list[Row] = []
        page = decoder.decode(http.get(f"{url}/services/data/v{VERSION}/query", params={"q": soql}).content)
        rows += page.records
        while page.next_records_url:
            page = decoder.decode(http.get(url + page.next_records_url).content)
            rows += page.records
        return len(rows)

    return read


async def stalled(read: Callable[[], int]) -> float:
    """The longest that an event loop stands still while this goes on in a thread."""
    with Heartbeat(asyncio.get_running_loop()) as heart:
        await asyncio.to_thread(read)
    return heart.longest


def main() -> None:
    """Answer until standard input ends."""
    http = requests.Session()
    http.trust_env = False
    http.mount("https://", Plain())
    read = {"query_all": by_query_all, "typed": by_requests}[sys.argv[1]](http, sys.argv[2])
    for line in sys.stdin:
        gc.collect()
        began = time.perf_counter()
        stall = asyncio.run(stalled(read)) if line.strip() == "stall" else None
        rows = read() if stall is None else 0
        print(json.dumps({"seconds": time.perf_counter() - began, "stall": stall, "rows": rows}), flush=True)


if __name__ == "__main__":
    main()
