from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tui.org.login.attempt import Answer, Attempt, answer_in, challenge, pasted_answer, random_text
from tui.org.wire.connection import Address
from tui.presence.saved_org import SavedOrg

STATE = "the state of this attempt"
SAVED = SavedOrg("acme", "web", consumer_key="key", callback_port=1718)


def attempt(saved: SavedOrg = SAVED) -> Attempt:
    return Attempt(Address("acme.my.salesforce.com"), saved, STATE, "verifier" * 8)


def test_the_challenge_is_the_one_of_the_standards_example() -> None:
    assert challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_random_texts_are_long_enough_for_pkce_and_never_the_same() -> None:
    texts = {random_text() for _ in range(50)}
    assert len(texts) == 50
    assert all(43 <= len(one) <= 128 and one.replace("-", "").replace("_", "").isalnum() for one in texts)


def test_the_browser_is_sent_to_the_orgs_own_page_with_the_challenge_and_not_the_verifier() -> None:
    parts = urlsplit(attempt().url)
    assert parts._replace(query="").geturl() == "https://acme.my.salesforce.com/services/oauth2/authorize"
    assert parse_qs(parts.query) == {
        "response_type": ["code"],
        "client_id": ["key"],
        "redirect_uri": ["http://localhost:1718/OauthRedirect"],
        "scope": ["api refresh_token"],
        "state": [STATE],
        "code_challenge": [challenge("verifier" * 8)],
        "code_challenge_method": ["S256"],
    }


def test_a_known_user_name_is_filled_in_on_the_orgs_page() -> None:
    saved = SavedOrg("acme", "web", consumer_key="key", username="kim@acme.example")
    assert parse_qs(urlsplit(attempt(saved).url).query)["login_hint"] == ["kim@acme.example"]


def test_neither_attempt_nor_form_nor_answer_shows_its_secrets() -> None:
    one = attempt()
    shown = f"{one!r} {one.form('the code', 'the secret')!r} {Answer('the code')!r}"
    assert not [secret for secret in (STATE, "verifierverifier", "the code", "the secret") if secret in shown]


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        (f"code=aPrx%3D%3D&state={STATE}", Answer("aPrx==")),
        (f"error=access_denied&error_description=no+way&state={STATE}", Answer("", "access_denied", "no way")),
        ("error=access_denied", Answer("", "access_denied")),
        ("code=aPrx&state=another", None),
        ("code=aPrx", None),
        ("code=aPrx&state=", None),
        ("error=access_denied&state=another", None),
        (f"state={STATE}", None),
        ("", None),
        ("state=%ff%fe&code=x", None),
    ],
)
def test_only_an_answer_to_this_attempt_counts(query: str, answer: Answer | None) -> None:
    assert answer_in(query, STATE) == answer


ADDRESS = "http://localhost:1717/OauthRedirect"


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (f"{ADDRESS}?code=aPrx%3D%3D&state=S", Answer("aPrx==")),
        (f"  {ADDRESS}?code=aPrx&state=S\n", Answer("aPrx")),
        ("localhost:1717/OauthRedirect?code=aPrx&state=S", Answer("aPrx")),
        ("code=aPrx&state=S", Answer("aPrx")),
        (f"{ADDRESS}?code=aPrx&state=another", None),
        (f"{ADDRESS}?code=aPrx", None),
        (f"{ADDRESS}?error=access_denied&state=S", Answer("", "access_denied")),
        ("aPrx123.456_789-0ab!c==", Answer("aPrx123.456_789-0ab!c==")),
        ("aPrx1234567890abcdef%3D%3D", Answer("aPrx1234567890abcdef==")),
        ("hello", None),
        ("aPrx123456789012345", None),
        ("hello/what/do/you/want/of/me", None),
        ("https://acme.my.salesforce.com/home", None),
        ("no idea what you mean", None),
        ("", None),
        ("http://[", None),
    ],
)
def test_what_is_pasted_may_be_the_whole_address_or_the_code(text: str, answer: Answer | None) -> None:
    assert pasted_answer(text, "S") == answer
