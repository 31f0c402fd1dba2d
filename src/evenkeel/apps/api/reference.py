"""The page that describes the API, made from its own OpenAPI document; nothing is third-party."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from evenkeel.apps.api.api import api

METHODS = ("get", "post", "put", "delete")


@login_not_required
def openapi(request: HttpRequest) -> HttpResponse:
    return JsonResponse(api.get_openapi_schema(path_prefix="/api/v1"))


@login_not_required
def docs(request: HttpRequest) -> HttpResponse:
    document = api.get_openapi_schema(path_prefix="/api/v1")
    groups: dict[str, list[dict[str, Any]]] = {}
    for operation in operations(document):
        groups.setdefault(operation["tag"], []).append(operation)
    return render(
        request, "api/docs.html", {"groups": groups, "version": document["info"]["version"]}
    )


def operations(document: Any) -> Iterator[dict[str, Any]]:
    """Every operation as a page shows it."""
    for path, methods in document["paths"].items():
        for method in METHODS:
            if method in methods:
                yield _operation(document, path, method, methods[method])


def _operation(document: Any, path: str, method: str, found: Any) -> dict[str, Any]:
    body = found.get("requestBody", {}).get("content", {}).get("application/json", {})
    return {
        "method": method.upper(),
        "path": path,
        "id": found["operationId"],
        "tag": (found.get("tags") or ["other"])[0],
        "summary": found.get("summary", ""),
        "description": found.get("description", ""),
        "token": "security" in found,
        "parameters": [_parameter(one) for one in found.get("parameters", [])],
        "fields": list(_fields(document, body.get("schema", {}))),
        "answers": sorted(str(code) for code in found.get("responses", {})),
    }


def _parameter(one: Any) -> dict[str, Any]:
    schema = one["schema"]
    return {
        "name": one["name"],
        "type": _type(schema),
        "required": one.get("required", False),
        "description": schema.get("description", ""),
    }


def _fields(document: Any, schema: Any) -> Iterator[dict[str, Any]]:
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    required = schema.get("required", [])
    for name, inner in schema.get("properties", {}).items():
        yield {
            "name": name,
            "type": _type(inner),
            "required": name in required,
            "description": inner.get("description", ""),
        }


def _type(schema: Any) -> str:
    if "anyOf" in schema:
        kinds = [_type(one) for one in schema["anyOf"]]
        return " or ".join(dict.fromkeys(kind for kind in kinds if kind != "null"))
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    return str(schema.get("format") or schema.get("type", "any"))
