"""Texts that break careless programs, for hypothesis: hand-picked ones, and whatever Unicode has."""

from __future__ import annotations

from random import Random

from hypothesis import strategies as st

from tui.demo.world.hostile import HOSTILE_NAMES

PICKED = (
    *HOSTILE_NAMES,
    "' OR Id != '",
    "'; System.debug(1); //",
    "\\'; n2de.DistributionEngineGlobal.toggleUsers(null); //",
    "'}'); delete [SELECT Id FROM User]; JSON.deserializeUntyped('{",
    "\\",
    "\\\\'",
    "\\u0027",
    "%27%20OR%20",
    "&anonymousBody=x",
    "a\r\nX-Injected: 1",
    "%s %(size)d {0} {reason}",
    "\u2028\u2029\u0085",
    "\ufeff\u200b\u00ad",
    "\u202e(dlrow)\u2066",
    "\u200b=1+1",
    "＝cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "+1",
    '","x","',
    '"}],"x":[{"y":"',
    "<script>alert(1)</script>",
    "&lt;&#0;]]>",
    "$(touch x) `id` ${HOME}",
    "[link=https://evil.example]x[/link]",
    "$error {{x}}",
    "\x9b31m\x90q\x9c",
    "0055e0000000001AAA",
    "１２３",
    "nullnull",
    "null",
)
_letters = st.characters(codec="utf-8", exclude_characters="\x00")  # no org stores a NUL
_punctuation = st.text("'\"\\;()[]{}<>/%&=+-@#\r\n\t x", max_size=30)
words = st.sampled_from(PICKED) | st.text(_letters, max_size=60) | _punctuation


def crowd(seed: int) -> list[str]:
    """Every hand-picked text, and as many of random characters of all planes: for screens, too slow to be fuzzed."""
    dice = Random(seed)
    return [*PICKED, *("".join(_character(dice) for _ in range(dice.randrange(1, 30))) for _ in PICKED)]


def _character(dice: Random) -> str:
    code = dice.choice((dice.randrange(1, 0x300), dice.randrange(1, 0xD800), dice.randrange(0xE000, 0x110000)))
    return chr(code)
