"""The names that somebody may have meant who wrote one that is not there."""

from __future__ import annotations

from difflib import get_close_matches

MOST_NEAR = 5


def near_names(name: str, names: tuple[str, ...]) -> list[str]:
    """The names that come near a wrong one: those that hold it first, then those that look alike, then those in it."""
    part = name.casefold()
    by_fold = {one.casefold(): one for one in names if one}
    holding = [one for fold, one in by_fold.items() if part in fold]
    alike = [by_fold[one] for one in get_close_matches(part, by_fold, n=MOST_NEAR, cutoff=0.6)]
    held = [one for fold, one in by_fold.items() if fold in part]  # last: a short name is in many a misspelt one
    return list(dict.fromkeys([*holding, *alike, *held]))[:MOST_NEAR]
