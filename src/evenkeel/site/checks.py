"""System checks with remedies, run by `evenkeel doctor` and at every start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register()
def built_assets(**_: Any) -> list[CheckMessage]:
    built = settings.PACKAGE / "site" / "static" / "built" / "style.css"
    if built.exists():
        return []
    return [
        Warning("The front end has not been built.", hint="Run `make setup`.", id="evenkeel.W001")
    ]


@register()
def data_folder_is_private(**_: Any) -> list[CheckMessage]:
    folder = settings.ENV.data
    if folder.exists() and folder.stat().st_mode & 0o077:
        return [
            Warning(
                "Other users of this machine can look into the data folder.",
                hint=f"Run: chmod 700 {folder}",
                id="evenkeel.W002",
            )
        ]
    return []


@register(deploy=True)
def debug_is_off(**_: Any) -> list[CheckMessage]:
    if settings.DEBUG:
        return [Error("EVENKEEL_DEBUG is on.", hint="Unset EVENKEEL_DEBUG.", id="evenkeel.E001")]
    return []
