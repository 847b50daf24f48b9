"""Names that break careless screens; an org gives them to its first users when asked for."""

from __future__ import annotations

HOSTILE_NAMES = (
    "[/]",
    "[bold]x",
    "[@click=app.quit]leave[/]",
    "\x1b[2J\x1b[31mred",
    "\x1b]52;c;ZXZpbA==\x07",
    "مريم عبد الله",
    "\u202eevil\u202c",
    "👩🏽‍💻 Zoë 🏳️‍🌈",
    "高橋 さくら",
    "L" + "o" * 298 + "g",
    "Line\nbreak\tand tab",
    "zero\u200bwidth\ufeff",
    "Z̴̧̛a̷̡l̶g̵o",
    'O\'Brien \\ "quoted" {!$User.Id}',
    "=1+1; DROP TABLE",
    "'); delete [SELECT Id FROM User]; ('",
)
