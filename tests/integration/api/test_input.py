"""Wrong, huge and hostile input: 4xx with a sentence that helps, never 500, nothing saved."""

from __future__ import annotations

import json

import pytest

from evenkeel.apps.records import locked_models

MANY = {f"own:{n}": 1 for n in range(400)}
CASES = {
    "an empty message": ("POST", "/conversations", {"text": ""}, 422),
    "a message of NULs": ("POST", "/conversations", {"text": "\0 \0"}, 422),
    "a message of 10 MB": ("POST", "/conversations", {"text": "help " * 2_000_000}, 422),
    "no body": ("POST", "/journal", b"", 422),
    "not JSON": ("POST", "/journal", b"{", 400),
    "not text": ("POST", "/journal", b"\xff\xfe\x00", 400),
    "a list": ("POST", "/journal", b"[]", 422),
    "a number": ("POST", "/journal", b"7", 422),
    "deep JSON": ("POST", "/journal", b"[" * 200_000, 400),
    "an endless number": (
        "POST",
        "/check-ins",
        b'{"numbers": {"mood": ' + b"9" * 9000 + b"}}",
        400,
    ),
    "not a number": ("POST", "/check-ins", b'{"numbers": {"mood": NaN}}', 422),
    "infinity": ("POST", "/check-ins", b'{"numbers": {"mood": Infinity}}', 422),
    "10 MB": ("POST", "/journal", {"text": "x" * 10_000_000}, 422),
    "13 MB": ("POST", "/journal", {"text": "x" * 13_000_000}, 413),
    "1 MB and a byte of UTF-8": ("POST", "/journal", {"text": "é" * 500_001}, 422),
    "only space": ("POST", "/journal", {"text": " \n\t "}, 422),
    "only NUL": ("POST", "/journal", {"text": "\0\0\0"}, 422),
    "a long title": ("POST", "/journal", {"text": "x", "title": "x" * 121}, 422),
    "an unknown field": ("POST", "/journal", {"text": "x", "member": "y"}, 422),
    "an unknown kind": ("POST", "/journal", {"text": "x", "kind": "y"}, 422),
    "a text that is none": ("POST", "/journal", {"text": {"a": 1}}, 422),
    "a future time": ("POST", "/journal", {"text": "x", "at": "2999-01-01T00:00:00Z"}, 422),
    "a time without zone": ("POST", "/journal", {"text": "x", "at": "2026-01-01T00:00:00"}, 422),
    "a time before paper": ("POST", "/journal", {"text": "x", "at": "0001-01-01T00:00:00Z"}, 422),
    "an unknown zone": ("POST", "/journal", {"text": "x", "zone": "../../etc/passwd"}, 422),
    "a zone with NUL": ("POST", "/check-ins", {"numbers": {"mood": 1}, "zone": "U\0"}, 422),
    "400 metrics": ("POST", "/check-ins", {"numbers": MANY}, 422),
    "an unknown metric": ("POST", "/check-ins", {"numbers": {"height": 1}}, 422),
    "an own metric that is not there": ("POST", "/check-ins", {"numbers": {"own:x": 1}}, 422),
    "too much mood": ("POST", "/check-ins", {"numbers": {"mood": 101}}, 422),
    "an unknown feeling": ("POST", "/check-ins", {"emotions": ["<script>"]}, 422),
    "an empty check-in": ("POST", "/check-ins", {}, 422),
    "a long note": ("POST", "/check-ins", {"note": "x" * 20_001}, 422),
    "a wrong id": ("GET", "/journal/1%27%20OR%201=1", None, 422),
    "an id with NUL": ("GET", "/journal/%00", None, 422),
    "a huge offset": ("GET", "/journal?offset=99999999999999999999", None, 422),
    "a negative limit": ("GET", "/journal?limit=-1", None, 422),
    "a wrong date": ("GET", "/journal?since=yesterday", None, 422),
    "an unknown questionnaire": ("POST", "/questionnaires/none", {"answers": {"a": 1}}, 404),
    "no answers": ("POST", "/questionnaires/phq-9", {"answers": {}}, 422),
    "an unknown item": ("POST", "/questionnaires/phq-9", {"answers": {"x": 1}}, 422),
    "an answer not offered": ("POST", "/questionnaires/phq-9", {"answers": {"1": 10**20}}, 422),
    "an address that is none": ("GET", "/secrets", None, 404),
    "a method that is none": ("PATCH", "/journal", {}, 405),
    "TRACE": ("TRACE", "/journal", None, 405),
}


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_helps(call, wren, case):
    method, path, body, status = CASES[case]
    answer = call(method, path, body)
    assert answer.status_code == status, answer.content[:300]
    problem = answer.json()
    assert set(problem) - {"field"} == {"error", "what_to_do"}
    for sentence in (problem["error"], problem["what_to_do"]):
        assert sentence[-1] in ".`", sentence
        assert len(sentence) < 300
    assert not any(model.of(wren.member).exists() for model in locked_models())


SECRET = "a secret about my sister"


def test_a_refused_answer_is_not_quoted(call):
    answer = call.post("/questionnaires/phq-9", {"answers": {SECRET: 1}})
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize(
    "body",
    [
        {"text": {"a": SECRET}},
        {"text": "x", "kind": SECRET},
        {"text": "x", "at": SECRET},
        {"text": "x", "zone": SECRET},
        {"text": "x", "prompt": SECRET},
        {"text": [SECRET]},
        {"text": "x", SECRET: 1},
        {"numbers": {SECRET: "x"}},
        {"numbers": {SECRET: 1}},
    ],
)
def test_a_refusal_never_quotes_what_was_sent(call, caplog, body):
    path = "/check-ins" if "numbers" in body else "/journal"
    answer = call.post(path, body)
    assert answer.status_code == 422
    assert SECRET not in answer.content.decode()
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a\0b", "ab"),
        ("line\r\nline", "line\nline"),
        ("\u202eevil\u202c", "\u202eevil\u202c"),
        ("👩‍👩‍👧 ok", "👩‍👩‍👧 ok"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_strange_text_is_kept_as_it_can_be(call, sent, kept):
    entry = call.post("/journal", {"text": sent})
    assert entry.status_code == 201
    assert call.get(f"/journal/{entry.json()['id']}").json()["text"] == kept


def test_lone_surrogates_do_not_break_it(call):
    answer = call("POST", "/journal", b'{"text": "a \\ud800 b"}')
    assert answer.status_code in {201, 422}


def test_other_encodings_of_json_are_read_or_refused(call):
    body = json.dumps({"text": "grüße"})
    for encoding in ("utf-8", "utf-16", "utf-32", "latin-1", "utf-8-sig"):
        answer = call("POST", "/journal", body.encode(encoding))
        assert answer.status_code in {201, 400}, encoding
