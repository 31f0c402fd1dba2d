"""Whatever fits the API's own document, and what does not: never a server error (SAFETY.md X8)."""

from __future__ import annotations

import json

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from requests import Request
from schemathesis import GenerationMode

from evenkeel.apps.api.api import api
from tests.integration.api.conftest import ALL, token_of

SMALL, LARGE = 8, 600
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]


@pytest.fixture
def headers(wren, monkeypatch):
    monkeypatch.setattr(api.throttle, "per_minute", 10**9)
    return {"Authorization": f"Bearer {token_of(wren, ALL)}"}


def fuzz(headers: dict[str, str], mode: GenerationMode, examples: int) -> int:
    """Send `examples` requests to each operation; returns how many were sent in all."""
    document = api.get_openapi_schema(path_prefix="/api/v1")
    schema = schemathesis.openapi.from_dict(json.loads(json.dumps(document)))
    sent = 0

    for found in schema.get_all_operations():
        operation = found.ok()
        strategy = operation.as_strategy(generation_mode=mode)

        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=strategy)
        def run(case):
            nonlocal sent
            sent += 1
            response, place = send(case, headers)
            assert response.status_code < 500, place
            if response.status_code >= 400:
                problem = json.loads(response.content)
                assert set(problem) - {"field"} == {"error", "what_to_do"}, place

        try:
            run()
        except Unsatisfiable:
            continue  # an operation without input has no wrong input
    return sent


def send(case, headers):
    """Through Django's own client, so that a test's transaction holds."""
    wanted = case.as_transport_kwargs(base_url="http://testserver", headers=headers)
    known = {"method", "url", "headers", "files", "data", "params", "json", "cookies"}
    given = Request(**{name: value for name, value in wanted.items() if name in known}).prepare()
    raw = given.body.encode() if isinstance(given.body, str) else given.body or b""
    kept = {name: value for name, value in given.headers.items() if name != "Content-Length"}
    response = Client().generic(
        given.method,
        given.path_url,
        raw,
        content_type=kept.pop("Content-Type", "application/json"),
        headers={name: _text(value) for name, value in kept.items()},
    )
    if response.streaming:
        b"".join(response.streaming_content)
    return response, f"{given.method} {given.path_url} {raw!r}"


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_a_few_of_everything(headers, mode):
    assert fuzz(headers, mode, SMALL) > 50


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_very_many_of_everything(headers, mode):
    assert fuzz(headers, mode, LARGE) > 5000
