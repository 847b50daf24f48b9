"""Which function answers which path. Paths match with and without a trailing slash (clients.md, section 8)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tui.demo.http.wire import ApiError, Reply, Request, not_found

LISTED = ("51.0", *(f"{number}.0" for number in range(59, 68)))
NEWEST = LISTED[-1]
_RETIRED_BELOW = 31

Handler = Callable[["Call"], Reply]


@dataclass(frozen=True)
class Call:
    """A request that found its route: the parts that the path named, and the API version where it has one."""

    request: Request
    parts: dict[str, str]

    @property
    def root(self) -> str:
        """The path of this API version, such as ``/services/data/v67.0``."""
        return f"/services/data/v{self.parts.get('version', NEWEST)}"


@dataclass(frozen=True)
class Route:
    """One resource: its methods, its path, what answers, and whether it wants a token."""

    methods: frozenset[str]
    path: re.Pattern[str]
    handler: Handler
    authenticated: bool = True


def route(methods: str, path: str, handler: Handler, *, authenticated: bool = True) -> Route:
    """A route written as ``GET,HEAD /services/data/v{version}/query/{locator}``; ``{name*}`` takes slashes too."""
    pattern = re.sub(r"\{(\w+)(\*?)\}", lambda one: f"(?P<{one[1]}>{'.+' if one[2] else '[^/]+'}?)", path)
    return Route(frozenset(methods.split(",")), re.compile(pattern + "/?"), handler, authenticated)


def data(methods: str, path: str, handler: Handler) -> Route:
    """A route below ``/services/data/vXX.X``."""
    return route(methods, "/services/data/v{version}" + path, handler)


def find(routes: list[Route], request: Request) -> tuple[Route, Call]:
    """The route of a request. Raises ApiError for an unknown path, version or method."""
    matches = [(one, found) for one in routes if (found := one.path.fullmatch(request.path))]
    if not matches:
        raise not_found()
    _, named = matches[0]
    _check_version(named.groupdict().get("version"))
    for one, found in matches:
        if request.method in one.methods:
            return one, Call(request, found.groupdict())
    allowed = ",".join(sorted({method for one, _ in matches for method in one.methods}, reverse=True))
    raise ApiError(405, "METHOD_NOT_ALLOWED", f"HTTP Method '{request.method}' not allowed. Allowed are {allowed}")


def _check_version(version: str | None) -> None:
    if version is None or version in LISTED:
        return
    whole = version.partition(".")[0]
    if whole.isdigit() and int(whole) < _RETIRED_BELOW:
        message = f"The requested resource has been retired, API version v{version} is no longer supported."
        raise ApiError(410, "UNSUPPORTED_API_VERSION", message)
    raise not_found()
