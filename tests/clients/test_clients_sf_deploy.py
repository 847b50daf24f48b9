"""The Salesforce CLI deploys to the demo org and retrieves from it (``python -m tests.clients.install`` brings it)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients.sf_desk import SfDesk, desk
from tests.clients.tier import needs
from tests.demo.deploys import kit_components, names_of, parts
from tests.demo.served import Wire, served

pytestmark = needs("@salesforce/cli")
PROJECT = {"packageDirectories": [{"path": "force-app", "default": True}], "sourceApiVersion": "65.0"}


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with served() as one:
        yield one


@pytest.fixture
def sf(wire: Wire, tmp_path: Path) -> SfDesk:
    """A desk that is a project, with the kit as a package in it."""
    one = desk(tmp_path)
    assert one.log_in(wire)["status"] == 0
    (tmp_path / "force-app").mkdir()
    (tmp_path / "sfdx-project.json").write_text(json.dumps(PROJECT))
    for path, text in parts(kit_components(wire)).items():
        (tmp_path / "package" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "package" / path).write_text(text)
    return one


DEPLOY = ("project", "deploy", "start", "--metadata-dir", "package", "--wait", "1")


def test_it_validates_deploys_and_retrieves(wire: Wire, sf: SfDesk) -> None:
    dry = sf.sf(*DEPLOY, "--dry-run")
    assert (dry["status"], dry["result"]["checkOnly"], names_of(wire, "ApexClass")) == (0, True, [])
    done = sf.sf(*DEPLOY)
    assert (done["status"], done["result"]["status"]) == (0, "Succeeded")
    assert "DePresenceCompanion" in names_of(wire, "ApexClass")
    assert sf.sf("project", "retrieve", "start", "--metadata", "ApexClass:DePresenceKit", "--wait", "1")["status"] == 0
    fetched = list((sf.home / "force-app").rglob("DePresenceKit.cls"))
    assert [one.read_text() for one in fetched] == [(sf.home / "package/classes/DePresenceKit.cls").read_text()]


def test_it_shows_a_compile_error_with_its_line(wire: Wire, sf: SfDesk) -> None:
    (sf.home / "package/classes/DePresenceKit.cls").write_text("public class DePresenceKit {\n    Nowhere one;\n}\n")
    answer = sf.sf(*DEPLOY)
    failures = {one["fullName"]: one for one in answer["result"]["details"]["componentFailures"]}
    failure = failures["DePresenceKit"]
    assert (answer["status"], failure["lineNumber"], failure["problem"]) == (1, 2, "Invalid type: Nowhere")
