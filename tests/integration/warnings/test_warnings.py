"""Early signs through the browser's door: consent, the night, who is told first, the check-up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.care import actions as care
from evenkeel.apps.care.models import Alert
from evenkeel.apps.care.payloads import ChosenPersonPayload
from evenkeel.apps.checkins.models import CheckIn
from evenkeel.apps.checkins.payloads import CheckInPayload
from evenkeel.apps.people import actions as people
from evenkeel.apps.warnings import actions, grants, night, queries
from evenkeel.apps.warnings.models import BackgroundGrant, CheckUp, EarlyWarning, NightShard
from evenkeel.apps.warnings.payloads import Answer, WishesPayload
from evenkeel.core.vault import DataClass, OutOfReach, VaultError
from tests.factories.members import Known, make_member, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
NIGHT = NOW.replace(hour=4)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Known:
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return make_member(now=NOW - timedelta(days=160))


def allow(known: Known, *purposes: str, granted: bool = True) -> None:
    wanted = dict.fromkeys(purposes or ("early_warning",), granted)
    people.set_consents(by=known.member, granted=wanted, now=timezone.now())


def live(known: Known, *, slide: bool, days: int = 130, seed: int = 3) -> None:
    """Four months of one check-in a day; with a slide over the last four weeks."""
    rng = np.random.default_rng(seed)
    rows = []
    for ago in range(days, 0, -1):
        fall = max(0.0, (28 - ago) / 28) * 34 if slide else 0.0
        mood = float(np.clip(62 - fall + rng.normal(0, 7), 0, 100))
        at = NOW - timedelta(days=ago)
        payload = CheckInPayload(numbers={"mood": mood, "energy": 50.0}, zone="Europe/London")
        rows.append(
            CheckIn.sealed_row(
                by=known.member, keyring=known.keyring, payload=payload, at=at, now=at
            )
        )
    CheckIn.objects.bulk_create(rows)


def signs(known: Known) -> list[Any]:
    return queries.past(known.member, known.keyring, now=NOW)


def test_without_consent_nothing_looks_and_there_is_no_key(known: Known, client: Client) -> None:
    live(known, slide=True)
    sign_in(client)
    assert "It is off" in client.get("/early-signs").content.decode()
    client.get("/")
    assert not BackgroundGrant.objects.exists()
    assert night.run(now=NIGHT) == 0
    assert not EarlyWarning.objects.exists()


def test_a_slide_is_told_to_the_member_on_today(known: Known, client: Client) -> None:
    live(known, slide=True)
    allow(known)
    sign_in(client)
    page = client.get("/").content.decode()
    assert "Something in your numbers" in page
    assert "Your mood has been lower for a while" in page
    [one] = signs(known)
    page = client.get(f"/early-signs/{one.id}").content.decode()
    assert "What might help" in page
    assert "/check-up" in page
    assert "/safety-plan" in page
    assert not Alert.objects.exists()


def test_steady_months_say_nothing(known: Known, client: Client) -> None:
    live(known, slide=False)
    allow(known)
    sign_in(client)
    assert "Nothing stands out" in client.get("/early-signs").content.decode()
    assert signs(known) == []


def test_the_night_pass_finds_it_by_grant_alone(known: Known) -> None:
    live(known, slide=True)
    allow(known)
    grants.renew(by=known.member, keyring=known.keyring, now=NOW - timedelta(days=1))
    assert night.run(now=NIGHT) == 1
    [one] = signs(known)
    assert one.payload.detector == "decline"
    assert one.payload.told_first is None


def test_twice_run_is_the_same(known: Known) -> None:
    live(known, slide=True)
    allow(known)
    grants.renew(by=known.member, keyring=known.keyring, now=NOW - timedelta(days=1))
    night.run(now=NIGHT)
    before = signs(known)
    assert night.run(now=NIGHT) == 0
    BackgroundGrant.objects.update(looked_on=None)
    NightShard.objects.all().delete()
    assert night.run(now=NIGHT) == 1
    assert night.run(now=NIGHT + timedelta(days=1)) == 1
    assert signs(known) == before


def test_a_shard_somebody_works_on_is_left_alone_until_its_lease_ends(known: Known) -> None:
    live(known, slide=False, days=3)
    allow(known)
    grant = grants.renew(by=known.member, keyring=known.keyring, now=NOW - timedelta(days=1))
    assert grant is not None
    NightShard.objects.create(
        night=NIGHT.date(), shard=grant.shard, leased_until=NIGHT + timedelta(minutes=5)
    )
    assert night.run(now=NIGHT) == 0
    assert night.run(now=NIGHT + timedelta(minutes=6)) == 1


def test_withdrawing_consent_holds_at_once_in_the_background(known: Known) -> None:
    live(known, slide=True)
    allow(known)
    grants.renew(by=known.member, keyring=known.keyring, now=NOW - timedelta(days=1))
    allow(known, granted=False)
    night.run(now=NIGHT)
    assert not EarlyWarning.objects.exists()
    assert not BackgroundGrant.objects.exists()


def test_withdrawing_takes_the_grant_and_turns_the_keys_in_the_same_moment(
    known: Known, client: Client
) -> None:
    live(known, slide=True)
    allow(known)
    grant = grants.renew(by=known.member, keyring=known.keyring, now=NOW)
    assert grant is not None
    stolen = grants.keyring_of(grant, now=NOW)
    token = people.create_api_token(
        by=known.member, keyring=known.keyring, label="t", scopes=["checkins:read"],
        expires_at=NOW + timedelta(days=9), now=NOW,
    )  # fmt: skip
    assert token
    old = CheckIn.of(known.member)[0]
    sign_in(client)
    client.get("/")

    page = client.post("/consents", {"purpose": ["companion"]}, follow=True).content.decode()

    assert not BackgroundGrant.objects.exists()
    assert "new keys" in page
    assert not known.member.api_tokens.exists()
    assert old.open(stolen).numbers["mood"] >= 0  # what it could read, a copy of it still reads
    client.post("/check-in", {"mood": "40"})
    new = CheckIn.of(known.member).exclude(pk=old.pk).order_by("-created_at")[0]
    assert new.pk != old.pk
    with pytest.raises(VaultError):
        new.open(stolen)
    client.get("/")
    assert not BackgroundGrant.objects.exists()


def test_withdrawing_without_a_grant_turns_nothing(known: Known, client: Client) -> None:
    allow(known)
    sign_in(client)
    before = bytes(known.member.keys.epochs)
    client.post("/consents", {"purpose": ["companion"]})
    known.member.keys.refresh_from_db()
    assert bytes(known.member.keys.epochs) == before


def test_stop_now_is_not_undone_by_the_next_visit(known: Known, client: Client) -> None:
    live(known, slide=False)
    allow(known)
    sign_in(client)
    client.get("/")
    assert BackgroundGrant.objects.exists()
    page = client.post("/early-signs/watch", follow=True).content.decode()
    assert "It is off" in page
    client.get("/")
    client.get("/early-signs")
    assert not BackgroundGrant.objects.exists()


def test_the_grant_opens_numbers_and_never_words(known: Known) -> None:
    allow(known)
    grant = grants.renew(by=known.member, keyring=known.keyring, now=NOW)
    assert grant is not None
    ring = grants.keyring_of(grant, now=NOW)
    assert ring.classes == {DataClass.D}
    actions.save_wishes(
        by=known.member, keyring=known.keyring, payload=WishesPayload(rhythm_days=14), now=NOW
    )
    with pytest.raises(OutOfReach):
        queries.wishes(known.member, ring)


def test_an_expired_grant_is_deleted_and_looked_through_by_nobody(known: Known) -> None:
    live(known, slide=True)
    allow(known)
    grants.renew(by=known.member, keyring=known.keyring, now=NOW - grants.LASTS - timedelta(days=1))
    night.run(now=NIGHT)
    assert not BackgroundGrant.objects.exists()
    assert not EarlyWarning.objects.exists()


def test_a_deleted_check_in_is_forgotten_by_the_short_form(known: Known) -> None:
    live(known, slide=False, days=40)
    allow(known)
    actions.look(by=known.member, keyring=known.keyring, now=NOW)
    CheckIn.of(known.member).filter(at__lt=NOW - timedelta(days=20)).delete()
    table = queries.days(known.member, known.keyring, now=NOW)
    assert sum(value == value for value in table.columns["mood"]) == 20


def test_edited_and_new_check_ins_reach_the_short_form(known: Known) -> None:
    live(known, slide=False, days=10)
    allow(known)
    actions.look(by=known.member, keyring=known.keyring, now=NOW)
    later = NOW + timedelta(hours=1)
    row = CheckIn.of(known.member)[0]
    row.update_locked(
        keyring=known.keyring, payload=CheckInPayload(numbers={"mood": 1.0}),
        expected_revision=1, now=later,
    )  # fmt: skip
    table = queries.days(known.member, known.keyring, now=later)
    assert min(v for v in table.columns["mood"] if v == v) == 1.0
    actions.look(by=known.member, keyring=known.keyring, now=NOW + timedelta(days=1))
    CheckIn.create_locked(
        by=known.member, keyring=known.keyring, payload=CheckInPayload(numbers={"mood": 2.0}),
        at=NOW - timedelta(days=30), now=NOW + timedelta(days=1, hours=1),
    )  # fmt: skip
    table = queries.days(known.member, known.keyring, now=NOW + timedelta(days=1, hours=2))
    assert sorted(v for v in table.columns["mood"] if v == v)[:2] == [1.0, 2.0]


def with_person(known: Known) -> str:
    person = ChosenPersonPayload(
        name="Ana", address="ana@example.org", subject="From Wren", body="crisis words",
        site="http://testserver",
    )  # fmt: skip
    row = care.save_person(by=known.member, keyring=known.keyring, payload=person, now=NOW)
    wishes = WishesPayload(person=str(row.pk), message="I have been sliding. Ring me?")
    actions.save_wishes(by=known.member, keyring=known.keyring, payload=wishes, now=NOW)
    return str(row.pk)


def test_a_person_is_written_to_only_after_the_member_and_only_if_asked_for(
    known: Known, client: Client
) -> None:
    live(known, slide=True)
    allow(known)
    with_person(known)
    sign_in(client)
    client.get("/")
    [one] = signs(known)
    client.get(f"/early-signs/{one.id}")
    assert not Alert.objects.exists()  # no consent to writing without a tap
    client.post(f"/early-signs/{one.id}/tell")
    client.post(f"/early-signs/{one.id}/tell")
    assert Alert.objects.count() == 1


def test_with_a_standing_wish_the_alert_waits_two_minutes_and_can_be_stopped(
    known: Known, client: Client
) -> None:
    live(known, slide=True)
    allow(known, "early_warning", "chosen_people")
    with_person(known)
    sign_in(client)
    client.get("/")
    assert not Alert.objects.exists()  # seen on Today is not yet opened
    [one] = signs(known)
    client.get(f"/early-signs/{one.id}")
    client.get(f"/early-signs/{one.id}")
    [alert] = Alert.objects.all()
    assert alert.standing
    assert alert.due_at > NOW
    client.post(f"/chosen-people/alerts/{alert.pk}/stop")
    alert.refresh_from_db()
    assert alert.state == Alert.State.STOPPED


def test_an_answer_takes_it_off_today(known: Known, client: Client) -> None:
    live(known, slide=True)
    allow(known)
    sign_in(client)
    client.get("/")
    [one] = signs(known)
    client.post(f"/early-signs/{one.id}/answer", {"answer": "life"})
    assert "Something in your numbers" not in client.get("/").content.decode()
    assert signs(known)[0].payload.answer is Answer.LIFE


def test_nobody_else_sees_a_warning(known: Known, client: Client) -> None:
    live(known, slide=True)
    allow(known)
    actions.look(by=known.member, keyring=known.keyring, now=NOW)
    [one] = signs(known)
    make_member("Robin")
    sign_in(client, "Robin")
    assert client.get(f"/early-signs/{one.id}").status_code == 404
    assert client.post(f"/early-signs/{one.id}/tell").status_code == 404


def answer_all(client: Client, value: str) -> Any:
    response = client.post("/check-up")
    for _ in range(30):
        response = client.get(response["Location"])
        if response.status_code == 302:
            continue
        if b'name="value"' not in response.content:
            return response
        path = response.request["PATH_INFO"]
        item = response.context["item"].id
        response = client.post(path, {"item": item, "value": value})
        assert response.status_code == 302
    raise AssertionError("the check-up does not end")


def test_a_good_day_takes_four_questions(known: Known, client: Client) -> None:
    sign_in(client)
    page = answer_all(client, "0").content.decode()
    assert "You answered 4 of 16 questions" in page
    assert "On your own" in page


def test_a_safety_answer_opens_a_talk_about_it(known: Known, client: Client) -> None:
    sign_in(client)
    response = client.post("/check-up")
    for _ in range(20):
        path = response["Location"]
        if path.startswith("/talk") or "conversation" in path:
            break
        page = client.get(path)
        asked = page.context["item"]
        form = page.context["form"]
        value = "3" if any(one.item == asked.id for one in form.safety) else "2"
        response = client.post(path, {"item": asked.id, "value": value})
    assert "/talk" in response["Location"]


def test_an_answer_that_is_not_offered_is_asked_again(known: Known, client: Client) -> None:
    sign_in(client)
    path = client.post("/check-up")["Location"]
    item = client.get(path).context["item"].id
    response = client.post(path, {"item": item, "value": "9"})
    assert response.status_code == 422
    assert CheckUp.objects.get().open(known.keyring).answers == {}


def test_the_due_check_up_is_on_today_by_the_chosen_rhythm(known: Known, client: Client) -> None:
    sign_in(client)
    assert "Your check-up is due" not in client.get("/").content.decode()
    client.post("/early-signs/wishes", {"rhythm_days": "14", "person": "", "message": ""})
    assert "Your check-up is due" in client.get("/").content.decode()
    answer_all(client, "0")
    assert "Your check-up is due" not in client.get("/").content.decode()


def test_wishes_without_a_message_write_to_nobody(known: Known, client: Client) -> None:
    person = with_person(known)
    sign_in(client)
    response = client.post(
        "/early-signs/wishes", {"rhythm_days": "0", "person": person, "message": " "}
    )
    assert response.status_code == 422
    assert "Write what they would read" in response.content.decode()
