"""How mail is configured: strictly, with the remedy in the sentence."""

from __future__ import annotations

import pytest

from evenkeel.site.environment import Misconfigured, read

FROM = {"EVENKEEL_MAIL_FROM": "notes@example.org"}


def test_without_it_there_is_no_mail() -> None:
    assert read({}).mail is None


@pytest.mark.parametrize(
    ("url", "host", "port", "implicit", "start_tls"),
    [
        ("smtp://mail.example.org", "mail.example.org", 587, False, True),
        ("smtps://mail.example.org", "mail.example.org", 465, True, False),
        ("smtp://localhost:2525", "localhost", 2525, False, False),
    ],
)
def test_understood(url: str, host: str, port: int, implicit: bool, start_tls: bool) -> None:
    mail = read({"EVENKEEL_MAIL_URL": url, **FROM}).mail
    assert mail is not None
    assert (mail.host, mail.port, mail.implicit_tls, mail.start_tls) == (
        host, port, implicit, start_tls,
    )  # fmt: skip


def test_a_password_may_hold_any_character() -> None:
    mail = read({"EVENKEEL_MAIL_URL": "smtp://a%40b:p%3Aw%2F@mail.example.org", **FROM}).mail
    assert mail is not None
    assert (mail.user, mail.password) == ("a@b", "p:w/")


@pytest.mark.parametrize(
    "given",
    [
        {"EVENKEEL_MAIL_URL": "smtp://mail.example.org"},
        FROM,
        {"EVENKEEL_MAIL_URL": "http://mail.example.org", **FROM},
        {"EVENKEEL_MAIL_URL": "mail.example.org:587", **FROM},
        {"EVENKEEL_MAIL_URL": "smtp://mail.example.org:99999", **FROM},
        {"EVENKEEL_MAIL_URL": "smtp://mail.example.org/inbox", **FROM},
        {"EVENKEEL_MAIL_URL": "smtp://mail.example.org?tls=no", **FROM},
        {"EVENKEEL_MAIL_URL": "smtp://mail.example.org", "EVENKEEL_MAIL_FROM": "notes"},
        {"EVENKEEL_MAIL_URL": "smtp://mail.example.org", "EVENKEEL_MAIL_FROM": "a@b c"},
    ],
)
def test_refused_with_what_to_do(given: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="EVENKEEL_MAIL"):
        read(given)


def test_law_packs_are_named_with_commas() -> None:
    assert read({"EVENKEEL_LAW": "us-ca, us-il ,"}).law == ("us-ca", "us-il")
