"""Kits at work in a served demo org, whatever they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.org.demo_org import MORNING, WorldTime
from tests.org.scripted import Watch
from tui.demo.http.server import DemoServer
from tui.demo.options import Options
from tui.demo.world.world import World
from tui.org.kit.bundle import version_of
from tui.org.kit.kit import Kit
from tui.org.kit.parts import Name, Part
from tui.org.kit.source import read_parts
from tui.org.rows.identity import read_facts, read_permissions
from tui.org.wire.adapter import Patience
from tui.org.wire.client import Client
from tui.org.wire.connection import Connection
from tui.org.wire.steps import Steps

KIT = Name("ApexClass", "DePresenceKit")
JOB = Name("ApexClass", "DePresenceJob")
OURS = read_parts()
VERSION = f"VERSION = '{version_of(OURS)}'"


@dataclass
class Org:
    """A served world, and our wire to it."""

    world: World
    server: DemoServer
    client: Client

    def kit(self, parts: tuple[Part, ...] = OURS, watch: Watch | None = None) -> Kit:
        """The kit of these parts in this org."""
        facts, permissions = read_facts(self.client, self.client.url), read_permissions(self.client)
        return Kit(self.client, facts, permissions, Steps(watch or Watch()), parts, lambda _: None)

    def deployed(self, parts: tuple[Part, ...] = OURS, *, streams: bool = False) -> Kit:
        """A kit that is there."""
        kit = self.kit(parts)
        told = kit.deploy(kit.look(), streams=streams)
        assert (told.success, told.flaws) == (True, ())
        return kit

    def components(self) -> set[tuple[str, str]]:
        """What the org has by type and name."""
        return {(one.kind, one.name) for one in self.world.deployed.parts.values()}

    def posts(self) -> int:
        """How many calls of the Metadata API there were."""
        return sum(1 for _, path, _ in self.server.requests if "/Soap/m/" in path)


@contextmanager
def served(options: Options | None = None, *, renew: Callable[[DemoServer], str] | None = None) -> Iterator[Org]:
    """A quiet org of these options."""
    world = World(options or Options(size=8), lambda: MORNING)
    world.quiet()
    with DemoServer(world) as server:
        connection = Connection(server.url, server.access_token, (lambda: renew(server)) if renew else None)
        client = Client(connection, WorldTime(lambda: MORNING), Patience(sleep=lambda _: None))
        client.negotiate()
        yield Org(world, server, client)
        client.close()


def edited(name: Name, old: str, new: str, parts: tuple[Part, ...] = OURS) -> tuple[Part, ...]:
    """The parts with one of them changed."""
    return tuple(_edited(one, old, new) if one.name == name else one for one in parts)


def _edited(part: Part, old: str, new: str) -> Part:
    assert any(old in text for _, text in part.files)
    return Part(part.name, tuple((path, text.replace(old, new)) for path, text in part.files))


def apex(name: str, body: str) -> Part:
    """A class."""
    meta = next(text for one in OURS if one.name == KIT for path, text in one.files if path.endswith("-meta.xml"))
    path = f"classes/{name}.cls"
    return Part(Name("ApexClass", name), ((path, body), (f"{path}-meta.xml", meta)))
