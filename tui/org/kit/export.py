"""The kit as an ordinary source project, for those who deploy by their own means."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tui.org.kit.bundle import Bundle
from tui.org.kit.parts import API_VERSION, manifest
from tui.org.kit.source import DEFAULT

PROJECT = "sfdx-project.json"
MANIFEST = "manifest/package.xml"


def project(of: Bundle) -> Mapping[str, str]:
    """The project's texts by their paths."""
    told = {
        "packageDirectories": [{"path": "force-app", "default": True}],
        "name": "de-presence-kit",
        "namespace": "",
        "sourceApiVersion": API_VERSION,
    }
    texts = {PROJECT: json.dumps(told, indent=2) + "\n", MANIFEST: manifest(of.names)}
    for part in of.stamped():
        texts |= {f"{DEFAULT}/{path}": text for path, text in part.files}
    return texts
