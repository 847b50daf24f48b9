"""``doctor``: its words and exit code for every kind of org, the routes that follow, and that nobody is toggled."""

from __future__ import annotations

from contextlib import aclosing
from datetime import timedelta
from typing import Any

import pytest
from msgspec import Struct

from tests.cli.stage import Ran, Serve, Stage
from tui.cli.doctor.examining import answers_of, folded
from tui.cli.doctor.local_checks import clipboard, colours
from tui.cli.given import Given
from tui.cli.monitor import Watched
from tui.demo.http.server import Fault
from tui.demo.http.wire import json_reply
from tui.loop.hand import Hand
from tui.presence.checks import Check
from tui.presence.memory import Memory
from tui.presence.ons import Ons
from tui.presence.settings import JournalSettings
from tui.store.journal import SqliteJournal
from tui.store.places import platform_places

SOUND = ("soql", "throw", "action")
COMPANION = ("companion", "companion", "companion")


class Case(Struct, frozen=True):
    """An org, what the doctor says of it, its exit code, and the routes that ``status`` uses (None: it cannot)."""

    without: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    missing: frozenset[str] = frozenset()
    says: dict[str, str] = {}
    code: int = 0
    routes: tuple[str, str, str] | None = SOUND
    answers: str = "availability"
    production: bool = False

    def __str__(self) -> str:
        return "+".join([f"-{one}" for one in self.without] + [*self.extra, *(["production"] * self.production)])

    def served(self, serve: Serve) -> Stage:
        return serve(
            without=frozenset(self.without),
            extra=frozenset(self.extra),
            answers=self.answers,
            production=self.production,
        )


CASES = (
    Case(says={"reading DE": "throw works", "toggling": "action works, carries no reason"}),
    Case(answers="toggle"),
    Case(production=True, says={"org": "PRODUCTION, read-only"}),
    Case(
        without=("manage-users",),
        missing=frozenset({"all sessions"}),
        says={"all sessions": "Manage Users is missing", "session types": "only your own sessions"},
        code=5,
    ),
    Case(
        without=("author-apex",),
        missing=frozenset({"Author Apex", "reading DE"}),
        says={"reading DE": "throw closed: Author Apex is missing", "toggling": "action works"},
        code=5,
        routes=None,
    ),
    Case(
        without=("author-apex",),
        extra=("companion",),
        says={"Author Apex": "not needed", "reading DE": "companion works"},
        routes=COMPANION,
    ),
    Case(
        without=("package",),
        missing=frozenset({"Distribution Engine", "reading DE", "toggling"}),
        says={"Distribution Engine": "not installed here, or not visible to you"},
        code=5,
        routes=None,
    ),
    Case(
        without=("action",),
        says={"class access": "action closed", "toggling": "anonymous works, carries a reason"},
        routes=("soql", "throw", "anonymous"),
    ),
    Case(
        without=("action", "author-apex"),
        missing=frozenset({"Author Apex", "reading DE", "toggling"}),
        code=5,
        routes=None,
    ),
    Case(
        extra=("companion",),
        says={
            "reading DE": "companion works (sessions and DE in 1 call)",
            "toggling": "companion works, carries a reason",
            "class access": "companion open (the kit's class)",
            "API use": "1 call a reading",
        },
        routes=COMPANION,
    ),
    Case(extra=("action-reason",), says={"toggling": "action works, carries a reason"}),
)


def checks(ran: Ran) -> dict[str, dict[str, Any]]:
    return {one["name"]: one for one in ran.json["checks"]}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_doctors_words_and_exit_code_fit_the_org(serve: Serve, case: Case) -> None:
    ran = case.served(serve).run("doctor", "--json")
    found = checks(ran)
    assert ran.code == case.code
    assert {name for name, one in found.items() if one["ok"] is False} == case.missing
    assert {name: words for name, words in case.says.items() if words not in found[name]["found"]} == {}
    assert all(found[name]["next"] for name in case.missing)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_routes_are_those_that_the_doctor_found_open(serve: Serve, case: Case) -> None:
    ran = case.served(serve).run("status", "--json")
    assert (tuple(ran.json["routes"].values()) if ran.out else None) == case.routes


