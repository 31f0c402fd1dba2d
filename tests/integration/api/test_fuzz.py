"""Whatever fits the API's own document, and what does not: never a server error (SAFETY.md X8)."""

from __future__ import annotations

import contextlib
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

SMALL, LARGE = 8, 500
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1")))
OPERATIONS = [
    f"{method.upper()} {path}" for path, methods in DOCUMENT["paths"].items() for method in methods
]


@pytest.fixture
def headers(wren, monkeypatch):
    monkeypatch.setattr(api.throttle, "per_minute", 10**9)
    return {"Authorization": f"Bearer {token_of(wren, ALL)}"}


@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
def test_a_few_of_everything(headers, mode):
    assert sum(fuzz(headers, mode, SMALL, name) for name in OPERATIONS) > 50


@pytest.mark.slow
@pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", OPERATIONS)
def test_very_many_of_each(headers, mode, name):
    fuzz(headers, mode, LARGE, name)


def test_all_of_it_together_is_more_than_20000_requests():
    """X8; an operation without input has fewer to send."""
    with_input = [name for name in OPERATIONS if name not in WITHOUT_INPUT]
    assert len(with_input) * len(MODES) * LARGE >= 20_000


WITHOUT_INPUT = {"GET /api/v1/status", "GET /api/v1/questionnaires", "GET /api/v1/export"}


def fuzz(headers: dict[str, str], mode: GenerationMode, examples: int, name: str) -> int:
    """Send at most `examples` requests to an operation; returns how many were sent."""
    schema = schemathesis.openapi.from_dict(DOCUMENT)
    operations = (found.ok() for found in schema.get_all_operations())
    operation = next(one for one in operations if f"{one.method.upper()} {one.path}" == name)
    sent = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case):
        nonlocal sent
        sent += 1
        response, place = send(case, headers)
        assert response.status_code < 500, place
        if response.status_code >= 400:
            problem = json.loads(response.content)
            assert set(problem) - {"field"} == {"error", "what_to_do"}, place

    with contextlib.suppress(Unsatisfiable):  # an operation without input has no wrong input
        run()
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
