"""In and out: log in, lock, unlock, step up, recover, log out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions, sessions, throttle
from evenkeel.apps.people.models import FailedTries, Member, MemberSession
from evenkeel.core import vault
from tests.integration.people.conftest import (
    OTHER_PASSPHRASE,
    PASSPHRASE,
    Known,
    hidden,
    text_of,
)

pytestmark = pytest.mark.django_db


def leave_alone(browser: Client, *, by: timedelta) -> None:
    """As if nothing had come from this browser for so long."""
    row = MemberSession.objects.get(pk=browser.session[sessions.SESSION_FIELD])
    row.seen_at -= by
    row.save()


def test_log_in_opens_the_keys_and_log_out_takes_them_away(wren: Known) -> None:
    browser = wren.browser()
    assert browser.get("/security").status_code == 200
    assert browser.post("/log-out").status_code == 302
    assert not MemberSession.objects.exists()
    assert browser.cookies["half-key"].value == ""
    assert browser.get("/security").headers["Location"] == "/log-in?next=/security"


def test_cookies_are_closed_to_scripts_and_other_sites(wren: Known) -> None:
    browser = wren.browser()
    for name in ("half-key", "session"):
        assert browser.cookies[name]["httponly"]
        assert browser.cookies[name]["samesite"] == "Lax"
        assert browser.cookies[name]["path"] == "/"


def test_behind_tls_the_half_key_is_bound_to_the_host(
    wren: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", True)
    browser = Client()
    browser.post("/log-in", {"nickname": "Wren", "passphrase": PASSPHRASE}, secure=True)
    cookie = browser.cookies["__Host-half-key"]
    assert cookie["secure"]
    assert not cookie["domain"]


def test_one_answer_for_every_wrong_log_in(wren: Known, client: Client) -> None:
    answers = {
        text_of(client.post("/log-in", {"nickname": nickname, "passphrase": passphrase}))
        .replace(nickname, "")
        .split("<main", 1)[1]
        .split('name="csrfmiddlewaretoken"')[0]
        for nickname, passphrase in (("Wren", "wrong"), ("Nobody here", PASSPHRASE))
    }
    assert len(answers) == 1
    assert "do not go together" in text_of(
        client.post("/log-in", {"nickname": "Wren", "passphrase": "wrong"})
    )


def test_an_unknown_nickname_costs_a_derivation_too(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    derived = []
    real = vault.unwrap_root
    monkeypatch.setattr(
        vault, "unwrap_root", lambda *args, **kwargs: derived.append(1) or real(*args, **kwargs)
    )
    client.post("/log-in", {"nickname": "Nobody", "passphrase": "x"})
    assert derived == [1]


def test_guessing_is_slowed_and_help_is_not(wren: Known, client: Client) -> None:
    tries = throttle.BY_PERSON_AND_PLACE.tries
    for _ in range(tries):
        client.post("/log-in", {"nickname": "Wren", "passphrase": "wrong"})
    response = client.post("/log-in", {"nickname": "Wren", "passphrase": PASSPHRASE})
    assert response.status_code == 429
    assert 0 < int(response.headers["Retry-After"]) <= 300
    assert client.get("/help").status_code == 200
    # The same for a name that nobody has.
    for _ in range(tries):
        client.post("/log-in", {"nickname": "Nobody", "passphrase": "wrong"})
    answer = client.post("/log-in", {"nickname": "Nobody", "passphrase": "wrong"})
    assert answer.status_code == 429
    # From another place the member gets in, and later also from here.
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    posted = {"nickname": "Wren", "passphrase": PASSPHRASE}
    assert elsewhere.post("/log-in", posted).status_code == 302
    FailedTries.objects.update(since=timezone.now() - timedelta(hours=2))
    assert client.post("/log-in", posted).status_code == 302


def test_counts_hold_no_name_and_no_address(wren: Known, client: Client) -> None:
    client.post("/log-in", {"nickname": "Wren", "passphrase": "wrong"})
    stored = "".join(FailedTries.objects.values_list("key", flat=True)).lower()
    assert stored
    assert "wren" not in stored
    assert "127.0.0.1" not in stored


def test_idle_locks_on_the_server(wren: Known) -> None:
    browser = wren.browser()
    leave_alone(browser, by=settings.IDLE_LOCK + timedelta(seconds=1))
    assert browser.get("/security").headers["Location"] == "/unlock?next=/security"
    assert MemberSession.objects.get().sealed_root is None
    # The old cookie alone never opens it again.
    assert browser.get("/security").status_code == 302


def test_active_sessions_stay_open(wren: Known) -> None:
    browser = wren.browser()
    for _ in range(3):
        leave_alone(browser, by=settings.IDLE_LOCK - timedelta(seconds=30))
        assert browser.get("/security").status_code == 200


def test_a_sweep_locks_what_nobody_came_back_to(wren: Known) -> None:
    browser = wren.browser()
    leave_alone(browser, by=settings.IDLE_LOCK + timedelta(minutes=1))
    assert actions.lock_idle_sessions(now=timezone.now()) == 1
    assert MemberSession.objects.get().sealed_root is None


def test_somebody_elses_visit_sweeps_too(wren: Known, tern: Known) -> None:
    left, here = wren.browser(), tern.browser()
    leave_alone(left, by=settings.IDLE_LOCK + timedelta(minutes=1))
    sessions.sweep(now=timezone.now() + timedelta(hours=-1))  # a minute or more ago
    here.get("/security")
    assert MemberSession.objects.get(member=wren.member).sealed_root is None
    assert MemberSession.objects.get(member=tern.member).sealed_root is not None


def test_lock_now_and_unlock(wren: Known) -> None:
    browser = wren.browser()
    assert browser.post("/lock").headers["Location"] == "/unlock"
    assert MemberSession.objects.get().sealed_root is None
    assert browser.get("/consents").headers["Location"] == "/unlock?next=/consents"
    wrong = browser.post("/unlock", {"passphrase": "wrong"})
    assert "not your passphrase" in text_of(wrong)
    right = browser.post("/unlock", {"passphrase": PASSPHRASE, "next": "/consents"})
    assert right.headers["Location"] == "/consents"
    assert browser.get("/consents").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", "x y"],
)
def test_going_on_stays_on_this_site(wren: Known, elsewhere: str) -> None:
    browser = wren.browser()
    browser.post("/lock")
    answer = browser.post("/unlock", {"passphrase": PASSPHRASE, "next": elsewhere})
    assert "evil" not in answer.headers["Location"]
    assert not answer.headers["Location"].startswith(("//", "javascript", "http"))


def test_a_form_posted_to_a_locked_session_is_not_lost(wren: Known) -> None:
    browser = wren.browser()
    browser.post("/lock")
    asked = browser.post("/consents", {"purpose": ["companion", "insights"]})
    assert asked.status_code == 200
    assert "What you wrote is kept" in text_of(asked)
    fields = {"next": hidden(asked, "next"), "carried": hidden(asked, "carried")}
    wrong = browser.post("/unlock", {**fields, "passphrase": "wrong"})
    assert hidden(wrong, "carried") == fields["carried"]
    browser.post("/unlock", {**fields, "passphrase": PASSPHRASE})
    given = set(wren.member.consents.filter(granted=True).values_list("purpose", flat=True))
    assert given == {"companion", "insights"}


def test_a_form_posted_after_the_session_ended_is_offered_after_log_in(wren: Known) -> None:
    browser = wren.browser()
    MemberSession.objects.all().delete()  # ended from another browser
    asked = browser.post("/consents", {"purpose": "companion"})
    assert "What you wrote is kept" in text_of(asked)
    fields = {"next": hidden(asked, "next"), "carried": hidden(asked, "carried")}
    posted = {"nickname": "Wren", "passphrase": PASSPHRASE, **fields}
    assert browser.post("/log-in", posted).headers["Location"] == "/carried"
    assert not wren.member.consents.exists()
    assert "companion" in text_of(browser.get("/carried"))
    assert "companion" not in str(dict(browser.session.items()))  # kept sealed
    browser.post("/carried", {"save": "1"})
    assert wren.member.consents.get().purpose == "companion"
    assert browser.get("/carried").status_code == 302


def test_what_was_kept_can_be_let_go(wren: Known) -> None:
    client = Client()
    asked = client.post("/consents", {"purpose": "companion"})
    fields = {"next": hidden(asked, "next"), "carried": hidden(asked, "carried")}
    client.post("/log-in", {"nickname": "Wren", "passphrase": PASSPHRASE, **fields})
    client.post("/carried", {"drop": "1"})
    assert not wren.member.consents.exists()


@pytest.mark.parametrize("carried", ["[", "7", '{"a": 1}', "[[1]]", '[["a", 3]]', "null"])
def test_nonsense_that_was_carried_is_let_go(wren: Known, carried: str) -> None:
    browser = wren.browser()
    browser.post("/lock")
    posted = {"passphrase": PASSPHRASE, "next": "/consents", "carried": carried}
    assert browser.post("/unlock", posted).headers["Location"] == "/consents"


def test_a_door_is_never_played_again(wren: Known) -> None:
    browser = wren.browser()
    posted = {"passphrase": PASSPHRASE, "next": "/unlock", "carried": '[["passphrase", ["x"]]]'}
    assert browser.post("/unlock", posted).headers["Location"] == "/"


def test_scripts_are_told_and_keep_their_text(wren: Known, client: Client) -> None:
    browser = wren.browser()
    browser.post("/lock")
    answer = browser.post("/consents", "{}", content_type="application/json")
    assert answer.status_code == 423
    assert answer.json() == {"locked": True, "reason": "unlock", "at": "/unlock"}
    assert client.get("/consents", headers={"Accept": "application/json"}).status_code == 401


def test_htmx_gets_the_whole_page(wren: Known) -> None:
    browser = wren.browser()
    browser.post("/lock")
    asked = browser.post("/consents", {"purpose": "companion"}, headers={"HX-Request": "true"})
    assert asked.headers["HX-Retarget"] == "body"
    got = browser.get("/consents", headers={"HX-Request": "true"})
    assert got.headers["HX-Redirect"] == "/unlock?next=/consents"


def test_step_up_is_asked_after_five_minutes(wren: Known) -> None:
    browser = wren.browser()
    assert browser.get("/security/passphrase").status_code == 200
    MemberSession.objects.update(stepped_up_at=timezone.now() - timedelta(minutes=6))
    asked = browser.get("/security/passphrase")
    assert asked.headers["Location"] == "/step-up?next=/security/passphrase"
    assert browser.get("/step-up").status_code == 200
    posted = {"passphrase": PASSPHRASE, "next": "/security/passphrase"}
    assert browser.post("/step-up", posted).headers["Location"] == "/security/passphrase"
    assert browser.get("/security/passphrase").status_code == 200


def test_a_form_posted_before_step_up_is_played_after_it(wren: Known) -> None:
    browser = wren.browser()
    MemberSession.objects.update(stepped_up_at=None)
    asked = browser.post("/security/recovery-code")
    fields = {"next": hidden(asked, "next"), "carried": hidden(asked, "carried")}
    done = browser.post("/step-up", {**fields, "passphrase": PASSPHRASE})
    assert done.headers["Location"] == "/recovery-code"


def test_recover_with_the_code(wren: Known, client: Client) -> None:
    open_elsewhere = wren.browser()
    posted = {
        "nickname": "wren",
        "code": wren.code.lower().replace("-", " "),
        "passphrase": OTHER_PASSPHRASE,
        "again": OTHER_PASSPHRASE,
    }
    assert client.post("/recover", posted).status_code == 302
    assert client.get("/security").status_code == 200
    assert open_elsewhere.get("/security").status_code == 302
    member = Member.objects.select_related("keys").get()
    assert actions.open_root(by=member, passphrase=OTHER_PASSPHRASE) == wren.root
    with pytest.raises(actions.WrongPassphrase):
        actions.open_root(by=member, passphrase=PASSPHRASE)


@pytest.mark.parametrize("nickname", ["Wren", "Nobody"])
def test_a_wrong_code_says_one_thing_only(wren: Known, client: Client, nickname: str) -> None:
    posted = {
        "nickname": nickname,
        "code": vault.new_recovery_code(),
        "passphrase": OTHER_PASSPHRASE,
        "again": OTHER_PASSPHRASE,
    }
    assert "do not go together" in text_of(client.post("/recover", posted))
    assert "7 groups of 4" in text_of(client.post("/recover", {**posted, "code": "AAAA"}))


def test_another_members_half_key_opens_nothing(wren: Known, tern: Known) -> None:
    one, two = wren.browser(), tern.browser()
    one.cookies["half-key"] = two.cookies["half-key"].value
    assert one.get("/security").headers["Location"] == "/unlock?next=/security"


@pytest.mark.parametrize("value", ["", "x", "%%%", "A" * 44, "é", "A" * 5000])
def test_a_spoilt_half_key_locks_and_does_not_fail(wren: Known, value: str) -> None:
    browser = wren.browser()
    browser.cookies["half-key"] = value
    assert browser.get("/security").status_code == 302
    assert browser.get("/welcome").status_code == 302


def test_private_pages_are_not_kept_by_the_browser(wren: Known) -> None:
    assert "no-store" in wren.browser().get("/security").headers["Cache-Control"]
