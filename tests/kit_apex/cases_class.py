"""Writes the Apex class that carries the table of cases into the org: ``python -m tests.kit_apex.cases_class``."""

from __future__ import annotations

import json

from tests.kit_apex.stories import TABLE

CLASS = TABLE.parent / "source/force-app/main/default/classes/DePresenceCases.cls"

_TEXT = """\
/**
 * The table of cases that the monitor's rules and this kit tell alike, one line a case, as JSON. Written from the
 * monitor's own copy of it; change that one.
 */
@IsTest
public with sharing class DePresenceCases {{
    /** In what the settings of all cases differ from the defaults. */
    public static final String BASE = {base};

    private static final List<String> ALL = new List<String>{{
        {cases}
    }};

    /** The cases that cite this rule of the policy. */
    public static List<String> citing(String rule) {{
        List<String> found = new List<String>();
        for (String line : ALL) {{
            if (line.startsWith('{{"cites":"' + rule + '"')) {{
                found.add(line);
            }}
        }}
        return found;
    }}
}}
"""


def source() -> str:
    """The class for the table as it lies in its file."""
    told = json.loads(TABLE.read_text())
    cases = ",\n        ".join(_literal(case) for case in told["cases"])
    return _TEXT.format(base=_literal(told["base"]), cases=cases)


def _literal(value: object) -> str:
    text = json.dumps(value, separators=(",", ":")).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


if __name__ == "__main__":
    CLASS.write_text(source())
