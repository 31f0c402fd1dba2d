"""Registers the area and its start-up checks."""

from importlib import import_module

from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "evenkeel.apps.sources"

    def ready(self) -> None:
        import_module("evenkeel.apps.sources.checks")
