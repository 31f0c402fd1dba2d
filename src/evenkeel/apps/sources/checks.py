"""Start-up checks: every maker a host names is one we know."""

from __future__ import annotations

import difflib
from typing import Any

from django.conf import settings
from django.core.checks import Warning as CheckWarning
from django.core.checks import register

from evenkeel.sources.discovery import manifests


@register()
def makers_are_known(**_kwargs: Any) -> list[CheckWarning]:
    """EVENKEEL_SOURCES names folders of `evenkeel.sources`; others are never asked."""
    found = []
    for name in getattr(settings, "SOURCE_CLIENTS", {}):
        if name in manifests():
            continue
        near = difflib.get_close_matches(name, manifests(), n=1)
        known = ", ".join(manifests())
        hint = f"Did you mean {near[0]}?" if near else f"Known are: {known}."
        found.append(
            CheckWarning(
                f"EVENKEEL_SOURCES: {name} is no maker that can be asked.",
                hint=hint,
                id="sources.W001",
            )
        )
    return found
