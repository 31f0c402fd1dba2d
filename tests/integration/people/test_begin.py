"""The first visit, from welcome to the first page of one's own."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from evenkeel.apps.people import actions, forms, queries
from evenkeel.apps.people.models import Member
from tests.integration.people.conftest import PASSPHRASE, Known, text_of

pytestmark = pytest.mark.django_db
BEFORE = {"age": "adult", "country": "GB", "locale": "en"}
NAME = {"nickname": "Moss", "passphrase": PASSPHRASE, "again": PASSPHRASE}


def begin(client: Client, **changed: str) -> None:
    assert client.post("/begin", BEFORE).status_code == 302
    response = client.post("/begin/name", {**NAME, **changed})
    assert response.status_code == 302, text_of(response)


def shown_code(client: Client) -> str:
    found = re.search(r'class="code-words"[^>]*>([^<]+)<', text_of(client.get("/recovery-code")))
    assert found is not None
    return found[1]


def check_code(client: Client, code: str) -> int:
    page = text_of(client.get("/recovery-code?check=1"))
    groups = [int(number) for number in re.findall(r'name="group_(\d)"', page)]
    assert len(groups) == 2
    typed = {f"group_{number}": code.split("-")[number - 1].lower() for number in groups}
    return client.post("/recovery-code", typed).status_code


def test_a_stranger_is_welcomed_and_nothing_is_asked_before(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/welcome"
    page = text_of(client.get("/welcome"))
    assert "/begin" in page
    assert "mail" in page  # says that none is needed


def test_from_welcome_to_today(client: Client) -> None:
    begin(client)
    code = shown_code(client)
    assert check_code(client, code) == 302
    member = Member.objects.get()
    assert member.recovery_checked_at is not None
    assert member.ai_notice_at is not None
    page = text_of(client.get("/begin/consents"))
    assert page.count(" checked") == 1
    client.post("/begin/consents", {"purpose": ["companion"]})
    assert queries.has_consent(member, "companion")
    assert not queries.has_consent(member, "insights")


def test_the_code_is_not_shown_again_once_checked(client: Client) -> None:
    begin(client)
    code = shown_code(client)
    assert shown_code(client) == code  # still there until it is checked
    check_code(client, code)
    response = client.get("/recovery-code")
    assert (response.status_code, response.headers["Location"]) == (302, "/security")


def test_a_wrong_group_is_said_and_the_code_can_be_seen_again(client: Client) -> None:
    begin(client)
    page = text_of(client.get("/recovery-code?check=1"))
    typed = dict.fromkeys(re.findall(r'name="(group_\d)"', page), "AAAA")
    answer = text_of(client.post("/recovery-code", typed))
    assert "not what stands there" in answer
    assert Member.objects.get().recovery_checked_at is None


def test_the_code_it_showed_opens_the_keys(client: Client) -> None:
    begin(client)
    code = shown_code(client)
    member = Member.objects.select_related("keys").get()
    assert len(actions.open_root_by_code(by=member, code=code)) == 32


def test_under_18_is_led_to_people_and_nothing_is_stored(client: Client) -> None:
    answer = text_of(client.post("/begin", {**BEFORE, "age": "under"}))
    assert "/help/GB" in answer
    assert client.get("/begin/name").headers["Location"] == "/begin"
    assert not Member.objects.exists()


@pytest.mark.parametrize("field", ["age", "country", "locale"])
def test_nothing_is_guessed(client: Client, field: str) -> None:
    before = {name: value for name, value in BEFORE.items() if name != field}
    assert client.post("/begin", before).status_code == 200
    page = text_of(client.get("/begin", headers={"Accept-Language": "de-DE"}))
    assert " checked" not in page
    assert re.search(r'<option value="" selected>', page)


def test_another_country_is_an_answer(client: Client) -> None:
    client.post("/begin", {**BEFORE, "country": "none"})
    client.post("/begin/name", NAME)
    assert Member.objects.get().country == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"passphrase": "short", "again": "short"}, "longer"),
        ({"passphrase": "Moss is my password", "again": "Moss is my password"}, "nickname"),
        ({"passphrase": "aaaaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaaaa"}, "Repeating"),
        ({"passphrase": "qwertyuiop[]", "again": "qwertyuiop[]"}, "qwerty"),
        ({"passphrase": "passwordpassword", "again": "passwordpassword"}, ""),
        ({"passphrase": "incomprehensible", "again": "incomprehensible"}, "One word"),
        ({"again": "something else altogether"}, "not the same"),
        ({"nickname": "  "}, "required"),
        ({"nickname": "a\u202eb"}, "cannot be seen"),
        ({"nickname": "n" * 41}, "40"),
        ({"nickname": "\ufdfa" * 40}, "cannot be a name"),
        ({"nickname": "\u200d\u200c"}, "cannot be a name"),
        ({"nickname": "Mo\0ss"}, "Null"),
    ],
)
def test_what_does_not_hold_is_said_kindly(
    client: Client, changed: dict[str, str], said: str
) -> None:
    client.post("/begin", BEFORE)
    response = client.post("/begin/name", {**NAME, **changed})
    assert response.status_code == 200
    assert said in text_of(response)
    assert 'class="error"' in response.content.decode()
    assert not Member.objects.exists()
    assert changed.get("passphrase", PASSPHRASE) not in text_of(response)


@pytest.mark.parametrize("taken", ["wren", "WREN", " Wren ", "\uff37ren"])
def test_a_name_is_taken_in_any_spelling(client: Client, wren: Known, taken: str) -> None:
    client.post("/begin", BEFORE)
    response = client.post("/begin/name", {**NAME, "nickname": taken})
    assert "has that name" in text_of(response)


@pytest.mark.parametrize(
    "name", ["می\u200cخواهم", "👩\u200d💻 Mo", "静かな川", "O'Brien <b>", "José"]
)
def test_names_of_the_world(client: Client, name: str) -> None:
    begin(client, nickname=name)
    assert Member.objects.get().nickname == name
    client.post("/log-out")
    posted = {"nickname": name.replace("\u200c", ""), "passphrase": PASSPHRASE}
    assert client.post("/log-in", posted).status_code == 302
    client.post("/lock")
    assert name in text_of(client.get("/unlock"))


def test_trying_out_who_is_here_is_slowed(client: Client, wren: Known) -> None:
    client.post("/begin", BEFORE)
    taken = {**NAME, "nickname": "Wren"}
    codes = [client.post("/begin/name", taken).status_code for _ in range(13)]
    assert codes == [200] * 12 + [429]
    assert client.post("/begin/name", NAME).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    elsewhere.post("/begin", BEFORE)
    assert elsewhere.post("/begin/name", NAME).status_code == 302


def test_two_people_want_one_name_at_one_moment(
    client: Client, wren: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form saw the name free; the database did not."""
    monkeypatch.setattr(forms.NameForm, "clean_nickname", lambda form: "Wren")
    client.post("/begin", BEFORE)
    response = client.post("/begin/name", {**NAME, "nickname": "Wren"})
    assert "has that name" in text_of(response)
    assert Member.objects.count() == 1


def test_a_member_does_not_begin_again(wren: Known) -> None:
    browser = wren.browser()
    for address in ("/welcome", "/begin", "/begin/name", "/log-in"):
        assert browser.get(address).headers["Location"] == "/"
