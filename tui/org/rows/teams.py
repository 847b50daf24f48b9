"""Names of DE's teams. Which object holds them is not documented: the key prefix of their Ids tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

import msgspec
from msgspec import Struct

from tui.org.wire.calls import Calls, decoded
from tui.org.wire.errors import GONE, OrgFailure
from tui.org.wire.literals import api_name, select, soql_ids
from tui.org.wire.query import Page, in_chunks, rows
from tui.presence.model import Id, Team


class _Object(Struct, rename="camel"):
    name: str
    key_prefix: str | None = None


class _Objects(Struct):
    sobjects: list[_Object]


class _Field(Struct, rename="camel"):
    name: str
    name_field: bool = False


class _Described(Struct):
    fields: list[_Field]


_OBJECTS: msgspec.json.Decoder[_Objects] = msgspec.json.Decoder(_Objects)
_DESCRIBED: msgspec.json.Decoder[_Described] = msgspec.json.Decoder(_Described)
_ROWS: msgspec.json.Decoder[Page[dict[str, object]]] = msgspec.json.Decoder(Page[dict[str, object]])


class Teams:
    """The teams of one org, remembered between readings."""

    def __init__(self) -> None:
        self._names: dict[Id, str] = {}
        self._told: Mapping[Id, Team] = {}
        self._prefixes: Mapping[str, str] | None = None

    def forget(self) -> None:
        """Read all names anew at the next question."""
        self._names, self._prefixes = {}, None

    def read(self, calls: Calls, wanted: Collection[Id]) -> Mapping[Id, Team]:
        """The wanted teams; where a name is refused the Id stands for it, which every surface then shows.

        The same mapping again where nothing has changed.

        Raises OrgFailure only where the org is gone, as the rest of the reading would fail as well.
        """
        unnamed: defaultdict[str, list[Id]] = defaultdict(list)
        for one in wanted:
            if one not in self._names:
                unnamed[one[:3]].append(one)
        for prefix, ids in unnamed.items():
            found: dict[Id, str] = {}
            try:
                found = self._read(calls, prefix, ids)
            except GONE:
                raise
            except OrgFailure:
                pass  # refused, or named by something that is no name: the Id is shown from now on
            self._names |= dict.fromkeys(ids, "") | found
        teams = {one: Team(one, self._names[one] or one) for one in wanted}
        if teams != self._told:
            self._told = teams
        return self._told

    def _read(self, calls: Calls, prefix: str, ids: Collection[Id]) -> dict[Id, str]:
        if self._prefixes is None:
            listed = decoded(calls.get("sobjects"), _OBJECTS, "its objects")
            self._prefixes = {one.key_prefix: one.name for one in listed.sobjects if one.key_prefix}
        if prefix not in self._prefixes:
            return {}
        name = api_name(self._prefixes[prefix])
        described = decoded(calls.get(f"sobjects/{name}/describe"), _DESCRIBED, "DE's teams")
        field = next((api_name(one.name) for one in described.fields if one.name_field), None)
        if field is None:
            return {}
        found: dict[Id, str] = {}
        for chunk in in_chunks(ids):
            question = select(f"Id,{field}", name, f"Id IN ({soql_ids(chunk)})")
            found |= {
                str(row.get("Id")): str(row.get(field) or "") for row in rows(calls, question, _ROWS, "DE's teams")
            }
        return found
