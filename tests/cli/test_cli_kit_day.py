"""The loop moves into the org and out again: bare, deployed, followed for hours without a loop of ours, bare again."""

from __future__ import annotations

import pytest

from tests.cli.stage import Serve, Stage

ALL_DAY = 86_400
HOURS = 4


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two looks at a deployment."""
    monkeypatch.setattr("tui.org.kit.deploying.PAUSES", (0.0,))


def done(stage: Stage, *args: str) -> None:
    ran = stage.run(*args)
    assert ran.code == 0, ran.err


def off(stage: Stage, user: str) -> str | None:
    """Why DE has this user off; None while they are on."""
    return None if stage.world.toggled_on(user) else stage.world.reason_of(user)


def test_users_follow_their_sessions_by_the_kit_alone_and_nothing_of_it_is_left_in_the_end(serve: Serve) -> None:
    stage = serve()
    bare = set(stage.world.deployed.parts)
    everybody = [one.id for one in stage.people()]
    closes, leaves, *stays = everybody  # closes the browser, logs out, works all day
    done(stage, "kit", "deploy", "--yes")
    for user in everybody:
        stage.world.log_in(user, "UI", "Application", valid=ALL_DAY)
    done(stage, "job", "start", "--yes")
    stage.later(minutes=45)
    calls = len(stage.server.requests)
    for _ in range(HOURS):
        assert [user for user in everybody if off(stage, user)] == []
        stage.world.expire(closes)
        stage.world.log_out(leaves)
        assert off(stage, leaves) == "Logged out of Salesforce"
        assert off(stage, closes) is None
        stage.later(minutes=30)
        assert off(stage, closes) == "No active session"
        assert [user for user in stays if off(stage, user)] == []
        for user in (closes, leaves):
            stage.world.log_in(user, "UI", "Application", valid=ALL_DAY)
        stage.later(minutes=30)
    assert len(stage.server.requests) == calls
    assert {one.via for one in stage.world.received} == {"job", "trigger"}

    done(stage, "job", "abort", "--yes")
    sent = len(stage.world.received)
    stage.world.expire(closes)
    stage.later(hours=1)
    assert (off(stage, closes), len(stage.world.received)) == (None, sent)
    done(stage, "kit", "remove", "--yes")
    assert set(stage.world.deployed.parts) == bare
    assert stage.run("kit", "check", "--json").json["installed"] is False
    stage.world.log_out(leaves)
    assert off(stage, leaves) is None
