from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.org.login.logins import Stage, elsewhere, stage
from tui.demo.http.server import Fault
from tui.demo.http.wire import Reply
from tui.org.login.refusals import LoginRefused
from tui.org.wire.connection import Connection
from tui.org.wire.errors import LimitReached, LoginExpired, OrgFailure, Unreachable
from tui.presence.problems import NoKeychain

NAME = ("acme", "refresh-token")


@pytest.fixture
def web() -> Iterator[Stage]:
    with stage("web") as one:
        one.log_in()
        yield one


def renewed(connection: Connection) -> str:
    assert connection.renew is not None
    return connection.renew()


def test_a_rotated_token_takes_the_place_of_the_one_before_at_once(web: Stage) -> None:
    first = web.secrets.kept[NAME]
    connection = web.connect()
    second = web.secrets.kept[NAME]
    token = renewed(connection)
    assert len({first, second, web.secrets.kept[NAME]}) == 3
    assert web.works(token)


def test_without_rotation_the_token_stays(web: Stage) -> None:
    web.wire.server.account.policy.rotation = False
    first = web.secrets.kept[NAME]
    connection = web.connect()
    assert web.works(renewed(connection))
    assert web.secrets.kept[NAME] == first


def test_two_runs_share_one_rotated_token(web: Stage) -> None:
    one, other = web.connect(), web.connect()
    for connection in (one, other, one, other):
        assert web.works(renewed(connection))


def test_two_runs_that_renew_at_the_same_moment_use_each_token_once(web: Stage) -> None:
    connections = [web.connect() for _ in range(2)]
    tokens: list[str] = []
    threads = [threading.Thread(target=lambda one=one: tokens.append(renewed(one))) for one in connections * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tokens) == 6
    assert set(web.asked()) == {200}
    assert web.works(renewed(connections[0]))


def test_a_dead_login_is_not_asked_for_again(web: Stage) -> None:
    connection = web.connect()
    web.wire.server.account.grants.revoke(web.secrets.kept[NAME])
    for _ in range(5):
        with pytest.raises(LoginExpired) as failure:
            renewed(connection)
        assert failure.value.problem.next == "Log in again: de-presence login acme"
    assert web.asked()[-2:] == [200, 400]


def test_a_login_from_another_terminal_brings_a_dead_one_back(web: Stage) -> None:
    connection = web.connect()
    web.wire.server.account.grants.revoke(web.secrets.kept[NAME])
    with pytest.raises(LoginExpired):
        renewed(connection)
    web.log_in()
    assert web.works(renewed(connection))


@pytest.mark.parametrize(
    ("error", "description", "kind"),
    [
        ("invalid_grant", "login rate exceeded", LimitReached),
        ("invalid_grant", "ip restricted", LoginRefused),
    ],
)
def test_a_refusal_that_passes_does_not_make_the_login_dead(
    web: Stage, error: str, description: str, kind: type[OrgFailure]
) -> None:
    connection = web.connect()
    body = f'{{"error":"{error}","error_description":"{description}"}}'.encode()
    web.wire.server.interceptor = lambda _: Fault(Reply(400, body))
    with pytest.raises(kind):
        renewed(connection)
    web.wire.server.interceptor = None
    assert web.works(renewed(connection))


def test_a_refresh_token_leaves_once_even_where_the_answer_is_lost(web: Stage) -> None:
    connection = web.connect()
    before = len(web.asked())
    web.wire.server.interceptor = lambda _: Fault(cut="before")
    with pytest.raises(Unreachable):
        renewed(connection)
    assert len(web.asked()) == before + 1


def test_where_the_request_never_arrived_the_token_lives_on(web: Stage) -> None:
    connection = web.connect()
    web.wire.server.interceptor = lambda _: Fault(cut="before")
    with pytest.raises(Unreachable):
        renewed(connection)
    web.wire.server.interceptor = None
    assert web.works(renewed(connection))


