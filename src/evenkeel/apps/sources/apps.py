from django.apps import AppConfig


class SourcesConfig(AppConfig):
    name = "evenkeel.apps.sources"
