"""Secrets in the keychain: nothing is lost on the way, nothing is kept where it is not safe."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.core import load_keyring
from keyring.errors import KeyringLocked, PasswordSetError

from tests.keychains import Memory
from tui.presence.problems import NoKeychain
from tui.store.keychain import Keychain, keychain_name, why_none

WHAT = "refresh-token"
NONE, NULL = "keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"


class Plain(Memory):
    """One that keeps secrets in a plain file, as keyrings.alt rates it."""

    priority = 0.5


class Chain(KeyringBackend):
    """One that falls from each backend to the next, as the library's own does."""

    priority = 10.0

    def __init__(self, *backends: KeyringBackend) -> None:
        self.backends = list(backends)

    def get_password(self, service: str, username: str) -> str | None:
        raise NotImplementedError

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


class Empty(Chain):
    """One without any backend, as the library rates it."""

    priority = -1.0


@pytest.fixture
def memory() -> Iterator[Memory]:
    before, mine = keyring.get_keyring(), Memory()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


@pytest.fixture
def keychain(memory: Memory, tmp_path: Path) -> Keychain:
    return Keychain(tmp_path / "locks", patience=0.05)


def test_a_secret_is_had_again_by_org_and_kind(keychain: Keychain) -> None:
    keychain.put("acme", WHAT, "first")
    keychain.put("acme", "client-secret", "second")
    keychain.put("other", WHAT, "third")
    assert (keychain.get("acme", WHAT), keychain.get("other", WHAT)) == ("first", "third")


def test_there_is_none_where_none_was_kept(keychain: Keychain) -> None:
    assert keychain.get("acme", WHAT) is None


def test_a_new_secret_takes_the_place_of_the_old_and_leaves_one_entry(keychain: Keychain, memory: Memory) -> None:
    keychain.put("acme", WHAT, "old")
    keychain.put("acme", WHAT, "new")
    assert memory.kept == {("de-presence", f"acme/{WHAT}"): "new"}


@pytest.mark.parametrize("step", [f"set acme/{WHAT}", f"delete acme/{WHAT}.next"])
def test_a_new_secret_counts_once_it_is_written_beside_the_old_whatever_fails_then(
    keychain: Keychain, memory: Memory, step: str
) -> None:
    keychain.put("acme", WHAT, "old")
    memory.broken[step] = PasswordSetError("no")
    keychain.put("acme", WHAT, "new")
    assert keychain.get("acme", WHAT) == "new"


def test_the_old_secret_stays_where_the_new_one_cannot_be_written(keychain: Keychain, memory: Memory) -> None:
    keychain.put("acme", WHAT, "old")
    memory.broken[f"set acme/{WHAT}.next"] = PasswordSetError("no")
    with pytest.raises(NoKeychain):
        keychain.put("acme", WHAT, "new")
    assert keychain.get("acme", WHAT) == "old"


def test_the_old_secret_is_not_touched_before_the_new_one_is_safe(keychain: Keychain, memory: Memory) -> None:
    keychain.put("acme", WHAT, "new")
    orders = [one for one in memory.done if one != "get"]
    assert orders == [f"set acme/{WHAT}.next", f"set acme/{WHAT}", f"delete acme/{WHAT}.next"]


def test_what_a_crash_left_under_the_second_name_is_written_over_by_the_next(
    keychain: Keychain, memory: Memory
) -> None:
    memory.kept["de-presence", f"acme/{WHAT}.next"] = "left by a crash"
    keychain.put("acme", WHAT, "new")
    assert keychain.get("acme", WHAT) == "new"


def test_forgetting_forgets_under_both_names(keychain: Keychain, memory: Memory) -> None:
    keychain.put("acme", WHAT, "one")
    memory.kept["de-presence", f"acme/{WHAT}.next"] = "two"
    keychain.forget("acme", WHAT)
    assert memory.kept == {}


def test_forgetting_what_is_not_there_does_nothing(keychain: Keychain) -> None:
    keychain.forget("acme", WHAT)


@pytest.mark.parametrize(
    "error", [KeyringLocked("locked"), PasswordSetError("refused"), OSError("D-Bus is gone"), RuntimeError("what")]
)
def test_whatever_a_keychain_raises_is_told_without_the_secret(
    keychain: Keychain, memory: Memory, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    canary = token_hex(20)
    error.args = (f"could not keep {canary}",)
    memory.broken[f"set acme/{WHAT}.next"] = error
    with caplog.at_level(logging.DEBUG), pytest.raises(NoKeychain) as caught:
        keychain.put("acme", WHAT, canary)
    problem = caught.value.problem
    assert type(error).__name__ in problem.cause
    assert "--via sf" in problem.next
    assert canary not in f"{problem} {problem.next} {caught.value} {caplog.text}"
    assert caught.value.__suppress_context__


def test_a_secret_that_stays_under_its_second_name_is_logged_without_it(
    keychain: Keychain, memory: Memory, caplog: pytest.LogCaptureFixture
) -> None:
    canary = token_hex(20)
    memory.broken[f"set acme/{WHAT}"] = PasswordSetError(canary)
    keychain.put("acme", WHAT, canary)
    assert "second name" in caplog.text
    assert canary not in caplog.text


@pytest.mark.parametrize("backend", [load_keyring(NONE), load_keyring(NULL), Plain(), Chain(Plain()), Empty()])
def test_a_backend_that_keeps_nothing_or_keeps_it_in_a_plain_file_is_no_keychain(
    keychain: Keychain, backend: KeyringBackend
) -> None:
    keyring.set_keyring(backend)
    actions: list[Callable[[], object]] = [
        lambda: keychain.put("acme", WHAT, "secret"),
        lambda: keychain.get("acme", WHAT),
        lambda: keychain.forget("acme", WHAT),
    ]
    for action in actions:
        with pytest.raises(NoKeychain) as caught:
            action()
        assert "--via jwt" in caught.value.problem.next
    assert why_none()
    assert keychain_name() == ""


def test_a_chain_of_keychains_keeps_secrets_in_its_best_one_and_never_falls_to_a_plain_file(keychain: Keychain) -> None:
    best, worst = Memory(), Plain()
    keyring.set_keyring(Chain(best, worst))
    best.broken[f"set acme/{WHAT}.next"] = NotImplementedError()
    with pytest.raises(NoKeychain):
        keychain.put("acme", WHAT, "secret")
    assert worst.kept == {}
    best.broken.clear()
    keychain.put("acme", WHAT, "secret")
    assert list(best.kept.values()) == ["secret"]


def test_a_keychain_that_is_there_is_named(keychain: Keychain) -> None:
    assert why_none() is None
    assert "Memory" in keychain_name()


def test_one_login_at_a_time_changes_the_secrets_of_an_org(keychain: Keychain, tmp_path: Path) -> None:
    other = Keychain(tmp_path / "locks", patience=0.05)
    with keychain.alone("acme"):
        with pytest.raises(NoKeychain, match="another de-presence is logging in to Acme"), other.alone("Acme"):
            pass
        with other.alone("beta"):
            pass
    with other.alone("acme"):
        pass


def test_a_lock_that_cannot_be_made_is_told_and_the_login_not_made(memory: Memory, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NoKeychain) as caught, Keychain(tmp_path / "file" / "locks").alone("acme"):
        pass
    assert "file" in caught.value.problem.cause
