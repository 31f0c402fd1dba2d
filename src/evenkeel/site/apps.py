"""The site as a Django app, so that its templates, checks and static files are found."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "evenkeel.site"
    label = "evenkeel_site"

    def ready(self) -> None:
        from evenkeel.site import checks  # noqa: F401, PLC0415 (registers itself)
