"""What may go wrong between us and the Metadata API: told as everywhere, written once, and never doubled."""

from __future__ import annotations

import pytest

from tests.org.kit.kits import OURS, Org, served
from tests.org.scripted import Scripted, Watch
from tui.demo.http.server import Fault, Interceptor
from tui.demo.http.wire import XML, Reply, Request, json_reply
from tui.org.kit.deploying import PATIENCE
from tui.org.kit.findings import findings
from tui.org.kit.kit import Kit
from tui.org.rows.identity import read_permissions
from tui.org.wire.errors import AnswerLost, LoginExpired, Misread, OrgFailure, Unreachable
from tui.org.wire.steps import Steps
from tui.presence.model import OrgFacts, Permissions
from tui.presence.problems import Aborted

METADATA, DEPLOY = "/Soap/m/", "deployRequest"
CLOSED = b"""<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">
<soapenv:Body><soapenv:Fault><faultcode>sf:INSUFFICIENT_ACCESS</faultcode><faultstring>INSUFFICIENT_ACCESS: use of the
Metadata API requires a user with the ModifyAllData or ModifyMetadata permissions</faultstring></soapenv:Fault>
</soapenv:Body></soapenv:Envelope>"""
PAGE = Reply(200, b"<!doctype html><html>Log in to this network</html>", "text/html")
TRICK = Reply(200, b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', XML)


class Stopping:
    """A person who stops it at the first wait."""

    aborted = False

    def sleep(self, _: float) -> None:
        self.aborted = True

    def step(self, what: str, done: int, of: int | None) -> None:
        """Not looked at."""


def every(word: str, fault: Fault) -> Interceptor:
    return lambda request: fault if word in request.path else None


def looks(request: Request) -> bool:
    """Whether this asks how a deployment is."""
    return METADATA in request.path and b"checkDeployStatus" in request.body


def started(org: Org) -> int:
    return sum(1 for _, path, _ in org.server.requests if path.endswith(DEPLOY))


def test_a_deployment_whose_answer_is_lost_was_sent_once_and_the_next_look_tells() -> None:
    with served() as org:
        kit = org.kit()
        state = kit.look()
        org.server.interceptor = every(DEPLOY, Fault(cut="after"))
        with pytest.raises(AnswerLost) as told:
            kit.deploy(state)
        assert started(org) == 1
    assert told.value.problem.title == "The answer to the deployment was lost"
    assert "kit check" in told.value.problem.next


def test_a_deployment_that_never_left_is_no_lost_one() -> None:
    with served() as org:
        kit = org.kit()
        state = kit.look()
        org.server.stop()
        with pytest.raises(Unreachable):
            kit.deploy(state)


@pytest.mark.parametrize("answer", [PAGE, TRICK, Reply(200, b"", XML), Reply(200, b"<nonsense", XML)])
def test_whatever_comes_instead_of_an_answer_to_a_deployment_it_may_have_happened(answer: Reply) -> None:
    with served() as org:
        kit = org.kit()
        state = kit.look()
        org.server.interceptor = every(DEPLOY, Fault(answer=answer))
        with pytest.raises(AnswerLost):
            kit.deploy(state)
        assert started(org) == 1


def test_looks_that_fail_now_and_then_are_made_again() -> None:
    refused = json_reply([{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "too many"}], 403)
    with served() as org:
        kit = org.kit()
        state, seen = kit.look(), [0]

        def flaky(request: Request) -> Fault | None:
            if not looks(request):
                return None
            seen[0] += 1
            return Fault(answer=refused) if seen[0] % PATIENCE else None

        org.server.interceptor = flaky
        assert kit.deploy(state).success
    assert seen[0] > 2 * PATIENCE


def test_an_org_out_of_reach_is_looked_at_so_often_and_then_left_with_a_word() -> None:
    with served() as org:
        kit = org.kit()
        state = kit.look()
        org.server.interceptor = lambda request: Fault(cut="before") if looks(request) else None
        with pytest.raises(Unreachable) as told:
            kit.deploy(state)
    assert "goes on in the org" in told.value.problem.next


def test_of_a_trial_that_cannot_be_looked_at_it_is_told_that_it_changes_nothing() -> None:
    with served() as org:
        kit = org.kit()
        state = kit.look()
        org.server.interceptor = lambda request: Fault(cut="before") if looks(request) else None
        with pytest.raises(Unreachable) as told:
            kit.validate(state)
    assert "changes nothing" in told.value.problem.next


def test_who_stops_it_is_told_that_the_org_goes_on() -> None:
    with served() as org:
        state, stopping = org.kit().look(), Stopping()
        kit = Kit(org.client, state.facts, read_permissions(org.client), Steps(stopping), OURS, stopping.sleep)
        with pytest.raises(Aborted) as told:
            kit.deploy(state)
    assert "goes on in the org" in told.value.problem.next


def test_a_token_that_died_is_renewed_and_the_call_made_again() -> None:
    with served(renew=lambda server: server.account.renew_token()) as org:
        kit = org.kit()
        state = kit.look()
        org.server.account.kill_token()
        assert kit.deploy(state).success


def test_a_token_that_died_and_cannot_be_renewed_is_an_expired_login() -> None:
    with served() as org:
        kit = org.kit()
        state = kit.look()
        org.server.account.kill_token()
        with pytest.raises(LoginExpired):
            kit.deploy(state)


def test_where_the_metadata_api_is_closed_the_apex_is_told_all_the_same() -> None:
    with served() as org:
        kit = org.deployed()
        org.server.interceptor = every(METADATA, Fault(answer=Reply(500, CLOSED, XML)))
        state = kit.look()
    assert "ModifyMetadata" in state.untold
    assert {one.kind for one in state.named("same")} == {"ApexClass", "ApexTrigger"}
    assert {one.kind for one in state.named("untold")} >= {"CustomObject", "Flow", "PermissionSet"}
    assert all(one.ok is not False for one in findings(state))


@pytest.mark.parametrize(("answer", "failure"), [(PAGE, Unreachable), (TRICK, Misread)])
def test_what_is_no_answer_of_the_org_is_never_taken_for_one(answer: Reply, failure: type[OrgFailure]) -> None:
    with served() as org:
        kit = org.deployed()
        org.server.interceptor = every(METADATA, Fault(answer=answer))
        if failure is Unreachable:
            with pytest.raises(Unreachable):
                kit.look()
        else:
            assert kit.look().untold


def test_no_token_stands_in_what_is_told_of_a_failure() -> None:
    with served() as org:
        kit = org.kit()
        state = kit.look()
        token = org.server.access_token
        fault = CLOSED.replace(b"use of", f"{token} of".encode())
        org.server.interceptor = every(DEPLOY, Fault(answer=Reply(500, fault, XML)))
        with pytest.raises(OrgFailure) as told:
            kit.deploy(state)
    assert token not in repr(told.value) + str(told.value.problem) + repr(told.value.__context__)


def test_calls_that_do_not_reach_the_metadata_api_carry_no_kit() -> None:
    facts = OrgFacts("00D", "Acme", "ada", "005", True, "https://acme.example")
    with pytest.raises(TypeError):
        Kit(Scripted(lambda _: None), facts, Permissions(True, True, True, True), Steps(Watch()))
