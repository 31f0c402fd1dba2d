"""The security page: sessions, passphrase, recovery code, tokens, about you."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions, queries
from evenkeel.apps.people.models import ApiToken, Member, MemberSession
from evenkeel.core import vault
from evenkeel.core.vault import DataClass, RecordAddress
from tests.integration.people.conftest import OTHER_PASSPHRASE, PASSPHRASE, Known, text_of

pytestmark = pytest.mark.django_db
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def fresh(known: Known) -> Member:
    return Member.objects.select_related("keys").get(pk=known.member.pk)


def test_every_session_is_listed_and_can_be_ended(wren: Known) -> None:
    here, there = wren.browser(), wren.browser(user_agent=FIREFOX)
    page = text_of(here.get("/security"))
    assert "Firefox, Linux" in page
    other = MemberSession.objects.get(device="Firefox, Linux")
    here.post(f"/security/sessions/{other.pk}/end")
    assert there.get("/security").status_code == 302
    assert there.get("/").headers["Location"].startswith(("/log-in", "/welcome"))
    assert here.get("/security").status_code == 200


def test_all_others_end_at_once(wren: Known) -> None:
    here, *others = (wren.browser() for _ in range(3))
    here.post("/security/sessions/end")
    assert here.get("/security").status_code == 200
    assert [other.get("/security").status_code for other in others] == [302, 302]


def test_nobody_ends_anothers_session(wren: Known, tern: Known) -> None:
    theirs = tern.browser()
    row = MemberSession.objects.get(member=tern.member)
    assert wren.browser().post(f"/security/sessions/{row.pk}/end").status_code == 404
    assert wren.browser().post(f"/security/sessions/{uuid.uuid4()}/end").status_code == 404
    assert theirs.get("/security").status_code == 200


def test_a_new_passphrase_ends_other_sessions_and_opens_the_same_root(wren: Known) -> None:
    here, there = wren.browser(), wren.browser()
    posted = {"passphrase": OTHER_PASSPHRASE, "again": OTHER_PASSPHRASE}
    assert here.post("/security/passphrase", posted).status_code == 302
    assert here.get("/security").status_code == 200
    assert there.get("/security").status_code == 302
    assert actions.open_root(by=fresh(wren), passphrase=OTHER_PASSPHRASE) == wren.root
    with pytest.raises(actions.WrongPassphrase):
        actions.open_root(by=fresh(wren), passphrase=PASSPHRASE)
    assert actions.open_root_by_code(by=fresh(wren), code=wren.code) == wren.root


def test_a_new_recovery_code_replaces_the_old_one(wren: Known) -> None:
    browser = wren.browser()
    browser.post("/security/recovery-code")
    shown = re.search(r'class="code-words"[^>]*>([^<]+)<', text_of(browser.get("/recovery-code")))
    assert shown is not None
    assert actions.open_root_by_code(by=fresh(wren), code=shown[1]) == wren.root
    with pytest.raises(actions.WrongPassphrase):
        actions.open_root_by_code(by=fresh(wren), code=wren.code)
    assert shown[1] not in str(dict(browser.session.items()))


def test_about_you_is_saved(wren: Known) -> None:
    browser = wren.browser()
    browser.post("/security", {"country": "IE", "locale": "en", "discreet": "on"})
    assert (fresh(wren).country, fresh(wren).discreet) == ("IE", True)
    browser.post("/security", {"country": "none", "locale": "en"})
    assert (fresh(wren).country, fresh(wren).discreet) == ("", False)
    browser.post("/security", {"country": "Atlantis", "locale": "en"})
    assert fresh(wren).country == ""


def make_token(browser: Client, *scopes: str) -> str:
    posted = {"label": "my script", "scopes": scopes, "days": 7}
    page = text_of(browser.post("/security/tokens", posted))
    found = re.search(r"ek1_[\w-]+", page)
    assert found is not None, page
    return found[0]


def test_a_token_reaches_its_classes_only(wren: Known) -> None:
    text = make_token(wren.browser(), "checkins:read")
    now = timezone.now()
    opened = queries.member_by_token(text, now=now)
    assert opened is not None
    member, keyring, scopes = opened
    assert member == wren.member
    assert scopes == {"checkins:read"}
    assert keyring.classes == {DataClass.D}
    words = RecordAddress("journal.entry", "1", "sealed", DataClass.C)
    with pytest.raises(vault.OutOfReach):
        keyring.open(words, wren.keyring.seal(words, b"no"))
    stored = ApiToken.objects.get()
    assert text.split("_", 2)[2] not in repr(stored.__dict__)
    assert stored.used_at == now


def test_a_token_ends_with_its_date_and_by_hand(wren: Known) -> None:
    browser = wren.browser()
    text = make_token(browser, "checkins:read")
    later = timezone.now() + timedelta(days=8)
    assert queries.member_by_token(text, now=later) is None
    words = make_token(browser, "journal:read")
    row = ApiToken.objects.get(scopes=["checkins:read"])
    browser.post(f"/security/tokens/{row.pk}/revoke")
    assert queries.member_by_token(text, now=timezone.now()) is None
    assert queries.member_by_token(words, now=timezone.now()) is not None
    epochs = vault.open_epochs(wren.root, bytes(fresh(wren).keys.epochs), member_id=wren.member.pk)
    assert epochs == {DataClass.B: 1, DataClass.C: 1, DataClass.D: 2}
    assert browser.get("/security").status_code == 200


def test_a_revoked_token_put_back_opens_nothing_new(wren: Known) -> None:
    browser = wren.browser()
    text = make_token(browser, "checkins:read")
    kept = ApiToken.objects.get()
    browser.post(f"/security/tokens/{kept.pk}/revoke")
    kept.save(force_insert=True)
    opened = queries.member_by_token(text, now=timezone.now())
    assert opened is not None
    epochs = vault.open_epochs(wren.root, bytes(fresh(wren).keys.epochs), member_id=wren.member.pk)
    numbers = RecordAddress("checkins.checkin", "1", "sealed", DataClass.D)
    later = vault.Keyring(wren.member.pk, wren.root, epochs).seal(numbers, b"41")
    with pytest.raises(vault.OutOfReach):
        opened[1].open(numbers, later)


def test_nobody_revokes_anothers_token(wren: Known, tern: Known) -> None:
    text = make_token(wren.browser(), "checkins:read")
    row = ApiToken.objects.get()
    assert tern.browser().post(f"/security/tokens/{row.pk}/revoke").status_code == 404
    assert queries.member_by_token(text, now=timezone.now()) is not None
    assert text.split("_")[1] not in text_of(tern.browser().get("/security"))


@pytest.mark.parametrize(
    "text", ["", "ek1_", "ek1_aaaaaaaaaaaa_" + "a" * 43, "Bearer x", "é" * 60, "\0"]
)
def test_no_token_of_any_text(wren: Known, text: str) -> None:
    assert queries.member_by_token(text, now=timezone.now()) is None


def test_a_token_of_nothing_is_not_made(wren: Known) -> None:
    browser = wren.browser()
    browser.post("/security/tokens", {"label": "x", "scopes": [], "days": 7})
    browser.post("/security/tokens", {"label": "x", "scopes": ["all"], "days": 7})
    browser.post("/security/tokens", {"label": "x", "scopes": ["journal:read"], "days": 7000})
    assert not ApiToken.objects.exists()
