"""The site as a Django app, so that its templates, checks and static files are found."""

import logging

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "evenkeel.site"
    label = "evenkeel_site"

    def ready(self) -> None:
        from django.conf import settings  # noqa: PLC0415 (not before the apps are loaded)

        from evenkeel.site import catalogues, checks  # noqa: F401, PLC0415 (registers itself)

        try:
            catalogues.compile_into(settings.LOCALE_PATHS[0])
        except OSError:  # a folder that cannot be written to: `doctor` says so, pages are English
            logging.getLogger(__name__).warning("Languages were not made ready: pages are English.")
