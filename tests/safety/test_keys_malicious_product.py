"""P3, in the running product: a server that changes rows of people, and what members then meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.people import actions, queries
from evenkeel.apps.people.models import ApiToken, Member, MemberKeys, MemberSession
from evenkeel.core import vault
from evenkeel.core.vault import DataClass, Keyring

pytestmark = pytest.mark.django_db
PASSPHRASE = "violet harbour seven lamps turning"
ATTACKER = "quiet copper ladders under snow"


class House:
    """Two members, both signed in; Ann has a token."""

    def __init__(self) -> None:
        now = timezone.now()
        self.ann, self.ann_root, self.ann_code = self._begin("Ann", PASSPHRASE)
        self.ben, self.ben_root, self.ben_code = self._begin("Ben", ATTACKER)
        self.token = actions.create_api_token(
            by=self.ann,
            keyring=Keyring(self.ann.pk, self.ann_root),
            label="script",
            scopes=["checkins:read"],
            expires_at=now + timedelta(days=1),
            now=now,
        )
        self.ann_browser = self._browser("Ann", PASSPHRASE)
        self.ben_browser = self._browser("Ben", ATTACKER)

    @staticmethod
    def _begin(nickname: str, passphrase: str) -> tuple[Member, bytes, str]:
        begun = actions.begin_member(
            nickname=nickname, passphrase=passphrase, country="", locale="en", now=timezone.now()
        )
        return begun.member, begun.root, begun.recovery_code

    @staticmethod
    def _browser(nickname: str, passphrase: str) -> Client:
        browser = Client()
        browser.post("/log-in", {"nickname": nickname, "passphrase": passphrase})
        assert browser.get("/consents").status_code == 200
        return browser

    def keys(self, member: Member) -> MemberKeys:
        return MemberKeys.objects.get(pk=member.pk)

    def session(self, member: Member) -> MemberSession:
        return MemberSession.objects.get(member=member)

    def logs_in(self, nickname: str, passphrase: str) -> bool:
        browser = Client()
        posted = {"nickname": nickname, "passphrase": passphrase}
        return browser.post("/log-in", posted).status_code == 302

    def opens_token(self) -> bool:
        return queries.member_by_token(self.token, now=timezone.now()) is not None


@pytest.fixture
def house() -> House:
    return House()


def swap_wraps(house: House) -> bool:
    keys = house.keys(house.ann)
    keys.root_by_passphrase = house.keys(house.ben).root_by_passphrase
    keys.save()
    return house.logs_in("Ann", ATTACKER) or house.logs_in("Ann", PASSPHRASE)


def swap_all_keys(house: House) -> bool:
    theirs = house.keys(house.ben)
    theirs.member = house.ann
    house.keys(house.ann).delete()
    theirs.save(force_insert=True)
    return house.logs_in("Ann", ATTACKER)


def wrap_an_own_root(house: House) -> bool:
    keys = house.keys(house.ann)
    keys.root_by_passphrase = vault.wrap_root(vault.new_root(), ATTACKER, member_id=house.ann.pk)
    keys.save()
    return house.logs_in("Ann", ATTACKER)  # its root is not the one that the epochs prove


def cheapen_the_derivation(house: House) -> bool:
    keys = house.keys(house.ann)
    wrap = bytes(keys.root_by_passphrase)
    keys.root_by_passphrase = wrap[:1] + (1).to_bytes(4, "big") + (8).to_bytes(4, "big") + wrap[9:]
    keys.save()
    return house.logs_in("Ann", PASSPHRASE)


def inject_a_recovery_code(house: House) -> bool:
    code = vault.new_recovery_code()
    keys = house.keys(house.ann)
    keys.root_by_recovery = vault.wrap_root_for_recovery(
        vault.new_root(), code, member_id=house.ann.pk
    )
    keys.save()
    return recovers(house, code)


def swap_recovery(house: House) -> bool:
    keys = house.keys(house.ann)
    keys.root_by_recovery = house.keys(house.ben).root_by_recovery
    keys.save()
    return recovers(house, house.ben_code)


def recovers(house: House, code: str) -> bool:
    posted = {"nickname": "Ann", "code": code, "passphrase": ATTACKER, "again": ATTACKER}
    return Client().post("/recover", posted).status_code == 302


def give_a_session_to_another(house: House) -> bool:
    MemberSession.objects.filter(member=house.ann).update(member=house.ben)
    return house.ann_browser.get("/consents").status_code == 200


def copy_a_sealed_root(house: House) -> bool:
    sealed = house.session(house.ben).sealed_root
    MemberSession.objects.filter(member=house.ann).update(sealed_root=sealed)
    return house.ann_browser.get("/consents").status_code == 200


def put_a_locked_root_back(house: House) -> bool:
    """Harmless: lock now also took the half-key out of the browser."""
    sealed = house.session(house.ann).sealed_root
    house.ann_browser.post("/lock")
    MemberSession.objects.filter(member=house.ann).update(sealed_root=sealed)
    return house.ann_browser.get("/consents").status_code == 200


def half_key_of_another(house: House) -> bool:
    house.ann_browser.cookies["half-key"] = house.ben_browser.cookies["half-key"].value
    return house.ann_browser.get("/consents").status_code == 200


def session_of_another(house: House) -> bool:
    """Ben's half-key and Ann's session cookie: signed in as Ann, but locked."""
    house.ben_browser.cookies["session"] = house.ann_browser.cookies["session"].value
    return house.ben_browser.get("/consents").status_code == 200


def epochs_of_another(house: House) -> bool:
    MemberKeys.objects.filter(member=house.ann).update(epochs=house.keys(house.ben).epochs)
    return house.logs_in("Ann", PASSPHRASE)


def prolong_a_token(house: House) -> bool:
    ApiToken.objects.update(expires_at=timezone.now() + timedelta(days=900))
    return house.opens_token()


def widen_a_token(house: House) -> bool:
    ApiToken.objects.update(scopes=["checkins:read", "journal:read"])
    return house.opens_token()


def give_a_token_to_another(house: House) -> bool:
    ApiToken.objects.update(member=house.ben)
    return house.opens_token()


ATTEMPTS: tuple[Callable[[House], bool], ...] = (
    swap_wraps,
    swap_all_keys,
    wrap_an_own_root,
    cheapen_the_derivation,
    inject_a_recovery_code,
    swap_recovery,
    give_a_session_to_another,
    copy_a_sealed_root,
    put_a_locked_root_back,
    half_key_of_another,
    session_of_another,
    epochs_of_another,
    prolong_a_token,
    widen_a_token,
    give_a_token_to_another,
)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.__name__)
def test_detected_or_harmless(house: House, attempt: Callable[[House], bool]) -> None:
    assert attempt(house) is False


def test_rolled_back_epochs_open_nothing_newer(house: House) -> None:
    """Revoking turned the epoch; a server that puts the old epochs back is noticed on reading."""
    old = bytes(house.keys(house.ann).epochs)
    row = ApiToken.objects.get()
    actions.revoke_api_token(
        by=Member.objects.get(pk=house.ann.pk),
        token_id=row.pk,
        root=house.ann_root,
        now=timezone.now(),
    )
    turned = vault.open_epochs(
        house.ann_root, bytes(house.keys(house.ann).epochs), member_id=house.ann.pk
    )
    address = vault.RecordAddress("checkins.checkin", "1", "sealed", DataClass.D)
    blob = Keyring(house.ann.pk, house.ann_root, turned).seal(address, b"41")
    rolled_back = vault.open_epochs(house.ann_root, old, member_id=house.ann.pk)
    with pytest.raises(vault.Tampered, match="rolled back"):
        Keyring(house.ann.pk, house.ann_root, rolled_back).open(address, blob)


def test_what_is_not_attacked_works(house: House) -> None:
    assert house.logs_in("Ann", PASSPHRASE)
    assert house.opens_token()
    assert recovers(house, house.ann_code)