def test_an_answer_lost_after_the_rotation_ends_in_a_clear_request_to_log_in_again(web: Stage) -> None:
    connection = web.connect()
    web.wire.server.interceptor = lambda _: Fault(cut="after")
    with pytest.raises(Unreachable) as failure:
        renewed(connection)
    assert "de-presence login acme" in failure.value.problem.next
    web.wire.server.interceptor = None
    with pytest.raises(LoginExpired):
        renewed(connection)


def test_a_keychain_that_takes_nothing_is_noticed_before_the_token_is_spent(web: Stage) -> None:
    connection = web.connect()
    before = len(web.asked())
    web.secrets.refuses = lambda doing, what: doing == "put"
    with pytest.raises(OrgFailure) as failure:
        renewed(connection)
    assert failure.value.problem.title == "The keychain is locked"
    assert len(web.asked()) == before
    web.secrets.refuses = lambda doing, what: False
    assert web.works(renewed(connection))


class Failing:
    """A keychain that refuses to take the successor, from the second ``put`` of a renewal on."""

    def __init__(self, web: Stage, times: int) -> None:
        self.puts, self.times = 0, times
        web.secrets.refuses = self

    def __call__(self, doing: str, what: str) -> bool:
        if doing == "put":
            self.puts += 1
            return 2 <= self.puts < 2 + self.times
        return False


def test_a_successor_that_cannot_be_kept_is_told_and_lives_on_in_memory(web: Stage) -> None:
    connection = web.connect()
    Failing(web, 1_000)
    with pytest.raises(OrgFailure) as failure:
        renewed(connection)
    assert failure.value.problem.title == "The keychain did not take the renewed login"
    tokens = [renewed(connection) for _ in range(3)]
    assert all(web.works(token) for token in tokens)
    assert set(web.asked()) == {200}


def test_the_access_token_that_came_with_it_is_used_and_not_asked_for_twice(web: Stage) -> None:
    connection = web.connect()
    Failing(web, 1)
    with pytest.raises(OrgFailure):
        renewed(connection)
    asked = len(web.asked())
    assert web.works(renewed(connection))
    assert len(web.asked()) == asked


def test_a_keychain_that_works_again_gets_the_successor(web: Stage) -> None:
    connection = web.connect()
    Failing(web, 2)
    for _ in range(2):
        try:
            renewed(connection)
        except OrgFailure as failure:
            assert failure.problem.title.startswith("The keychain")  # noqa: PT017  # told once, which one is the point
    renewed(connection)
    assert web.works(web.connect().token)


def test_a_login_that_cannot_be_kept_at_the_start_is_told_as_what_it_is(web: Stage) -> None:
    Failing(web, 1)
    with pytest.raises(NoKeychain) as failure:
        web.connect()
    assert "de-presence login acme" in failure.value.problem.next


def test_a_login_made_elsewhere_beats_the_successor_in_memory(web: Stage) -> None:
    connection = web.connect()
    Failing(web, 1_000)
    with pytest.raises(OrgFailure):
        renewed(connection)
    web.secrets.refuses = lambda doing, what: False
    web.log_in()
    mine = web.secrets.kept[NAME]
    renewed(connection)
    assert web.secrets.kept[NAME] != mine
    assert web.works(web.connect().token)


def test_a_run_that_dies_between_answer_and_keychain_leaves_a_clear_next_step(web: Stage) -> None:
    Failing(web, 1)
    with pytest.raises(NoKeychain):
        web.connect()  # the process ends here
    web.secrets.refuses = lambda doing, what: False
    with pytest.raises(LoginExpired) as failure:
        web.connect()
    assert failure.value.problem.next == "Log in again: de-presence login acme"


def test_a_token_for_another_org_is_not_used_but_its_successor_is_kept(web: Stage) -> None:
    connection = web.connect()
    before = web.secrets.kept[NAME]
    web.wire.server.interceptor = elsewhere()
    with pytest.raises(LoginRefused):
        renewed(connection)
    assert web.secrets.kept[NAME] != before


def test_renewals_happen_alone(web: Stage) -> None:
    inside = web.secrets.inside
    renewed(web.connect())
    assert web.secrets.inside == inside + 2