@pytest.mark.parametrize("case", CASES, ids=str)
def test_nobody_is_toggled_where_the_data_cannot_carry_it(serve: Serve, case: Case) -> None:
    stage = case.served(serve)
    for one in stage.people()[:1]:
        stage.world.log_out(one.id)
    stage.run("doctor")
    assert stage.toggles() == []
    ran = stage.run("poll", "--once", "--apply", "--yes", "--json", *(["--writable"] if case.production else []))
    if case.code:
        assert (ran.code, stage.toggles()) == (5, [])
    else:
        assert ran.code == 0


def test_json_is_the_contracts_with_why_beside_it(serve: Serve) -> None:
    ran = serve().run("doctor", "--json")
    assert list(ran.json) == ["checks"]
    assert {tuple(one) for one in ran.json["checks"]} == {("name", "ok", "found", "next", "why")}
    assert ran.err == ""


def test_for_people_what_is_missing_stands_first_with_why_and_the_next_step(serve: Serve) -> None:
    ran = serve(without=frozenset({"manage-users"})).run("doctor")
    lines = ran.out.splitlines()
    assert lines[0] == "Acme Sales  SANDBOX  admin@acme.example"
    assert lines[2] == "Missing"
    assert " ".join(lines[3].split()) == "✗ all sessions only your own are visible: Manage Users is missing"
    assert "next: Ask an administrator for Manage Users" in ran.out
    assert lines[-1].startswith("1 missing, ")


def test_lines_are_no_wider_than_the_terminal(serve: Serve) -> None:
    stage = serve()
    stage.environment("COLUMNS", "60")
    ran = stage.run("doctor")
    assert max(len(line) for line in ran.out.splitlines() if "/" not in line) <= 60


def test_a_path_is_never_parted(serve: Serve) -> None:
    stage = serve()
    stage.environment("COLUMNS", "60")
    lines = stage.run("doctor").out.splitlines()
    assert any(f"{stage.places}/XDG_STATE_HOME/de-presence/log/de-presence.log" in line for line in lines)


def test_a_host_that_does_not_answer_exits_3_after_the_checks_of_this_machine(serve: Serve) -> None:
    stage = serve()
    stage.environment("SF_ORG_INSTANCE_URL", "http://127.0.0.1:9")
    ran = stage.run("doctor", "--json")
    found = checks(ran)
    assert ran.code == 3
    assert found["reachable"]["ok"] is False
    assert found["versions"]["ok"] is True
    assert list(found).index("versions") < list(found).index("reachable")


def test_a_dead_token_exits_3_and_says_so_at_the_login(serve: Serve) -> None:
    stage = serve()
    stage.server.account.kill_token()
    ran = stage.run("doctor", "--json")
    assert (ran.code, checks(ran)["login"]["ok"]) == (3, False)
    assert "Log in again" in checks(ran)["login"]["next"]


def test_a_host_that_refuses_the_token_has_answered_and_is_reachable(serve: Serve) -> None:
    stage = serve()
    stage.server.account.kill_token()
    assert checks(stage.run("doctor", "--json"))["reachable"]["ok"] is True


def test_without_any_org_it_says_how_to_connect_and_exits_3(serve: Serve) -> None:
    stage = serve()
    stage.environment("SF_ACCESS_TOKEN", "")
    stage.environment("SF_ORG_INSTANCE_URL", "")
    ran = stage.run("doctor")
    assert ran.code == 3
    assert "There is no org to connect to" in ran.out
    assert ran.out.count("not looked at") == 1


def test_an_org_that_lets_nobody_in_by_api_exits_5(serve: Serve) -> None:
    stage = serve()
    no = json_reply([{"message": "The REST API is not enabled.", "errorCode": "API_DISABLED_FOR_ORG"}], 403)
    stage.fault("/services", Fault(answer=no))
    ran = stage.run("doctor", "--json")
    assert (ran.code, checks(ran)["login"]["ok"]) == (5, False)


