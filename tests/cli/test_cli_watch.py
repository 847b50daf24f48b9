"""``status --watch`` and ``--plain``: sentences for who hears them, an object a reading for scripts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone

import pytest
from msgspec.structs import replace

from tests.cli.stage import AT_ONCE, Serve, Stage
from tests.ui.story import INES, LEO, MAJA, NOW, OFFICE, TOLA, Person, person, pulse_of
from tui.cli.watch_words import NOTHING, Heard, changes, groups, heard, summary, timed, troubles
from tui.loop.pulse import Phase, Pulse
from tui.presence.model import Id, Problem

ALL = [one.id for one in OFFICE]


def told(before: Heard, pulse: Pulse, shown: list[Id] = ALL) -> tuple[list[str], Heard]:
    """What is said of a pulse after another."""
    after = heard(pulse, shown, before)
    return [*troubles(before, after), *changes(before, after, shown, NOW), *groups(before, after)], after


def now(*changed: Person) -> Pulse:
    """The office, with these as they are now; each reading is another roster."""
    others = {one.id: one for one in changed}
    return pulse_of(tuple(others.get(one.id, one) for one in OFFICE))


def test_the_first_sentence_counts_people_and_not_queues() -> None:
    pulse = pulse_of()
    assert pulse.roster
    said = summary(pulse, list(pulse.roster.standings.values()))
    assert said.startswith("Acme Sales, sandbox, read as admin@acme.example. 9 users: 4 active, 1 idle, 4 absent, ")


def test_who_is_out_of_step_is_named_at_first_and_then_only_who_is_newly_so() -> None:
    said, before = told(NOTHING, pulse_of())
    assert said == [
        "2 people are absent and on: Costa, Inês; Ivanov, Ivan.",
        "2 people are present and off: Dubois, Léo; Eriksson, Maja.",
    ]
    again, after = told(before, pulse_of())
    assert again == []
    said, after = told(after, now(replace(TOLA, seen=None)))
    assert said[0] == "Adeyemi, Tola left: no live session."
    assert said[1].startswith("Adeyemi, Tola is absent and on, ")


def test_what_de_answers_is_told_when_it_changes() -> None:
    _, before = told(NOTHING, pulse_of())
    said, _ = told(before, now(replace(LEO, answer=(True, False))))
    assert "Dubois, Léo: DE answers on in 1 of 2 teams, before off." in said


def test_who_comes_is_told_and_a_new_de_user_too() -> None:
    _, before = told(NOTHING, pulse_of())
    said, _ = told(before, now(replace(INES, seen=1)))
    assert said[0] == "Costa, Inês came: 1 live session."
    new = person(77, "[/]\x1b[1mZoe")
    said, _ = told(before, pulse_of((*OFFICE, new)), [*ALL, new.id])
    assert "[/]␛[1mZoe is a DE user now." in said


def test_only_those_who_were_asked_for_are_told_of() -> None:
    _, before = told(NOTHING, pulse_of(), [MAJA.id])
    said, _ = told(before, now(replace(INES, seen=1)), [MAJA.id])
    assert said == []


def test_a_failure_is_told_once_and_that_it_is_over() -> None:
    _, before = told(NOTHING, pulse_of())
    slow = Problem("The org does not answer", "timed out after 10 s", "Wait")
    broken = replace(pulse_of(), phase=Phase.RETRYING, why=str(slow), problems=(slow,), roster=before.roster)
    said, after = told(before, broken)
    assert said == ["The org does not answer: timed out after 10 s. It is tried again."]
    again, after = told(after, broken)
    assert again == []
    said, _ = told(after, pulse_of())
    assert said == ["All is well again."]


def test_times_are_the_readers_own_with_half_hours_too() -> None:
    assert timed(["It is."], datetime(2026, 11, 23, 9, 14, tzinfo=UTC), timezone(timedelta(hours=5, minutes=30))) == [
        "14:44 It is."
    ]


def test_one_read_is_told_in_sentences(serve: Serve) -> None:
    stage = serve(answers="toggle")
    stage.in_step()
    ran = stage.run("status", "--plain", stage.people()[0].username)
    assert ran.code == 0
    head, *people = ran.out.splitlines()
    assert "1 user: 1 active" in head
    assert people[0].startswith(f"{stage.people()[0].name}. Present: 1 live session, last seen just now, expires in ")
    assert people[0].endswith(". DE answers on.")
    assert len(people) == 1


@pytest.mark.parametrize(
    ("args", "words"),
    [(("--watch", "--csv"), "has no CSV"), (("--plain", "--json"), "exclude each other"), (("--watch", "xx:1"), "")],
)
def test_forms_that_make_no_sense_are_refused(serve: Serve, args: tuple[str, ...], words: str) -> None:
    ran = serve().run("status", *args)
    assert ran.code == 2
    assert words in ran.err


@contextmanager
def watching(*args: str) -> Iterator[subprocess.Popen[str]]:
    """A running watch over the staged org."""
    command = [sys.executable, "-m", "tui", "status", "--watch", *args]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as child:
        try:
            yield child
        finally:
            child.kill()


def quick(serve: Serve) -> Stage:
    """Readings come soon after each other."""
    stage = serve(answers="toggle")
    stage.in_step()
    stage.settings(AT_ONCE + "refresh = 5\n")
    return stage


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_changes_are_told_as_they_are_read_and_ctrl_c_ends_it_well(serve: Serve) -> None:
    stage = quick(serve)
    listens = stage.listened()
    with watching("--plain") as child:
        assert child.stdout is not None
        assert ". 8 users: " in child.stdout.readline()
        assert listens.wait(20)
        gone = stage.people()[0]
        stage.world.log_out(gone.id)
        assert f"{gone.name} left: no live session." in child.stdout.readline()
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert (child.returncode, err) == (0, "")
    assert "\x1b" not in out
    assert stage.toggles() == []


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_json_is_one_object_a_reading(serve: Serve) -> None:
    stage = quick(serve)
    listens = stage.listened()
    with watching("--json", stage.people()[0].username) as child:
        assert child.stdout is not None
        first = json.loads(child.stdout.readline())
        assert listens.wait(20)
        stage.world.log_out(stage.people()[0].id)
        second = json.loads(child.stdout.readline())
        child.send_signal(signal.SIGTERM)
        child.communicate(timeout=30)
    assert child.returncode == 0
    assert first["as_of"] <= second["as_of"]
    assert [one["users"][0]["presence"] for one in (first, second)] == ["active", "absent"]
