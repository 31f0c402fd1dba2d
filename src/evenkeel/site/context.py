"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from evenkeel import __version__
from evenkeel.core.content.languages import interface_languages


def site(request: HttpRequest) -> dict[str, Any]:
    """The quick exit's address, the version, the languages, and whether the session is open."""
    return {
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "version": __version__,
        "languages": tuple(interface_languages().values()),
        "unlocked": getattr(request, "keyring", None) is not None,
    }
