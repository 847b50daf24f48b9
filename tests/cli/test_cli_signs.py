"""When ASCII is all that there is."""

from __future__ import annotations

from io import BytesIO, TextIOWrapper

import pytest

from tui.cli.signs import ascii_only


class Terminal(TextIOWrapper):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "only"),
    [
        ({}, False),
        ({"LANG": "C"}, True),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True),
        ({"LANG": "en_US.UTF-8"}, False),
        ({"LANG": "C", "LC_CTYPE": "en_US.UTF-8"}, False),
        ({"LC_ALL": "POSIX", "LANG": "en_US.UTF-8"}, True),
    ],
)
def test_the_locale_tells_whether_a_terminal_has_more_than_ascii(environment: dict[str, str], *, only: bool) -> None:
    assert ascii_only(Terminal(BytesIO(), encoding="utf-8"), environment) is only


def test_a_file_takes_utf_8_whatever_the_locale_is() -> None:
    assert not ascii_only(TextIOWrapper(BytesIO(), encoding="utf-8"), {"LANG": "C"})


def test_a_stream_of_another_encoding_gets_ascii() -> None:
    assert ascii_only(Terminal(BytesIO(), encoding="latin-1"), {"LANG": "en_US.UTF-8"})
