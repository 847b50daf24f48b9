from __future__ import annotations

import pytest

from tests.org.login.logins import Somebody
from tui.org.login.asking import answer_of
from tui.org.login.attempt import Answer, Attempt
from tui.org.login.callback import Callback
from tui.org.login.refusals import LoginRefused
from tui.org.wire.connection import Address
from tui.presence.saved_org import SavedOrg

ATTEMPT = Attempt(Address("acme.my.salesforce.com"), SavedOrg("acme", "web", consumer_key="key"), "S", "verifier")
PASTED = "http://localhost:1717/OauthRedirect?code=pasted&state=S"


class Browser(Callback):
    """A listener whose browser comes back once it was waited for so long, in seconds, all in all."""

    def __init__(self, answer: Answer | None = None, after: float = 0, why_none: str = "") -> None:
        super().__init__(why_none)
        self.answer, self.left = answer, after
        self.waits: list[float] = []

    def wait(self, seconds: float) -> Answer | None:
        self.waits.append(seconds)
        self.left -= seconds
        return self.answer if self.left <= 0 else None


def test_the_browser_that_opens_and_comes_back_needs_nothing_more() -> None:
    person = Somebody(lambda url: True)
    assert answer_of(person, ATTEMPT, Browser(Answer("x"), after=60), 120) == Answer("x")
    assert not person.asked


def test_the_address_is_told_even_where_the_browser_seems_to_open() -> None:
    person = Somebody(lambda url: True)
    answer_of(person, ATTEMPT, Browser(Answer("x")), 120)
    assert ATTEMPT.url in person.told


def test_without_a_browser_the_address_is_told_and_the_answer_pasted() -> None:
    person = Somebody(pastes=[PASTED])
    callback = Browser()
    assert answer_of(person, ATTEMPT, callback, 120) == Answer("pasted")
    assert ATTEMPT.url in person.told
    assert 120 not in callback.waits


def test_enter_alone_takes_what_the_browser_has_brought_through_a_forwarded_port() -> None:
    person = Somebody(pastes=[""])
    assert answer_of(person, ATTEMPT, Browser(Answer("x"), after=1), 120) == Answer("x")


def test_after_the_wait_pasting_is_offered() -> None:
    person = Somebody(lambda url: True, [PASTED])
    assert answer_of(person, ATTEMPT, Browser(), 120) == Answer("pasted")


def test_where_nothing_can_listen_it_is_said_and_the_text_way_taken() -> None:
    person = Somebody(lambda url: True, [PASTED])
    callback = Browser(why_none="another program uses it")
    assert answer_of(person, ATTEMPT, callback, 120) == Answer("pasted")
    assert "localhost:1717: another program uses it" in person.told[0]
    assert 120 not in callback.waits


def test_the_answer_to_another_attempt_is_not_taken_and_another_one_may_be_pasted() -> None:
    person = Somebody(pastes=["http://localhost:1717/OauthRedirect?code=x&state=another", PASTED])
    assert answer_of(person, ATTEMPT, Browser(), 120) == Answer("pasted")
    assert any("another state" in line for line in person.told)


def test_a_slip_does_not_end_the_login_and_what_is_wanted_is_said() -> None:
    person = Somebody(pastes=["hello", PASTED])
    assert answer_of(person, ATTEMPT, Browser(), 120) == Answer("pasted")
    assert any("http://localhost:1717/OauthRedirect?code=" in line for line in person.told)


@pytest.mark.parametrize("pastes", [[None], [""], ["x y"] * 5, ["x y", None], ["http://localhost/?code=x&state=y"] * 3])
def test_who_gives_up_or_pastes_nothing_of_use_is_told_so(pastes: list[str | None]) -> None:
    person = Somebody(pastes=pastes)
    with pytest.raises(LoginRefused) as failure:
        answer_of(person, ATTEMPT, Browser(), 120)
    assert "http://localhost:1717/OauthRedirect" in failure.value.problem.next


@pytest.mark.parametrize("browser", [True, False])
def test_nobody_at_the_terminal_leaves_the_whole_wait_to_the_browser_and_no_more(browser: bool) -> None:
    callback = Browser()
    with pytest.raises(LoginRefused):
        answer_of(Somebody(lambda url: browser), ATTEMPT, callback, 120)
    assert sum(callback.waits) == 120


def test_nobody_at_the_terminal_and_no_way_back_ends_at_once() -> None:
    callback = Browser(why_none="another program uses it")
    with pytest.raises(LoginRefused):
        answer_of(Somebody(), ATTEMPT, callback, 120)
    assert sum(callback.waits) == 0


def test_an_address_opened_elsewhere_is_waited_for_where_nobody_can_paste() -> None:
    assert answer_of(Somebody(), ATTEMPT, Browser(Answer("x"), after=60), 120) == Answer("x")
