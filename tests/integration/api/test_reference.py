"""The document and the page that describe the API are true, complete and load nothing."""

from __future__ import annotations

import re

from evenkeel.apps.api.api import api


def test_the_page_lists_every_operation_and_loads_only_our_own(client, db):
    page = client.get("/api/v1/docs").content.decode()
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1")["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=[\"'](https?:)?//", page)
    assert "cdn" not in page.lower()


def test_openapi_is_served_and_says_what_each_operation_takes(client, db):
    document = client.get("/api/v1/openapi.json").json()
    assert document["openapi"].startswith("3.")
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            if "security" in operation:
                assert re.search(r"`[a-z]+:[a-z]+`", operation["description"]), operation["summary"]