def test_broken_settings_are_a_finding_and_exit_2(serve: Serve) -> None:
    stage = serve()
    stage.settings("[loop]\nintervall = 5\n")
    ran = stage.run("doctor", "--json")
    assert ran.code == 2
    assert checks(ran)["settings"]["ok"] is False
    assert "interval" in checks(ran)["settings"]["found"] + checks(ran)["settings"]["next"]
    assert stage.asked() == []


def test_a_journal_that_cannot_be_written_exits_1(serve: Serve) -> None:
    stage = serve()
    (stage.places / "XDG_STATE_HOME").write_text("a file in place of the folder")
    ran = stage.run("doctor", "--json")
    assert (ran.code, checks(ran)["journal"]["ok"]) == (1, False)


def test_no_keychain_is_worth_knowing_with_the_ways_that_need_none(serve: Serve) -> None:
    keychain = checks(serve().run("doctor", "--json"))["keychain"]
    assert keychain["ok"] is None
    assert "SF_ACCESS_TOKEN" in keychain["next"]


def test_the_token_is_nowhere_in_what_it_says(serve: Serve) -> None:
    stage = serve()
    ran = stage.run("--log-level", "debug", "doctor")
    assert stage.server.access_token not in ran.out + ran.err


def test_accepted_ons_that_de_showed_and_did_not_are_told_from_the_journal(serve: Serve) -> None:
    stage = serve()
    journal = SqliteJournal(platform_places().journal(stage.world.org_id), JournalSettings())
    journal.keep(Memory(ons=Ons({9: 4}, {})), {})
    journal.close()
    told = checks(stage.run("doctor", "--json"))["what DE answers"]
    assert told["ok"] is None
    assert told["found"] == "of 4 accepted ons, 4 shown at the next complete reading, 0 not"


def test_the_hours_of_ons_that_were_not_shown_are_local() -> None:
    told = answers_of(Ons({9: 5}, {17: 2, 18: 1}), timedelta(hours=1))
    assert told.found == (
        "of 8 accepted ons, 5 shown at the next complete reading, 3 not: those were sent 18:00 to 20:00 (3)"
    )


def test_checks_that_were_not_looked_at_are_one_for_people() -> None:
    same = [Check(name, None, "not looked at") for name in ("teams", "toggling")]
    assert folded([Check("login", False, "dead"), *same]) == (
        Check("login", False, "dead"),
        Check("not looked at", None, "teams, toggling"),
    )


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, "no colours (NO_COLOR)"),
        ({"COLORTERM": "truecolor", "TERM": "xterm"}, "16 million colours"),
        ({"TERM": "xterm-256color"}, "256 colours"),
        ({"TERM": "vt220"}, "16 colours"),
        ({"TERM": "dumb"}, "no colours"),
    ],
)
def test_colours_are_told_as_the_terminal_says_it_has_them(environment: dict[str, str], words: str) -> None:
    assert colours(environment) == words


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"TMUX": "/tmp/x"}, "set-clipboard"),
        ({"STY": "1.pts"}, "screen"),
        ({"TERM_PROGRAM": "Apple_Terminal"}, "Apple"),
        ({}, "OSC 52"),
    ],
)
def test_what_stands_between_us_and_the_clipboard_is_told(environment: dict[str, str], words: str) -> None:
    assert words in clipboard(environment)


async def test_in_the_monitor_it_waits_for_no_connection(serve: Serve) -> None:
    serve()
    found = {one.name: one for one in await Watched(Given(), None).doctor()}
    assert found["reachable"].found == "There is no connection yet"
    assert found["versions"].ok is True


async def test_in_the_monitor_it_looks_at_the_org_that_is_open(serve: Serve) -> None:
    serve()
    watched = Watched(Given(read_only=True), None)
    async with aclosing(watched.pulses(Hand())) as pulses:
        async for pulse in pulses:
            if pulse.org is not None:
                break
        found = {one.name: one for one in await watched.doctor()}
    assert found["reading DE"].ok is True
    assert "read-only" in found["org"].found
    assert "what DE answers" in found
