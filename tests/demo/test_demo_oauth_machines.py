"""The demo org's logins without a person: JWT bearer and client credentials, and each way to get them wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from tests.demo.oauth_client import Client, key, said, soon
from tests.demo.served import served
from tui.demo.http.oauth.app import read_public_key
from tui.demo.http.oauth.token import JWT_BEARER


@pytest.fixture
def client() -> Iterator[Client]:
    """A client whose app knows the public half of the key named ``ours``."""
    with served() as wire:
        wire.server.app = replace(wire.server.app, public_keys=(key("ours").public_key(),))
        yield Client(wire)


def test_a_signed_jwt_logs_in_and_brings_no_refresh_token(client: Client) -> None:
    answer = client.bear(client.assertion(key("ours")))
    assert answer.status_code == 200
    told = answer.json()
    assert sorted(told) == ["access_token", "id", "instance_url", "scope", "token_type"]
    assert client.works(told["access_token"])
    assert "refresh_token" not in told["scope"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_the_audience_may_be_the_org_by_either_name(client: Client, host: str) -> None:
    port = client.url.rpartition(":")[2]
    assert client.bear(client.assertion(key("ours"), aud=f"http://{host}:{port}")).status_code == 200


def test_another_key_signs_nothing(client: Client) -> None:
    answer = client.bear(client.assertion(key("another")))
    assert said(answer) == (400, "invalid_grant", "invalid assertion")


def test_an_app_without_a_certificate_takes_no_jwt(client: Client) -> None:
    client.wire.server.app = replace(client.app, public_keys=())
    assert said(client.bear(client.assertion(key("ours")))) == (400, "invalid_grant", "invalid assertion")


@pytest.mark.parametrize("assertion", ["", "no.jwt", "a.b.c"])
def test_what_is_no_jwt_is_an_invalid_assertion(client: Client, assertion: str) -> None:
    assert said(client.bear(assertion)) == (400, "invalid_grant", "invalid assertion")


def test_a_jwt_must_be_signed_with_rs256(client: Client) -> None:
    answer = client.bear(client.assertion(key("ours"), alg="RS512"))
    assert said(answer) == (400, "invalid_grant", "invalid assertion")


@pytest.mark.parametrize("missing", ["iss", "aud", "exp"])
def test_a_jwt_must_have_its_claims(client: Client, missing: str) -> None:
    answer = client.bear(client.assertion(key("ours"), **{missing: None}))
    assert said(answer) == (400, "invalid_grant", "invalid assertion")


@pytest.mark.parametrize("seconds", [-60, 600])
def test_a_jwt_is_good_for_minutes(client: Client, seconds: int) -> None:
    answer = client.bear(client.assertion(key("ours"), exp=soon(client.wire.now, seconds)))
    assert said(answer) == (400, "invalid_grant", "expired authorization code")


@pytest.mark.parametrize("host", ["login", "test"])
def test_the_shared_login_hosts_do_not_know_the_app(client: Client, host: str) -> None:
    answer = client.bear(client.assertion(key("ours"), aud=f"https://{host}.salesforce.com"))
    assert said(answer) == (400, "app_not_found", "External client app is not installed in this org")


@pytest.mark.parametrize("end", ["/", "/services/oauth2/token"])
def test_an_audience_with_something_after_it_is_invalid(client: Client, end: str) -> None:
    answer = client.bear(client.assertion(key("ours"), aud=client.url + end))
    assert said(answer) == (400, "invalid_grant", "audience is invalid")


def test_another_apps_key_is_unknown(client: Client) -> None:
    answer = client.bear(client.assertion(key("ours"), iss="3MVG9other"))
    assert said(answer) == (400, "invalid_client_id", "client identifier invalid")


@pytest.mark.parametrize("subject", ["somebody@else.example", None])
def test_only_the_caller_may_come_with_a_jwt(client: Client, subject: str | None) -> None:
    answer = client.bear(client.assertion(key("ours"), sub=subject))
    assert said(answer) == (400, "invalid_grant", "user hasn't approved this consumer")


@pytest.mark.parametrize(
    ("off", "expected"),
    [
        ("preauthorised", (400, "invalid_grant", "user hasn't approved this consumer")),
        ("active_user", (400, "invalid_grant", "inactive user")),
        ("installed", (400, "app_not_found", "External client app is not installed in this org")),
    ],
)
def test_the_admins_policy_holds_for_jwts(client: Client, off: str, expected: tuple[int, str, str]) -> None:
    setattr(client.policy, off, False)
    assert said(client.bear(client.assertion(key("ours")))) == expected


def test_key_and_secret_log_in_by_header_or_by_form(client: Client) -> None:
    key_, secret = client.app.consumer_key, client.app.consumer_secret
    by_header = client.token("client_credentials", {}, auth=(key_, secret))
    by_form = client.token("client_credentials", {"client_id": key_, "client_secret": secret})
    for answer in (by_header, by_form):
        assert answer.status_code == 200
        assert "refresh_token" not in answer.json()
        assert client.works(answer.json()["access_token"])


@pytest.mark.parametrize("secret", ["wrong", ""])
def test_client_credentials_need_the_secret(client: Client, secret: str) -> None:
    answer = client.token("client_credentials", {}, auth=(client.app.consumer_key, secret))
    assert said(answer) == (400, "invalid_client", "invalid client credentials")


def test_client_credentials_need_a_known_key(client: Client) -> None:
    answer = client.token("client_credentials", {}, auth=("3MVG9other", client.app.consumer_secret))
    assert said(answer) == (400, "invalid_client_id", "client identifier invalid")


def test_client_credentials_need_a_user_to_run_as(client: Client) -> None:
    client.policy.run_as = False
    answer = client.token("client_credentials", {}, auth=(client.app.consumer_key, client.app.consumer_secret))
    assert said(answer) == (400, "invalid_grant", "no client credentials user enabled")


def test_client_credentials_need_the_orgs_own_host(client: Client) -> None:
    client.http.headers["Host"] = "login.salesforce.com"
    answer = client.token("client_credentials", {}, auth=(client.app.consumer_key, client.app.consumer_secret))
    assert said(answer) == (400, "invalid_grant", "request not supported on this domain")


def test_too_many_logins_are_refused_to_machines_too(client: Client) -> None:
    client.policy.logins_exhausted = True
    answer = client.token(JWT_BEARER, {"assertion": client.assertion(key("ours"))})
    assert said(answer) == (400, "invalid_grant", "login rate exceeded")


def test_the_public_key_is_read_from_a_key_or_from_a_certificate() -> None:
    public = key("ours").public_key()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "de-presence")])
    start = datetime(2026, 11, 23, tzinfo=UTC)
    blank = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(public).serial_number(1)
    dated = blank.not_valid_before(start).not_valid_after(start + timedelta(days=365))
    certificate = dated.sign(key("ours"), hashes.SHA256()).public_bytes(Encoding.PEM)
    plain = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    for pem in (plain, certificate):
        assert read_public_key(pem).public_numbers() == public.public_numbers()


def test_a_key_that_cannot_prove_rs256_is_no_key() -> None:
    elliptic = ec.generate_private_key(ec.SECP256R1()).public_key()
    for pem in (elliptic.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), b"no key at all"):
        with pytest.raises(ValueError, match=r"."):
            read_public_key(pem)
