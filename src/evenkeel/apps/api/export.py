"""The export over the API: the same ZIP as on the Privacy page, streamed."""

from __future__ import annotations

from django.http import StreamingHttpResponse
from django.utils import timezone
from ninja import Router

from evenkeel.apps.api.access import ApiRequest, Token
from evenkeel.apps.privacy import actions, queries

router = Router(tags=["export"])


@router.get(
    "",
    auth=Token("export:read"),
    summary="Export everything",
    response={200: None},
    openapi_extra={
        "responses": {
            200: {
                "description": "The archive.",
                "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def export_everything(request: ApiRequest) -> StreamingHttpResponse:
    """A ZIP of everything. Takes `export:read`, which holds the keys of words and numbers."""
    now = timezone.now()
    chunks = actions.start_export(by=request.user, keyring=request.keyring, now=now)
    return queries.archive_response(chunks, now=now)
