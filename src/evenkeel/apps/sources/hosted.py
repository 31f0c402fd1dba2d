"""What this host has registered: the makers with a client id and secret.

Here: reading it from the settings. Not here: where the settings come from (`site.environment`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings

from evenkeel.sources.contract import Client, LiveSource, NotAllowed, SourceManifest
from evenkeel.sources.discovery import manifests, source


def clients() -> Mapping[str, Client]:
    """The host's own registrations, by source. Empty: nothing is ever asked."""
    told: Mapping[str, tuple[str, str, str]] = getattr(settings, "SOURCE_CLIENTS", {})
    return {
        id: Client(id=client, secret=secret, at=at)
        for id, (client, secret, at) in told.items()
        if id in manifests()
    }


def manifest(id: str) -> SourceManifest:
    """One source's manifest."""
    return manifests()[id]


def live(id: str) -> tuple[LiveSource, Client]:
    """A source and the host's registration at it. Raises `NotAllowed` where there is none."""
    client = clients().get(id)
    if client is None:
        raise NotAllowed("not registered")
    return source(id, client), client
