"""Settings from TOML: every key checked before anything starts, every complaint with file, line and key.

A key that does not exist is answered with the nearest that does. ``[org."NAME_OR_ID".presence]`` and so on override
any table but ``keys`` for one org.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import fields, replace

from tui.presence.problems import BadSettings
from tui.presence.settings import Settings
from tui.store.toml_checks import Complaint, checked_keys, checked_table, table_of, unknown_name
from tui.store.toml_lines import line_of

TABLES = frozenset(one.name for one in fields(Settings)) - {"keys"}
NAMES = TABLES | {"keys", "org"}
KeysRefused = Callable[[Mapping[str, str]], Mapping[str, str]]


class SettingsFile(Struct, frozen=True):
    """What a settings file says: for every org, and what it says otherwise for some, by name or Id."""

    general: Settings = Settings()
    orgs: Mapping[str, Settings] = field(default_factory=dict)

    def of(self, *names: str) -> Settings:
        """The settings of an org known by these names; the first that the file has a section for wins.

        An Id matches with 15 characters as well as with 18.
        """
        for name in names:
            for section, settings in self.orgs.items():
                if section == name or (len(section) == 15 and section == name[:15] and len(name) == 18):
                    return settings
        return self.general


def read_settings(
    path: Path,
    *,
    required: bool = False,
    key_ids: Collection[str] | None = None,
    keys_refused: KeysRefused | None = None,
) -> SettingsFile:
    """Read a settings file. A missing one means the defaults, unless it is ``required``.

    ``key_ids`` are the names that ``[keys]`` may move; None leaves them unchecked. ``keys_refused`` answers for which
    of them the key cannot be had, and why. Raises BadSettings.
    """
    text = _text(path, required=required)
    try:
        return _settings(tomllib.loads(text), key_ids, keys_refused)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings("The settings file is no TOML", f"{path}: {error}", "Mend this line") from error
    except RecursionError as error:
        raise BadSettings("The settings file is no TOML", f"{path}: nested too deep", "Mend the file") from error
    except Complaint as complaint:
        line = line_of(text, complaint.key)
        where = f"{path}, line {line}" if line else str(path)
        raise BadSettings("The settings are not valid", f"{where}: {complaint}", complaint.todo) from complaint


def _text(path: Path, *, required: bool) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")  # an editor on Windows may put a byte order mark there
    except FileNotFoundError as error:
        if not required:
            return ""
        raise BadSettings("There is no such settings file", str(path), "Give --config the right file") from error
    except UnicodeDecodeError as error:
        raise BadSettings("The settings file is no TOML", f"{path}: it is not UTF-8", "Save it as UTF-8") from error
    except OSError as error:
        cause = f"{path}: {error.strerror or type(error).__name__}"
        raise BadSettings("The settings file cannot be read", cause, "Make it a file that you may read") from error


def _settings(
    document: Mapping[str, object], key_ids: Collection[str] | None, keys_refused: KeysRefused | None
) -> SettingsFile:
    for name in document:
        if name not in NAMES:
            raise unknown_name((name,), NAMES, "table")
    keys = checked_keys(table_of(document.get("keys"), ("keys",)), key_ids)
    for name, why in keys_refused(keys).items() if keys_refused else ():
        raise Complaint(("keys", name), why, "Write another key")
    general = replace(_with_tables(Settings(), document, ()), keys=keys)
    orgs = {}
    for name, section in table_of(document.get("org"), ("org",)).items():
        own = table_of(section, ("org", name))
        for table in own:
            if table not in TABLES:
                raise unknown_name(("org", name, table), TABLES, "table")
        orgs[name] = _with_tables(general, own, ("org", name))
    return SettingsFile(general, orgs)


def _with_tables(base: Settings, document: Mapping[str, object], above: tuple[str, ...]) -> Settings:
    """The settings with what these tables say in place of what was there."""
    said = {}
    for name in TABLES.intersection(document):
        key = (*above, name)
        said[name] = checked_table(getattr(base, name), table_of(document[name], key), key)
    return replace(base, **said)
