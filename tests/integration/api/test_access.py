"""Who gets in: tokens, scopes, expiry, revocation, limits; never a cookie."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.api import access
from evenkeel.apps.api.api import api
from evenkeel.apps.people import actions
from evenkeel.apps.people.models import ApiToken
from tests.factories.members import make_member, sign_in
from tests.integration.api.conftest import ALL, Caller, caller_with, token_of

SOME = str(uuid.UUID("3f0c2f0a-6a61-4b7e-9d52-0c6f0b6f2a11"))
NEEDS = [
    ("GET", "/conversations", None, "conversations:read"),
    ("POST", "/conversations", {"text": "hello"}, "conversations:write"),
    ("GET", f"/conversations/{SOME}", None, "conversations:read"),
    ("POST", f"/conversations/{SOME}/turns", {"text": "hello"}, "conversations:write"),
    ("DELETE", f"/conversations/{SOME}", None, "conversations:write"),
    ("GET", "/check-ins", None, "checkins:read"),
    ("GET", "/check-ins/offered", None, "checkins:read"),
    ("POST", "/check-ins", {"numbers": {"mood": 5}}, "checkins:write"),
    ("GET", f"/check-ins/{SOME}", None, "checkins:read"),
    ("PUT", f"/check-ins/{SOME}", {"numbers": {"mood": 5}, "revision": 1}, "checkins:write"),
    ("DELETE", f"/check-ins/{SOME}", None, "checkins:write"),
    ("GET", "/journal", None, "journal:read"),
    ("POST", "/journal", {"text": "x"}, "journal:write"),
    ("GET", f"/journal/{SOME}", None, "journal:read"),
    ("PUT", f"/journal/{SOME}", {"text": "x", "revision": 1}, "journal:write"),
    ("DELETE", f"/journal/{SOME}", None, "journal:write"),
    ("GET", "/questionnaires/results", None, "questionnaires:read"),
    ("GET", f"/questionnaires/results/{SOME}", None, "questionnaires:read"),
    ("DELETE", f"/questionnaires/results/{SOME}", None, "questionnaires:write"),
    ("POST", "/questionnaires/who-5", {"answers": {}}, "questionnaires:write"),
    ("GET", "/export", None, "export:read"),
]
PUBLIC = {("GET", "/status"), ("GET", "/exercises"), ("GET", "/questionnaires")}


def operations():
    for path, methods in api.get_openapi_schema(path_prefix="")["paths"].items():
        for method, found in methods.items():
            yield path, method.upper(), found


def test_every_operation_that_takes_a_token_is_in_the_table():
    table = {(method, path.replace(SOME, "{}").split("?")[0]) for method, path, _, _ in NEEDS}
    for path, method, found in operations():
        if "security" not in found:
            assert (method, path) in PUBLIC, f"{method} {path} takes no token: say so in PUBLIC"
            continue
        plain = path.replace("{check_in_id}", "{}").replace("{entry_id}", "{}")
        plain = plain.replace("{result_id}", "{}").replace("{instrument_id}", "who-5")
        plain = plain.replace("{conversation_id}", "{}").replace("{turn_id}", "{}")
        assert (method, plain) in table, f"add {method} {plain} to NEEDS"


@pytest.mark.parametrize(("method", "path", "body", "scope"), NEEDS)
def test_without_its_scope_an_operation_is_refused(calling, method, path, body, scope):
    others = [one for one in ALL if one != scope]
    answer = calling(*others)(method, path, body)
    assert answer.status_code == 403
    assert scope in answer.json()["error"]
    assert answer.json()["what_to_do"]


@pytest.mark.parametrize(("method", "path", "body", "scope"), NEEDS)
def test_with_its_scope_alone_it_is_let_in(calling, method, path, body, scope):
    answer = calling(scope)(method, path, body)
    assert answer.status_code in {200, 201, 404, 422}, answer.content


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer ek1_aaaaaaaaaaaa_" + "a" * 43,
        "Basic d3JlbjpwYXNz",
        "Bearer " + "a" * 10_000,
        "Bearer ek1_\u00e9aaaaaaaaaaa_" + "a" * 43,
    ],
)
def test_what_is_no_token_is_refused_in_words(db, header):
    answer = Client().get("/api/v1/journal", headers={"Authorization": header})
    assert answer.status_code == 401
    assert set(answer.json()) == {"error", "what_to_do"}
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_an_expired_token_is_over(wren):
    now = timezone.now()
    token = actions.create_api_token(
        by=wren.member,
        keyring=wren.keyring,
        label="old",
        scopes=["journal:read"],
        expires_at=now - timedelta(seconds=1),
        now=now - timedelta(days=1),
    )
    assert Caller(token).get("/journal").status_code == 401


def test_a_token_that_was_ended_is_over(wren):
    token = token_of(wren, ["journal:read"])
    caller = Caller(token)
    assert caller.get("/journal").status_code == 200
    actions.revoke_api_token(
        by=wren.member, token_id=token.split("_")[1], root=wren.root, now=timezone.now()
    )
    assert caller.get("/journal").status_code == 401


def test_a_store_that_widens_scopes_or_dates_opens_nothing(wren):
    token = token_of(wren, ["checkins:read"])
    row = ApiToken.objects.get(member=wren.member)
    for change in (
        {"scopes": ["checkins:read", "journal:read"]},
        {"expires_at": row.expires_at + timedelta(days=365)},
        {"member": make_member("Finch").member},
    ):
        ApiToken.objects.filter(pk=row.pk).update(**change)
        assert Caller(token).get("/check-ins").status_code == 401, change
        row.save()
    assert Caller(token).get("/check-ins").status_code == 200


def test_numbers_do_not_open_words(wren):
    """Even with the check of scopes gone, the key of class C is not in a token of class D."""
    full = caller_with(wren, *ALL)
    assert full.post("/journal", {"text": "only in class C"}).status_code == 201
    limited = caller_with(wren, "checkins:read", "checkins:write")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(access, "need", lambda request, scope: None)
        answer = limited.get("/journal")
    assert answer.status_code == 403
    assert b"only in class C" not in answer.content


def test_a_signed_in_browser_gets_nothing_from_its_cookies(wren):
    browser = Client()
    sign_in(browser)
    assert browser.get("/privacy").status_code == 200
    for method, path, body, _ in NEEDS:
        answer = browser.generic(method, f"/api/v1{path}", data=str(body or ""))
        assert answer.status_code == 401, path


def test_nobody_sees_somebody_elses(wren, call):
    entry = call.post("/journal", {"text": "mine"}).json()
    moment = call.post("/check-ins", {"numbers": {"mood": 50}}).json()
    stranger = caller_with(make_member("Finch"), *ALL)
    for path in (f"/journal/{entry['id']}", f"/check-ins/{moment['id']}"):
        assert stranger.get(path).status_code == 404
        assert stranger("DELETE", path).status_code == 404
        assert call.get(path).status_code == 200
    assert stranger.get("/journal").json() == {"total": 0, "items": []}


def test_too_many_calls_are_slowed_for_that_token_only(wren, calling, monkeypatch):
    monkeypatch.setattr(api.throttle, "per_minute", 3)
    one, other = calling("journal:read"), calling("journal:read")
    answers = [one.get("/journal") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
    assert set(answers[-1].json()) == {"error", "what_to_do"}
    assert other.get("/journal").status_code == 200


def test_answers_are_not_kept_by_caches_and_set_no_cookie(call):
    for path in ("/journal", "/status", "/exercises", "/nothing"):
        answer = call.get(path)
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


@pytest.mark.django_db
def test_a_wrong_host_is_a_problem_like_any_other():
    answer = Client().get("/api/v1/status", headers={"host": "elsewhere.example"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "what_to_do"}
