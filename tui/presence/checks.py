"""What the doctor finds: one check each, in words."""

from __future__ import annotations

from msgspec import Struct


class Check(Struct, frozen=True):
    """One thing that was looked at.

    ``ok`` is True where it is as it should be, False where something needed is missing, None where it is worth knowing
    but nothing depends on it, or nobody can tell. ``why`` says why it matters, ``next`` what to do; each empty where
    there is nothing to say. ``permission``: what is missing is a permission, or DE itself (exit 5).
    """

    name: str
    ok: bool | None
    found: str
    why: str = ""
    next: str = ""
    permission: bool = False
