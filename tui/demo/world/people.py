"""The people of the simulated org: users, their profiles and licences, and how new ones are named."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from random import Random

from tui.demo.world.access import PermissionSet, Profile
from tui.demo.world.ids import numbering
from tui.demo.world.names import NAMES
from tui.demo.world.places import PLACES, Place

TIMEOUTS = (900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400)
_TIMEOUT_WEIGHTS = tuple(accumulate((16, 20, 16, 30, 7, 5, 3, 3)))
LOGIN_TYPES = (
    "Application",
    "SAML Sfdc Initiated SSO",
    "SAML Idp Initiated SSO",
    "Lightning Login",
    "Third Party SSO",
    "Passwordless Login",
)
_LOGIN_WEIGHTS = tuple(accumulate((44, 26, 11, 8, 6, 5)))
_PLACE_WEIGHTS = tuple(accumulate(place.weight for place in PLACES))
_FEW_LEFT = sum(len(one.given) * len(one.family) for one in NAMES.values()) * 9 // 10  # names; more are seldom found
_TITLES = ("Account Executive", "Inside Sales", "Sales Development", "Renewals Specialist", "Service Agent")
_DEPARTMENTS = ("Sales", "Sales", "Sales Development", "Renewals", "Support")
_UNFOLDED = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "đ": "d", "æ": "ae", "'": "", " ": "", "-": ""})


@dataclass(slots=True, eq=False)
class Person:
    """A row of User and their habits. ``timeout`` is the session lifetime that applies to them, in seconds.

    ``visits`` counts the screens they sit at now; life keeps it.
    """

    id: str
    first: str
    last: str
    username: str
    place: Place
    profile: Profile
    created: datetime
    modified: datetime
    title: str
    department: str
    timeout: int
    login_type: str
    ip: str
    permission_sets: tuple[PermissionSet, ...] = ()
    last_login: datetime | None = None
    active: bool = True
    frozen: bool = False
    visits: int = 0

    @property
    def name(self) -> str:
        """First and last name, as Salesforce joins them."""
        return f"{self.first} {self.last}".strip()

    @property
    def works(self) -> bool:
        """Whether a human logs in here and is let in."""
        return self.active and not self.frozen and self.profile.human


class Registry:
    """Names and numbers new users. Names are distinct while the pools last, usernames always."""

    def __init__(self, rng: Random, start: datetime) -> None:
        self._rng = rng
        self._start = start
        self._new_id = numbering("005", 1_000_000 + rng.randrange(900_000))
        self._names: set[tuple[str, str]] = set()
        self._usernames: Counter[str] = Counter()

    def person(self, profile: Profile, *, name: tuple[str, str] | None = None, username: str | None = None) -> Person:
        """A new user with that profile; name and username are drawn where they are not given."""
        rng = self._rng
        place = rng.choices(PLACES, cum_weights=_PLACE_WEIGHTS)[0]
        first, last = name or self._name(place)
        host = "acme.example" if profile.user_type == "Standard" else "partner.example"
        job = rng.randrange(len(_TITLES))
        created = self._start - timedelta(days=rng.randint(30, 1_500), seconds=rng.randrange(86_400))
        return Person(
            self._new_id(),
            _shown(first),
            _shown(last),
            username or self._username(f"{_folded(first)}.{_folded(last)}", host),
            place,
            profile,
            created,
            created + (self._start - created) * rng.random(),
            _TITLES[job],
            _DEPARTMENTS[job],
            rng.choices(TIMEOUTS, cum_weights=_TIMEOUT_WEIGHTS)[0],
            rng.choices(LOGIN_TYPES, cum_weights=_LOGIN_WEIGHTS)[0],
            _address(rng),
        )

    def _name(self, place: Place) -> tuple[str, str]:
        plenty = len(self._names) < _FEW_LEFT
        for home in self._homes(place) if plenty else (place.country_iso,):
            names = NAMES[home]
            name = (self._rng.choice(names.given), self._rng.choice(names.family))
            if name not in self._names:
                break
        self._names.add(name)
        return name

    def _homes(self, place: Place) -> Iterator[str]:
        """Where a name may come from: home first, then anywhere, because people move."""
        yield from (place.country_iso,) * 3
        yield from self._rng.choices(list(NAMES), k=3)

    def _username(self, local: str, host: str) -> str:
        self._usernames[local] += 1
        again = self._usernames[local]
        return f"{local}{again if again > 1 else ''}@{host}"


def _shown(name: str) -> str:
    return name.rpartition("=")[2]


@cache
def _folded(name: str) -> str:
    """The name in the letters that usernames have."""
    plain = name.partition("=")[0].lower().translate(_UNFOLDED)
    return unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()


def _address(rng: Random) -> str:
    """An address of the ranges that are kept for documentation, so that it is nobody's."""
    return f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randint(1, 254)}"
